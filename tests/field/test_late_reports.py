"""Reports that are read late: what has really happened holds, whatever was said before."""

import pytest
from msgspec.structs import replace

from streams.field.rows import Visit
from streams.terms.agent_facts import AgentAbsent, IncidentReported
from streams.terms.days import Day
from streams.terms.field_notices import FieldEvent, Handback, VisitNotice
from streams.terms.visit_facts import CheckedIn, VisitEnded, VisitGranted, VisitWithdrawn
from tests.field.area import FIRST, Area, arrived, at, ended, granted, planned

ON = FIRST + 6
MET = {"incident_id": "i1", "incident": "THREAT"}


def recalled() -> Area:
    """Return an area whose crew was called back since one of it could not go on."""
    area = planned()
    granted(area)
    area.tell(AgentAbsent, ON, agent_id="ag1")
    assert area.of(Handback)[-1].outcome == "RECALLED"
    return area


def before_its_day(area: Area) -> Visit:
    """Let the days pass up to the last one before the visit, which is not granted yet."""
    plan = area.visit().plan
    assert plan is not None
    assert area.as_of is not None
    for on in range(area.as_of.on + 1, plan.on):
        area.tick(on)
    return area.visit()


def leave_given(area: Area) -> None:
    """Give treatment's leave for the hours of the plan."""
    plan = area.visit().plan
    assert plan is not None
    hours = {"not_before": plan.starts_at, "not_after": plan.ends_at}
    area.tell(VisitGranted, plan.on, visit_id="v1", attempt=1, **hours)


def test_what_the_crew_tells_takes_the_place_of_a_recall_that_nobody_told() -> None:
    area = recalled()
    arrived(area)
    ended(area, "MET_PROMISE", currency="CNY", promised_minor=100, promised_on=Day(ON + 3))
    assert area.rejects == []
    back = area.of(Handback)[-1]
    assert (back.outcome, back.outcome_at, back.promised_minor) == (
        "MET_PROMISE",
        at(ON, 10.4),
        100,
    )
    assert area.of(VisitNotice)[-1].change == "VISIT_COMPLETED"
    # A crew's own word stands; a repeat of it says nothing.
    said = len(area.said)
    ended(area, "MET_PROMISE")
    ended(area, "NOT_HOME")
    assert (area.rejects, len(area.said)) == (["visit_has_another_outcome"], said)


def test_a_crew_that_says_it_was_called_back_too_says_nothing_new() -> None:
    area = recalled()
    said = len(area.said)
    ended(area, "RECALLED", recording_gap_seconds=None)
    assert (area.rejects, len(area.said)) == ([], said)


def test_a_recall_that_the_crew_told_is_its_outcome() -> None:
    area = planned()
    granted(area)
    arrived(area)
    ended(area, "RECALLED", recording_gap_seconds=None)
    ended(area, "NOT_HOME")
    assert area.rejects == ["visit_has_another_outcome"]


def test_a_crew_that_went_although_its_plan_was_gone_tells_an_outcome_too() -> None:
    area = planned()
    area.tell(AgentAbsent, ON, agent_id="ag1")
    hours = {"not_before": at(ON, 10), "not_after": at(ON, 10.5)}
    area.tell(VisitGranted, ON, visit_id="v1", attempt=1, **hours)
    there = {"visit_id": "v1", "agent_ids": ("ag1", "ag2")}
    area.tell(CheckedIn, ON, at=at(ON, 10), **there)
    assert area.alerts() == ["ARRIVED_NOT_GRANTED", "ARRIVED_UNFIT"]
    told = {"visit_id": "v1", "outcome": "NOT_HOME", "recording_gap_seconds": 0}
    area.tell(VisitEnded, ON, at=at(ON, 10.4), **told)
    assert area.rejects == []
    assert area.of(Handback)[-1].outcome == "NOT_HOME"


