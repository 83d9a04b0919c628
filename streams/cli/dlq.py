"""`arrears dlq`: what was refused, and settling it."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from hashlib import sha256
from typing import Annotated, Any

import typer

from streams.broker.reading import read_all
from streams.cli.decided import DECODES, Resolved, now, record_of, require_line
from streams.cli.faults import UsageFault
from streams.cli.stood import positions_of
from streams.cli.where import Bootstrap, Json, Prefix, Where, where
from streams.engine.murmur2 import partition_of
from streams.engine.position import Position
from streams.feed.publisher import Publisher
from streams.terms.account_facts import RefusalResolved
from streams.terms.customer_facts import CustomerRefusalResolved
from streams.terms.days import Day, datetime_of
from streams.terms.field_facts import AreaRefusalResolved
from streams.terms.identity import stable_id
from streams.terms.records import DeadLetter
from streams.terms.routes import (
    ACCOUNT_DECISIONS,
    CLOCK,
    CUSTOMER_DECISIONS,
    DEAD_LETTERS,
    DELINQUENCY,
    FIELD,
    FIELD_DECISIONS,
    POLICY,
    TREATMENT,
)
from streams.views.story import origin_of
from streams.wire import dead_letters
from streams.wire.plain import Unreadable
from streams.wire.readable import last_four, readable

app = typer.Typer(no_args_is_help=True, help="Refused records: list, show, settle.")

Origin = Annotated[str, typer.Argument(help="TOPIC/PARTITION/OFFSET, as `list` shows it")]
_DAY_US = 24 * 3_600 * 1_000_000
_DIGITS = 12
_DECIDED_IN = (
    (DELINQUENCY, ACCOUNT_DECISIONS),
    (TREATMENT, CUSTOMER_DECISIONS),
    (FIELD, FIELD_DECISIONS),
)
_HOLDING = ("open", "sent")
_ANSWERS = {
    "open": ": {by}'s decision is sent, and its hold is lifted as soon as a worker has read that",
    "sent": ": a decision is sent already, and waits for a worker to read it: is one running?",
    "settled": ": settled already",
    "no-hold": ": nothing is held by this letter, so there is nothing to lift",
}


@app.command("list")
def list_letters(
    rule: Annotated[str | None, typer.Option(help="only letters of this rule")] = None,
    open_only: Annotated[
        bool, typer.Option("--open", help="only those that hold somebody still")
    ] = False,
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
    as_json: Json = False,
) -> None:
    """List dead letters: origin, state, rule, key.

    A letter is `open` while it holds its account, customer or area, `sent` once a person has
    resolved it and no worker has read that yet, so that it holds still, and `settled` when one has.
    Where all of an area were settled at once (`arrears decide settle '*'`) each shows as open.
    It is `no-hold` where it holds nobody: its key is missing, not legible or in a partition that is
    not its own, or it is a tick or a policy.

    Example: arrears dlq list --open --rule currency_unknown
    """
    at = where(bootstrap, prefix)
    letters = _letters(at)
    decided = _decided(at, letters)
    for letter in letters:
        state = _state(at, letter, decided)
        if rule not in {None, letter.rule} or (open_only and state not in _HOLDING):
            continue
        origin, key = origin_of(letter), _key(letter)
        if as_json:
            row = {"origin": origin, "rule": letter.rule, "key": key, "state": state}
            typer.echo(json.dumps(row | {"stage": letter.stage, "detail": letter.detail}))
        else:
            typer.echo(f"{origin:<34} {state:<8} {letter.rule:<34} {key}")


@app.command()
def show(
    origin: Origin,
    unmasked: Annotated[
        bool, typer.Option("--unmasked", help="show the bytes, the key and personal fields in full")
    ] = False,
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
    as_json: Json = False,
) -> None:
    """Show one dead letter: its rule, and the record if it can be read.

    Masked, the letter's bytes are told by their length and the beginning of their SHA-256 alone:
    they hold whom the record is about. With --unmasked they are shown in hex.

    Example: arrears dlq show payments.posted/2/118
    """
    at = where(bootstrap, prefix)
    letters = _letters(at)
    letter = _letter(letters, origin)
    fields = {
        "origin": origin,
        "state": _state(at, letter, _decided(at, letters)),
        "stage": letter.stage,
        "rule": letter.rule,
        "detail": letter.detail,
        "at": f"{datetime_of(letter.at):%Y-%m-%d %H:%M:%S} UTC",
        "schema_id": letter.schema_id,
        "key": _whole_key(letter) if unmasked else _key(letter),
        **_value(letter.value, unmasked=unmasked),
        "record": _record(letter, masked=not unmasked),
    }
    if as_json:
        typer.echo(json.dumps(fields, ensure_ascii=False, default=str))
        return
    for name, value in fields.items():
        typer.echo(f"{name:<10} {value}")


@app.command()
def resolve(
    origin: Origin,
    by: Annotated[str, typer.Option(help="who settles it")],
    reason: Annotated[str, typer.Option(help="why it may be settled")],
    discard: Annotated[
        bool, typer.Option("--discard", help="the record is given up, none was sent in its place")
    ] = False,
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
) -> None:
    """Settle a dead letter: the hold it put on its account, customer or area is lifted.

    Send the mended record first; with --discard the decision says that there is none.

    Example: arrears dlq resolve payments.posted/2/118 --by ann --reason "amount mended, sent again"
    """
    reason = reason_given(by, reason, discard=discard)
    at = where(bootstrap, prefix)
    letters = _letters(at)
    letter = _letter(letters, origin)
    state = _state(at, letter, _decided(at, letters))
    if state == "open":
        publish(at, _decision(letter, by, reason))
    typer.echo(f"{origin}{_ANSWERS[state].format(by=by)}")


def reason_given(by: str, reason: str, *, discard: bool) -> str:
    """Return the reason as it is sent; raises UsageFault where it or the name will not do."""
    if not by.strip() or not reason.strip():
        raise UsageFault("--by and --reason: say who settles the letter, and why")
    reason = f"discarded: {reason}" if discard else reason
    for option, text in (("--by", by), ("--reason", reason)):
        require_line(option, text)
    return reason


def publish(at: Where, decision: Resolved) -> None:
    """Send a decision; raises UsageFault where a worker would refuse it."""
    record = record_of(decision, "arrears.dlq")
    with Publisher(at.bootstrap, at.names) as publisher:
        publisher.send(record)
        publisher.flush()


def _decision(letter: DeadLetter, by: str, reason: str) -> Resolved:
    origin = origin_of(letter)
    said: dict[str, Any] = {
        "event_id": stable_id("resolved", origin, by, reason),
        "effective_on": Day(now() // _DAY_US),
        "origin": origin,
        "decided_by": by,
        "reason": reason,
    }
    key = (letter.key or b"").decode()
    if letter.stage == TREATMENT.name:
        return CustomerRefusalResolved(customer_id=key, **said)
    if letter.stage == FIELD.name:
        return AreaRefusalResolved(area=key, **said)
    return RefusalResolved(account_id=key, **said)


def _state(at: Where, letter: DeadLetter, decided: Mapping[str, str]) -> str:
    if not _holds(letter, at.partitions):
        return "no-hold"
    return decided.get(origin_of(letter), "open")


def _holds(letter: DeadLetter, partitions: int) -> bool:
    """Whether the worker holds a row for this letter: the same questions as the engine's own."""
    if not letter.key or letter.topic in {CLOCK, POLICY}:
        return False
    try:
        is_legible = letter.key.decode().isprintable()
    except UnicodeDecodeError:
        return False
    return is_legible and partition_of(letter.key, partitions) == letter.partition


