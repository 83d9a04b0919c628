"""The digest of a question changes with what a plan depends on, and with nothing else."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.field.question import input_digest
from streams.terms.days import Day, Instant
from streams.terms.field_notices import CrewOffered, PlanAsked, VisitOffered
from tests.field.questions import CREW, QUESTIONS, VISIT, asked, crew, visit

PLAIN = asked((CREW, crew("cy", "dee")), (VISIT, visit("v2", not_by=("ada", "cy"))))


@pytest.mark.parametrize(
    "other",
    [
        replace(PLAIN, plan_id="plan-2"),
        replace(PLAIN, input_digest="x"),
        replace(PLAIN, seq=8),
        replace(PLAIN, at=Instant(1)),
        replace(PLAIN, as_of=Day(1)),
        replace(PLAIN, deadline_at=Instant(1)),
        replace(PLAIN, crews=PLAIN.crews[::-1]),
        replace(PLAIN, visits=PLAIN.visits[::-1]),
        replace(PLAIN, visits=(VISIT, visit("v2", not_by=("cy", "ada")))),
    ],
)
def test_what_changes_no_plan_changes_no_digest(other: PlanAsked) -> None:
    assert input_digest(other) == input_digest(PLAIN)


@pytest.mark.parametrize(
    "other",
    [
        asked(plan_on=Day(20_001)),
        asked(visit_minutes=31),
        asked(speed_kmh_max=41),
        asked(crews=()),
        asked(crews=(replace(CREW, agent_ids=("bob", "ada")),)),
        *(
            asked(crews=(replace(CREW, **{name: getattr(CREW, name) + 1}),))
            for name in CrewOffered.__struct_fields__
            if name != "agent_ids"
        ),
        asked(visits=()),
        *(
            asked(visits=(replace(VISIT, **{name: getattr(VISIT, name) + 1}),))
            for name in VisitOffered.__struct_fields__
            if isinstance(getattr(VISIT, name), int)
        ),
        asked(visits=(visit("v2"),)),
        asked(visits=(visit("v1", not_by=("ada",)),)),
        asked(visits=(visit("v1", not_led_by="ada"),)),
    ],
)
def test_whatever_a_plan_depends_on_changes_the_digest(other: PlanAsked) -> None:
    assert input_digest(other) != input_digest(asked())


@given(QUESTIONS, st.randoms(use_true_random=False))
def test_the_order_of_telling_makes_no_difference(question: PlanAsked, chance: Random) -> None:
    crews, visits = list(question.crews), list(question.visits)
    chance.shuffle(crews)
    chance.shuffle(visits)
    told = replace(question, crews=tuple(crews), visits=tuple(visits))
    assert input_digest(told) == input_digest(question)


def test_the_digest_of_a_known_question_stays_what_it_was() -> None:
    # Answers on their way name it: whoever changes what is digested counts the form up.
    assert input_digest(PLAIN)[:16] == "3136213bbd3650ad"
