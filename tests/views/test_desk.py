"""The desk: where each visit stands, and what waits for a person."""

from typing import Any

import pytest
from msgspec import json

from streams.terms.agent_facts import IncidentReported
from streams.terms.days import Day, iso
from streams.terms.field_facts import VisitApproved
from streams.terms.visit_facts import CheckedIn, CheckedOut, VisitWithdrawn
from streams.views.desk import Matter, matters
from streams.wire.readable import last_four
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
)
from tests.views.desk_areas import (
    now_of,
    wanting_approval,
    with_incident,
    with_refusal,
    with_too_many_refusals,
)


def found(area: Area) -> list[Matter]:
    return matters(now_of(area), str)


def only(area: Area) -> Matter:
    (one,) = found(area)
    return one


def test_a_second_visit_waits_for_approval_until_it_is_given_back() -> None:
    area = wanting_approval()
    one = only(area)
    assert (one.waits_for, one.state, one.is_for_a_person) == ("approval", "asked", True)
    assert one.until == iso(Day(FIRST + 5))
    assert one.text == (
        "second visit to c-second-visit-2222: given back on 2026-06-06 unless approved before"
    )
    area.tick(FIRST + 4)
    assert only(area).waits_for == "approval"
    area.tick(FIRST + 5)
    assert only(area).state == "over"
    assert "because nobody approved the visit in time" in only(area).text


def test_what_is_approved_waits_for_a_plan() -> None:
    area = wanting_approval()
    area.tell(
        VisitApproved,
        visit_id="second-visit-2222",
        role="manager",
        decided_by="m",
        reason="r",
    )
    assert only(area).waits_for == "plan"
    area.tick(FIRST + 2)
    assert (only(area).state, only(area).waits_for) == ("planner", "planner")


def test_a_visit_is_followed_from_the_ask_to_the_check_out() -> None:
    area = Area()
    area.tick(FIRST)
    asked(area)
    assert only(area).waits_for == "plan"
    area.tick(FIRST + 1)
    assert (only(area).waits_for, only(area).is_for_a_person) == ("crew", False)
    assert "no two agents are fit to go together on 2026-06-07" in only(area).text
    area = planned()
    assert (only(area).state, only(area).waits_for) == ("planned", "day")
    assert "on 2026-06-07 from 10:00 to 10:30 Asia/Shanghai by ag1, ag2" in only(area).text
    granted(area)
    assert (only(area).state, only(area).waits_for) == ("granted", "crew")
    arrived(area)
    assert (only(area).state, only(area).waits_for) == ("arrived", "outcome")
    ended(area)
    assert (only(area).state, only(area).waits_for) == ("over", "check-out")


def test_a_crew_that_came_aside_of_the_plan_is_out_until_it_checks_out() -> None:
    area = planned()
    on = FIRST + 3
    area.tell(CheckedIn, on, visit_id="v1", agent_ids=("ag1", "ag2"), at=at(on, 10))
    assert (only(area).state, only(area).waits_for) == ("planned", "outcome")
    assert "a crew that came aside of the plan is out, its outcome is not told" in only(area).text
    area.tick(on, 12)
    assert only(area).text.endswith("is not told and is overdue")
    area.tell(CheckedOut, on, visit_id="v1", at=at(on, 12.5))
    assert "aside" not in only(area).text


def test_who_is_not_told_yet_is_to_be_told_by_a_day() -> None:
    area = Area()
    crew(area)
    area.tick(FIRST)
    asked(area)
    area.tick(FIRST + 1)
    answered(area)
    assert (only(area).waits_for, only(area).until) == ("notice", "2026-06-04")


def test_danger_waits_for_two_decisions() -> None:
    by_what = {one.what + one.id: one for one in found(with_incident())}
    waiting = {name: one.waits_for for name, one in by_what.items() if one.is_for_a_person}
    assert waiting == {
        "incidentincident-1111": "clearing",
        "agentag1": "counselling",
        "agentag2": "counselling",
    }
    assert by_what["visitv1"].waits_for == "incident"
    assert by_what["incidentincident-1111"].text == "threat at c-v1: nobody goes there"


def test_a_refused_record_holds_the_area() -> None:
    area = with_refusal()
    asked(area)
    first, visit = found(area)
    assert (first.id, first.waits_for) == ("field.agents/2/118", "settling")
    assert visit.waits_for == "record"


def test_more_refused_records_than_are_kept_wait_for_settling_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = only(with_too_many_refusals(monkeypatch))
    assert (one.id, one.waits_for, one.is_for_a_person) == ("*", "settling", True)
    assert "arrears decide settle '*' --area north" in one.text


def test_what_a_person_decides_comes_first_and_what_is_over_last() -> None:
    area = with_incident()
    asked(area, "v0")
    asked(area, "v2", visit_number=2)
    area.tell(VisitWithdrawn, visit_id="v0", attempt=1, rule="cured", at=at(FIRST, 9))
    order = [(one.is_for_a_person, one.state == "over") for one in found(area)]
    assert order == sorted(order, key=lambda one: (not one[0], one[1]))
    assert order[0] == (True, False)
    assert order[-1] == (False, True)


@pytest.mark.parametrize("made", [wanting_approval, with_incident, planned])
def test_masked_nobody_is_named(made: Any) -> None:
    area = made()
    crew(area, ("agent-long-name", "agent-other-name"))
    area.tell(
        IncidentReported,
        incident_id="incident-long-name",
        incident="ANIMAL",
        at=at(FIRST, 9),
        agent_ids=("agent-long-name",),
        customer_id="customer-long-name",
    )
    text = json.encode(matters(now_of(area), last_four)).decode()
    hidden = ("agent-long", "incident-long", "customer-long", "c-second", "ag1", "c-v1")
    assert [name for name in hidden if name in text] == []
