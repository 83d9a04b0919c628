"""An account's story: each fact, what it changed, and which rule led to which escalation."""

import json
import shutil
import sys
import textwrap
from collections.abc import Mapping, Sequence

import typer

from streams.cli.evidence import Evidence
from streams.policy.document import Policy
from streams.policy.rules import Rules
from streams.terms.control import Tick
from streams.terms.customer_facts import CustomerRefusalResolved
from streams.terms.routes import DELINQUENCY, TREATMENT
from streams.terms.standing import Standing
from streams.terms.treatment_notices import Escalation
from streams.views.agreement import row_on
from streams.views.grounds import ground_of
from streams.views.story import Line, Said, story
from streams.views.timeline import Timeline, heard, retold

_HEADING = Line("last tick", "kind", "what", "counts from")
_INDENT = 37


def tell_account(
    evidence: Evidence, account: str, *, unmasked: bool = False, as_json: bool = False
) -> None:
    """Print the story of an account, and hold it against the public table."""
    policies = evidence.policies(account)
    ticks = [tick for tick in evidence.ticks(account) if tick.policy_digest in policies]
    timeline = _timeline(evidence, account, ticks, policies)
    rows = evidence.table_rows(account)
    newest = rows[-1] if rows else None
    is_live = bool(ticks) and evidence.has_moved()
    table = row_on(ticks[-1].as_of.on, rows, timeline.standing) if is_live else newest
    said = _said(evidence, account, table, _customer(rows, timeline))
    if not as_json:
        typer.echo(_shown(_HEADING))
    masked = not unmasked

    def ground(one: Escalation) -> str:
        return ground_of(one, policies, masked=masked)

    for line in story(timeline, said, ground, masked=masked):
        typer.echo(_json(line) if as_json else _shown(line))


def _timeline(
    evidence: Evidence, account: str, ticks: Sequence[Tick], policies: Mapping[str, Policy]
) -> Timeline:
    # A worker holds a partition at a tick whose policy it does not know: so do the ticks given.
    def rules_of(tick: Tick) -> Rules:
        return policies[tick.policy_digest].on(tick.as_of.on)

    return retold(account, evidence.account_facts(account), ticks, rules_of)


def _customer(rows: Sequence[Standing | None], timeline: Timeline) -> str | None:
    """Return whose account it is, also where it has left the table; None before its opening."""
    known = [*rows, *(entry.after for entry in timeline.entries)]
    return next((one.customer_id for one in reversed(known) if one is not None), None)


def _said(evidence: Evidence, account: str, table: Standing | None, customer: str | None) -> Said:
    notices, letters = evidence.notices(account), evidence.letters(account, DELINQUENCY)
    if customer is None:
        return Said(notices=notices, letters=letters)
    facts = evidence.customer_facts(customer)
    return Said(
        notices=notices,
        escalations=tuple(
            one for one in evidence.escalations(customer) if one.account_id == account
        ),
        heard=heard(facts, evidence.ticks(customer)),
        letters=(*letters, *evidence.letters(customer, TREATMENT)),
        resolved=frozenset(
            one.fact.origin for one in facts if isinstance(one.fact, CustomerRefusalResolved)
        ),
        table=table,
    )


def _json(line: Line) -> str:
    shown = {"on": line.on, "counts_from": line.counts_from, "kind": line.kind, "text": line.text}
    return json.dumps(shown, ensure_ascii=False)


def _shown(line: Line) -> str:
    text = f"{line.on:<10}  {line.counts_from:<11}  {line.kind:<10}  {line.text}"
    if not sys.stdout.isatty():
        return text
    width = shutil.get_terminal_size().columns
    return "\n".join(textwrap.wrap(text, width, subsequent_indent=" " * _INDENT))