def test_who_arrived_before_the_call_back_was_let_go() -> None:
    area = planned()
    granted(area)
    met = {**MET, "at": at(ON, 9.9), "agent_ids": ("ag1", "ag2")}
    area.tell(IncidentReported, ON, visit_id="v1", **met)
    assert area.of(Handback)[-1].outcome == "RECALLED"
    # It came a little early, met danger at once, and is heard of only now.
    arrived(area, hour=9.8)
    assert "ARRIVED_NOT_GRANTED" not in area.alerts()
    ended(area, "SAFETY_STOP", at=at(ON, 9.95))
    assert area.rejects == []
    assert area.of(Handback)[-1].outcome == "SAFETY_STOP"


def test_who_arrives_behind_the_call_back_was_let_go_by_nobody() -> None:
    area = recalled()
    arrived(area)
    assert "ARRIVED_NOT_GRANTED" in area.alerts()


def test_a_tick_calls_nobody_back_from_the_door_at_which_it_met_danger() -> None:
    area = planned()
    granted(area)
    met = {**MET, "at": at(ON, 10.3), "agent_ids": ("ag1", "ag2")}
    area.tell(IncidentReported, ON, visit_id="v1", **met)
    area.tick(ON, 13)
    assert area.visit().state == "GRANTED"
    arrived(area)
    assert (area.visit().state, area.alerts()) == ("ARRIVED", ["INCIDENT_OPEN", "ARRIVED_FLAGGED"])


def test_a_check_in_that_is_read_before_the_leave_to_go_is_an_arrival_in_order() -> None:
    area = planned()
    before_its_day(area)
    arrived(area)
    assert (area.visit().state, area.alerts()) == ("PLANNED", [])
    leave_given(area)
    assert area.visit().state == "ARRIVED"
    assert area.changes()[-1] == "VISIT_GRANTED"
    area.tick(ON)
    ended(area)
    assert (area.rejects, area.alerts()) == ([], [])


def test_a_check_in_without_leave_is_said_once_its_day_has_come() -> None:
    area = planned()
    before_its_day(area)
    arrived(area)
    area.tick(ON)
    assert area.visit().state == "RETURNED"
    assert area.alerts() == ["ARRIVED_NOT_GRANTED"]


@pytest.mark.parametrize(
    ("hour", "alert"), [(9.5, "ARRIVED_AFTER_CANCEL"), (10.5, "ARRIVED_NOT_GRANTED")]
)
def test_a_check_in_without_leave_is_said_when_the_visit_is_wanted_no_more(
    hour: float, alert: str
) -> None:
    area = planned()
    before_its_day(area)
    arrived(area)
    area.tell(VisitWithdrawn, ON, visit_id="v1", attempt=1, rule="cured", at=at(ON, hour))
    assert area.alerts() == [alert]


def test_a_check_in_without_leave_is_said_when_its_plan_is_taken_back() -> None:
    area = planned()
    before_its_day(area)
    arrived(area)
    area.tell(AgentAbsent, ON, agent_id="ag1")
    assert [(e.kind, e.detail) for e in area.of(FieldEvent)] == [
        ("ARRIVED_NOT_GRANTED", "the visit is PLANNED")
    ]


def test_leave_for_a_door_that_is_dangerous_by_now_calls_back_who_is_there() -> None:
    area = planned()
    before_its_day(area)
    arrived(area)
    ill = replace(area.row.agents["ag1"], absent=(Day(ON),))
    area.begin_with(replace(area.row, agents={**area.row.agents, "ag1": ill}))
    leave_given(area)
    assert area.changes()[-1] == "VISIT_CANCELLED"
    assert area.alerts() == ["ARRIVED_NOT_GRANTED"]


def test_a_check_in_of_a_day_before_is_not_waited_for() -> None:
    area = planned()
    there = {"visit_id": "v1", "agent_ids": ("ag1", "ag2")}
    area.tell(CheckedIn, ON - 2, at=at(ON - 2, 10), **there)
    assert "ARRIVED_NOT_GRANTED" in area.alerts()
