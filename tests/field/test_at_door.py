"""Who really comes, and when: what was planned says nothing of it."""

from typing import Any

import pytest
from msgspec.structs import replace

from streams.field.duties import Duties
from streams.field.judging import room_of
from streams.field.waking import wake_on
from streams.policy.rules import Rules
from streams.terms.agent_facts import IncidentReported
from streams.terms.days import Day
from streams.terms.field_facts import VisitApproved
from streams.terms.field_notices import FieldEvent, VisitNotice
from streams.terms.visit_facts import CheckedIn, CheckedOut, VisitEnded, VisitGranted
from tests.field.area import (
    FIRST,
    HERE,
    Area,
    answered,
    arrived,
    asked,
    at,
    crew,
    ended,
    granted,
    planned,
    stop,
    told,
)
from tests.field.field_rules import FIELD, RULES

ON = FIRST + 6
BOTH = ("ag1", "ag2")
OTHERS = ("ag3", "ag4")


def let_go() -> Area:
    area = planned()
    granted(area)
    return area


def said(area: Area) -> list[tuple[str, str, str]]:
    """Return the alerts, each with the visit and the rule."""
    return [(e.kind, e.subject_id, e.rule) for e in area.of(FieldEvent)]


def wakes(area: Area) -> int | None:
    return wake_on(area.row, area.rules, area.as_of)


def findings(area: Area) -> tuple[str, ...]:
    """Return what the last sheet shows broken."""
    found: tuple[str, ...] = area.of(VisitNotice)[-1].findings
    return found


def two_let_go(rules: Rules = RULES, hours: tuple[float, float] = (10, 12)) -> Area:
    """Return an area whose two crews were let go to one visit each."""
    area = Area(rules)
    crew(area, BOTH + OTHERS)
    area.tick(FIRST)
    for name, north in (("v1", 0), ("v2", 9_000)):
        asked(area, name, latitude_microdegrees=HERE[0] + north)
    area.tick(FIRST + 1)
    question = area.question()
    first, second = hours
    answered(area, stop(question, "v1", first, BOTH), stop(question, "v2", second, OTHERS))
    for name in ("v1", "v2"):
        told(area, name)
    for on in range(FIRST + 2, ON):
        area.tick(on)
    for name in ("v1", "v2"):
        plan = area.visit(name).plan
        assert plan is not None
        leave = {"not_before": plan.starts_at, "not_after": plan.ends_at}
        area.tell(VisitGranted, ON, visit_id=name, attempt=1, **leave)
    area.tick(ON)
    return area


def came(area: Area, name: str, hour: float, agents: tuple[str, ...], on: int = ON) -> Any:
    return area.tell(CheckedIn, on, visit_id=name, agent_ids=agents, at=at(on, hour))


@pytest.mark.parametrize(
    ("on", "hour", "rules"),
    [
        (ON, 10.49, ()),
        (ON, 9.9, ("arrived_outside_plan",)),
        (ON, 10.5, ("arrived_outside_plan",)),
        (ON, 17.2, ("V.daylight", "arrived_outside_plan")),
        (ON, 23, ("V.daylight", "arrived_outside_plan")),
        (ON + 1, 10, ("arrived_on_another_day",)),
        (ON + 30, 10, ("V.legal_hours", "arrived_on_another_day")),
    ],
)
def test_a_crew_that_comes_at_another_time_breaks_a_rule_there(
    on: int, hour: float, rules: tuple[str, ...]
) -> None:
    area = let_go()
    crew(area, days=range(60))
    came(area, "v1", hour, BOTH, on)
    assert said(area) == [("RULE_BROKEN_ON_SITE", "v1", rule) for rule in rules]
    before = len(said(area))
    area.tell(
        VisitEnded,
        on,
        visit_id="v1",
        outcome="NOT_HOME",
        at=at(on, hour + 0.1),
        recording_gap_seconds=0,
    )
    assert findings(area) == rules
    # It is said once, when something can still be done about it.
    assert said(area)[before:] == []


def test_a_visit_that_lasts_into_the_dark_is_outside_the_hours() -> None:
    area = planned()
    crew(area)
    early = replace(FIELD.daylight, closes_minutes=(620,) * 12)
    granted(area)
    arrived(area)
    area.rules = replace(RULES, field=replace(FIELD, daylight=early))
    ended(area, left_at=at(ON, 10.3))
    assert findings(area) == ()
    area = let_go()
    arrived(area)
    area.rules = replace(RULES, field=replace(FIELD, daylight=early))
    ended(area, left_at=at(ON, 10.4))
    assert findings(area) == ("V.daylight",)


@pytest.mark.parametrize("cap", ["visits_per_day_max", "visits_per_week_max"])
def test_who_stands_in_for_others_is_counted_too(cap: str) -> None:
    safety = replace(FIELD.safety, **{cap: 1})
    area = two_let_go(replace(RULES, field=replace(FIELD, safety=safety)))
    came(area, "v1", 10, OTHERS)
    area.tell(CheckedOut, ON, visit_id="v1", at=at(ON, 10.4))
    assert said(area) == []
    came(area, "v2", 12, OTHERS)
    assert said(area) == [("ARRIVED_UNFIT", "v2", "V.safety")]


