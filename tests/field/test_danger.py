"""Incidents: nobody goes there, and who was there goes nowhere, until persons in charge say so."""

from typing import Any

import pytest
from msgspec.structs import replace

from streams.field import people
from streams.field.danger import is_dangerous
from streams.field.rows import Plan, with_visit
from streams.terms.agent_facts import IncidentReported
from streams.terms.field_facts import AgentCounselled, IncidentCleared
from streams.terms.field_notices import FieldEvent, Handback, VisitNotice
from streams.terms.visit_facts import CheckedIn, CustomerCleared, CustomerFlagged, VisitGranted
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

MET: dict[str, Any] = {"incident_id": "i1", "incident": "THREAT", "at": at(FIRST, 10)}
ON = FIRST + 6
OTHERS = Plan(("ag3", "ag4"), FIRST, at(FIRST, 10), at(FIRST, 11))
DECIDED = {"incident_id": "i1", "decided_by": "x", "reason": "talked"}


def test_an_incident_flags_the_customer_for_every_area_and_is_said_to_people() -> None:
    area = planned()
    granted(area)
    area.tell(IncidentReported, visit_id="v1", agent_ids=("ag1",), **MET)
    flagged = area.of(Handback)[1]
    assert (flagged.kind, flagged.customer_id, flagged.point_id) == (
        "SAFETY_FLAGGED",
        "c-v1",
        "p-v1",
    )
    assert area.alerts() == ["INCIDENT_OPEN"]
    # The crew that is on its way is called back.
    assert area.changes()[-1] == "VISIT_CANCELLED"
    assert area.of(Handback)[-1].outcome == "RECALLED"


def test_another_customer_at_the_same_address_waits_until_a_named_role_clears_it() -> None:
    area = Area()
    crew(area)
    area.tick(FIRST)
    asked(area, point_id="p")
    area.tell(IncidentReported, point_id="p", customer_id="somebody else", **MET)
    area.tick(FIRST + 1)
    assert area.visit().state == "ASKED"
    area.tell(IncidentCleared, role="agent", **DECIDED)
    assert area.rejects == ["role_may_not_clear"]
    area.tell(IncidentCleared, role="safety_officer", **DECIDED)
    area.tick(FIRST + 2)
    assert area.visit().state == "OFFERED"
    assert area.handbacks()[-1] == "SAFETY_CLEARED"


def test_what_is_never_cleared_is_given_back_under_the_rule_on_safety() -> None:
    area = Area()
    crew(area)
    area.tick(FIRST)
    asked(area, point_id="p")
    area.tell(CustomerFlagged, incident_id="i1", customer_id="c-v1")
    for on in range(FIRST + 1, FIRST + 12):
        area.tick(on)
    assert area.of(Handback)[-1].rule == "V.safety"


def test_agents_rest_until_they_are_counselled() -> None:
    area = planned()
    area.tell(IncidentReported, agent_ids=("ag2",), **MET)
    assert area.of(VisitNotice)[-1].rule == "V.fit_agent"
    area.tick(FIRST + 2)
    assert area.visit().state == "ASKED"
    area.tell(AgentCounselled, agent_id="ag2", role="counsellor", **DECIDED)
    area.tick(FIRST + 3)
    assert area.visit().state == "OFFERED"


def a_day_with_two_visits() -> Area:
    """Return an area whose one crew was let go to a visit at ten and one at two."""
    area = Area()
    crew(area)
    area.tick(FIRST)
    for name, north in (("v1", 0), ("v2", 9_000)):
        asked(area, name, latitude_microdegrees=HERE[0] + north)
    area.tick(FIRST + 1)
    answered(area, stop(area.question(), "v1", 10), stop(area.question(), "v2", 14))
    for name in ("v1", "v2"):
        told(area, name)
    for on in range(FIRST + 2, ON):
        area.tick(on)
    for name, hour in (("v1", 10.0), ("v2", 14.0)):
        hours = {"not_before": at(ON, hour), "not_after": at(ON, hour + 0.5)}
        area.tell(VisitGranted, ON, visit_id=name, attempt=1, **hours)
    assert [visit.state for visit in area.row.visits.values()] == ["GRANTED", "GRANTED"]
    return area


def met_at(area: Area, hour: float) -> None:
    """Let the crew meet danger at another place on that day."""
    met = {**MET, "at": at(ON, hour), "agent_ids": ("ag1", "ag2")}
    area.tell(IncidentReported, ON, customer_id="c9", **met)


