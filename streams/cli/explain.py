"""`arrears explain ACCOUNT`: each fact, what it changed, and which rule led to which escalation."""

import json
import shutil
import sys
import textwrap
from collections.abc import Iterator
from typing import Annotated

import typer

from streams.app.stages import DELINQUENCY as STAGE
from streams.app.stages import rulebook
from streams.broker.reading import Record, read_all
from streams.cli.where import Bootstrap, Json, Prefix, Where, where
from streams.engine.murmur2 import partition_of
from streams.feed.errors import FeedBroken
from streams.policy.document import Policy
from streams.policy.rules import Rules
from streams.terms.control import PolicyPublished, Tick
from streams.terms.customer_facts import CustomerRefusalResolved
from streams.terms.days import Day
from streams.terms.records import DeadLetter
from streams.terms.routes import (
    ACCOUNTS,
    CLOCK,
    CUSTOMER_DECISIONS,
    DEAD_LETTERS,
    DELINQUENCY,
    DELINQUENCY_EVENTS,
    ESCALATIONS,
    POLICY,
    TREATMENT,
)
from streams.terms.standing import Standing
from streams.terms.step import Reject
from streams.terms.treatment_notices import Escalation
from streams.views.story import Line, Said, origin_of, story
from streams.views.timeline import Placed, Timeline, retold
from streams.wire import account_facts, customer_facts, dead_letters
from streams.wire.control import decode_control
from streams.wire.notices_in import decode_account, decode_escalation, decode_event

_INDENT = 24


def explain(
    account: Annotated[str, typer.Argument(help="the account's id, in full")],
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
    as_json: Json = False,
) -> None:
    """Tell an account's story from the topics, and check it against the public table.

    Facts stand under the last tick before them; every verdict names the rule that led to it.

    Example: arrears explain sim-000042
    """
    at = where(bootstrap, prefix)
    letters = _letters(at, account, DELINQUENCY.name)
    timeline = _timeline(at, account, letters)
    table = _table_row(at, account)
    if not timeline.entries and table is None:
        raise FeedBroken(f"nothing is known of account {account!r}: see `arrears tail {ACCOUNTS}`")
    for line in story(timeline, _said(at, account, letters, table)):
        typer.echo(_json(line) if as_json else _shown(line))


def _timeline(at: Where, account: str, letters: list[DeadLetter]) -> Timeline:
    policies = _policies(at, account)

    def rules_of(tick: Tick) -> Rules:
        return policies[tick.policy_digest].on(tick.as_of.on)

    read = (decode_control(CLOCK, record.value) for record in _beside(at, CLOCK, account))
    # A worker holds a partition at a tick whose policy it does not know, and so does this.
    ticks = [tick for tick in read if isinstance(tick, Tick) and tick.policy_digest in policies]
    return retold(account, _facts(at, account, letters), ticks, rules_of)


def _facts(at: Where, account: str, letters: list[DeadLetter]) -> list[Placed]:
    refused = {(letter.topic, letter.offset): letter for letter in letters}
    placed = []
    for topic in DELINQUENCY.facts:
        for record in _of(at, topic, account):
            letter = refused.get((topic, record.offset))
            if letter is not None:
                hold = STAGE.refused(account, origin_of(letter), letter.rule, Day(0))
                placed.append(Placed(topic, record.offset, hold))
                continue
            read = account_facts.decode(topic, record.key, record.value)
            if not isinstance(read, Reject):
                placed.append(Placed(topic, record.offset, read))
    return placed


def _policies(at: Where, account: str) -> dict[str, Policy]:
    found = {}
    for record in _beside(at, POLICY, account):
        published = decode_control(POLICY, record.value)
        if isinstance(published, PolicyPublished):
            book = rulebook(published)
            if isinstance(book, Policy):
                found[book.digest] = book
    return found


def _table_row(at: Where, account: str) -> Standing | None:
    rows = [decode_account(r.value) for r in _of(at, ACCOUNTS, account) if r.value is not None]
    return rows[-1] if rows else None


def _said(at: Where, account: str, letters: list[DeadLetter], table: Standing | None) -> Said:
    events = tuple(decode_event(record.value) for record in _of(at, DELINQUENCY_EVENTS, account))
    if table is None:
        return Said(events=events, letters=tuple(letters))
    customer = table.customer_id
    return Said(
        events=events,
        escalations=tuple(_escalations(at, account, customer)),
        letters=(*letters, *_letters(at, customer, TREATMENT.name)),
        resolved=frozenset(_settled(at, customer)),
        table=table,
    )


def _escalations(at: Where, account: str, customer: str) -> Iterator[Escalation]:
    for record in _of(at, ESCALATIONS, customer):
        one = decode_escalation(record.value)
        if one.account_id == account:
            yield one


def _settled(at: Where, customer: str) -> Iterator[str]:
    for record in _of(at, CUSTOMER_DECISIONS, customer):
        read = customer_facts.decode(CUSTOMER_DECISIONS, record.key, record.value)
        if isinstance(read, CustomerRefusalResolved):
            yield read.origin


def _letters(at: Where, key: str, stage: str) -> list[DeadLetter]:
    letters = [dead_letters.decode(record.value) for record in _of(at, DEAD_LETTERS, key)]
    return [letter for letter in letters if letter.stage == stage]


def _of(at: Where, topic: str, key: str) -> Iterator[Record]:
    """Yield a key's own records of a topic."""
    return (record for record in _beside(at, topic, key) if record.key == key.encode())


def _beside(at: Where, topic: str, key: str) -> Iterator[Record]:
    """Yield every record of the one partition in which a key's records stand."""
    partition = partition_of(key.encode(), at.partitions)
    return read_all(at.bootstrap, at.names.full(topic), [partition])


def _json(line: Line) -> str:
    return json.dumps({"on": line.on, "kind": line.kind, "text": line.text}, ensure_ascii=False)


def _shown(line: Line) -> str:
    text = f"{line.on:<10}  {line.kind:<10}  {line.text}"
    if not sys.stdout.isatty():
        return text
    width = shutil.get_terminal_size().columns
    return "\n".join(textwrap.wrap(text, width, subsequent_indent=" " * _INDENT))
