"""What a decision leads to is what the stage does with it, and what leads to nothing is refused."""

from typing import Any

import pytest

from streams.terms.field_facts import (
    AgentCounselled,
    IncidentCleared,
    VisitApproved,
    VisitRefused,
)
from streams.views.desk_answers import Answer, Refused, answered
from tests.field.area import FIRST, NORTH, Area, arrived, asked, granted, planned, windows
from tests.views.desk_areas import now_of, wanting_approval, with_incident

SECOND = "second-visit-2222"


def said(kind: type, role: str = "manager", **names: str) -> Any:
    return kind(
        event_id="e", area=NORTH, effective_on=FIRST, role=role, decided_by="m", reason="r", **names
    )


def answer(area: Area, kind: type, role: str = "manager", **names: str) -> Answer:
    return answered(now_of(area), said(kind, role, **names), str)


def test_an_approved_visit_is_offered_on_the_day_that_is_named() -> None:
    area = wanting_approval()
    told = answer(area, VisitApproved, visit_id=SECOND)
    assert told == Answer("it is offered to the planner, for 2026-06-08 at the earliest")
    assert not area.visit(SECOND).approved_by
    area.take(said(VisitApproved, visit_id=SECOND))
    area.tick(FIRST + 2)
    assert (area.visit(SECOND).state, area.question().plan_on) == ("OFFERED", FIRST + 7)
    assert answer(area, VisitApproved, visit_id=SECOND).stands


def test_an_approval_that_comes_too_late_says_so() -> None:
    area = Area()
    area.tick(FIRST)
    asked(area, SECOND, visit_number=2, windows=windows(FIRST + 6, 1))
    assert "2026-06-07 at the earliest" in answer(area, VisitApproved, visit_id=SECOND).text
    area.tick(FIRST + 1)
    assert "no day is left" in answer(area, VisitApproved, visit_id=SECOND).text
    area.take(said(VisitApproved, visit_id=SECOND))
    area.tick(FIRST + 2)
    assert area.visit(SECOND).state == "RETURNED"


@pytest.mark.parametrize(
    ("kind", "role", "names", "why"),
    [
        (VisitApproved, "clerk", {"visit_id": SECOND}, "a clerk may not decide that"),
        (VisitRefused, "clerk", {"visit_id": SECOND}, "the policy lets manager"),
        (IncidentCleared, "manager", {"incident_id": "incident-1111"}, "lets safety_officer"),
        (VisitApproved, "manager", {"visit_id": "v1"}, "it needs no approval"),
    ],
)
def test_what_may_not_be_decided_is_refused(
    kind: type, role: str, names: dict[str, str], why: str
) -> None:
    area = with_incident() if kind is IncidentCleared else wanting_approval()
    if names.get("visit_id") == "v1":
        area = planned()
    with pytest.raises(Refused, match=why):
        answer(area, kind, role, **names)


def test_a_refusal_is_final_and_calls_a_crew_back() -> None:
    area = planned()
    assert answer(area, VisitRefused, visit_id="v1").text == (
        "it is given back at once, and never planned"
    )
    granted(area)
    assert "(ag1, ag2) is called back" in answer(area, VisitRefused, visit_id="v1").text
    arrived(area)
    with pytest.raises(Refused, match="at the door"):
        answer(area, VisitRefused, visit_id="v1")
    area = wanting_approval()
    area.take(said(VisitRefused, visit_id=SECOND))
    with pytest.raises(Refused, match="it is over since 2026-06-02 because a manager refused"):
        answer(area, VisitApproved, visit_id=SECOND)


def test_danger_is_over_only_when_both_are_decided() -> None:
    area = with_incident()
    told = answer(area, IncidentCleared, "safety_officer", incident_id="incident-1111")
    assert told.text.endswith("in every area; still to be counselled: ag1, ag2")
    names = {"agent_id": "ag1", "incident_id": "incident-1111"}
    assert "may be planned again" in answer(area, AgentCounselled, **names).text
    area.take(said(AgentCounselled, **names))
    area.take(said(IncidentCleared, "safety_officer", incident_id="incident-1111"))
    assert answer(area, AgentCounselled, **names).stands
    told = answer(area, IncidentCleared, "safety_officer", incident_id="incident-1111")
    assert told.stands
