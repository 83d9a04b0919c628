"""`arrears work`: facts that wait for a person, and deciding what becomes of them."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer
from msgspec import Struct

from streams.broker.reading import Record, read_all
from streams.cli.days import day_given
from streams.cli.evidence import Evidence
from streams.cli.faults import UsageFault
from streams.cli.where import Bootstrap, Json, Prefix, Where, where
from streams.feed.errors import FeedBroken
from streams.feed.publisher import Publisher
from streams.terms.case_facts import ReviewDecided, Verdict
from streams.terms.days import Day, instant_of, iso
from streams.terms.delinquency_notices import ReviewNotice
from streams.terms.identity import stable_id
from streams.terms.routes import ACCOUNT_DECISIONS, DEAD_LETTERS, WORK_ITEMS
from streams.wire import account_facts, dead_letters
from streams.wire.facts_out import Stamp, encode_fact
from streams.wire.notices_in import decode_review
from streams.wire.plain import Unreadable
from streams.wire.readable import MASK, last_four

app = typer.Typer(
    no_args_is_help=True,
    help="What waits for a person: list it, decide it.\n\n"
    "A fact waits where it reaches back beyond the late horizon of the policy, where what it refers"
    " to never came, or where it breaks a limit. While it waits nobody is contacted about its"
    " account. `arrears policy show` has the horizon and the days until an item is overdue.",
)

_WAITING = frozenset({"OPEN", "OVERDUE"})


class Choice(StrEnum):
    """What may be decided."""

    APPLY = "apply"
    DISCARD = "discard"


class _Desk(Struct, frozen=True):
    """The newest state of every item, and the decisions that no worker has read yet."""

    items: dict[str, ReviewNotice]
    sent: dict[str, ReviewDecided]

    def state(self, item: ReviewNotice) -> str:
        """Return the item's state; SENT is one that is decided and not read yet."""
        is_sent = item.status in _WAITING and item.item_id in self.sent
        return "SENT" if is_sent else item.status


@app.command("list")
def list_items(
    overdue: Annotated[bool, typer.Option("--overdue", help="only what is overdue")] = False,
    everything: Annotated[bool, typer.Option("--all", help="what is decided as well")] = False,
    unmasked: Annotated[bool, typer.Option("--unmasked", help="show ids in full")] = False,
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
    as_json: Json = False,
) -> None:
    """List what waits, the nearest deadline first: item, state, deadline, account, fact, rule.

    OPEN waits; OVERDUE has waited longer than the policy allows; SENT was decided and no worker has
    read that yet, so that its account is held still; with --all also APPLIED and DISCARDED.

    Example: arrears work list --overdue
    """
    desk = _desk(where(bootstrap, prefix))
    for item in sorted(desk.items.values(), key=lambda one: (one.deadline_on, one.item_id)):
        state = desk.state(item)
        if (item.status not in _WAITING and not everything) or (overdue and state != "OVERDUE"):
            continue
        typer.echo(_json(item, state, unmasked) if as_json else _line(item, state, unmasked))


@app.command()
def decide(
    item: Annotated[str, typer.Argument(help="the item's id, as `list` shows it")],
    verdict: Annotated[Choice, typer.Argument(help="what becomes of the fact")],
    by: Annotated[str, typer.Option(help="who decides")],
    reason: Annotated[str, typer.Option(help="why")],
    on: Annotated[
        str | None,
        typer.Option(help="apply: day (YYYY-MM-DD) the fact counts from; default: the run's day"),
    ] = None,
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
) -> None:
    """Decide about ITEM: the fact counts from a day (apply), or is given up (discard).

    An applied fact that reaches back too far counts from --on, a day inside the late horizon, and
    not from its own; one that waits for another fact stays where it is, and is asked about no more.
    A decision is a fact of its account and is never taken back: send a new fact instead.

    Example: arrears work decide 5e0c2f6e-7a1d-5c9a-9d2e-1f6b0c3a4d5e apply --by ann
    --reason "bank statement seen" --on 2026-06-01
    """
    if not by.strip() or not reason.strip():
        raise UsageFault("--by and --reason: say who decides, and why")
    day = None if on is None else day_given("--on", on)
    at = where(bootstrap, prefix)
    found = _waiting(_desk(at), item)
    today, oldest = _days(at, found.account_id)
    counts_on = today if day is None else day
    if verdict is Choice.APPLY and not oldest <= counts_on <= today:
        raise UsageFault(
            f"--on {iso(counts_on)}: choose a day from {iso(oldest)}, where the late horizon of the"
            f" policy begins, to {iso(today)}, where the run stands"
        )
    _publish(at, _decision(found, verdict, counts_on, today, by, reason))
    what = f"applied from {iso(counts_on)}" if verdict is Choice.APPLY else "discarded"
    typer.echo(f"{item}: the decision is sent; {what} as soon as a worker has read it")


