"""Everything that stands in the topics about one visit, to be told in the order of its days.

>>> heard_of({"v1"}, [], []) == {"v1": VisitHeard()}
True
"""

from collections.abc import Collection, Iterable
from typing import Any

from msgspec import Struct

from streams.terms.field_facts import VisitApproved, VisitRefused
from streams.terms.field_notices import FieldEvent, VisitNotice
from streams.terms.visit_facts import CheckedIn, CheckedOut, NoticeSent, VisitAsked, VisitEnded

Step = (
    VisitAsked
    | VisitNotice
    | FieldEvent
    | NoticeSent
    | CheckedIn
    | VisitEnded
    | CheckedOut
    | VisitApproved
    | VisitRefused
)
CREWLESS = "AREA_WITHOUT_CREW"


class VisitHeard(Struct, frozen=True, kw_only=True):
    """What was asked, said, decided and reported about a visit, oldest first, each thing once.

    `crewless` is what its area said of days without a crew; it is about no visit in particular.
    """

    steps: tuple[Step, ...] = ()
    crewless: tuple[FieldEvent, ...] = ()

    def of(self, *kinds: type) -> list[Any]:
        """Return the steps of some kinds."""
        return [step for step in self.steps if isinstance(step, kinds)]


def heard_of(
    visit_ids: Collection[str], told: Iterable[object], events: Iterable[FieldEvent]
) -> dict[str, VisitHeard]:
    """Return what was heard of each visit; `events` are those of whole areas as well."""
    kept: dict[str, dict[object, Step]] = {visit_id: {} for visit_id in visit_ids}
    crewless = [event for event in events if event.kind == CREWLESS]
    for one in told:
        visit_id = one.subject_id if isinstance(one, FieldEvent) else getattr(one, "visit_id", "")
        if isinstance(one, Step) and visit_id in kept:
            kept[visit_id].setdefault(_key(one), one)
    return {visit_id: _heard(list(steps.values()), crewless) for visit_id, steps in kept.items()}


def day_of_step(step: Step) -> int:
    """Return the business day of a step."""
    return step.as_of if isinstance(step, VisitNotice | FieldEvent) else step.effective_on


def _key(step: Step) -> object:
    if isinstance(step, VisitNotice | FieldEvent):
        return step.area, step.seq
    return type(step), step.event_id


def _heard(steps: list[Step], crewless: list[FieldEvent]) -> VisitHeard:
    steps.sort(key=_order)
    asks = [step for step in steps if isinstance(step, VisitAsked)]
    found = [
        event
        for event in crewless
        if any(ask.area == event.area and ask.effective_on <= event.as_of for ask in asks)
        and not _is_settled(steps, event.as_of)
    ]
    return VisitHeard(steps=tuple(steps), crewless=tuple(found))


def _is_settled(steps: list[Step], on: int) -> bool:
    """Tell whether the last word on the visit up to a day leaves nothing to be planned."""
    said = [step for step in steps if isinstance(step, VisitNotice | VisitAsked)]
    before = [step for step in said if day_of_step(step) <= on]
    last = before[-1] if before else None
    return isinstance(last, VisitNotice) and last.change != "VISIT_UNPLANNED"


def _order(step: Step) -> tuple[int, int, int, str]:
    """Put steps in order of their days, and of one day as they follow each other.

    What the area says carries the moment of the tick, though a report from the door came later.
    """
    on = day_of_step(step)
    if isinstance(step, VisitNotice):
        return on, 4 if step.change == "VISIT_COMPLETED" else 1, step.seq, ""
    if isinstance(step, FieldEvent):
        return on, 1 if step.kind in _BEFORE else 5, step.seq, ""
    return on, _RANKS[type(step)], getattr(step, "at", 0), step.event_id


_BEFORE = frozenset({"APPROVAL_WANTED", "ADDRESS_REFUSED", "STOP_REFUSED"})
_RANKS: dict[type, int] = {
    VisitAsked: 0,
    VisitApproved: 2,
    VisitRefused: 2,
    NoticeSent: 2,
    CheckedIn: 3,
    VisitEnded: 3,
    CheckedOut: 6,
}
