"""Visits counted as the field stage says them."""

from typing import Any

from msgspec.structs import replace

from streams.insight.doors import doors_in
from streams.insight.parts import Part
from streams.insight.period import Period, month_of
from streams.insight.visits import Visits, door_before, visits_of
from streams.terms.agent_facts import AgentAbsent, CertificateWithdrawn, IncidentReported
from streams.terms.contact_facts import ComplaintReceived
from streams.terms.days import Day
from streams.terms.visit_facts import VisitWithdrawn
from tests.field.area import FIRST, Area, answered, asked, at, crew, stop
from tests.insight.played import VISIT_ON, Played, arrives, ends, leaves, on_the_day, went, whole

WHOLE = Period()


def counted(area: Played, *more: Any, period: Period = WHOLE) -> Visits:
    heard = area.heard(*more)
    return visits_of(heard, doors_in(heard), period)


def complaint(name: str = "v1", agent: str | None = "ag1", days: int = 0) -> ComplaintReceived:
    return ComplaintReceived(
        event_id=f"e-{name}-{agent}-{days}",
        customer_id=f"c-{name}",
        effective_on=Day(VISIT_ON + days),
        complaint_id=f"k-{name}-{agent}-{days}",
        agent_id=agent,
    )


def withdrawn(area: Area, name: str = "v1", hour: float = 9.5) -> None:
    area.tell(VisitWithdrawn, VISIT_ON, visit_id=name, attempt=1, rule="cured", at=on_the_day(hour))


def test_outcomes_are_counted_by_number_and_what_was_called_back_was_not_made() -> None:
    area = went("v1", "v2", "v3")
    whole(area, "v1", "NOT_HOME")
    whole(area, "v2", "MET_PAID")
    whole(area, "v3", "RECALLED")
    found = counted(area)
    assert found.first == {"MET_PAID": 1, "NOT_HOME": 1, "RECALLED": 1}
    assert (found.made, found.at_door, found.second) == (2, 3, {})


def test_a_second_visit_is_told_apart() -> None:
    area = went(visit_number=2)
    whole(area, outcome="MET_PAID")
    found = counted(area)
    assert (found.made, found.first, found.second) == (1, {}, {"MET_PAID": 1})


def test_a_crew_that_has_told_no_outcome_yet_stood_at_a_door_and_made_no_visit() -> None:
    area = went()
    arrives(area)
    found = counted(area)
    assert (found.made, found.at_door, found.first) == (0, 1, {})


def test_a_complaint_is_about_the_last_visit_before_it() -> None:
    area = went()
    whole(area)
    (door,) = area.doors()
    later = replace(door, visit_on=Day(door.visit_on + 9), agent_ids=("ag3", "ag4"))
    doors = door, later
    assert door_before(doors, "c-v1", Day(door.visit_on + 8)) is door
    assert door_before(doors, "c-v1", Day(door.visit_on + 9)) is later
    assert door_before(doors, "c-v1", Day(door.visit_on + 39)) is later
    assert door_before(doors, "c-v1", Day(door.visit_on + 40)) is None
    assert door_before(doors, "c-v2", Day(door.visit_on + 9)) is None


def test_every_door_has_two_fit_agents_or_is_counted() -> None:
    area = went("v1", "v2", "v3")
    whole(area, "v1")
    arrives(area, "v2", agents=("ag1",))
    area.tell(CertificateWithdrawn, VISIT_ON, agent_id="ag2", certificate_id="ag2-LAW")
    arrives(area, "v3")
    found = counted(area)
    assert found.fit_crews == Part(1, 3)
    assert found.alerts["ARRIVED_UNFIT"] == 2


def test_a_crew_is_called_back_in_time_or_arrives_all_the_same() -> None:
    area = went("v1", "v2", "v3", "v4")
    withdrawn(area, "v1")
    withdrawn(area, "v2")
    arrives(area, "v2")
    # This one was at the door before anybody cancelled: nobody could have called it back.
    arrives(area, "v3")
    withdrawn(area, "v3", hour=19)
    whole(area, "v4")
    found = counted(area)
    assert found.called_back_in_time == Part(1, 2)
    # The last crew tells how late it is: one that came before is not away yet.
    assert found.alerts == {"ARRIVED_AFTER_CANCEL": 1, "CHECK_OUT_MISSED": 1}


