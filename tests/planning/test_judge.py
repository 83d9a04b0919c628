"""The judge of plans finds every rule that is broken: each one is broken here once."""

from typing import Any

import pytest
from msgspec.structs import replace

from streams.terms.days import Instant
from streams.terms.field_notices import PlanAsked
from streams.terms.visit_facts import PlanProposed, Stop
from tests.field.questions import CREW, EIGHT, MINUTE, ON, VISIT, asked, crew, visit
from tests.planning.judge import broken, travelled_seconds

STOP = Stop(
    visit_id="v1",
    attempt=1,
    agent_ids=("ada", "bob"),
    starts_at=Instant(EIGHT + 4 * MINUTE),
    ends_at=Instant(EIGHT + 34 * MINUTE),
)
PLAIN = PlanProposed(
    event_id="e1",
    area="north",
    effective_on=ON,
    plan_id="plan-1",
    input_digest="",
    solver="by hand",
    ended_by="",
    stops=(STOP,),
)


def plan(*stops: Stop) -> PlanProposed:
    return replace(PLAIN, stops=stops)


def stop(**changed: Any) -> Stop:
    return replace(STOP, **changed)


def later(minutes: int, **changed: Any) -> Stop:
    begins, ends = (Instant(at + minutes * MINUTE) for at in (STOP.starts_at, STOP.ends_at))
    return stop(starts_at=begins, ends_at=ends, **changed)


def test_a_plan_that_holds_breaks_nothing() -> None:
    assert broken(asked(), PLAIN) == []
    assert broken(asked(), plan()) == []


@pytest.mark.parametrize(
    ("question", "proposed", "said"),
    [
        (asked(), plan(STOP, later(60)), "v1 comes twice"),
        (asked(), plan(stop(visit_id="v9")), "v9 was not asked for"),
        (asked(), plan(stop(attempt=2)), "v1 was not asked for"),
        (
            asked(visits=(visit("v1", not_before=Instant(STOP.starts_at + 1)),)),
            plan(STOP),
            "v1 begins before its window",
        ),
        (
            asked(visits=(visit("v1", not_after=Instant(STOP.ends_at - 1)),)),
            plan(STOP),
            "v1 ends after its window",
        ),
        (asked(visit_minutes=29), plan(STOP), "v1 has another length"),
        (
            asked(visits=(visit("v1", not_by=("bob",)),)),
            plan(STOP),
            "v1 goes by somebody excluded",
        ),
        (
            asked(visits=(visit("v1", not_led_by="ada"),)),
            plan(STOP),
            "v1 is led by who led before",
        ),
        (asked(crews=(crew(),)), plan(stop(agent_ids=())), "v1 goes by nobody"),
        (asked(), plan(stop(agent_ids=("ada", "cy"))), "['ada', 'cy'] is no crew"),
        (
            asked(crews=(replace(CREW, visits_left=0),)),
            plan(STOP),
            "ada+bob makes too many visits",
        ),
        (asked(speed_kmh_max=20), plan(STOP), "ada+bob cannot be at v1 so soon"),
        (
            asked(visits=(VISIT, visit("v2"))),
            plan(STOP, later(29, visit_id="v2")),
            "ada+bob cannot be at v2 so soon",
        ),
        (
            asked(crews=(replace(CREW, shift_ends_at=Instant(STOP.ends_at + 3 * MINUTE)),)),
            plan(STOP),
            "ada+bob is not back in time",
        ),
        (
            asked(crews=(CREW, crew("ada", "cy")), visits=(VISIT, visit("v2"))),
            plan(STOP, later(60, visit_id="v2", agent_ids=("ada", "cy"))),
            "ada goes in two crews",
        ),
    ],
)
def test_what_is_broken_is_found(question: PlanAsked, proposed: PlanProposed, said: str) -> None:
    assert broken(question, proposed) == [said]


def test_travel_counts_the_ways_there_between_and_back() -> None:
    two = asked(visits=(VISIT, visit("v2", latitude_microdegrees=CREW.latitude_microdegrees)))
    there_and_back = 2 * 201
    assert travelled_seconds(asked(), PLAIN) == there_and_back
    assert travelled_seconds(two, plan(STOP, later(60, visit_id="v2"))) == there_and_back
    assert travelled_seconds(asked(), plan()) == 0
