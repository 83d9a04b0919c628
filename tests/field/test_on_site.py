"""At the door: who arrives where, what comes of it, and which rules it shows broken."""

from typing import Any

import pytest

from streams.terms.agent_facts import AgentAbsent, IncidentReported
from streams.terms.field_facts import VisitApproved
from streams.terms.field_notices import FieldEvent, Handback, VisitNotice
from streams.terms.visit_facts import (
    CheckedIn,
    CheckedOut,
    NoticeSent,
    VisitEnded,
    VisitWithdrawn,
)
from tests.field.area import (
    FIRST,
    arrived,
    at,
    ended,
    granted,
    planned,
)


def test_payment_on_the_way_cancels_with_priority_and_an_arrival_is_counted() -> None:
    area = planned()
    granted(area)
    area.tell(VisitWithdrawn, visit_id="v1", attempt=1, rule="cured", at=at(FIRST + 6, 9.5))
    assert area.of(VisitNotice)[-1].urgent
    arrived(area)
    assert area.alerts() == ["ARRIVED_AFTER_CANCEL"]


def test_an_arrival_that_was_not_told_of_the_cancel_is_counted_in_either_order() -> None:
    area = planned()
    granted(area)
    arrived(area)
    area.tell(VisitWithdrawn, visit_id="v1", attempt=1, rule="cured", at=at(FIRST + 6, 9.5))
    assert area.alerts() == ["ARRIVED_AFTER_CANCEL"]
    assert area.of(VisitNotice)[-1].urgent


def test_one_agent_at_the_door_must_not_go_on() -> None:
    area = planned()
    granted(area)
    arrived(area, ("ag1",))
    assert [(e.kind, e.rule) for e in area.of(FieldEvent)] == [("ARRIVED_UNFIT", "V.two_agents")]


def test_a_missed_check_out_is_an_alert_once() -> None:
    area = planned()
    granted(area)
    arrived(area)
    area.tick(FIRST + 6, 11.4)
    assert area.alerts() == []
    area.tick(FIRST + 6, 11.5)
    area.tick(FIRST + 6, 13)
    assert area.alerts() == ["CHECK_OUT_MISSED"]


def test_an_outcome_before_its_visit_is_refused() -> None:
    area = planned()
    ended(area)
    granted(area)
    arrived(area)
    ended(area, at=at(FIRST + 6, 9.9))
    assert area.rejects == ["outcome_before_its_visit"] * 2
    ended(area)
    ended(area, "REFUSED_TO_PAY")
    assert area.rejects[2:] == ["visit_has_another_outcome"]
    assert area.handbacks().count("OUTCOME_HANDED_BACK") == 1


def test_a_door_that_nothing_recorded_was_not_visited() -> None:
    area = planned()
    granted(area)
    arrived(area)
    ended(area, recording_gap_seconds=None)
    assert area.of(Handback)[-1].outcome == "RECALLED"


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"debt_told_at": at(FIRST + 6, 10.1), "met": "DEBTOR"}, "V.identify"),
        ({"entered": True}, "V.no_entry"),
        ({"recording_gap_seconds": 31}, "V.recording"),
        ({"debt_told_to_third_party": True}, "V.third_party"),
        (
            {"asked_to_leave_at": at(FIRST + 6, 10.1), "left_at": at(FIRST + 6, 10.2)},
            "V.leave",
        ),
    ],
)
def test_the_sheet_shows_which_rule_was_broken(fields: dict[str, Any], rule: str) -> None:
    area = planned()
    granted(area)
    arrived(area)
    ended(area, "REFUSED_TO_PAY", **fields)
    assert area.of(VisitNotice)[-1].findings == (rule,)
    assert [(e.kind, e.rule) for e in area.of(FieldEvent)] == [("RULE_BROKEN_ON_SITE", rule)]


@pytest.mark.parametrize(
    ("kind", "fields", "rule"),
    [
        (CheckedIn, {"agent_ids": ("ag1",), "at": at(FIRST, 9)}, "arrival_at_unknown_visit"),
        (
            VisitEnded,
            {"outcome": "NOT_HOME", "at": at(FIRST, 9)},
            "outcome_of_unknown_visit",
        ),
        (CheckedOut, {"at": at(FIRST, 9)}, "check_out_without_arrival"),
        (
            NoticeSent,
            {"attempt": 1, "channel": "SMS", "at": at(FIRST, 9)},
            "notice_of_unknown_visit",
        ),
        (
            VisitApproved,
            {"role": "manager", "decided_by": "m", "reason": "r"},
            "decision_for_unknown_visit",
        ),
    ],
)
def test_what_is_told_of_a_visit_that_was_never_asked_for_is_refused(
    kind: type, fields: dict[str, Any], rule: str
) -> None:
    area = planned()
    area.tell(kind, visit_id="v9", **fields)
    assert area.rejects == [rule]


def test_an_arrival_of_nobody_is_refused() -> None:
    area = planned()
    granted(area)
    arrived(area, ())
    assert area.rejects == ["arrival_without_agents"]


def test_a_word_that_is_no_outcome_is_refused() -> None:
    area = planned()
    granted(area)
    ended(area, "WENT_WELL")
    assert area.rejects == ["visit_outcome_unknown"]


@pytest.mark.parametrize("met", ["danger", "illness"])
def test_what_an_agent_meets_at_the_door_is_no_rule_broken_there(met: str) -> None:
    area = planned()
    granted(area)
    arrived(area)
    if met == "danger":
        area.tell(
            IncidentReported,
            FIRST + 6,
            incident_id="i",
            incident="THREAT",
            at=at(FIRST + 6, 10.2),
            visit_id="v1",
        )
    else:
        area.tell(AgentAbsent, FIRST + 6, agent_id="ag2")
    ended(area, "SAFETY_STOP")
    assert area.of(VisitNotice)[-1].findings == ()
    assert "RULE_BROKEN_ON_SITE" not in area.alerts()


def test_who_came_unfit_and_went_on_broke_a_rule_there() -> None:
    area = planned()
    granted(area)
    arrived(area, ("ag1",))
    ended(area)
    assert area.of(VisitNotice)[-1].findings == ("V.two_agents",)


def test_a_visit_of_which_nobody_tells_the_end_is_an_alert_and_forgotten_at_last() -> None:
    area = planned()
    granted(area)
    for on in range(FIRST + 7, FIRST + 69):
        area.tick(on)
    assert area.alerts() == ["OUTCOME_MISSING"]
    # The entry behind it is named after second visits: this is one of the first.
    assert area.of(FieldEvent)[-1].detail == "of visit 1, planned for 2026-06-07"
    assert area.row.visits
    area.tick(FIRST + 69)
    assert area.row.visits == {}
