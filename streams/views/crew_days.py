"""Which crew goes where on a day, from what the field said and what treatment asked of it.

What a crew has to know leaves here and nothing else: no account, no name, no other crew's visits,
and of the contacts so far only what a second visit builds on.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import get_args
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from streams.policy.values import zone_of
from streams.terms.contact_facts import Outcome
from streams.terms.days import Day, Instant
from streams.terms.field_notices import VisitNotice
from streams.terms.visit_facts import VisitAsked
from streams.wire.readable import last_four

_STANDS = frozenset({"VISIT_PLANNED", "VISIT_REPLANNED", "VISIT_GRANTED"})
_OVER = {"VISIT_COMPLETED": "COMPLETED", "VISIT_CANCELLED": "CANCELLED"}
# What is told of health, distress, a dispute or a threat is no business of a crew's paper.
_TOLD_BEFORE = frozenset({"NOT_HOME", "PROMISE_BROKEN", "REFUSED_TO_PAY"})
_OF_VISITS = frozenset({*get_args(Outcome), *_TOLD_BEFORE})
_FIRST = 1
_Attempt = tuple[str, int]
"""A visit's id and the number of its attempt."""


class CrewVisit(Struct, frozen=True, kw_only=True):
    """One visit of a crew's day; `granted` tells whether it may be made yet.

    `customer` is the pseudonym's last four characters. `before` is the result of the visit before
    where it is one of the few that a second visit builds on, else empty; `over` is COMPLETED or
    CANCELLED where nobody is to go any more, else empty. What is past due is as of `past_due_on`:
    the grant where it is told, else the request. The place is None where nobody has placed the
    address.
    """

    visit_id: str
    number: int
    purpose: str
    point_id: str
    customer: str
    granted: bool
    starts_at: Instant
    ends_at: Instant
    zone: ZoneInfo
    agent_ids: tuple[str, ...]
    currency: str
    past_due_minor: int
    days_past_due: int
    past_due_on: Day
    place: tuple[int, int] | None
    before: str
    over: str = ""


class CrewDay(Struct, frozen=True, kw_only=True):
    """A crew's visits of one day in an area, in order.

    `at` is the tick behind the newest word on them, and `seq` that word's number in the area.
    """

    area: str
    on: Day
    agent_ids: tuple[str, ...]
    visits: tuple[CrewVisit, ...]
    at: Instant
    seq: int
    policy_digest: str


class VisitDay(Struct, frozen=True, kw_only=True, order=True):
    """How many visits of a day in an area a page would show, by how they stand."""

    on: Day
    area: str
    planned: int = 0
    granted: int = 0
    completed: int = 0
    cancelled: int = 0

    @property
    def ahead(self) -> int:
        """How many of them are still to be made."""
        return self.planned + self.granted


def visit_days(notices: Iterable[VisitNotice]) -> tuple[VisitDay, ...]:
    """Return the days for which there is a page, of all areas, the earliest first."""
    found: defaultdict[tuple[Day, str], Counter[str]] = defaultdict(Counter)
    for one in _shown(notices):
        how = _OVER.get(one.change) or ("GRANTED" if one.change == "VISIT_GRANTED" else "PLANNED")
        found[one.visit_on or one.as_of, one.area][how.lower()] += 1
    return tuple(sorted(VisitDay(on=on, area=area, **n) for (on, area), n in found.items()))


def crew_days(
    notices: Iterable[VisitNotice], asked: Iterable[VisitAsked], on: Day
) -> tuple[CrewDay, ...]:
    """Return the days of all crews of one area, by who sets out first; each visit stands once.

    A visit counts as the last word on it says. One that was made, or cancelled on its day, stands
    as what it is; one that was cancelled before is no crew's business. One whose request is not on
    record is left out: see `unknown_visits`.
    """
    requests = {(one.visit_id, one.attempt): one for one in asked}
    said = tuple(notices)
    owed = {(n.visit_id, n.attempt): n for n in said if n.past_due_minor is not None}
    crews: defaultdict[frozenset[str], list[VisitNotice]] = defaultdict(list)
    for notice in _standing(said, on):
        if _zone(requests.get((notice.visit_id, notice.attempt))) is not None:
            crews[frozenset(notice.agent_ids)].append(notice)
    days = (_day_of(sorted(each, key=_in_order), requests, owed, on) for each in crews.values())
    return tuple(sorted(days, key=lambda one: (one.visits[0].starts_at, one.agent_ids)))