def test_a_rest_takes_back_what_was_to_begin_behind_the_incident_and_nothing_before() -> None:
    area = a_day_with_two_visits()
    met_at(area, 12)
    assert [visit.state for visit in area.row.visits.values()] == ["GRANTED", "COMPLETED"]
    assert area.of(Handback)[-1].outcome == "RECALLED"
    # Told late: the crew was at the first door before it met danger, and came fit.
    there = {"agent_ids": ("ag1", "ag2"), "at": at(ON, 10)}
    area.tell(CheckedIn, ON, visit_id="v1", **there)
    assert area.visit("v1").state == "ARRIVED"
    assert not {"ARRIVED_UNFIT", "ARRIVED_NOT_GRANTED"} & set(area.alerts())


def test_danger_that_is_heard_of_before_the_arrival_calls_nobody_back_from_that_door() -> None:
    area = planned()
    granted(area)
    met = {**MET, "at": at(ON, 10.3), "agent_ids": ("ag1", "ag2")}
    area.tell(IncidentReported, ON, visit_id="v1", **met)
    assert area.visit().state == "GRANTED"
    arrived(area)
    ended(area, "SAFETY_STOP")
    assert area.rejects == []
    assert area.of(Handback)[-1].outcome == "SAFETY_STOP"
    assert "ARRIVED_UNFIT" not in area.alerts()


def test_who_was_due_before_the_incident_and_comes_behind_it_comes_unfit() -> None:
    area = a_day_with_two_visits()
    met_at(area, 12)
    there = {"agent_ids": ("ag1", "ag2"), "at": at(ON, 13)}
    area.tell(CheckedIn, ON, visit_id="v1", **there)
    assert "ARRIVED_UNFIT" in area.alerts()


@pytest.mark.parametrize("hours", [(12.0, 9.0), (9.0, 12.0)])
def test_of_several_reports_the_earliest_counts_whichever_came_first(
    hours: tuple[float, ...],
) -> None:
    area = a_day_with_two_visits()
    for hour in hours:
        met_at(area, hour)
    assert {rest.since_at for rest in area.row.agents["ag1"].rests} == {at(ON, 9)}
    assert [visit.state for visit in area.row.visits.values()] == ["COMPLETED", "COMPLETED"]


def test_a_clock_that_is_ahead_lets_nobody_off() -> None:
    area = planned()
    met = {**MET, "at": at(FIRST + 400, 10)}
    area.tell(IncidentReported, agent_ids=("ag2",), customer_id="c9", **met)
    assert area.of(VisitNotice)[-1].rule == "V.fit_agent"


@pytest.mark.parametrize(("ahead", "hour"), [(0, 18.2), (60, 10.0)])
def test_a_crew_whose_clock_is_ahead_makes_no_further_visit(ahead: int, hour: float) -> None:
    area = a_day_with_two_visits()
    on = ON + ahead
    crewed = {"visit_id": "v1", "agent_ids": ("ag1", "ag2")}
    area.tell(IncidentReported, on, **{**MET, "at": at(on, hour)}, **crewed)
    # It is at the first door; nobody calls it back from there, and it goes to no other one.
    assert [visit.state for visit in area.row.visits.values()] == ["GRANTED", "COMPLETED"]
    assert area.of(Handback)[-1].outcome == "RECALLED"
    assert all(agent.rests[0].holds(at(ON, 12)) for agent in area.row.agents.values())


def test_a_check_in_of_a_day_that_has_not_come_lets_nobody_else_be_missed() -> None:
    area = a_day_with_two_visits()
    area.tell(CheckedIn, ON, visit_id="v1", agent_ids=("ag1", "ag2"), at=at(ON, 10))
    crewed = {"visit_id": "v2", "agent_ids": ("ag1", "ag2")}
    area.tell(CheckedIn, ON + 30, **crewed, at=at(ON + 30, 14))
    assert "CHECK_OUT_MISSED" not in area.alerts()
    area.tick(ON, 18)
    assert "CHECK_OUT_MISSED" in area.alerts()


def test_who_met_danger_before_anything_else_was_told_of_them_rests_too() -> None:
    area = Area()
    area.tell(IncidentReported, agent_ids=("ag2",), **MET)
    crew(area)
    area.tick(FIRST)
    asked(area)
    area.tick(FIRST + 1)
    assert area.visit().state == "ASKED"
    area.tell(AgentCounselled, agent_id="ag2", role="counsellor", **DECIDED)
    area.tick(FIRST + 2)
    assert area.visit().state == "OFFERED"


def test_a_further_report_lets_further_agents_rest_and_a_repeat_nobody_else() -> None:
    area = planned()
    first = area.tell(IncidentReported, agent_ids=("ag3",), customer_id="c9", **MET)
    assert area.visit().state == "PLANNED"
    area.tell(IncidentReported, agent_ids=("ag3", "ag2"), customer_id="c9", **MET)
    assert area.of(VisitNotice)[-1].rule == "V.fit_agent"
    row = area.row
    area.take(first)
    assert area.row is row