def _letters(at: Where) -> list[DeadLetter]:
    name = at.names.full(DEAD_LETTERS)
    found = []
    for record in read_all(at.bootstrap, name, range(at.partitions)):
        with suppress(Unreadable):  # a stranger's record is no letter of ours
            found.append(dead_letters.decode(record.value))
    return found


def _letter(letters: Iterable[DeadLetter], origin: str) -> DeadLetter:
    found = next((one for one in letters if origin_of(one) == origin), None)
    if found is None:
        raise UsageFault(f"no dead letter comes from {origin!r}: see `arrears dlq list`")
    return found


def _key(letter: DeadLetter) -> str:
    return last_four(letter.key.decode(errors="replace")) if letter.key else "(no key)"


def _whole_key(letter: DeadLetter) -> str:
    return letter.key.decode(errors="backslashreplace") if letter.key else "(no key)"


def _value(value: bytes | None, *, unmasked: bool) -> dict[str, str]:
    if value is None:
        return {"value": "(no value)"}
    if unmasked:
        return {"value_hex": value.hex(" ", 4)}
    return {"value": f"{len(value)} bytes, SHA-256 {sha256(value).hexdigest()[:_DIGITS]}"}


def _decided(at: Where, letters: Iterable[DeadLetter]) -> dict[str, str]:
    """Return what became of each letter that was decided: `settled` when its stage has read it.

    A decision that was itself refused has settled nothing.
    """
    refused, found = {origin_of(one) for one in letters}, dict[str, str]()
    for stage, topic in _DECIDED_IN:
        records = list(read_all(at.bootstrap, at.names.full(topic), range(at.partitions)))
        # Behind the decisions, so that what is read between the two counts as read.
        stood = positions_of(at, stage.name) if records else {}
        for record in records:
            read = DECODES[topic](topic, record.key, record.value)
            if not isinstance(read, Resolved):
                continue
            if f"{topic}/{record.partition}/{record.offset}" in refused:
                continue
            until = stood.get(record.partition, Position()).offsets.get(topic, 0)
            is_read = record.offset < until or found.get(read.origin) == "settled"
            found[read.origin] = "settled" if is_read else "sent"
    return found


def _record(letter: DeadLetter, *, masked: bool) -> object:
    try:
        return readable(letter.topic, letter.value, masked=masked)
    except (Unreadable, KeyError) as broken:
        return f"cannot be read: {broken}"
