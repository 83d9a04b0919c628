"""Visits counted: what became of them, and whether crews kept to the rules."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from streams.insight.doors import Door
from streams.insight.heard import Heard, people_of
from streams.insight.parts import Part, part, tallied
from streams.insight.period import Period
from streams.terms.contact_facts import ComplaintReceived
from streams.terms.days import Day
from streams.terms.field_notices import FieldEvent, VisitNotice

AFTER_DAYS = 30
"""A complaint or a score within so many days behind a visit is one about it; a product choice."""


class Visits(Struct, frozen=True, kw_only=True):
    """What came of the visits of a period.

    `made` are those with an outcome other than that the crew was called back; `at_door` those at
    which a crew checked in. Outcomes are by number of the visit. `called_back_in_time` is of what
    was cancelled on the day itself. `complaints` came within `AFTER_DAYS` behind a visit, in
    `complaints_of_crew` one who was there is named. Rules and alerts are counted by visit.
    """

    made: int
    at_door: int
    first: dict[str, int]
    second: dict[str, int]
    fit_crews: Part
    told_in_time: Part
    called_back_in_time: Part
    returned: dict[str, int]
    unplanned: dict[str, int]
    broken: dict[str, int]
    alerts: dict[str, int]
    incidents: int
    complaints: int
    complaints_of_crew: int


_ALERTS = (
    "ARRIVED_AFTER_CANCEL",
    "ARRIVED_FLAGGED",
    "ARRIVED_NOT_GRANTED",
    "ARRIVED_UNFIT",
    "CHECK_OUT_MISSED",
    "OUTCOME_MISSING",
)
"""The alerts that are counted; incidents and broken rules stand by themselves."""


def visits_of(heard: Heard, doors: Sequence[Door], period: Period) -> Visits:
    """Count what happened in the period; visits belong to their day, all else to its own."""
    mine = [door for door in doors if period.holds(door.visit_on, door.area)]
    made, at_door = [d for d in mine if d.is_made], [d for d in mine if d.arrived]
    steps = [one for one in heard.of(VisitNotice) if period.holds(one.as_of, one.area)]
    events = [one for one in heard.of(FieldEvent) if period.holds(one.as_of, one.area)]
    complaints = list(_complaints(heard, doors, period))
    return Visits(
        made=len(made),
        at_door=len(at_door),
        first=tallied(door.outcome for door in mine if door.outcome and door.number == 1),
        second=tallied(door.outcome for door in mine if door.outcome and door.number > 1),
        fit_crews=part(door.crew_is_fit for door in at_door),
        told_in_time=part(door.told_in_time for door in at_door),
        called_back_in_time=_called_back(steps, events, at_door),
        returned=tallied(s.rule or "" for s in steps if s.change == "VISIT_RETURNED"),
        unplanned=tallied(s.rule or "" for s in steps if s.change == "VISIT_UNPLANNED"),
        broken=tallied(rule for door in mine for rule in door.findings),
        alerts=_alerts(events),
        incidents=len({event.subject_id for event in events if event.kind == "INCIDENT_OPEN"}),
        complaints=len(complaints),
        complaints_of_crew=sum(complaints),
    )


def door_before(doors: Sequence[Door], customer_id: str, on: Day) -> Door | None:
    """Return the last visit at a customer that a complaint or score of that day may be about."""
    return next(
        (
            door
            for door in reversed(doors)
            if door.customer_id == customer_id and 0 <= on - door.visit_on <= AFTER_DAYS
        ),
        None,
    )


def _complaints(heard: Heard, doors: Sequence[Door], period: Period) -> Iterator[bool]:
    """Yield, for each complaint behind a visit, whether one who was there is named."""
    known_as = people_of(heard)
    for told in heard.of(ComplaintReceived):
        door = door_before(doors, known_as(told.customer_id), told.effective_on)
        if door is not None and period.holds(told.effective_on, door.area):
            yield told.agent_id in door.agent_ids


def _called_back(
    steps: Sequence[VisitNotice], events: Sequence[FieldEvent], at_door: Sequence[Door]
) -> Part:
    """Return how many crews heard in time that their visit of the day was cancelled.

    Where the crew stood at the door before the visit was cancelled nobody could call it back.
    """
    urgent = {s.visit_id for s in steps if s.change == "VISIT_CANCELLED" and s.urgent}
    late = {event.subject_id for event in events if event.kind == "ARRIVED_AFTER_CANCEL"}
    # What the area itself calls back is over: whoever comes then was let go by nobody.
    late |= urgent & {one.subject_id for one in events if one.kind == "ARRIVED_NOT_GRANTED"}
    there = {door.visit_id for door in at_door} - late
    return Part(len(urgent - there - late), len((urgent - there) | late))


def _alerts(events: Sequence[FieldEvent]) -> dict[str, int]:
    """Count alerts by kind, each once a visit."""
    of_each = {(_named(one), one.subject_id) for one in events if one.kind in _ALERTS}
    return tallied(name for name, _ in of_each)


def _named(event: FieldEvent) -> str:
    """Return the word for an alert: a crew that says it is not safe has missed no check-out."""
    is_unsafe = event.kind == "CHECK_OUT_MISSED" and not event.rule
    return "CREW_NOT_SAFE" if is_unsafe else event.kind