def test_a_report_without_names_is_of_those_who_were_to_go_then() -> None:
    area = planned()
    report = area.tell(IncidentReported, visit_id="v1", **MET)
    assert [one.id for one in area.row.agents.values() if one.rests] == ["ag1", "ag2"]
    plan = area.visit().plan
    assert plan is None
    crew(area, ("ag3", "ag4"))
    area.begin_with(with_visit(area.row, replace(area.visit(), plan=OTHERS)))
    area.take(report)
    assert [one.id for one in area.row.agents.values() if one.rests] == ["ag1", "ag2"]


def test_a_report_that_names_more_agents_than_an_area_may_have_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    area = planned()
    monkeypatch.setattr(people, "AGENTS_MAX", len(area.row.agents))
    area.tell(IncidentReported, agent_ids=("unknown",), **MET)
    assert area.rejects == ["area_has_too_many_agents"]
    assert "i1" not in area.row.incidents


def test_counselling_and_clearing_that_come_first_hold_too() -> None:
    area = planned()
    area.tell(AgentCounselled, agent_id="ag2", role="counsellor", **DECIDED)
    area.tell(IncidentCleared, role="safety_officer", **DECIDED)
    area.tell(IncidentReported, agent_ids=("ag2",), point_id="p-v1", **MET)
    assert area.visit().state == "PLANNED"
    assert "SAFETY_FLAGGED" not in area.handbacks()


def test_until_a_flag_has_passed_each_arrival_is_looked_at_again() -> None:
    area = planned()
    granted(area)
    # The flag of another area comes while the crew is at the door.
    crewed = {"visit_id": "v1", "agent_ids": ("ag1", "ag2")}
    area.tell(CheckedIn, at=at(FIRST + 6, 10), **crewed)
    area.tell(CustomerFlagged, incident_id="i9", customer_id="c-v1")
    assert area.alerts() == ["ARRIVED_FLAGGED"]
    # Or it came before, and the crew went all the same.
    other = planned()
    granted(other)
    other.tell(CustomerFlagged, incident_id="i9", customer_id="c-v1")
    other.tell(CheckedIn, at=at(FIRST + 6, 10), **crewed)
    assert other.alerts() == ["ARRIVED_NOT_GRANTED", "ARRIVED_FLAGGED"]
    cleared = Area()
    cleared.tell(CustomerCleared, incident_id="i9", customer_id="c-v1")
    cleared.tell(CustomerFlagged, incident_id="i9", customer_id="c-v1")
    cleared.tick(FIRST)
    crew(cleared)
    asked(cleared)
    cleared.tick(FIRST + 1)
    assert cleared.visit().state == "OFFERED"


def test_one_incident_under_two_contents_is_refused_and_holds_the_area() -> None:
    area = planned()
    area.tell(IncidentReported, point_id="p", **MET)
    area.tell(IncidentReported, point_id="another", **MET)
    assert area.rejects == ["incident_told_otherwise"]


def test_an_incident_at_a_visit_that_was_never_asked_for_is_refused() -> None:
    area = planned()
    area.tell(IncidentReported, visit_id="v9", **MET)
    assert area.rejects == ["incident_at_unknown_visit"]


def test_danger_told_of_a_merged_customer_by_the_new_id_keeps_nobody_from_saying_it() -> None:
    area = a_day_with_two_visits()
    area.tell(IncidentReported, ON, visit_id="v1", customer_id="c-v2", **MET)
    assert area.rejects == []
    # The same crew was to go to the other customer next.
    assert area.visit("v2").state == "COMPLETED"
    assert all(agent.rests for agent in area.row.agents.values())
    assert all(is_dangerous(area.row, visit) for visit in area.row.visits.values())
    flagged = [one.customer_id for one in area.of(Handback) if one.kind == "SAFETY_FLAGGED"]
    assert flagged == ["c-v1", "c-v2"]
    # Told again, by the one id or the other, it is about the same.
    area.tell(IncidentReported, ON, customer_id="c-v2", **MET)
    area.tell(IncidentReported, ON, customer_id="c-v1", **MET)
    assert area.rejects == []
    area.tell(IncidentCleared, ON, role="safety_officer", **DECIDED)
    assert not any(is_dangerous(area.row, visit) for visit in area.row.visits.values())
    cleared = [one.customer_id for one in area.of(Handback) if one.kind == "SAFETY_CLEARED"]
    assert cleared == ["c-v1", "c-v2"]


def test_a_plan_for_an_address_in_danger_is_no_plan() -> None:
    area = Area()
    crew(area)
    area.tick(FIRST)
    asked(area)
    area.tick(FIRST + 1)
    area.tell(IncidentReported, point_id="p-v1", **MET)
    answered(area, stop(area.question()))
    assert area.of(FieldEvent)[-1].rule == "V.safety"
    told(area)
    assert area.visit().plan is None
