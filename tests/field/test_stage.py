"""The way of a visit through its area: asked, planned, told of, granted, made, handed back."""

from typing import Any

import pytest
from msgspec.structs import replace

from streams.field.offering import QUESTIONS_KEPT_DAYS
from streams.field.rows import with_agent, with_visit
from streams.terms.agent_facts import AgentAbsent, CertificateWithdrawn
from streams.terms.days import Day
from streams.terms.field_facts import IncidentCleared, VisitApproved, VisitRefused
from streams.terms.field_notices import FieldEvent, Handback, VisitNotice
from streams.terms.visit_facts import (
    CheckedOut,
    PlanProposed,
    VisitGranted,
    VisitWithdrawn,
)
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
    rostered,
    stop,
    told,
)
from tests.field.field_rules import RULES


def test_a_visit_goes_its_whole_way() -> None:
    area = planned()
    granted(area)
    arrived(area)
    ended(area, "MET_PROMISE", currency="CNY", promised_minor=1, promised_on=Day(FIRST + 9))
    area.tell(CheckedOut, visit_id="v1", at=at(FIRST + 6, 10.6))
    assert area.changes() == ["VISIT_PLANNED", "VISIT_GRANTED", "VISIT_COMPLETED"]
    assert area.handbacks() == ["VISIT_PLANNED", "OUTCOME_HANDED_BACK"]
    assert (area.alerts(), area.rejects) == ([], [])
    assert area.seqs() == [list(range(1, len(own) + 1)) for own in area.seqs()]
    outcome = area.of(Handback)[-1]
    assert (outcome.outcome, outcome.promised_minor) == ("MET_PROMISE", 1)


def test_the_grant_tells_the_crew_what_is_past_due_by_now() -> None:
    area = planned()
    granted(area, currency="CNY", past_due_minor=1_200, days_past_due=67)
    said = area.of(VisitNotice)[-1]
    assert (said.change, said.currency, said.past_due_minor) == ("VISIT_GRANTED", "CNY", 1_200)
    # The area heard it before its own tick of that day.
    assert (said.days_past_due, said.past_due_on, said.as_of) == (67, FIRST + 6, FIRST + 5)


def test_an_older_grant_tells_no_amount() -> None:
    area = planned()
    granted(area)
    said = area.of(VisitNotice)[-1]
    assert (said.currency, said.past_due_minor, said.past_due_on) == ("", None, None)


def test_it_is_planned_so_far_ahead_that_the_customer_can_be_told() -> None:
    area = planned()
    notice = area.of(VisitNotice)[0]
    assert notice.visit_on == FIRST + 6
    assert notice.notice_by_on == FIRST + 3


def test_nobody_goes_where_the_customer_was_not_told_in_time() -> None:
    area = Area()
    crew(area)
    area.tick(FIRST)
    asked(area)
    area.tick(FIRST + 1)
    answered(area)
    area.tick(FIRST + 2)
    area.tick(FIRST + 3)
    assert area.visit().state == "PLANNED"
    area.tick(FIRST + 4)
    assert area.visit().state == "OFFERED"
    assert area.of(VisitNotice)[-1].rule == "V.notice"
    # A new date starts the notice again.
    answered(area)
    assert area.changes() == ["VISIT_PLANNED", "VISIT_UNPLANNED", "VISIT_REPLANNED"]
    assert area.of(VisitNotice)[-1].notice_by_on == FIRST + 6


def test_a_notice_that_is_sent_too_late_is_none() -> None:
    area = planned()
    late = planned()
    plan = late.visit().plan
    assert plan is not None
    too_late = replace(plan, noticed_at=at(FIRST + 4, 12))
    late.begin_with(with_visit(late.row, replace(late.visit(), plan=too_late)))
    # Until the last day for it is over, one that was in time may be read behind it.
    late.tick(FIRST + 3)
    assert late.visit().state == "PLANNED"
    area.tick(FIRST + 4)
    late.tick(FIRST + 4)
    assert (area.visit().state, late.visit().plan) == ("PLANNED", None)


def test_a_second_visit_waits_for_approval() -> None:
    area = Area()
    crew(area)
    area.tick(FIRST)
    asked(area, visit_number=2, lead_before="ag9")
    area.tick(FIRST + 1)
    assert area.alerts() == ["APPROVAL_WANTED"]
    decision = {"visit_id": "v1", "decided_by": "m1", "reason": "agreement"}
    area.tell(VisitApproved, role="agent", **decision)
    assert area.rejects == ["role_may_not_decide"]
    area.tick(FIRST + 2)
    assert area.alerts() == ["APPROVAL_WANTED"]
    area.tell(VisitApproved, role="manager", **decision)
    area.tick(FIRST + 3)
    answered(area)
    assert area.visit().state == "PLANNED"


def test_without_approval_it_is_given_back() -> None:
    area = Area()
    area.tick(FIRST)
    asked(area, visit_number=2)
    for on in range(FIRST + 1, FIRST + 6):
        area.tick(on)
    assert area.changes() == ["VISIT_RETURNED"]
    assert area.of(Handback)[-1].rule == "not_approved_in_time"


