"""What is asked of a planner, and what is not planned for whatever it says."""

import pytest

from streams.terms.field_facts import AreaRecordRefused, AreaRefusalResolved
from streams.terms.field_notices import FieldEvent, PlanAsked, VisitNotice
from tests.field.area import FIRST, Area, answered, asked, at, crew, rostered, stop, windows

LATE = 8 * 60


def test_overflow_waits_for_the_next_day_in_one_order_and_none_is_lost() -> None:
    area = Area()
    crew(area, days=range(8))
    area.tick(FIRST)
    for number in range(9):
        asked(area, f"v{number}", days_past_due=60 + number)
    area.tick(FIRST + 1)
    question = area.question()
    (pair,) = question.crews
    assert pair.visits_left == 6
    # The oldest debt first; a few more than there is room for, so that there is a choice.
    ranked = [v.visit_id for v in sorted(question.visits, key=lambda v: v.rank)]
    assert ranked == [f"v{number}" for number in range(8, 0, -1)]
    stops = [stop(question, name, 9.5 + place) for place, name in enumerate(ranked[:7])]
    answered(area, *stops)
    # A seventh visit on one day is one too many, whatever the planner says.
    refused = [(e.subject_id, e.rule) for e in area.of(FieldEvent)]
    assert refused == [("v2", "V.safety")]
    area.tick(FIRST + 2)
    assert [v.visit_id for v in area.question().visits] == ["v2", "v1", "v0"]


def test_visits_of_the_week_elsewhere_count() -> None:
    area = Area()
    crew(area, days=())
    for name in ("ag1", "ag2"):
        rostered(area, name, FIRST + 6, visits_elsewhere=24)
    area.tick(FIRST)
    asked(area)
    area.tick(FIRST + 1)
    assert [c.visits_left for c in area.question().crews] == [1]


@pytest.mark.parametrize(
    ("hour", "rule"),
    [(8.5, "V.legal_hours"), (16.9, "V.legal_hours"), (21.5, "V.legal_hours")],
)
def test_a_visit_begins_and_ends_inside_the_hours(hour: float, rule: str) -> None:
    area = Area()
    crew(area, days=())
    for name in ("ag1", "ag2"):
        rostered(
            area, name, FIRST + 6, shift_begins_at=at(FIRST + 6, 6), shift_ends_at=at(FIRST + 6, 23)
        )
    area.tick(FIRST)
    asked(area)
    area.tick(FIRST + 1)
    answered(area, stop(area.question(), hour=hour))
    assert area.of(FieldEvent)[-1].rule == rule
    assert area.visit().plan is None


def test_the_question_names_what_hours_and_daylight_leave() -> None:
    area = Area()
    crew(area)
    area.tick(FIRST)
    asked(area)
    area.tick(FIRST + 1)
    (visit,) = area.question().visits
    # From nine by the house, to five by the light.
    assert visit.not_before == at(FIRST + 6, 9)
    assert visit.not_after == at(FIRST + 6, 17)


def test_a_day_that_treatment_left_out_is_not_planned_for() -> None:
    area = Area()
    crew(area)
    area.tick(FIRST)
    asked(area, windows=tuple(w for w in windows(FIRST) if w.window_on != FIRST + 6))
    area.tick(FIRST + 1)
    assert area.of(PlanAsked) == []
    area.tick(FIRST + 2)
    assert area.question().plan_on == FIRST + 7


def test_agents_of_whom_the_customer_complained_do_not_go_again() -> None:
    area = Area()
    crew(area)
    area.tick(FIRST)
    asked(area, not_by=("ag1",))
    area.tick(FIRST + 1)
    assert area.question().visits[0].not_by == ("ag1",)
    answered(area, stop(area.question()))
    assert area.of(FieldEvent)[-1].rule == "V.fit_agent"


def test_a_way_that_nobody_can_drive_is_refused() -> None:
    area = Area()
    crew(area)
    area.tick(FIRST)
    asked(area)
    asked(area, "v2", latitude_microdegrees=31_430_000)
    area.tick(FIRST + 1)
    question = area.question()
    answered(area, stop(question, "v1", 10), stop(question, "v2", 10.6))
    assert [(e.subject_id, e.rule) for e in area.of(FieldEvent)] == [("v2", "V.planning")]


def test_an_agent_without_a_roster_goes_nowhere() -> None:
    area = Area()
    crew(area)
    crew(area, ("ag3",), ())
    area.tick(FIRST)
    asked(area)
    area.tick(FIRST + 1)
    answered(area, stop(area.question(), agents=("ag1", "ag3")))
    assert area.of(FieldEvent)[-1].rule == "agent_not_rostered"


def test_one_who_is_left_without_company_stays_in() -> None:
    area = Area()
    crew(area, ("ag1", "ag2", "ag3"))
    area.tick(FIRST)
    asked(area)
    area.tick(FIRST + 1)
    assert [c.agent_ids for c in area.question().crews] == [("ag1", "ag2")]


def test_a_record_that_may_tell_of_danger_holds_the_area_until_a_person_has_settled_it() -> None:
    area = Area()
    crew(area)
    area.tick(FIRST)
    asked(area)
    area.tell(AreaRecordRefused, origin="field.visits/0/7", rule="type_unknown")
    assert not area.row.is_held
    area.tell(AreaRecordRefused, origin="field.agents/0/7", rule="type_unknown")
    area.tick(FIRST + 1)
    assert area.of(PlanAsked) == []
    assert area.alerts() == ["RECORD_REFUSED", "RECORD_REFUSED"]
    area.tell(AreaRefusalResolved, origin="field.agents/0/7", decided_by="x", reason="resent")
    area.tick(FIRST + 2)
    assert area.visit().state == "OFFERED"


def test_a_day_is_asked_for_once_however_often_it_is_ticked() -> None:
    area = Area()
    crew(area)
    area.tick(FIRST)
    asked(area)
    area.tick(FIRST + 1, 8)
    answered(area)
    area.tick(FIRST + 1, 9)
    area.tick(FIRST + 1, 10)
    assert len(area.of(PlanAsked)) == 1
    assert [n.change for n in area.of(VisitNotice)] == ["VISIT_PLANNED"]
