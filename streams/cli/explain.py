"""`arrears explain ACCOUNT`: each fact, what it changed, and which rule led to which escalation."""

import json
from collections.abc import Iterator
from typing import Annotated

import typer
from msgspec import Struct

from streams.app.stages import rulebook
from streams.cli.faults import UsageFault
from streams.cli.where import Bootstrap, Json, Prefix, Where, where
from streams.engine.murmur2 import partition_of
from streams.policy.document import Policy
from streams.policy.rules import Rules
from streams.terms.control import PolicyPublished, Tick
from streams.terms.days import iso
from streams.terms.routes import ACCOUNTS, CLOCK, DEAD_LETTERS, DELINQUENCY, ESCALATIONS, POLICY
from streams.terms.standing import Standing
from streams.terms.step import Reject
from streams.terms.treatment_notices import Escalation
from streams.views.reading import Record, read_all
from streams.views.timeline import Entry, Placed, Timeline, retold
from streams.views.words import (
    escalation_in_words,
    event_in_words,
    fact_in_words,
    standing_in_words,
)
from streams.wire import account_facts, dead_letters
from streams.wire.control import decode_control
from streams.wire.notices_in import decode_account, decode_escalation


class Line(Struct, frozen=True):
    """One line of the story: the day of the tick (empty before the first), its kind, its words."""

    on: str
    kind: str
    text: str


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
    timeline = _timeline(at, account)
    table = _table_row(at, account)
    if not timeline.entries and table is None:
        raise UsageFault(f"nothing is known of account {account!r}: see `arrears tail {ACCOUNTS}`")
    for line in _story(at, account, timeline, table):
        if as_json:
            typer.echo(json.dumps({"on": line.on, "kind": line.kind, "text": line.text}))
        else:
            typer.echo(f"{line.on:<10}  {line.kind:<10}  {line.text}")


def _timeline(at: Where, account: str) -> Timeline:
    partition = partition_of(account.encode(), at.partitions)
    policies = _policies(at, partition)

    def rules_of(tick: Tick) -> Rules:
        return policies[tick.policy_digest].on(tick.as_of.on)

    ticks = [
        read
        for record in _all(at, CLOCK, partition)
        if isinstance(read := decode_control(CLOCK, record.value), Tick)
    ]
    known = [tick for tick in ticks if tick.policy_digest in policies]
    return retold(account, _facts(at, account, partition), known, rules_of)


def _facts(at: Where, account: str, partition: int) -> list[Placed]:
    placed = []
    for topic in DELINQUENCY.facts:
        for record in _all(at, topic, partition):
            if record.key == account.encode():
                read = account_facts.decode(topic, record.key, record.value)
                if not isinstance(read, Reject):
                    placed.append(Placed(topic, record.offset, read))
    return placed


def _policies(at: Where, partition: int) -> dict[str, Policy]:
    found = {}
    for record in _all(at, POLICY, partition):
        published = decode_control(POLICY, record.value)
        if isinstance(published, PolicyPublished):
            book = rulebook(published)
            if isinstance(book, Policy):
                found[book.digest] = book
    return found


def _table_row(at: Where, account: str) -> Standing | None:
    partition = partition_of(account.encode(), at.partitions)
    rows = [
        decode_account(record.value)
        for record in _all(at, ACCOUNTS, partition)
        if record.key == account.encode() and record.value is not None
    ]
    return rows[-1] if rows else None


def _escalations(at: Where, account: str, customer: str) -> list[Escalation]:
    partition = partition_of(customer.encode(), at.partitions)
    return [
        one
        for record in _all(at, ESCALATIONS, partition)
        if record.key == customer.encode()
        and (one := decode_escalation(record.value)).account_id == account
    ]


def _all(at: Where, topic: str, partition: int) -> Iterator[Record]:
    return read_all(at.bootstrap, at.names.full(topic), [partition])


def _story(at: Where, account: str, timeline: Timeline, table: Standing | None) -> Iterator[Line]:
    said = [] if table is None else _escalations(at, account, table.customer_id)
    for entry in timeline.entries:
        on = "" if entry.as_of is None else iso(entry.as_of.on)
        while said and on and iso(said[0].as_of) < on:
            yield _verdict(said.pop(0))
        yield from _lines(on, entry)
    yield from map(_verdict, said)
    yield from _letters(at, account)
    yield Line("", "stands", standing_in_words(timeline.standing))
    yield Line("", "table", _agreement(timeline.standing, table))


def _lines(on: str, entry: Entry) -> Iterator[Line]:
    if entry.fact is not None:
        yield Line(on, "fact", fact_in_words(entry.fact))
    if entry.reject is not None:
        yield Line(on, "refused", f"{entry.reject.rule}: {entry.reject.detail}")
    for event in entry.events:
        yield Line(on, "event", event_in_words(event))
    if _substance(entry.after) != _substance(entry.before):
        was, now = standing_in_words(entry.before), standing_in_words(entry.after)
        yield Line(on, "standing", f"{was}  ->  {now}")


def _substance(standing: Standing | None) -> object:
    """Return what a reader calls a change: bucket, past due and completeness, not the day count."""
    if standing is None:
        return None
    owed = [(ledger.currency, ledger.past_due_minor) for ledger in standing.ledgers]
    return standing.bucket, standing.incomplete, owed


def _verdict(one: Escalation) -> Line:
    return Line(iso(one.as_of), "escalation", escalation_in_words(one))


def _letters(at: Where, account: str) -> Iterator[Line]:
    partition = partition_of(account.encode(), at.partitions)
    for record in _all(at, DEAD_LETTERS, partition):
        letter = dead_letters.decode(record.value)
        if letter.key == account.encode():
            origin = f"{letter.topic}/{letter.partition}/{letter.offset}"
            yield Line("", "refused", f"{origin} by {letter.rule}: {letter.detail}")


def _agreement(retold_standing: Standing | None, table: Standing | None) -> str:
    if table is None:
        return "the public table has no row of it"
    if retold_standing is not None and retold_standing.ledgers == table.ledgers:
        return "agrees with the public table"
    return f"differs from the public table, which says: {standing_in_words(table)}"
