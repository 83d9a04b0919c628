"""What a question does to the solver costs that question its answer, and nobody else theirs."""

import os
import signal
from collections.abc import Iterator
from contextlib import closing
from time import sleep

import pytest
from msgspec.structs import replace

from streams.planning.answering import answer
from streams.planning.apart import Apart
from streams.planning.errors import Unanswerable
from streams.terms.field_notices import PlanAsked
from streams.terms.visit_facts import PlanProposed
from tests.field.questions import asked

SECONDS_MAX = 60.0


def nasty(question: PlanAsked, seconds_max: float) -> PlanProposed:
    """Answer, unless the area's name asks for something else."""
    if question.area == "raises":
        raise OverflowError("a number does not fit")
    if question.area == "aborts":
        os.kill(os.getpid(), signal.SIGKILL)
    if question.area == "hangs":
        sleep(3_600)
    return PlanProposed(
        event_id=f"e {seconds_max}",
        area=question.area,
        effective_on=question.as_of,
        plan_id=question.plan_id,
        input_digest="",
        solver="",
        ended_by="",
    )


@pytest.fixture(scope="module")
def apart() -> Iterator[Apart]:
    with closing(Apart(nasty)) as found:
        yield found


def test_a_process_of_its_own_gives_the_answer_that_is_given_here() -> None:
    with closing(Apart()) as solver:
        assert solver.answer(asked(), SECONDS_MAX) == answer(asked(), SECONDS_MAX)


def test_what_is_raised_is_told_of_that_question_alone(apart: Apart) -> None:
    with pytest.raises(Unanswerable, match="OverflowError: a number does not fit"):
        apart.answer(asked(area="raises"), 1.0)
    assert apart.answer(asked(area="north"), 2.0).event_id == "e 2.0"


def test_a_solver_that_ends_the_process_is_begun_anew(apart: Apart) -> None:
    with pytest.raises(Unanswerable, match="process ended with code -9"):
        apart.answer(asked(area="aborts"), 1.0)
    assert apart.answer(asked(area="south"), 1.0).area == "south"


def test_a_search_that_never_ends_is_ended() -> None:
    solver = Apart(nasty, beside_seconds=0.2)
    with closing(solver), pytest.raises(Unanswerable, match="did not end in its time"):
        solver.answer(asked(area="hangs"), 0.1)


@pytest.mark.parametrize(
    "poisoned",
    [
        replace(asked(), speed_kmh_max=0),
        replace(asked(), visit_minutes=-(2**62)),
        replace(asked(), visits=(replace(asked().visits[0], rank=2**70),)),
    ],
    ids=["no speed", "visits without end", "a rank without end"],
)
def test_what_no_area_asks_is_a_plan_or_unanswerable(poisoned: PlanAsked) -> None:
    with closing(Apart()) as solver:
        try:
            assert solver.answer(poisoned, 5.0).plan_id == poisoned.plan_id
        except Unanswerable:
            assert solver.answer(asked(), SECONDS_MAX).stops


def test_a_process_that_ended_while_nobody_asked_costs_no_question_its_answer(apart: Apart) -> None:
    apart.answer(asked(area="north"), 2.0)
    assert apart.pid is not None
    os.kill(apart.pid, signal.SIGKILL)
    sleep(0.2)
    assert apart.answer(asked(area="north"), 3.0).event_id == "e 3.0"
