"""What is known of each visit that a crew went to, as the field stage itself says it."""

import pytest
from msgspec.structs import replace

from streams.insight.doors import doors_in
from streams.insight.heard import Heard
from streams.terms.agent_facts import IncidentReported
from streams.terms.days import Instant
from streams.terms.profile_facts import CustomersMerged
from streams.terms.visit_facts import CheckedIn, NoticeSent, VisitWithdrawn
from tests.field.area import FIRST, answered, asked, at, granted, told
from tests.insight.played import VISIT_ON, Played, arrives, ends, leaves, on_the_day, went, whole


def test_a_visit_without_a_fault_is_told_whole() -> None:
    area = went()
    whole(area)
    (door,) = area.doors()
    assert (door.visit_on, door.outcome, door.agent_ids) == (VISIT_ON, "NOT_HOME", ("ag1", "ag2"))
    assert door.arrived
    assert door.told_in_time
    assert door.crew_is_fit
    assert (door.findings, door.alerts) == ((), frozenset())


def test_a_visit_nobody_went_to_is_none() -> None:
    assert went().doors() == ()
    assert Played().doors() == ()


def test_those_who_are_there_count_and_not_those_who_were_to_go() -> None:
    area = went()
    whole_alone = ("ag1",)
    arrives(area, agents=whole_alone)
    ends(area)
    (door,) = area.doors()
    assert door.agent_ids == whole_alone
    assert not door.crew_is_fit
    assert door.findings == ("V.two_agents",)


def test_one_agent_twice_is_one_agent_whatever_the_stage_says_of_it() -> None:
    area = went()
    arrives(area, agents=("ag1", "ag1"))
    (door,) = area.doors()
    assert not door.crew_is_fit
    assert not replace(door, alerts=frozenset()).crew_is_fit
    assert replace(door, alerts=frozenset(), agent_ids=("ag1", "ag2")).crew_is_fit


def test_the_first_check_in_is_the_arrival() -> None:
    area = went()
    arrives(area)
    arrives(area, agents=("ag1",))
    (door,) = area.doors()
    assert door.crew_is_fit


def test_an_outcome_without_a_check_in_is_of_those_who_were_to_go() -> None:
    area = went()
    ends(area)
    (door,) = area.doors()
    assert not door.arrived
    assert door.agent_ids == ("ag1", "ag2")
    assert door.findings == ("no_check_in",)


def test_a_check_out_that_is_missed_is_told_from_a_crew_that_is_not_safe() -> None:
    area = went("v1", "v2")
    arrives(area, "v1")
    ends(area, "v1")
    arrives(area, "v2")
    ends(area, "v2")
    leaves(area, "v2", safe=False)
    area.tick(VISIT_ON, 23)
    assert {door.visit_id: door.check_out_missed for door in area.doors()} == {
        "v1": True,
        "v2": False,
    }


@pytest.mark.parametrize(
    ("on", "hour", "expected"),
    [
        (FIRST + 1, 8.5, True),
        # Three days before the visit is the last day, up to its midnight in Shanghai.
        (VISIT_ON - 3, 23.9, True),
        (VISIT_ON - 3, 24.1, False),
        # What was sent before the plan was made is of another plan.
        (FIRST, 12, False),
    ],
)
def test_a_notice_counts_for_its_plan_by_its_last_day(
    on: int, hour: float, expected: object
) -> None:
    area = went()
    whole(area)
    area.facts = [
        replace(one, at=at(on, hour)) if isinstance(one, NoticeSent) else one for one in area.facts
    ]
    (door,) = area.doors()
    assert door.told_in_time is expected


@pytest.mark.parametrize(
    ("names", "expected"), [(on_the_day(10), True), (on_the_day(11), False), (None, True)]
)
def test_a_notice_counts_for_the_plan_it_names(names: Instant | None, expected: object) -> None:
    area = went()
    whole(area)
    area.facts = [
        replace(one, starts_at=names) if isinstance(one, NoticeSent) else one for one in area.facts
    ]
    (door,) = area.doors()
    assert door.told_in_time is expected


def test_an_incident_is_of_its_visit() -> None:
    area = went("v1", "v2")
    whole(area, "v1")
    arrives(area, "v2")
    area.tell(
        IncidentReported,
        VISIT_ON,
        incident_id="i",
        incident="THREAT",
        at=on_the_day(11),
        visit_id="v2",
    )
    assert {door.visit_id: door.has_incident for door in area.doors()} == {"v1": False, "v2": True}


def test_a_visit_that_is_asked_for_again_is_another_door() -> None:
    area = went()
    area.tell(VisitWithdrawn, VISIT_ON, visit_id="v1", attempt=1, rule="x", at=on_the_day(9.5))
    arrives(area)
    area.tick(VISIT_ON + 1)
    asked(area, on=VISIT_ON + 1, attempt=2)
    area.tick(VISIT_ON + 2)
    answered(area)
    told(area)
    granted(area)
    plan = area.visit().plan
    assert plan is not None
    area.tell(CheckedIn, plan.on, visit_id="v1", agent_ids=("ag1", "ag2"), at=plan.starts_at)
    ends(area)
    first, second = area.doors()
    assert (first.attempt, first.outcome, first.has("ARRIVED_AFTER_CANCEL")) == (1, "", True)
    assert (second.attempt, second.outcome, second.alerts) == (2, "NOT_HOME", frozenset())
    assert second.visit_on == plan.on > first.visit_on


def test_two_ids_of_one_person_are_one_customer() -> None:
    area = went()
    whole(area)
    merged = CustomersMerged(
        event_id="m",
        customer_id="c-v1",
        effective_on=VISIT_ON,
        merge_id="m",
        other_id="c-now",
        merge_role="ABSORBED",
    )
    (door,) = doors_in(area.heard(merged))
    assert door.customer_id == "c-now"


def test_repeats_and_order_change_nothing() -> None:
    area = went("v1", "v2")
    whole(area, "v1")
    arrives(area, "v2", agents=("ag2",))
    ends(area, "v2", entered=True)
    doors = area.doors()
    heard = Heard()
    for one in [*reversed(area.said), *area.facts, *area.said, *area.facts]:
        heard.take(one)
    assert doors_in(heard) == doors
    assert len(doors) == 2