def test_what_is_refused_is_given_back_whatever_was_planned() -> None:
    area = planned()
    area.tell(VisitRefused, visit_id="v1", role="manager", decided_by="m", reason="no")
    assert area.changes() == ["VISIT_PLANNED", "VISIT_RETURNED"]
    assert area.of(Handback)[-1].rule == "visit_refused_by_manager"
    # Asked for again, it is given back again.
    asked(area, attempt=2)
    assert area.changes()[-1] == "VISIT_RETURNED"


def test_a_refusal_of_a_visit_that_is_under_way_is_told_before_its_recall() -> None:
    area = planned()
    granted(area)
    area.tell(VisitRefused, visit_id="v1", role="manager", decided_by="m", reason="no")
    assert area.changes()[-1] == "VISIT_CANCELLED"
    back = [(e.kind, e.attempt, e.rule, e.outcome) for e in area.of(Handback)[-2:]]
    assert back == [
        ("VISIT_RETURNED", 1, "visit_refused_by_manager", None),
        ("OUTCOME_HANDED_BACK", 1, "", "RECALLED"),
    ]


def test_a_lead_does_not_go_again() -> None:
    area = Area()
    crew(area)
    area.tick(FIRST)
    asked(area, lead_before="ag1")
    area.tick(FIRST + 1)
    answered(area, stop(area.question(), agents=("ag1", "ag2")))
    assert area.of(FieldEvent)[-1].rule == "V.second_visit"
    assert area.visit().state == "ASKED"
    area.tick(FIRST + 2)
    answered(area, stop(area.question(), agents=("ag2", "ag1")))
    assert area.visit().state == "PLANNED"


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"latitude_microdegrees": None}, "address_not_placed"),
        ({"verified": False}, "V.address"),
    ],
)
def test_an_address_that_nobody_can_go_to_is_given_back_at_once(
    fields: dict[str, Any], rule: str
) -> None:
    area = Area()
    area.tick(FIRST)
    asked(area, **fields)
    assert area.changes() == ["VISIT_RETURNED"]
    assert area.of(Handback)[-1].rule == rule
    # Somebody has to place or to verify it: people hear of it once, however often it is asked for.
    asked(area, attempt=2, **fields)
    assert area.changes() == ["VISIT_RETURNED", "VISIT_RETURNED"]
    assert [(e.kind, e.subject_id, e.rule) for e in area.of(FieldEvent)] == [
        ("ADDRESS_REFUSED", "v1", rule)
    ]
    asked(area, attempt=3, point_id="another", **fields)
    assert area.alerts() == ["ADDRESS_REFUSED", "ADDRESS_REFUSED"]
    asked(area, attempt=4, point_id="another")
    assert area.visit().state == "ASKED"


def test_no_crews_leave_visits_waiting_until_no_day_is_left() -> None:
    area = Area()
    area.tick(FIRST)
    asked(area)
    for on in range(FIRST + 1, FIRST + 12):
        area.tick(on)
    assert set(area.alerts()) == {"AREA_WITHOUT_CREW"}
    assert area.of(FieldEvent)[0].detail.endswith("fit to go together on 2026-06-07")
    assert area.changes() == ["VISIT_RETURNED"]
    assert area.of(Handback)[-1].rule == "no_day_left"


def test_no_answer_by_the_deadline_hands_the_visits_back() -> None:
    area = Area()
    crew(area)
    area.tick(FIRST)
    asked(area)
    area.tick(FIRST + 1)
    question = area.question()
    area.tick(FIRST + 2)
    assert area.alerts() == ["PLAN_OVERDUE"]
    assert area.of(Handback)[-1].rule == "no_plan_by_deadline"
    said = len(area.said)
    answered(area, stop(question), plan_id=question.plan_id)
    # People know that no answer came, and could do nothing about one that came too late.
    assert (area.rejects, len(area.said)) == ([], said)
    answered(area, stop(question), plan_id=question.plan_id, input_digest="other")
    assert area.rejects == ["plan_for_other_input"]


def test_an_answer_to_a_question_that_is_long_forgotten_is_too_late_as_well() -> None:
    area = planned()
    for on in range(FIRST + 2, FIRST + 40):
        area.tick(on)
    said, kept = len(area.said), QUESTIONS_KEPT_DAYS
    old = area.tell(PlanProposed, FIRST + 39 - kept - 1, **answer("forgotten"))
    assert (area.rejects, len(area.said)) == ([], said)
    area.tell(PlanProposed, old.effective_on + 1, **answer("never asked"))
    assert area.rejects == ["plan_not_asked_for"]


def answer(plan_id: str) -> dict[str, str]:
    return {"plan_id": plan_id, "input_digest": "d", "solver": "test", "ended_by": "test"}


