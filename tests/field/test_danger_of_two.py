"""One incident's id told of two customers: nobody goes to either, and each is cleared by itself."""

from typing import Any

import pytest

from streams.field import danger
from streams.terms.agent_facts import IncidentReported
from streams.terms.field_facts import IncidentCleared
from streams.terms.field_notices import Handback
from streams.terms.visit_facts import CustomerCleared, CustomerFlagged
from tests.field.area import FIRST, Area, asked, at, crew

MET: dict[str, Any] = {"incident_id": "i1", "incident": "THREAT", "at": at(FIRST, 10)}
DECIDED = {"incident_id": "i1", "decided_by": "x", "reason": "talked"}


def two_asked() -> Area:
    """Return an area that was asked for visits to two customers."""
    area = Area()
    crew(area)
    area.tick(FIRST)
    asked(area, "v1")
    asked(area, "v2")
    return area


def reported(area: Area) -> None:
    area.tell(IncidentReported, customer_id="c-v1", point_id="p-v1", **MET)


def flagged(area: Area, customer_id: str = "c-v2", **fields: Any) -> None:
    area.tell(CustomerFlagged, incident_id="i1", customer_id=customer_id, **fields)


def cleared(area: Area, customer_id: str = "c-v2") -> None:
    area.tell(CustomerCleared, incident_id="i1", customer_id=customer_id)


def in_danger(area: Area) -> list[str]:
    """Return the visits to which nobody goes."""
    return [name for name, one in area.row.visits.items() if danger.is_dangerous(area.row, one)]


@pytest.mark.parametrize("first", [reported, flagged])
def test_nobody_goes_to_either_of_two(first: Any) -> None:
    area = two_asked()
    first(area)
    (flagged if first is reported else reported)(area)
    assert (area.rejects, in_danger(area)) == ([], ["v1", "v2"])
    area.tick(FIRST + 1)
    assert [visit.state for visit in area.row.visits.values()] == ["ASKED", "ASKED"]


@pytest.mark.parametrize("first", [reported, flagged])
def test_what_clears_one_clears_not_the_other(first: Any) -> None:
    area = two_asked()
    first(area)
    (flagged if first is reported else reported)(area)
    cleared(area)
    assert in_danger(area) == ["v1"]
    area.tell(IncidentCleared, role="safety_officer", **DECIDED)
    assert in_danger(area) == []


def test_a_named_role_clears_what_was_met_here_and_not_what_others_met() -> None:
    area = two_asked()
    reported(area)
    flagged(area)
    area.tell(IncidentCleared, role="safety_officer", **DECIDED)
    assert in_danger(area) == ["v2"]
    last = area.of(Handback)[-1]
    assert (last.kind, last.customer_id) == ("SAFETY_CLEARED", "c-v1")
    cleared(area)
    assert in_danger(area) == []


def test_a_clearing_that_comes_first_is_of_its_customer_alone() -> None:
    area = two_asked()
    cleared(area, "c-v1")
    cleared(area)
    flagged(area)
    flagged(area, "c-v3")
    reported(area)
    assert in_danger(area) == []
    area.tell(CustomerFlagged, incident_id="i1", customer_id="c9", point_id="p-v2")
    assert in_danger(area) == ["v2"]


def test_a_flag_of_somebody_else_leaves_the_address_where_danger_was_met() -> None:
    area = two_asked()
    area.tell(IncidentReported, point_id="p-v1", **MET)
    flagged(area)
    assert in_danger(area) == ["v1", "v2"]
    cleared(area)
    assert in_danger(area) == ["v1"]


def test_whom_alone_another_area_tells_of_a_named_role_clears() -> None:
    area = two_asked()
    flagged(area)
    area.tell(IncidentCleared, role="safety_officer", **DECIDED)
    assert (in_danger(area), area.of(Handback)[-1].customer_id) == ([], "c-v2")


def test_who_clears_one_of_two_that_others_met_is_to_say_which() -> None:
    area = two_asked()
    flagged(area)
    flagged(area, "c-v1")
    area.tell(IncidentCleared, role="safety_officer", **DECIDED)
    assert (area.rejects, in_danger(area)) == (["incident_of_several_customers"], ["v1", "v2"])


def test_a_further_report_that_names_no_customer_says_nothing_new_of_it() -> None:
    area = two_asked()
    area.tell(IncidentReported, visit_id="v1", agent_ids=("ag1",), **MET)
    area.tell(IncidentReported, agent_ids=("ag2",), **MET)
    area.tell(IncidentReported, customer_id="c-v1", **MET)
    assert area.rejects == []
    assert [agent.id for agent in area.row.agents.values() if agent.rests] == ["ag1", "ag2"]
    assert area.row.incidents["i1"].point_id == "p-v1"
    area.tell(IncidentReported, customer_id="c-v2", **MET)
    assert area.rejects == ["incident_told_otherwise"]


def test_an_address_that_is_told_later_is_frozen_too() -> None:
    area = two_asked()
    area.tell(IncidentReported, customer_id="somebody", **MET)
    area.tell(IncidentReported, point_id="p-v1", **MET)
    assert (area.rejects, in_danger(area)) == ([], ["v1"])


def test_what_is_told_of_more_than_can_be_is_refused_and_holds_the_area(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(danger, "CUSTOMERS_MAX", 1)
    monkeypatch.setattr(danger, "INCIDENTS_MAX", 1)
    area = two_asked()
    reported(area)
    flagged(area)
    flagged(area, "c-v3")
    area.tell(CustomerFlagged, incident_id="i2", customer_id="c-v3")
    area.tell(CustomerCleared, incident_id="i3", customer_id="c-v3")
    assert area.rejects == ["area_has_too_many_incidents"] * 3


def test_an_incident_is_forgotten_once_all_whom_it_is_about_are_cleared() -> None:
    area = two_asked()
    reported(area)
    flagged(area)
    area.tell(IncidentCleared, role="safety_officer", **DECIDED)
    area.tick(FIRST + danger.INCIDENT_KEPT_DAYS + 1)
    assert list(area.row.incidents) == ["i1"]
    cleared(area)
    area.tick(FIRST + danger.INCIDENT_KEPT_DAYS + 2)
    assert area.row.incidents == {}
