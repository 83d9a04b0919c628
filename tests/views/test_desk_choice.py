"""A decision is for the area in which what it is about still waits."""

from streams.terms.field_facts import AgentCounselled, IncidentCleared
from streams.terms.visit_facts import CustomerFlagged, VisitWithdrawn
from streams.views.desk import AreaNow
from streams.views.desk_choice import areas_of_incident, areas_of_rest, areas_of_visit
from tests.field.area import FIRST, Area, asked, at, crew
from tests.views.desk_areas import in_area, with_incident

WORDS = {"role": "safety_officer", "decided_by": "x", "reason": "y"}


def asked_area(attempt: int, *, withdrawn: bool = False) -> Area:
    area = Area()
    crew(area)
    area.tick(FIRST)
    asked(area, attempt=attempt)
    if withdrawn:
        when = at(FIRST, 9)
        area.tell(VisitWithdrawn, visit_id="v1", attempt=attempt, rule="address_changed", at=when)
    return area


def names(found: list[AreaNow]) -> list[str]:
    return [now.row.area for now in found]


def test_a_visit_that_moved_is_decided_where_it_was_asked_last() -> None:
    for north in (asked_area(1, withdrawn=True), asked_area(1)):
        known = [in_area("north", north), in_area("south", asked_area(2))]
        assert names(areas_of_visit(known, "v1")) == ["south"]
        assert names(areas_of_visit(known[:1], "v1")) == ["north"]
        assert areas_of_visit(known, "v2") == []


def test_a_visit_that_is_over_where_it_was_asked_last_may_be_open_elsewhere() -> None:
    known = [in_area("north", asked_area(1)), in_area("south", asked_area(2, withdrawn=True))]
    assert names(areas_of_visit(known, "v1")) == ["north"]


def test_an_id_in_two_areas_is_decided_where_it_waits() -> None:
    cleared = with_incident()
    cleared.tell(IncidentCleared, incident_id="incident-1111", **WORDS)
    cleared.tell(AgentCounselled, agent_id="ag1", incident_id="incident-1111", **WORDS)
    north, south = in_area("north", cleared), in_area("south", with_incident())
    assert names(areas_of_incident([north, south], "incident-1111")) == ["south"]
    assert names(areas_of_rest([north, south], "ag1", "incident-1111")) == ["south"]
    assert names(areas_of_incident([north, north], "incident-1111")) == ["north"]
    assert names(areas_of_rest([north, north], "ag1", "incident-1111")) == ["north"]
    both = [south, in_area("east", with_incident())]
    assert names(areas_of_incident(both, "incident-1111")) == ["south", "east"]
    assert names(areas_of_rest(both, "ag1", "incident-1111")) == ["south", "east"]
    assert areas_of_rest(both, "ag1", "another") == []


def test_an_incident_that_others_were_told_of_is_cleared_where_it_was_met() -> None:
    met, told = with_incident(), Area()
    told.tick(FIRST)
    told.tell(CustomerFlagged, incident_id="incident-1111", customer_id="c-v1", point_id="p-v1")
    known = [in_area("east", told), in_area("north", met)]
    assert names(areas_of_incident(known, "incident-1111")) == ["north"]
