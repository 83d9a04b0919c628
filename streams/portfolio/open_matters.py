"""Complaints and objections of made-up customers, and how they are answered."""

from collections.abc import Iterator
from typing import Any

from streams.portfolio.born import Born
from streams.portfolio.chance import Chance
from streams.portfolio.people import People
from streams.terms.contact_facts import (
    AnyContactFact,
    ComplaintClosed,
    ComplaintReceived,
    ObjectionAnswered,
    ObjectionRaised,
    SatisfactionScored,
)
from streams.terms.days import Day
from streams.terms.identity import stable_id

_QUIET_DAYS = 30
_CLOSED_WITHIN_DAYS = (5, 25)
# Of a law that gives twenty days some answers miss the last.
_ANSWERED_WITHIN_DAYS = (5, 20)


def matters(
    born: Born, days: int, chance: Chance, people: People
) -> Iterator[tuple[Day, AnyContactFact]]:
    """Yield a complaint and how content its customer is with the answer, and an objection."""
    if chance.happens(people.complaints_per_mille, "complains"):
        yield from _complaint(born, days, chance)
    if chance.happens(people.objections_per_mille, "objects"):
        yield from _objection(born, days, chance)


def _complaint(born: Born, days: int, chance: Chance) -> Iterator[tuple[Day, AnyContactFact]]:
    on = _some_day(born, days, chance, "complaint day")
    name = f"{born.customer_id}-complaint"
    yield on, ComplaintReceived(**_head(born, "complaint", on), complaint_id=name)
    least, most = _CLOSED_WITHIN_DAYS
    done_on = Day(on + least + chance.below(most - least, "complaint closed"))
    yield done_on, ComplaintClosed(**_head(born, "closed", done_on), complaint_id=name)
    score = 1 + chance.below(5, "score")
    scored = SatisfactionScored(**_head(born, "score", done_on), score_id=name, score=score)
    yield done_on, scored


def _objection(born: Born, days: int, chance: Chance) -> Iterator[tuple[Day, AnyContactFact]]:
    on = _some_day(born, days, chance, "objection day")
    name = f"{born.customer_id}-objection"
    raised = ObjectionRaised(
        **_head(born, "objection", on), objection_id=name, account_id=born.account_id
    )
    yield on, raised
    least, more = _ANSWERED_WITHIN_DAYS
    done_on = Day(on + least + chance.below(more, "objection answered"))
    yield done_on, ObjectionAnswered(**_head(born, "answered", done_on), objection_id=name)


def _some_day(born: Born, days: int, chance: Chance, what: str) -> Day:
    return Day(born.opened_on + _QUIET_DAYS + chance.below(max(1, days - _QUIET_DAYS), what))


def _head(born: Born, what: str, on: Day) -> dict[str, Any]:
    event_id = stable_id("simulation", born.customer_id, what)
    return {"event_id": event_id, "customer_id": born.customer_id, "effective_on": on}
