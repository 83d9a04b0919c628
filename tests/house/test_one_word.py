"""Rooms that never import each other mean the same rule of the treatment stage by the same word."""

from streams.insight import seconds
from streams.portfolio import repaying
from streams.treatment.asking import VISIT_AREA_UNKNOWN, VISIT_HAS_NO_DAY_LEFT
from streams.treatment.held_out import HELD_OUT_FOR_MEASUREMENT
from streams.treatment.telling_area import VISIT_TO_BE_PLANNED


def test_insight_and_the_portfolio_call_it_held_out_as_treatment_does() -> None:
    assert seconds.HELD_OUT == HELD_OUT_FOR_MEASUREMENT
    assert repaying.HELD_OUT == HELD_OUT_FOR_MEASUREMENT


def test_a_second_visit_has_passed_the_gate_under_the_words_of_treatment() -> None:
    assert {
        VISIT_TO_BE_PLANNED,
        VISIT_AREA_UNKNOWN,
        VISIT_HAS_NO_DAY_LEFT,
        HELD_OUT_FOR_MEASUREMENT,
    } == seconds.PASSED
