"""The second visit needs a recorded outcome of the first (edge case 64)."""

import pytest
from msgspec.structs import replace

from tests.treatment.world import (
    DUE_ON,
    LADDER,
    PAID,
    Customer,
    late,
    lift,
    outcome,
    ruled,
    shown,
    stop,
)


def visited() -> Customer:
    customer = Customer()
    customer.stands(late())
    assert customer.tick(61)[-2:] == ["visit_1 DUE", "visit_1 AUTHORISED"]
    return customer


def test_the_second_visit_follows_the_outcome_of_the_first() -> None:
    customer = visited()
    assert customer.tell(outcome("NOT_HOME", 65)).reject is None
    assert customer.wake == DUE_ON + 79
    assert customer.tick(78) == []
    assert customer.tick(79) == ["visit_2 DUE", "visit_2 AUTHORISED"]


def test_the_second_visit_never_comes_before_its_own_day() -> None:
    customer = visited()
    customer.tell(outcome("REFUSED_TO_PAY", 57))
    assert customer.wake == DUE_ON + 75
    assert customer.tick(75) == ["visit_2 DUE", "visit_2 AUTHORISED"]


def test_without_an_outcome_there_is_no_second_visit() -> None:
    customer = visited()
    assert customer.wake == DUE_ON + 96
    assert customer.tick(95) == []
    assert customer.tick(96) == ["visit_2 SKIPPED no_outcome_of_visit_1"]
    assert customer.tell(outcome("NOT_HOME", 96)).reject is None
    assert customer.tick(110) == []


def test_a_first_visit_that_never_was_leaves_no_second_one() -> None:
    customer = Customer()
    customer.stands(late())
    customer.tell(stop())
    assert customer.tick(61)[-1] == "visit_1 SUPPRESSED stop_attorney"
    customer.tell(lift())
    assert customer.wake == DUE_ON + 75
    assert customer.tick(75) == ["visit_2 SKIPPED no_outcome_of_visit_1"]


@pytest.mark.parametrize("word", ["MET_PAID", "REFUSED_VISIT", "SAFETY_STOP"])
def test_an_outcome_may_forbid_the_second_visit(word: str) -> None:
    customer = visited()
    customer.tell(outcome(word, 62))
    assert customer.tick(74) == []
    assert customer.tick(75) == ["visit_2 SKIPPED outcome_forbids"]


def test_an_outcome_of_a_visit_cancelled_on_its_way_still_counts() -> None:
    customer = visited()
    customer.stands(PAID, day=61)
    assert shown([customer.last()]) == ["visit_1 CANCELLED cured"]
    assert customer.tell(outcome("NOT_HOME", 61)).reject is None


def test_a_second_visit_that_waits_obeys_a_ladder_that_forbids_it_now() -> None:
    customer = visited()
    customer.tell(outcome("NOT_HOME", 61))
    assert customer.tick(75, hour=22)[-1] == "visit_2 DEFERRED house_hours"
    *before, second = LADDER.rungs
    strict = replace(second, outcomes=("REFUSED_TO_PAY",))
    customer.rules = ruled(ladder=replace(LADDER, rungs=(*before, strict)))
    assert customer.tick(76) == ["visit_2 SKIPPED outcome_forbids"]