def unknown_visits(
    notices: Iterable[VisitNotice], asked: Iterable[VisitAsked], on: Day
) -> tuple[str, ...]:
    """Return the visits of a day that nothing is known of but that somebody goes, or went."""
    known = {(one.visit_id, one.attempt) for one in asked if _zone(one) is not None}
    standing = _standing(notices, on)
    return tuple(n.visit_id for n in standing if (n.visit_id, n.attempt) not in known)


def _standing(notices: Iterable[VisitNotice], on: Day) -> list[VisitNotice]:
    return [one for one in _shown(notices) if one.visit_on == on]


def _shown(notices: Iterable[VisitNotice]) -> list[VisitNotice]:
    """Return the last word of each area on each visit that a page shows.

    Each area counts its words on its own, and a page is one area's: what a visit has become in the
    area that it moved to is on that one's page.
    """
    last: dict[tuple[str, str], VisitNotice] = {}
    for notice in notices:
        key = notice.area, notice.visit_id
        known = last.get(key)
        if known is None or notice.seq >= known.seq:
            last[key] = notice
    return [
        one
        for one in last.values()
        if one.visit_on is not None and one.agent_ids
        if one.starts_at is not None and one.ends_at is not None
        if one.change in _STANDS or _is_over(one, one.visit_on)
    ]


def _is_over(notice: VisitNotice, on: Day) -> bool:
    """Tell whether a visit was made, or was to be and was cancelled on its day or later."""
    return notice.change in _OVER and (notice.change == "VISIT_COMPLETED" or notice.as_of >= on)


def _in_order(notice: VisitNotice) -> tuple[int, str]:
    return notice.starts_at or 0, notice.visit_id


def _day_of(
    notices: Sequence[VisitNotice],
    requests: Mapping[_Attempt, VisitAsked],
    owed: Mapping[_Attempt, VisitNotice],
    on: Day,
) -> CrewDay:
    newest = max(notices, key=lambda one: one.seq)
    return CrewDay(
        area=newest.area,
        on=on,
        agent_ids=notices[0].agent_ids,
        visits=tuple(
            _with_grant(_visit(one, requests[key]), owed.get(key))
            for one in notices
            for key in ((one.visit_id, one.attempt),)
        ),
        at=newest.at,
        seq=newest.seq,
        policy_digest=newest.policy_digest,
    )


def _visit(notice: VisitNotice, asked: VisitAsked) -> CrewVisit:
    # Treatment names the rung in front of the result: visit_1:NOT_HOME.
    words = (told.rpartition(":")[2] for told in asked.history)
    results = [word for word in words if word in _OF_VISITS]
    before = results[-1] if results and notice.visit_number > _FIRST else ""
    return CrewVisit(
        visit_id=notice.visit_id,
        number=notice.visit_number,
        purpose=notice.purpose,
        point_id=notice.point_id,
        customer=last_four(notice.customer_id),
        granted=notice.change == "VISIT_GRANTED",
        over=_OVER.get(notice.change, ""),
        starts_at=notice.starts_at or Instant(0),
        ends_at=notice.ends_at or Instant(0),
        zone=_zone(asked) or ZoneInfo("UTC"),
        agent_ids=notice.agent_ids,
        currency=asked.currency,
        past_due_minor=asked.past_due_minor,
        days_past_due=asked.days_past_due,
        past_due_on=asked.effective_on,
        place=_place(asked),
        before=before if before in _TOLD_BEFORE else "",
    )


def _with_grant(visit: CrewVisit, granted: VisitNotice | None) -> CrewVisit:
    """Return a visit with what was past due as it was granted, where that is told.

    Days lie between the request and the visit, and a part may have been paid since.
    """
    if granted is None or granted.past_due_minor is None or granted.past_due_on is None:
        return visit
    return replace(
        visit,
        currency=granted.currency,
        past_due_minor=granted.past_due_minor,
        days_past_due=granted.days_past_due or 0,
        past_due_on=granted.past_due_on,
    )


def _zone(asked: VisitAsked | None) -> ZoneInfo | None:
    return None if asked is None else zone_of(asked.zone)


def _place(asked: VisitAsked) -> tuple[int, int] | None:
    north, east = asked.latitude_microdegrees, asked.longitude_microdegrees
    return None if north is None or east is None else (north, east)
