"""An area is looked at again for as long as anybody has to hear of something."""

from msgspec.structs import replace

from streams.field.waking import wake_on
from streams.terms.visit_facts import CheckedIn, CheckedOut, VisitWithdrawn
from tests.field.area import FIRST, Area, arrived, at, ended, granted, planned
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
    assert wakes(area) == ON + 1
    area.tell(CheckedOut, ON, visit_id="v1", at=at(ON, 10.5))
    assert wakes(area) != ON + 1


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
    assert wakes(area) == ON + 1
    area.tick(ON + 1)
    assert "CHECK_OUT_MISSED" in area.alerts()


def test_without_rules_people_hear_of_a_crew_at_the_door_at_once() -> None:
    area = at_the_door()
    area.rules = replace(RULES, field=None)
    area.tick(ON + 1)
    assert area.alerts()[-1] == "CHECK_OUT_MISSED"
