"""A crew that came aside of its plan is neither taken for the plan's own, nor forgotten."""

from typing import Any

import pytest
from msgspec.structs import replace

from streams.field.waking import wake_on
from streams.terms.agent_facts import AgentAbsent, IncidentReported
from streams.terms.field_notices import FieldEvent, Handback, VisitNotice
from streams.terms.visit_facts import CheckedIn, CheckedOut, VisitEnded, VisitGranted
from tests.field.area import (
    FIRST,
    Area,
    answered,
    arrived,
    asked,
    at,
    crew,
    ended,
    granted,
    planned,
    told,
)
from tests.field.field_rules import RULES

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


def went_without_leave() -> Area:
    """Return an area whose crew came on its day although the visit was given back that morning."""
    area = planned()
    for on in range(FIRST + 2, ON + 1):
        area.tick(on)
    assert area.visit().state == "RETURNED"
    came(area, ON)
    return area


def outcome(area: Area, on: int = ON, hour: float = 10.4, what: str = "NOT_HOME") -> Any:
    told_of = {"visit_id": "v1", "outcome": what, "recording_gap_seconds": 0}
    return area.tell(VisitEnded, on, at=at(on, hour), **told_of)


def test_a_new_ask_forgets_no_crew_that_is_still_out() -> None:
    area = went_without_leave()
    asked(area, on=ON + 1, attempt=2)
    assert wake_on(area.row, area.rules, area.as_of) == ON
    area.tick(ON + 1)
    area.tick(ON + 2)
    assert missed(area) == [7]
    left(area, ON + 1, safe=False)
    assert (area.rejects, area.alerts().count("CHECK_OUT_MISSED")) == ([], 2)
    assert area.visit().attempt == 2
    assert not area.visit().is_out


@pytest.mark.parametrize("first", ["safe", "nothing", "no check-in"])
def test_a_crew_that_is_not_safe_is_heard_whatever_was_told_before(first: str) -> None:
    area = planned()
    granted(area)
    if first != "no check-in":
        arrived(area)
    if first == "safe":
        left(area, ON)
    word = left(area, ON, 10.7, safe=False)
    assert (area.alerts(), area.rejects) == (["CHECK_OUT_MISSED"], [])
    assert area.of(FieldEvent)[-1].detail == "the crew says that it is not safe"
    row = area.row
    area.take(word)
    assert (area.row is row, len(area.alerts())) == (True, 1)
    left(area, ON, 10.8, safe=False)
    assert len(area.alerts()) == 2


def test_a_check_out_of_nobody_who_came_is_refused() -> None:
    area = strayed()
    granted(area)
    left(area, ON)
    assert area.rejects == ["check_out_without_arrival"]


@pytest.mark.parametrize("on", [FIRST + 2, ON - 1])
def test_a_crew_that_came_on_another_day_than_planned_is_missed_on_that_day(on: int) -> None:
    area = planned()
    came(area, on)
    for day in range(FIRST + 2, ON + 2):
        for hour in (8, 11.4, 11.5):
            area.tick(day, hour)
    assert missed(area) == [on - FIRST]


def test_a_crew_that_came_late_has_the_time_of_a_visit_before_it_is_missed() -> None:
    area = planned()
    granted(area)
    arrived(area, hour=11.6)
    area.tick(ON, 13)
    assert missed(area) == []
    area.tick(ON, 13.1)
    assert missed(area) == [6]


def test_a_crew_that_went_without_leave_says_what_happened_and_treatment_ends_nothing() -> None:
    area = went_without_leave()
    backs, repeat = area.handbacks(), outcome(area)
    assert (area.rejects, area.visit().state, area.handbacks()) == ([], "RETURNED", backs)
    assert area.visit().site.outcome == "NOT_HOME"
    said = [(e.kind, e.rule) for e in area.of(FieldEvent)]
    assert said[-1] == ("RULE_BROKEN_ON_SITE", "visited_without_leave")
    row = area.row
    area.take(repeat)
    assert area.row is row
    outcome(area, what="REFUSED_TO_PAY")
    assert area.rejects == ["visit_has_another_outcome"]


def test_leave_that_is_read_behind_the_outcome_calls_nobody_back() -> None:
    area = went_without_leave()
    outcome(area)
    hours = {"not_before": at(ON, 10), "not_after": at(ON, 10.5)}
    area.tell(VisitGranted, ON, visit_id="v1", attempt=1, **hours)
    assert area.of(Handback)[-1].outcome == "NOT_HOME"
    assert (area.visit().state, area.changes()[-1]) == ("COMPLETED", "VISIT_COMPLETED")


