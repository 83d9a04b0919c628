"""What a run left to people and to billing: promises, dues, corrections, items of work, visits.

They are read once, at the run's end: nobody needs them day by day, and following more topics would
slow every day down.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from typing import TypeVar

from msgspec import Struct

from streams.engine.names import Names
from streams.runs.followers import Follower
from streams.terms.days import Day, iso
from streams.terms.delinquency_notices import Corrected, DueNotice, PromiseNotice, ReviewNotice
from streams.terms.field_notices import VisitNotice
from streams.terms.routes import CORRECTIONS, DUES, PROMISE_STATUS, VISITS, WORK_ITEMS
from streams.views.crew_days import visit_days
from streams.wire.notices_in import (
    decode_corrected,
    decode_due,
    decode_promise,
    decode_review,
    decode_visit,
)

T = TypeVar("T")


class DueLine(Struct, frozen=True):
    """So many dues of one kind in one currency, those taken back left out, and their sum."""

    kind: str
    currency: str
    count: int
    amount_minor: int


class VisitsLine(Struct, frozen=True):
    """So many visits of an area on a day that are to be made, some of them not released yet."""

    area: str
    on: str
    planned: int
    released: int


class Casework(Struct, frozen=True, kw_only=True):
    """Where promises and items of work stand in the end, what is due, and what was corrected.

    `promises` counts by status; `waiting` items wait for a person, `overdue` ones among them;
    `visits` are those of the run's last day and of later ones.
    """

    promises: dict[str, int] = {}
    dues: tuple[DueLine, ...] = ()
    corrections: int = 0
    days_corrected: int = 0
    waiting: int = 0
    overdue: int = 0
    visits: tuple[VisitsLine, ...] = ()


def casework_of(
    promises: Iterable[PromiseNotice],
    dues: Iterable[DueNotice],
    corrections: Iterable[Corrected],
    reviews: Iterable[ReviewNotice],
    visits: tuple[VisitsLine, ...] = (),
) -> Casework:
    """Sum up notices, each account's in the order in which they were said."""
    status = Counter({(one.account_id, one.promise_id): one.status for one in promises}.values())
    days = [one.days_changed for one in corrections]
    items = Counter({one.item_id: one.status for one in reviews}.values())
    return Casework(
        promises={name: status[name] for name in sorted(status)},
        dues=_due_lines(dues),
        corrections=len(days),
        days_corrected=sum(days),
        waiting=items["OPEN"] + items["OVERDUE"],
        overdue=items["OVERDUE"],
        visits=visits,
    )


def visits_ahead(notices: Iterable[VisitNotice], since: Day) -> tuple[VisitsLine, ...]:
    """Return the visits that are to be made on the day `since` or later, by area and day."""
    return tuple(
        VisitsLine(day.area, iso(day.on), day.planned, day.granted)
        for day in visit_days(notices)
        if day.ahead and day.on >= since
    )


def casework_in(bootstrap: str, names: Names, partitions: int, since: Day) -> Casework:
    """Read what stands in the topics of a run whose last day is `since`, and sum it up."""

    def every(topic: str, read: Callable[[bytes], T]) -> list[T]:
        with closing(Follower(bootstrap, names, partitions, topic, read)) as follower:
            return list(follower.news())

    return casework_of(
        every(PROMISE_STATUS, decode_promise),
        every(DUES, decode_due),
        every(CORRECTIONS, decode_corrected),
        every(WORK_ITEMS, decode_review),
        visits_ahead(every(VISITS, decode_visit), since),
    )


def _due_lines(dues: Iterable[DueNotice]) -> tuple[DueLine, ...]:
    # A later notice about the same due replaces its amount, and nothing takes it back.
    newest = {one.due_id: one for one in dues}
    count: Counter[tuple[str, str]] = Counter()
    minor: Counter[tuple[str, str]] = Counter()
    for one in newest.values():
        if one.amount_minor:
            count[one.kind, one.currency] += 1
            minor[one.kind, one.currency] += one.amount_minor
    return tuple(DueLine(*key, count[key], minor[key]) for key in sorted(count))