def test_an_answer_is_taken_once_and_only_for_its_question() -> None:
    area = Area()
    crew(area)
    area.tick(FIRST)
    asked(area)
    area.tick(FIRST + 1)
    answered(area, input_digest="other")
    answered(area, plan_id="other")
    fact = answered(area)
    said = len(area.said)
    area.take(fact)
    answered(area)
    assert area.rejects == ["plan_for_other_input", "plan_not_asked_for", "plan_answered_already"]
    assert len(area.said) == said


def test_a_stop_for_what_was_withdrawn_meanwhile_is_stale_alone() -> None:
    area = Area()
    crew(area)
    area.tick(FIRST)
    asked(area)
    asked(area, "v2")
    area.tick(FIRST + 1)
    question = area.question()
    area.tell(VisitWithdrawn, visit_id="v1", attempt=1, rule="cured", at=at(FIRST + 1, 9))
    answered(area, stop(question), stop(question, "v2", 12))
    assert area.visit("v2").state == "PLANNED"
    assert area.changes() == ["VISIT_CANCELLED"]
    assert [e.rule for e in area.of(FieldEvent)] == ["stale_stop"]


def test_an_expired_certificate_takes_the_plan_back() -> None:
    area = planned()
    area.tell(CertificateWithdrawn, FIRST + 6, agent_id="ag2", certificate_id="ag2-LAW")
    assert area.changes() == ["VISIT_PLANNED", "VISIT_UNPLANNED"]
    assert area.of(VisitNotice)[-1].rule == "V.certified"
    assert area.visit().state == "ASKED"


def test_one_agent_who_cancels_on_the_way_recalls_the_visit() -> None:
    area = planned()
    granted(area)
    area.tell(AgentAbsent, FIRST + 6, agent_id="ag1")
    assert area.changes() == ["VISIT_PLANNED", "VISIT_GRANTED", "VISIT_CANCELLED"]
    assert area.of(VisitNotice)[-1].urgent
    back = area.of(Handback)[-1]
    assert (back.kind, back.outcome) == ("OUTCOME_HANDED_BACK", "RECALLED")


def test_a_plan_that_treatment_does_not_grant_is_given_back() -> None:
    area = planned()
    for on in range(FIRST + 2, FIRST + 7):
        area.tick(on)
    assert area.of(Handback)[-1].rule == "not_granted_on_its_day"


def test_without_rules_in_force_nobody_decides() -> None:
    area = planned()
    area.rules = replace(RULES, field=None)
    decided = {"decided_by": "x", "reason": "y"}
    area.tell(VisitApproved, visit_id="v1", role="manager", **decided)
    area.tell(IncidentCleared, incident_id="i1", role="safety_officer", **decided)
    assert area.rejects == ["role_may_not_decide", "role_may_not_clear"]


def test_without_rules_in_force_nobody_visits() -> None:
    area = planned()
    area.rules = replace(RULES, field=None)
    area.tick(FIRST + 2)
    assert area.of(Handback)[-1].rule == "visit_rules_not_in_force"


def test_a_day_taken_from_the_roster_takes_the_plan_back() -> None:
    area = planned()
    rostered(area, "ag2", FIRST + 6, shift_ends_at=at(FIRST + 6, 9), source_seq=1)
    assert area.of(VisitNotice)[-1].rule == "agent_not_rostered"


def test_training_is_due_ahead_of_its_end_and_said_once() -> None:
    area = Area()
    crew(area, ("ag1",), ())
    for on in range(FIRST + 168, FIRST + 175):
        area.tick(on)
    events = [(e.kind, e.subject_id, e.as_of) for e in area.of(FieldEvent)]
    assert events == [("TRAINING_DUE", "ag1", FIRST + 171)] * 2


def test_a_late_notice_counts_from_its_first_sending() -> None:
    area = planned()
    told(area, on=FIRST + 4)
    plan = area.visit().plan
    assert plan is not None
    assert plan.noticed_at == at(FIRST + 1, 12)


def test_leave_for_a_plan_that_is_gone_ends_in_a_recall() -> None:
    area = planned()
    area.tell(AgentAbsent, FIRST + 6, agent_id="ag1")
    assert area.visit().state == "ASKED"
    hours = {"not_before": at(FIRST + 6, 10), "not_after": at(FIRST + 6, 10.5)}
    area.tell(VisitGranted, visit_id="v1", attempt=1, **hours)
    back = area.of(Handback)[-1]
    assert (back.kind, back.outcome) == ("OUTCOME_HANDED_BACK", "RECALLED")


def test_a_crew_that_lacks_somebody_by_then_is_not_let_go_at_all() -> None:
    area = planned()
    # Told a moment before treatment's leave, of a plan that then breaks a rule.
    away = replace(area.row.agents["ag1"], absent=(Day(FIRST + 6),))
    area.begin_with(with_agent(area.row, away))
    hours = {"not_before": at(FIRST + 6, 10), "not_after": at(FIRST + 6, 10.5)}
    area.tell(VisitGranted, FIRST + 6, visit_id="v1", attempt=1, **hours)
    assert area.changes() == ["VISIT_PLANNED", "VISIT_CANCELLED"]
    assert area.of(Handback)[-1].outcome == "RECALLED"