def test_who_arrives_although_the_area_called_the_visit_back_was_not_told_in_time() -> None:
    area = went()
    area.tell(AgentAbsent, VISIT_ON, agent_id="ag2")
    arrives(area, agents=("ag1",))
    assert counted(area).called_back_in_time == Part(0, 1)


def test_what_is_cancelled_days_ahead_needs_no_calling_back() -> None:
    area = Played()
    crew(area)
    area.tick(FIRST)
    asked(area)
    area.tick(FIRST + 1)
    answered(area)
    area.tell(VisitWithdrawn, visit_id="v1", attempt=1, rule="cured", at=at(FIRST + 1, 12))
    assert counted(area).called_back_in_time == Part(0, 0)


def test_what_is_given_back_and_what_plans_are_taken_back_is_counted_by_rule() -> None:
    area = Played()
    crew(area)
    area.tick(FIRST)
    asked(area)
    asked(area, "v2", verified=False)
    area.tick(FIRST + 1)
    answered(area, stop(area.question()))
    for on in range(FIRST + 2, FIRST + 5):
        area.tick(on)
    found = counted(area)
    assert found.returned == {"V.address": 1}
    assert found.unplanned == {"V.notice": 1}


def test_rules_broken_at_the_door_and_check_outs_missed_are_counted_by_visit() -> None:
    area = went("v1", "v2")
    whole(area, "v1", entered=True, debt_told_to_third_party=True)
    arrives(area, "v2")
    ends(area, "v2", entered=True)
    area.tick(VISIT_ON, 23)
    area.tick(VISIT_ON + 1)
    found = counted(area)
    assert found.broken == {"V.no_entry": 2, "V.third_party": 1}
    assert found.alerts == {"CHECK_OUT_MISSED": 1}


def test_a_crew_that_is_not_safe_is_told_from_a_check_out_that_is_missed() -> None:
    area = went("v1", "v2")
    for name in ("v1", "v2"):
        arrives(area, name)
        ends(area, name)
    leaves(area, "v2", safe=False)
    area.tick(VISIT_ON, 23)
    assert counted(area).alerts == {"CHECK_OUT_MISSED": 1, "CREW_NOT_SAFE": 1}


def test_an_incident_is_counted_once_however_often_it_is_told() -> None:
    area = went()
    arrives(area)
    for event_id in ("e1", "e2"):
        area.tell(
            IncidentReported,
            VISIT_ON,
            event_id=event_id,
            incident_id="i",
            incident="ANIMAL",
            at=on_the_day(11),
            visit_id="v1",
        )
    assert counted(area).incidents == 1


def test_complaints_behind_a_visit_are_counted_and_whom_they_name() -> None:
    area = went("v1", "v2")
    whole(area, "v1")
    whole(area, "v2")
    found = counted(
        area,
        complaint("v1", "ag1"),
        complaint("v1", "ag1"),
        complaint("v2", None, days=30),
        complaint("v2", "somebody else", days=2),
        # Of nobody who was visited, before the visit, and long after it.
        complaint("v9"),
        complaint("v1", days=-1),
        complaint("v1", days=31),
    )
    assert (found.complaints, found.complaints_of_crew) == (3, 1)


def test_a_month_and_an_area_leave_out_the_rest() -> None:
    area = went()
    whole(area)
    assert counted(area, period=month_of(VISIT_ON)).made == 1
    assert counted(area, period=month_of(VISIT_ON, "north")).made == 1
    assert counted(area, period=month_of(Day(VISIT_ON + 31))).made == 0
    assert counted(area, complaint(), period=month_of(VISIT_ON, "south")).complaints == 0


def test_without_visits_every_figure_is_none() -> None:
    found = counted(Played())
    assert (found.made, found.at_door, found.fit_crews) == (0, 0, Part(0, 0))
    assert found.fit_crews.told() == "none"
