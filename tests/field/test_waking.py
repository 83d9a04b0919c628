"""An area is looked at again for as long as anybody has to hear of something."""

import pytest
from msgspec.structs import replace

from streams.field.waking import wake_on
from streams.terms.field_notices import FieldEvent
from streams.terms.visit_facts import CheckedIn, CheckedOut, VisitWithdrawn
from tests.field.area import FIRST, Area, arrived, asked, at, ended, granted, planned
from tests.field.field_rules import RULES

ON = FIRST + 6


def wakes(area: Area) -> int | None:
    return wake_on(area.row, area.rules, area.as_of)


def at_the_door() -> Area:
    area = planned()
    granted(area)
    arrived(area)
    return area


def test_a_crew_that_has_ended_its_visit_is_waited_for_until_it_is_away() -> None:
    area = at_the_door()
    ended(area)
    area.tick(ON)
    # Each tick of the day looks, not only that of the next one.
    assert wakes(area) == ON
    area.tell(CheckedOut, ON, visit_id="v1", at=at(ON, 10.5))
    assert wakes(area) not in {ON, ON + 1}


def test_a_check_out_that_is_missed_is_said_and_then_waited_for_no_more() -> None:
    area = at_the_door()
    ended(area)
    area.tick(ON)
    assert "CHECK_OUT_MISSED" not in area.alerts()
    area.tick(ON + 1)
    assert area.alerts().count("CHECK_OUT_MISSED") == 1
    assert wakes(area) != ON + 2


def test_a_crew_that_went_although_nobody_wanted_it_is_waited_for_too() -> None:
    area = planned()
    area.tell(VisitWithdrawn, visit_id="v1", attempt=1, rule="cured", at=at(ON, 8))
    area.tell(CheckedIn, ON, visit_id="v1", agent_ids=("ag1", "ag2"), at=at(ON, 10))
    area.tick(ON)
    assert wakes(area) == ON
    area.tick(ON + 1)
    assert "CHECK_OUT_MISSED" in area.alerts()


def test_a_crew_at_the_door_is_looked_at_by_each_tick_of_its_day() -> None:
    area = at_the_door()
    area.tick(ON, 11.4)
    assert (wakes(area), area.alerts()) == (ON, [])
    area.tick(ON, 11.5)
    assert (wakes(area), area.alerts()) == (ON + 1, ["CHECK_OUT_MISSED"])


@pytest.mark.parametrize(("hour", "alerts"), [(11.4, []), (11.5, ["CHECK_OUT_MISSED"])])
def test_what_another_crew_tells_later_shows_that_a_check_out_is_missed(
    hour: float, alerts: list[str]
) -> None:
    area = at_the_door()
    asked(area, "v2", on=ON)
    said = len(area.alerts())
    there = {"visit_id": "v2", "agent_ids": ("ag3", "ag4")}
    area.tell(CheckedIn, ON, at=at(ON, hour), **there)
    first = [(e.kind, e.subject_id) for e in area.of(FieldEvent)[said:] if e.subject_id == "v1"]
    assert first == [(kind, "v1") for kind in alerts]


def test_what_a_crew_tells_of_its_own_visit_shows_that_it_is_there() -> None:
    area = at_the_door()
    ended(area, at=at(ON, 12))
    assert "CHECK_OUT_MISSED" not in area.alerts()


def test_ticks_that_pass_over_months_say_first_what_was_missed_and_then_forget() -> None:
    area = at_the_door()
    area.tick(ON + 70)
    assert area.alerts() == ["CHECK_OUT_MISSED", "OUTCOME_MISSING"]
    assert list(area.row.visits) == ["v1"]
    area.tick(ON + 71)
    assert area.row.visits == {}


def test_a_visit_that_is_over_is_not_forgotten_while_its_crew_is_out_and_nobody_knows() -> None:
    area = at_the_door()
    ended(area)
    area.tick(ON + 70)
    assert (area.alerts(), list(area.row.visits)) == (["CHECK_OUT_MISSED"], ["v1"])


def test_without_rules_people_hear_of_a_crew_at_the_door_at_once() -> None:
    area = at_the_door()
    area.rules = replace(RULES, field=None)
    area.tick(ON + 1)
    assert area.alerts()[-1] == "CHECK_OUT_MISSED"
