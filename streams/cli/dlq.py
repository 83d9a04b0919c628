"""`arrears dlq`: what was refused, and settling it."""

import json
from datetime import UTC, datetime
from typing import Annotated

import typer

from streams.cli.faults import UsageFault
from streams.cli.where import Bootstrap, Json, Prefix, Where, where
from streams.feed.publisher import Publisher
from streams.terms.account_facts import RefusalResolved
from streams.terms.customer_facts import CustomerRefusalResolved
from streams.terms.days import Day, Instant, datetime_of, instant_of
from streams.terms.identity import stable_id
from streams.terms.records import DeadLetter
from streams.terms.routes import (
    ACCOUNT_DECISIONS,
    CUSTOMER_DECISIONS,
    DEAD_LETTERS,
    DELINQUENCY,
    TREATMENT,
)
from streams.views.reading import read_all
from streams.wire import account_facts, customer_facts, dead_letters
from streams.wire.facts_out import Stamp, encode_fact
from streams.wire.plain import Unreadable
from streams.wire.readable import last_four, readable

app = typer.Typer(no_args_is_help=True, help="Refused records: list, show, settle.")

Origin = Annotated[str, typer.Argument(help="TOPIC/PARTITION/OFFSET, as `list` shows it")]
_DAY_US = 24 * 3_600 * 1_000_000


@app.command("list")
def list_letters(
    rule: Annotated[str | None, typer.Option(help="only letters of this rule")] = None,
    open_only: Annotated[bool, typer.Option("--open", help="only those not settled")] = False,
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
    as_json: Json = False,
) -> None:
    """List dead letters: origin, rule, key, and whether a person has settled it.

    Example: arrears dlq list --open --rule currency_unknown
    """
    at = where(bootstrap, prefix)
    settled = _settled(at)
    for letter in _letters(at):
        origin = _origin(letter)
        if (rule is not None and letter.rule != rule) or (open_only and origin in settled):
            continue
        key = last_four((letter.key or b"").decode(errors="replace"))
        state = "settled" if origin in settled else "open"
        if as_json:
            row = {"origin": origin, "rule": letter.rule, "key": key, "state": state}
            typer.echo(json.dumps(row | {"stage": letter.stage, "detail": letter.detail}))
        else:
            typer.echo(f"{origin:<34} {state:<8} {letter.rule:<34} {key}")


@app.command()
def show(
    origin: Origin, bootstrap: Bootstrap = None, prefix: Prefix = None, as_json: Json = False
) -> None:
    """Show one dead letter: its rule, its original bytes, and the record if it can be read."""
    letter = _letter(where(bootstrap, prefix), origin)
    fields = {
        "origin": origin,
        "stage": letter.stage,
        "rule": letter.rule,
        "detail": letter.detail,
        "at": f"{datetime_of(letter.at):%Y-%m-%d %H:%M:%S} UTC",
        "schema_id": letter.schema_id,
        "key": last_four((letter.key or b"").decode(errors="replace")),
        "value_hex": (letter.value or b"").hex(" ", 4),
        "record": _record(letter),
    }
    if as_json:
        typer.echo(json.dumps(fields, default=str))
        return
    for name, value in fields.items():
        typer.echo(f"{name:<10} {value}")


@app.command()
def resolve(
    origin: Origin,
    by: Annotated[str, typer.Option(help="who settles it")],
    reason: Annotated[str, typer.Option(help="why it is settled: sent again, or not needed")],
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
) -> None:
    """Settle a dead letter: the hold it put on its account or customer is lifted.

    Send the mended record first; a record that is not needed is settled alone.
    """
    at = where(bootstrap, prefix)
    letter = _letter(at, origin)
    if not letter.key:
        typer.echo("the letter has no key: nothing is held by it, nothing to lift")
        return
    stamp = Stamp(occurred_at=instant_of(datetime.now(UTC)), source="arrears.dlq")
    with Publisher(at.bootstrap, at.names) as publisher:
        publisher.send(encode_fact(_decision(letter, origin, by, reason, stamp.occurred_at), stamp))
        publisher.flush()
    typer.echo(f"{origin} settled by {by}: its hold is lifted")


def _decision(
    letter: DeadLetter, origin: str, by: str, reason: str, now: Instant
) -> RefusalResolved | CustomerRefusalResolved:
    event_id, on = stable_id("resolved", origin, by, reason), Day(now // _DAY_US)
    key = (letter.key or b"").decode(errors="replace")
    if letter.stage == TREATMENT.name:
        return CustomerRefusalResolved(
            event_id=event_id,
            customer_id=key,
            effective_on=on,
            origin=origin,
            decided_by=by,
            reason=reason,
        )
    return RefusalResolved(
        event_id=event_id,
        account_id=key,
        effective_on=on,
        origin=origin,
        decided_by=by,
        reason=reason,
    )


def _letters(at: Where) -> list[DeadLetter]:
    name = at.names.full(DEAD_LETTERS)
    return [
        dead_letters.decode(r.value) for r in read_all(at.bootstrap, name, range(at.partitions))
    ]


def _letter(at: Where, origin: str) -> DeadLetter:
    found = next((one for one in _letters(at) if _origin(one) == origin), None)
    if found is None:
        raise UsageFault(f"no dead letter comes from {origin!r}: see `arrears dlq list`")
    return found


def _origin(letter: DeadLetter) -> str:
    return f"{letter.topic}/{letter.partition}/{letter.offset}"


def _settled(at: Where) -> set[str]:
    found = set()
    for topic in (ACCOUNT_DECISIONS, CUSTOMER_DECISIONS):
        for record in read_all(at.bootstrap, at.names.full(topic), range(at.partitions)):
            read = (
                account_facts.decode(topic, record.key, record.value)
                if topic in DELINQUENCY.facts
                else customer_facts.decode(topic, record.key, record.value)
            )
            if isinstance(read, RefusalResolved | CustomerRefusalResolved):
                found.add(read.origin)
    return found


def _record(letter: DeadLetter) -> object:
    try:
        return readable(letter.topic, letter.value)
    except (Unreadable, KeyError) as broken:
        return f"cannot be read: {broken}"
