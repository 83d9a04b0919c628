"""Facts that wait for a person: beyond the late horizon, or about something that never came.

Nothing is lost and nothing is applied in silence: while an item is open the account is incomplete,
and nobody is contacted about it.
"""

from collections.abc import Container
from typing import Any

import msgspec
from msgspec.structs import asdict, replace

from streams.delinquency.knowledge import Known
from streams.delinquency.noting import NAMES, RETROACTIVE, STARTS, note_of
from streams.delinquency.parking import (
    OVER_REVERSED,
    REPORTED,
    item_id_of,
    may_park,
    parked,
    unmet,
)
from streams.delinquency.posting import BESIDE_AGE
from streams.delinquency.rows import AccountRow, Facts, Waiting
from streams.policy.ledger import Horizon
from streams.terms.account_facts import (
    AnyAccountFact,
    PaymentPosted,
    PaymentReversed,
    StatementIssued,
)
from streams.terms.case_facts import ReviewDecided
from streams.terms.days import Day

BEYOND = "beyond_late_horizon"

# How an item ends of which the missing fact came after all.
MET = "MET"

_DAY_MICROS = 86_400_000_000

# Items that an account may have open; more of them is a broken source, and is refused.
WAITING_MAX = 100

# Decided items are remembered for a while, so that a repeat of their fact opens none anew.
DECIDED_MAX = 32

_BY_NAME: dict[str, type[Any]] = {kind.__name__: kind for kind in AnyAccountFact.__args__}
_NO_HORIZON = BESIDE_AGE | {"currency"}


