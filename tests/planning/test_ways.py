"""The travel of a plan is reckoned as the judge of plans does, who shares nothing with it."""

from hypothesis import given, settings
from msgspec.structs import replace

from streams.planning.answering import answer
from streams.planning.ways import travelled_seconds
from streams.terms.field_notices import PlanAsked
from tests.field.questions import QUESTIONS, asked
from tests.planning.judge import travelled_seconds as judged


@given(QUESTIONS)
@settings(max_examples=30)
def test_travel_is_that_of_the_judge(question: PlanAsked) -> None:
    plan = answer(question, 60)
    assert travelled_seconds(question, plan) == judged(question, plan)


def test_a_visit_goes_there_and_back_and_what_was_not_offered_goes_nowhere() -> None:
    plan = answer(asked(), 60)
    # 0.02 degrees are 2,224 m: at 40 km/h 201 seconds each way.
    assert travelled_seconds(asked(), plan) == 402
    (stop,) = plan.stops
    stray = replace(plan, stops=(replace(stop, visit_id="another"), replace(stop, attempt=2)))
    assert travelled_seconds(asked(), stray) == 0
