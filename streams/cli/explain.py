"""`arrears explain ID`: the story of an account, or of a customer and each rung of theirs."""

from collections.abc import Iterator
from typing import Annotated

import typer

from streams.cli.account_story import tell_account
from streams.cli.customer_lines import as_json as line_as_json
from streams.cli.customer_lines import as_text
from streams.cli.evidence import Evidence
from streams.cli.visits_heard import visits_heard
from streams.cli.where import Bootstrap, Json, Prefix, Where, where
from streams.feed.errors import FeedBroken
from streams.terms.routes import ACCOUNTS, DELINQUENCY, ESCALATIONS, TREATMENT
from streams.views.customer_story import customer_story
from streams.views.dossier import Dossier
from streams.views.folding import folded


def explain(
    key: Annotated[
        str,
        typer.Argument(
            metavar="ACCOUNT|CUSTOMER",
            help=f"an id, in full: see `tail {ACCOUNTS} --unmasked` (`tail {ESCALATIONS} ...`)",
        ),
    ],
    customer: Annotated[
        bool,
        typer.Option("--customer", help="the id is a customer's, though an account has it too"),
    ] = False,
    every: Annotated[
        bool, typer.Option("--all", help="of a customer, a line for every rung, due or not")
    ] = False,
    unmasked: Annotated[
        bool, typer.Option("--unmasked", help="show what is personal in full")
    ] = False,
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
    as_json: Json = False,
) -> None:
    """Tell the story of an account or of a customer from the topics.

    **Of an account**: each fact, what it changed and what was said, held against the public table.
    Facts of the account, and of its customer (visits, stops), stand in the order in which they
    came: on the left is the day of the last tick before a line, beside it the fact's own.

    **Of a customer**: what limits contact (stops, consent, times, complaints, caps in use), and for
    each account and episode every rung that came due: *taken*, *waits* (it is due, and put off) or
    *not taken*; in plain words why, with the rules and where they stand (source, clause, force,
    confidence). The first rule named is the reason, those behind it object as well. Rungs that are
    not due yet, or never were, share one line with their days; --all gives each its own, as --json
    always does. Of each visit: asked for, planned with whom and when, customer told, approved,
    taken or given back and why, rules broken, outcome. Then what the credit bureau was told or is
    held back, and which collections are proven. At the end, what the next tick that says anything
    will say if nothing else is told until then.

    Every verdict names the rules that led to it: the entries of the policy it was judged by
    (`arrears policy show` has them all), or a rule of the house's own. What was taken by the same
    rules as the line before it does not name them again.

    Masked, what is personal (stops, outcomes, causes, reasons, who decided, and a ladder that was
    chosen by how the customer pays) is hidden whole, and of ids the last four characters are shown.

    Examples: `arrears explain sim-000042`, `arrears explain cust-000007 --unmasked`
    """
    at = where(bootstrap, prefix)
    evidence = Evidence(at)
    if not customer and evidence.has_any(key, DELINQUENCY):
        tell_account(evidence, key, unmasked=unmasked, as_json=as_json)
    elif evidence.has_any(key, TREATMENT):
        for line in _told(_dossier(at, evidence, key, unmasked=unmasked), every, as_json):
            typer.echo(line)
    else:
        what = "customer" if customer else "account or customer"
        raise FeedBroken(
            f"nothing is known of {what} {key!r}: ids in full are shown by"
            f" `arrears tail {ACCOUNTS} --unmasked`"
        )


def _told(dossier: Dossier, every: bool, as_json: bool) -> Iterator[str]:
    story = customer_story(dossier)
    if as_json:
        return map(line_as_json, story)
    return as_text(story if every else folded(story))


def _dossier(at: Where, evidence: Evidence, customer: str, *, unmasked: bool) -> Dossier:
    row, clock = evidence.customer_row(customer)
    escalations = evidence.escalations(customer)
    policies = evidence.policies(customer)
    policy = None if clock is None else policies.get(clock.policy_digest)
    if row is None or clock is None or policy is None:
        raise FeedBroken(
            f"of customer {customer!r} facts stand in the topics, and no tick has judged them yet:"
            " wait for the worker, or look at its log"
        )
    return Dossier(
        row=row,
        as_of=clock.as_of,
        policy=policy,
        policies=policies,
        escalations=escalations,
        outcomes=evidence.outcomes(customer),
        visits=visits_heard(at, escalations),
        masked=not unmasked,
    )