def counts_on(fact: AnyAccountFact) -> Day | None:
    """Return the day from which a fact moves the ledger, None for one that moves none."""
    if isinstance(fact, StatementIssued):
        return fact.closed_on
    if isinstance(fact, PaymentPosted):
        if fact.paid_at is None:
            return fact.value_on
        return Day(min(fact.value_on, fact.paid_at // _DAY_MICROS))
    if isinstance(fact, PaymentReversed):
        return fact.effective_on
    note = note_of(fact)
    return None if note is None or note.kind in _NO_HORIZON else note.on


def reach_of(row: AccountRow, fact: AnyAccountFact, day: Day | None) -> Day | None:
    """Return the first day that a fact may change: what undoes a case reaches back to its start.

    `day` is the one from which it counts.
    """
    note = note_of(fact)
    if day is None or note is None or note.kind not in RETROACTIVE:
        return day
    start = STARTS.get(note.kind)
    begun = [one.on for one in row.cases if (one.kind, one.id) == (start, note.id)]
    return Day(min([day, *begun]))


def rewrites(fact: AnyAccountFact) -> bool:
    """Tell whether a fact may rewrite days before its own."""
    note = note_of(fact)
    return isinstance(fact, PaymentReversed) or (note is not None and note.kind in RETROACTIVE)


def item_id_for(row: AccountRow, fact: AnyAccountFact) -> str:
    """Return the id of the item about a fact."""
    return item_id_of(row.account_id, fact.event_id, type(fact).__name__, _business_id(fact))


def held_back(row: AccountRow, fact: AnyAccountFact, on: Day, horizon: Horizon) -> AccountRow:
    """Return the row in which a fact beyond the horizon waits; the same row for a repeat."""
    item_id = item_id_for(row, fact)
    if any(one.item_id == item_id for one in row.waiting):
        return row
    kept = msgspec.msgpack.encode((type(fact).__name__, asdict(fact)))
    item = Waiting(
        item_id,
        BEYOND,
        type(fact).__name__,
        _business_id(fact),
        fact.effective_on,
        Day(on + horizon.review_days),
        fact=kept,
    )
    return replace(row, waiting=(*row.waiting, item))


def decided(row: AccountRow, decision: ReviewDecided) -> tuple[AccountRow, AnyAccountFact | None]:
    """Return the row after a decision, and the fact that is to be applied now, if one is.

    Discarding a fact that stands in the row already takes it out.
    """
    at = next(i for i, one in enumerate(row.waiting) if one.item_id == decision.item_id)
    item = row.waiting[at]
    if item.decided:
        return row, None
    done = replace(
        item, decided=decision.verdict, decided_by=decision.decided_by, overdue=False, fact=b""
    )
    waiting = _remembered((*row.waiting[:at], *row.waiting[at + 1 :], done))
    row = replace(row, waiting=waiting)
    if decision.verdict == "DISCARD":
        return (row if item.fact else _without(row, item)), None
    return row, _moved(item.fact, decision.counts_on) if item.fact else None


def turned(row: AccountRow, known: Known, on: Day, horizon: Horizon) -> tuple[Waiting, ...]:
    """Return what waits on a day: what waits too long is added, what was met is done with."""
    found = dict(parked(row, known, on, horizon)) if may_park(row) else {}
    if not found and not row.waiting:
        return row.waiting
    now = [_looked_at(item, found, on) for item in row.waiting]
    now = [item for item in now if item.decided != MET or item.item_id not in found]
    known_ids = {item.item_id for item in now}
    now += [item for item_id, item in found.items() if item_id not in known_ids]
    return row.waiting if tuple(now) == row.waiting else _remembered(tuple(now), found)


def _looked_at(item: Waiting, parked: dict[str, Waiting], on: Day) -> Waiting:
    if item.decided:
        return item
    if not item.fact and item.item_id not in parked and item.rule != OVER_REVERSED:
        return replace(item, decided=MET, overdue=False)
    return replace(item, overdue=True) if on > item.deadline_on and not item.overdue else item


def next_on(row: AccountRow, waiting: tuple[Waiting, ...], on: Day, horizon: Horizon) -> Day | None:
    """Return the first later day on which something begins to wait, or waits too long."""
    if not waiting and not may_park(row):
        return None
    days = [one.deadline_on + 1 for one in waiting if not one.decided and not one.overdue]
    if may_park(row):
        days += [one[1] + horizon.parked_days + 1 for one in unmet(row)]
    return min((Day(day) for day in days if day > on), default=None)


def is_open(item: Waiting) -> bool:
    """Tell whether the item still waits and leaves the answer in doubt."""
    return not item.decided and item.rule not in REPORTED


def is_discarded(row: AccountRow, fact: AnyAccountFact) -> bool:
    """Tell whether a person discarded this very fact: a repeat of it stays out."""
    if not row.waiting:
        return False
    item_id = item_id_for(row, fact)
    return any(one.item_id == item_id and one.decided == "DISCARD" for one in row.waiting)


def _without(row: AccountRow, item: Waiting) -> AccountRow:
    """Return the row without the fact that the item is about; what is only reported stays."""
    if item.rule in REPORTED:
        return row

    def stays(kind: str, id_: str) -> bool:
        return (NAMES[kind], id_) != (item.kind, item.business_id)

    facts = row.recent
    recent = Facts(
        facts.statements,
        facts.payments,
        tuple(one for one in facts.reversals if stays("reversal", one.reversal_id)),
        tuple(one for one in facts.entries if stays(one.kind, one.id)),
    )
    cases = tuple(one for one in row.cases if stays(one.kind, one.id))
    return replace(row, recent=recent, cases=cases, bookmark=None)


def _remembered(waiting: tuple[Waiting, ...], found: Container[str] = ()) -> tuple[Waiting, ...]:
    """Return the items less the oldest decided ones that nothing would open anew."""
    done = [one for one in waiting if one.decided]
    old = {one.item_id for one in done[:-DECIDED_MAX] if one.item_id not in found}
    open_ = (one for one in waiting if not one.decided)
    return (*open_, *(one for one in done if one.item_id not in old))


def _moved(kept: bytes, day: Day) -> AnyAccountFact:
    """Return a fact that waited, dated anew."""
    name, content = msgspec.msgpack.decode(kept)
    kind = _BY_NAME[name]
    content["effective_on"] = day
    if kind is StatementIssued:
        content["closed_on"] = day
        content["due_on"] = max(content["due_on"], day)
    if kind is PaymentPosted:
        content["value_on"], content["paid_at"] = day, None
    fact: AnyAccountFact = msgspec.convert(content, kind)
    return fact


def _business_id(fact: AnyAccountFact) -> str:
    if isinstance(fact, StatementIssued):
        return fact.statement_id
    if isinstance(fact, PaymentPosted):
        return fact.payment_id
    if isinstance(fact, PaymentReversed):
        return fact.reversal_id
    note = note_of(fact)
    return "" if note is None else note.id