def test_a_visit_that_somebody_made_for_others_takes_room_of_later_plans() -> None:
    area = two_let_go()
    before = room_of((area.row, Duties()), "ag3", Day(ON), FIELD)
    came(area, "v1", 10, OTHERS)
    assert room_of((area.row, Duties()), "ag3", Day(ON), FIELD) == before - 1


def test_nobody_is_at_two_doors_at_one_time() -> None:
    area = two_let_go(hours=(10, 10))
    came(area, "v1", 10, OTHERS)
    came(area, "v2", 10.1, OTHERS)
    assert said(area) == [("ARRIVED_UNFIT", "v2", "agent_at_two_doors")]


def test_who_has_left_one_door_may_be_at_the_next() -> None:
    area = two_let_go(hours=(10, 10))
    came(area, "v1", 10, OTHERS)
    area.tell(CheckedOut, ON, visit_id="v1", at=at(ON, 10.1))
    came(area, "v2", 10.1, OTHERS)
    assert said(area) == []


def test_the_lead_of_the_first_visit_is_not_to_lead_the_second_at_the_door_either() -> None:
    area = Area()
    crew(area)
    area.tick(FIRST)
    asked(area, visit_number=2, lead_before="ag1")
    area.tell(VisitApproved, visit_id="v1", role="manager", decided_by="m", reason="r")
    area.tick(FIRST + 1)
    answered(area, stop(area.question(), agents=("ag2", "ag1")))
    told(area)
    granted(area)
    arrived(area, BOTH)
    assert said(area)[-1] == ("ARRIVED_UNFIT", "v1", "V.second_visit")
    ended(area)
    assert findings(area) == ("V.second_visit",)


def test_who_comes_later_is_looked_at_too() -> None:
    area = let_go()
    arrived(area)
    there = came(area, "v1", 10.2, (*BOTH, "stranger"))
    assert said(area) == [("ARRIVED_UNFIT", "v1", "agent_not_rostered")]
    assert area.visit().site.agent_ids == (*BOTH, "stranger")
    row = area.row
    area.take(there)
    assert area.row is row
    ended(area)
    assert findings(area) == ("agent_not_rostered",)


def test_one_who_is_left_alone_must_not_go_on() -> None:
    area = let_go()
    arrived(area)
    came(area, "v1", 10.2, ("ag1",))
    assert said(area) == [("ARRIVED_UNFIT", "v1", "V.two_agents")]
    came(area, "v1", 10.3, BOTH)
    assert len(said(area)) == 1
    assert area.visit().site.arrived_at == at(ON, 10)


def test_a_second_check_in_of_a_crew_without_leave_is_said_once() -> None:
    area = planned()
    came(area, "v1", 10, BOTH, FIRST + 2)
    came(area, "v1", 10.2, BOTH, FIRST + 2)
    assert [kind for kind, _, _ in said(area)].count("ARRIVED_NOT_GRANTED") == 1


def test_who_leaves_before_it_arrives_has_a_sheet_that_cannot_be() -> None:
    area = let_go()
    arrived(area)
    ended(area, left_at=at(ON, 9.9))
    assert findings(area) == ("left_before_arrival",)


@pytest.mark.parametrize("told_of", ["the danger", "nothing"])
def test_a_visit_that_was_broken_off_in_danger_needs_a_report_of_it(told_of: str) -> None:
    area = let_go()
    arrived(area)
    ended(area, "SAFETY_STOP")
    area.tell(CheckedOut, ON, visit_id="v1", at=at(ON, 10.5))
    area.tick(ON, 20)
    assert said(area) == []
    assert wakes(area) == ON + 1
    if told_of == "the danger":
        met = {"incident": "THREAT", "at": at(ON, 10.3), "visit_id": "v1"}
        area.tell(IncidentReported, ON, incident_id="i1", **met)
    for on in (ON + 1, ON + 2):
        area.tick(on)
    rules = [rule for kind, _, rule in said(area) if kind == "RULE_BROKEN_ON_SITE"]
    assert rules == ([] if told_of == "the danger" else ["safety_stop_without_incident"])
    assert wakes(area) != ON + 3


def test_who_ended_one_visit_and_checks_out_from_the_next_door_was_never_at_two() -> None:
    area = two_let_go()
    came(area, "v1", 10, BOTH)
    area.tell(
        VisitEnded, ON, visit_id="v1", outcome="NOT_HOME", at=at(ON, 10.4), recording_gap_seconds=0
    )
    came(area, "v2", 12, BOTH)
    area.tell(CheckedOut, ON, visit_id="v1", at=at(ON, 12.1))
    came(area, "v2", 12.05, BOTH)
    assert "agent_at_two_doors" not in [rule for _, _, rule in said(area)]