def _desk(at: Where) -> _Desk:
    items = {}
    for record in _records(at, WORK_ITEMS):
        with suppress(Unreadable):  # a stranger's record is no item of ours
            notice = decode_review(record.value)
            items[notice.item_id] = notice
    return _Desk(items, dict(_sent(at)))


def _sent(at: Where) -> Iterator[tuple[str, ReviewDecided]]:
    """Yield the decisions that were sent by item, those left out that a worker has refused."""
    refused = set()
    for record in _records(at, DEAD_LETTERS):
        with suppress(Unreadable):
            letter = dead_letters.decode(record.value)
            refused.add((letter.topic, letter.partition, letter.offset))
    for record in _records(at, ACCOUNT_DECISIONS):
        read = account_facts.decode(ACCOUNT_DECISIONS, record.key, record.value)
        is_refused = (ACCOUNT_DECISIONS, record.partition, record.offset) in refused
        if isinstance(read, ReviewDecided) and not is_refused:
            yield read.item_id, read


def _records(at: Where, topic: str) -> Iterator[Record]:
    return read_all(at.bootstrap, at.names.full(topic), range(at.partitions))


def _waiting(desk: _Desk, item_id: str) -> ReviewNotice:
    """Return an item that waits; raises UsageFault for one that is unknown or decided."""
    item = desk.items.get(item_id)
    if item is None:
        raise UsageFault(f"nothing waits as {item_id!r}: `arrears work list` shows what does")
    if item.status not in _WAITING:
        # Whoever tries in vain learns that a person decided, not which one.
        by = f" by {MASK}" if item.decided_by else ""
        raise UsageFault(
            f"{item_id} is decided already: {item.status}{by}; send a new fact instead"
        )
    sent = desk.sent.get(item_id)
    if sent is not None:
        raise UsageFault(
            f"{item_id} is decided already ({sent.verdict} by {MASK}) and waits for a"
            " worker to read it: is one running?"
        )
    return item


def _days(at: Where, account: str) -> tuple[Day, Day]:
    """Return the day on which the run stands, and the first of its late horizon."""
    evidence = Evidence(at)
    ticks, policies = evidence.ticks(account), evidence.policies(account)
    known = [tick for tick in ticks if tick.policy_digest in policies]
    if not known:
        raise FeedBroken("no tick is there, so the run has no day yet: start `arrears clock`")
    on = known[-1].as_of.on
    horizon = policies[known[-1].policy_digest].on(on).ledger.horizon
    return on, Day(on - horizon.late_days)


def _decision(
    item: ReviewNotice, choice: Choice, counts_on: Day, today: Day, by: str, reason: str
) -> ReviewDecided:
    verdict: Verdict = "APPLY" if choice is Choice.APPLY else "DISCARD"
    return ReviewDecided(
        event_id=stable_id("decided", item.item_id, verdict, iso(counts_on), by, reason),
        account_id=item.account_id,
        effective_on=today,
        item_id=item.item_id,
        verdict=verdict,
        counts_on=counts_on,
        decided_by=by,
        reason=reason,
    )


def _publish(at: Where, decision: ReviewDecided) -> None:
    stamp = Stamp(occurred_at=instant_of(datetime.now(UTC)), source="arrears.work")
    with Publisher(at.bootstrap, at.names) as publisher:
        publisher.send(encode_fact(decision, stamp))
        publisher.flush()


def _line(item: ReviewNotice, state: str, unmasked: bool) -> str:
    account, own = _ids(item, unmasked)
    return (
        f"{item.item_id}  {state:<9}  by {iso(item.deadline_on)}  {account}"
        f"  {item.fact_kind} {own} of {iso(item.effective_on)}: {item.rule}"
    )


def _json(item: ReviewNotice, state: str, unmasked: bool) -> str:
    account, own = _ids(item, unmasked)
    row = {
        "item_id": item.item_id,
        "state": state,
        "deadline_on": iso(item.deadline_on),
        "account_id": account,
        "fact_kind": item.fact_kind,
        "business_id": own,
        "effective_on": iso(item.effective_on),
        "rule": item.rule,
    }
    return json.dumps(row, ensure_ascii=False)


def _ids(item: ReviewNotice, unmasked: bool) -> tuple[str, str]:
    if unmasked:
        return item.account_id, item.business_id
    return last_four(item.account_id), last_four(item.business_id)