def test_the_outcome_of_a_stray_ends_no_visit_that_is_still_to_come() -> None:
    area = planned()
    came(area, ON - 3)
    outcome(area, ON - 3)
    assert (area.rejects, area.visit().state) == ([], "PLANNED")
    granted(area)
    arrived(area)
    ended(area, "REFUSED_TO_PAY")
    assert (area.rejects, area.of(Handback)[-1].outcome) == ([], "REFUSED_TO_PAY")


@pytest.mark.parametrize("known", ["its check-in", "nothing"])
def test_who_stops_in_danger_is_heard_before_the_hour_of_the_plan_too(known: str) -> None:
    area = planned()
    granted(area)
    if known == "its check-in":
        arrived(area)
    outcome(area, hour=9.95, what="SAFETY_STOP")
    assert (area.rejects, area.of(Handback)[-1].outcome) == ([], "SAFETY_STOP")


def test_a_crew_that_came_although_it_was_called_back_is_asked_what_became_of_it() -> None:
    area = planned()
    granted(area)
    area.tell(AgentAbsent, ON, agent_id="ag1")
    arrived(area)
    left(area, ON)
    assert wake_on(area.row, area.rules, area.as_of) == ON + 1
    for on in range(ON, ON + 6):
        area.tick(on)
    said = [(e.kind, e.as_of - ON) for e in area.of(FieldEvent) if e.kind == "OUTCOME_MISSING"]
    assert said == [("OUTCOME_MISSING", 3)]
    assert wake_on(area.row, area.rules, area.as_of) != ON + 6


def asked_again() -> Area:
    """Return an area whose crew was called back and came, the visit being asked for once more."""
    area = planned()
    granted(area)
    area.tell(AgentAbsent, ON, agent_id="ag1")
    arrived(area)
    asked(area, "v2", ON, customer_id="c-v1")
    area.tick(ON + 1)
    assert area.visit("v2").state == "ASKED"
    return area


def test_a_repeat_is_not_planned_before_it_is_told_what_came_of_the_crew_called_back() -> None:
    area = asked_again()
    outcome(area)
    area.tick(ON + 2)
    assert area.visit("v2").state == "OFFERED"


def test_what_no_crew_ever_tells_holds_a_repeat_until_people_are_alerted() -> None:
    area = asked_again()
    area.tick(ON + 2)
    assert area.visit("v2").state == "ASKED"
    # Missed three days after the visit; the question to the planner comes behind the alert.
    area.tick(ON + 3)
    assert (area.alerts().count("OUTCOME_MISSING"), area.visit("v2").state) == (1, "OFFERED")


def test_a_crew_that_was_called_back_and_never_came_is_asked_nothing() -> None:
    area = planned()
    granted(area)
    area.tell(AgentAbsent, ON, agent_id="ag1")
    for on in range(ON, ON + 6):
        area.tick(on)
    assert area.alerts() == []


@pytest.mark.parametrize("first", ["arrival", "danger"])
def test_who_was_there_rests_whether_its_arrival_or_the_danger_is_read_first(
    first: str,
) -> None:
    area = planned()
    crew(area, ("ag3",))
    granted(area)
    met = {"incident_id": "i1", "incident": "THREAT", "visit_id": "v1", "at": at(ON, 10.2)}
    if first == "arrival":
        came(area, ON, agents=("ag1", "ag3"))
    area.tell(IncidentReported, ON, **met)
    if first == "danger":
        came(area, ON, agents=("ag1", "ag3"))
    resting = {name for name, one in area.row.agents.items() if one.rests}
    # Who was to go rests as well, where the danger is heard of first.
    assert {"ag1", "ag3"} <= resting
    came(area, ON, 11, ("ag4", "ag5"))
    assert {name for name, one in area.row.agents.items() if one.rests} == resting


def test_who_comes_to_the_same_door_on_a_later_day_does_not_rest_for_what_others_met() -> None:
    area = planned()
    met = {"incident_id": "i1", "incident": "THREAT", "visit_id": "v1", "at": at(FIRST + 1, 10)}
    area.tell(IncidentReported, FIRST + 1, agent_ids=("ag9",), **met)
    came(area, ON)
    assert [name for name, one in area.row.agents.items() if one.rests] == ["ag9"]


def test_without_rules_people_ask_for_an_outcome_and_the_visit_is_forgotten_at_last() -> None:
    area = planned()
    granted(area)
    arrived(area)
    area.rules = replace(RULES, field=None)
    for on in range(ON + 1, ON + 64):
        area.tick(on)
    assert area.alerts() == ["OUTCOME_MISSING", "CHECK_OUT_MISSED"]
    assert area.row.visits == {}
