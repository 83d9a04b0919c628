"""Visits played through the field stage itself, and heard as a report hears them."""

from typing import Any

from streams.insight.doors import Door, doors_in
from streams.insight.heard import Heard
from streams.terms.days import Day, Instant
from streams.terms.field_facts import VisitApproved
from streams.terms.visit_facts import CheckedIn, CheckedOut, VisitEnded, VisitGranted
from tests.field.area import FIRST, Area, answered, asked, at, crew, stop, told

VISIT_ON = Day(FIRST + 6)
"""The day on which every visit is made."""


class Played(Area):
    """An area that remembers the facts it was told."""

    def __init__(self) -> None:
        super().__init__()
        self.facts: list[Any] = []

    def take(self, fact: Any) -> None:
        """Let the stage take a fact, and remember it."""
        self.facts.append(fact)
        super().take(fact)

    def heard(self, *more: Any) -> Heard:
        """Return what a report hears: facts, all that was said, and whatever else is given."""
        heard = Heard()
        for one in (*self.facts, *self.said, *more):
            heard.take(one)
        return heard

    def doors(self) -> tuple[Door, ...]:
        """Return the visits that a report finds."""
        return doors_in(self.heard())


def went(*names: str, agents: tuple[str, ...] = ("ag1", "ag2"), **fields: Any) -> Played:
    """Return an area whose crew is let go to visits, half an hour and the way apart."""
    area = Played()
    crew(area, agents)
    area.tick(FIRST)
    for name in names or ("v1",):
        asked(area, name, **fields)
        if fields.get("visit_number", 1) > 1:
            area.tell(VisitApproved, visit_id=name, role="manager", decided_by="m", reason="r")
    area.tick(FIRST + 1)
    question = area.question()
    answered(area, *(stop(question, v.visit_id, 10 + n) for n, v in enumerate(question.visits)))
    for name in names or ("v1",):
        told(area, name)
    for on in range(FIRST + 2, VISIT_ON):
        area.tick(on)
    for name in names or ("v1",):
        grants(area, name)
    area.tick(VISIT_ON)
    return area


def grants(area: Area, name: str) -> None:
    """Let treatment authorise a visit for the hours that are planned."""
    plan = _plan_of(area, name)
    area.tell(
        VisitGranted,
        plan.on,
        visit_id=name,
        attempt=area.visit(name).attempt,
        not_before=plan.starts_at,
        not_after=plan.ends_at,
    )


def arrives(area: Area, name: str = "v1", agents: tuple[str, ...] = ("ag1", "ag2")) -> None:
    """Let a crew check in ten minutes late."""
    begins = _plan_of(area, name).starts_at + 600_000_000
    area.tell(CheckedIn, VISIT_ON, visit_id=name, agent_ids=agents, at=Instant(begins))


def ends(area: Area, name: str = "v1", outcome: str = "NOT_HOME", **fields: Any) -> None:
    """Tell an outcome by a sheet that shows every rule kept, but for what `fields` say."""
    ends_at = _plan_of(area, name).starts_at + 1_200_000_000
    plain: dict[str, Any] = {"at": Instant(ends_at), "recording_gap_seconds": 0, "met": "NONE"}
    area.tell(VisitEnded, VISIT_ON, visit_id=name, outcome=outcome, **(plain | fields))


def leaves(area: Area, name: str = "v1", **fields: Any) -> None:
    """Let a crew check out."""
    plan = _plan_of(area, name)
    out_at = Instant(plan.starts_at + 1_260_000_000)
    area.tell(CheckedOut, VISIT_ON, visit_id=name, at=out_at, **fields)


def whole(area: Area, name: str = "v1", outcome: str = "NOT_HOME", **fields: Any) -> None:
    """Play a visit from the door to the way back."""
    arrives(area, name)
    ends(area, name, outcome, **fields)
    leaves(area, name)


def on_the_day(hour: float, days: int = 0) -> Instant:
    """Return an instant of the day of the visit, or of so many days later."""
    return at(VISIT_ON + days, hour)


def _plan_of(area: Area, name: str) -> Any:
    plan = area.visit(name).plan
    assert plan is not None
    return plan
