"""A crew that came aside of its plan is neither taken for the plan's own, nor forgotten."""

from typing import Any

import pytest

from streams.field.waking import wake_on
from streams.terms.agent_facts import AgentAbsent
from streams.terms.field_notices import FieldEvent, VisitNotice
from streams.terms.visit_facts import CheckedIn, CheckedOut, VisitEnded
from tests.field.area import (
    FIRST,
    Area,
    answered,
    arrived,
    asked,
    at,
    ended,
    granted,
    planned,
    told,
)

ON = FIRST + 6
BOTH = ("ag1", "ag2")


def came(area: Area, on: int, hour: float = 10, agents: tuple[str, ...] = BOTH) -> Any:
    return area.tell(CheckedIn, on, visit_id="v1", agent_ids=agents, at=at(on, hour))


def left(area: Area, on: int, hour: float = 10.5, **fields: Any) -> Any:
    return area.tell(CheckedOut, on, visit_id="v1", at=at(on, hour), **fields)


def missed(area: Area) -> list[int]:
    """Return the days on which it was said that a crew is missed."""
    return [e.as_of - FIRST for e in area.of(FieldEvent) if e.kind == "CHECK_OUT_MISSED"]


def findings(area: Area) -> tuple[str, ...]:
    found: tuple[str, ...] = area.of(VisitNotice)[-1].findings
    return found


def strayed(on: int = ON - 3) -> Area:
    """Return an area to whose planned visit somebody came too early, and went away again."""
    area = planned()
    came(area, on)
    left(area, on)
    return area


def test_who_came_before_the_day_of_the_plan_is_not_there_when_the_crew_is_let_go() -> None:
    area = strayed()
    assert area.alerts()[0] == "ARRIVED_NOT_GRANTED"
    granted(area)
    assert area.visit().state == "GRANTED"
    came(area, ON)
    assert area.visit().state == "ARRIVED"
    area.tick(ON, 12)
    assert missed(area) == [6]


def test_a_clean_visit_has_nothing_of_a_check_in_to_an_earlier_plan() -> None:
    area = strayed(FIRST + 1)
    area.tell(AgentAbsent, ON, agent_id="ag1")
    area.tick(FIRST + 2)
    answered(area)
    told(area)
    granted(area)
    assert area.visit().state == "GRANTED"
    arrived(area)
    ended(area)
    assert (findings(area), area.rejects) == ((), [])


def test_who_came_to_a_plan_that_is_taken_back_is_no_arrival_at_the_next() -> None:
    area = planned()
    for on in range(FIRST + 2, ON):
        area.tick(on)
    arrived(area)
    area.tell(AgentAbsent, ON, agent_id="ag1")
    assert area.visit().site.arrived_at is None
    # It is still out there, and people hear of that.
    area.tick(ON, 12)
    assert missed(area) == [6]
    assert wake_on(area.row, area.rules, area.as_of) == ON + 1


def test_a_check_in_of_a_day_before_that_is_read_late_takes_nothing_from_the_crew() -> None:
    area = planned()
    granted(area)
    stray = came(area, ON - 3)
    assert (area.visit().state, area.alerts()[0]) == ("GRANTED", "ARRIVED_NOT_GRANTED")
    out = left(area, ON - 3)
    arrived(area)
    row = area.row
    for fact in (stray, out):
        area.take(fact)
    assert area.row is row
    area.tick(ON, 12)
    assert missed(area) == [6]
    ended(area)
    assert findings(area) == ()


def test_the_crew_that_comes_on_the_day_is_the_visit_s_own_whichever_is_read_first() -> None:
    rows = []
    for days in ((ON, ON + 1), (ON + 1, ON)):
        area = planned()
        granted(area)
        for on in days:
            came(area, on)
        rows.append((area.visit().site.arrived_at, [s.arrived_at for s in area.visit().aside]))
    assert rows == [(at(ON, 10), [at(ON + 1, 10)])] * 2
