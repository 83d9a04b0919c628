"""The second visit needs a recorded outcome of the first (edge case 64)."""

import pytest
from msgspec.structs import replace

from streams.terms.contact_facts import VisitOutcome
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


MADE = ("NOT_HOME", "REFUSED_TO_PAY", "REFUSED_VISIT", "MET_PROMISE")
*_BEFORE, _FIRST, _SECOND = LADDER.rungs
AGAIN = replace(_FIRST, times=3, repeat_days=1, until=MADE)
REPEATING = ruled(ladder=replace(LADDER, rungs=(*_BEFORE, AGAIN, _SECOND)))


def visited_once() -> Customer:
    """Return a customer whose first visit may be made up to three times."""
    customer = Customer(REPEATING)
    customer.stands(late())
    assert customer.tick(61)[-2:] == ["visit_1 DUE", "visit_1 AUTHORISED"]
    return customer


def of_last(customer: Customer, word: str, day: int) -> VisitOutcome:
    return replace(outcome(word, day), escalation_id=customer.last().escalation_id)


def test_a_visit_that_was_recalled_is_made_once_more() -> None:
    customer = visited_once()
    assert customer.tell(outcome("RECALLED", 61)).reject is None
    assert customer.wake == DUE_ON + 62
    assert customer.tick(62) == ["visit_1 DUE", "visit_1 AUTHORISED"]
    assert customer.last().occurrence == 2
    assert customer.tell(of_last(customer, "RECALLED", 64)).reject is None
    assert customer.tick(65) == ["visit_1 DUE", "visit_1 AUTHORISED"]
    assert customer.tell(of_last(customer, "RECALLED", 66)).reject is None
    # Three times are enough, and no visit was made behind which a second one could come.
    assert customer.tick(95) == []
    assert customer.tick(96) == ["visit_2 SKIPPED no_outcome_of_visit_1"]


def test_while_nobody_has_told_what_became_of_a_visit_it_is_not_made_again() -> None:
    customer = visited_once()
    assert [customer.tick(day) for day in range(62, 71)] == [[]] * 9
    assert customer.tell(outcome("RECALLED", 70)).reject is None
    assert customer.tick(71) == ["visit_1 DUE", "visit_1 AUTHORISED"]


def test_a_visit_that_was_recalled_and_made_all_the_same_is_not_made_once_more() -> None:
    customer = visited_once()
    first = outcome("RECALLED", 61)
    customer.tell(first)
    assert customer.tick(62)[-1] == "visit_1 AUTHORISED"
    made = replace(first, outcome="NOT_HOME", event_id="later")
    assert customer.hears(made) == ["visit_1 CANCELLED visit_made_already"]
    assert [customer.tick(day) for day in range(63, 75)] == [[]] * 12
    assert customer.tick(75) == ["visit_2 DUE", "visit_2 AUTHORISED"]


def test_it_is_the_same_visit_whatever_a_later_policy_calls_it() -> None:
    customer = visited_once()
    first = outcome("RECALLED", 61)
    customer.tell(first)
    renamed, second = replace(AGAIN, id="home_1"), replace(_SECOND, after_outcome_of="home_1")
    customer.rules = ruled(ladder=replace(LADDER, rungs=(*_BEFORE, renamed, second)))
    assert customer.tick(62) == ["home_1 DUE", "home_1 AUTHORISED"]
    made = replace(first, outcome="NOT_HOME", event_id="later")
    assert customer.hears(made) == ["home_1 CANCELLED visit_made_already"]


def test_a_repeat_that_was_called_back_does_not_undo_that_the_first_was_made() -> None:
    customer = visited_once()
    first = outcome("RECALLED", 61)
    customer.tell(first)
    customer.tick(62)
    second = of_last(customer, "RECALLED", 62)
    # Policy does not name it among what ends the repeats; it was made all the same.
    made = replace(first, outcome="ADDRESS_WRONG", event_id="later")
    assert customer.hears(made) == ["visit_1 CANCELLED visit_made_already"]
    assert customer.tell(replace(second, event_id="second")).reject is None
    assert [customer.tick(day) for day in range(63, 75)] == [[]] * 12


def test_a_repeat_that_only_waits_is_not_made_either() -> None:
    customer = visited_once()
    first = outcome("RECALLED", 61)
    customer.tell(first)
    assert customer.tick(62, hour=22)[-1] == "visit_1 DEFERRED house_hours"
    made = replace(first, outcome="REFUSED_VISIT", event_id="later")
    assert customer.hears(made) == ["visit_1 CANCELLED visit_made_already"]


@pytest.mark.parametrize("word", ["NOT_HOME", "REFUSED_VISIT", "ADDRESS_WRONG"])
def test_after_any_other_outcome_it_is_not_made_again(word: str) -> None:
    customer = visited_once()
    customer.tell(outcome(word, 61))
    assert [customer.tick(day) for day in range(62, 75)] == [[]] * 13


def test_a_visit_that_was_stopped_does_not_burst_out_when_the_stop_is_lifted() -> None:
    customer = Customer(REPEATING)
    customer.stands(late())
    customer.tell(stop())
    assert customer.tick(61)[-1] == "visit_1 SUPPRESSED stop_attorney"
    customer.tell(lift())
    assert [customer.tick(day) for day in range(62, 75)] == [[]] * 13


def test_the_second_visit_follows_the_one_that_was_made() -> None:
    customer = visited_once()
    customer.tell(outcome("RECALLED", 61))
    customer.tick(63)
    assert customer.tell(of_last(customer, "NOT_HOME", 66)).reject is None
    assert customer.wake == DUE_ON + 80
    assert customer.tick(79) == []
    assert customer.tick(80) == ["visit_2 DUE", "visit_2 AUTHORISED"]


def test_a_refusal_at_the_door_forbids_the_second_visit_whatever_was_recalled_before() -> None:
    customer = visited_once()
    customer.tell(outcome("RECALLED", 61))
    customer.tick(63)
    customer.tell(of_last(customer, "REFUSED_VISIT", 64))
    assert customer.tick(75) == ["visit_2 SKIPPED outcome_forbids"]


def test_a_rung_may_itself_follow_a_recall() -> None:
    after = replace(_SECOND, outcomes=("NOT_HOME", "RECALLED"))
    customer = Customer(ruled(ladder=replace(LADDER, rungs=(*_BEFORE, _FIRST, after))))
    customer.stands(late())
    customer.tick(61)
    customer.tell(outcome("RECALLED", 62))
    assert customer.tick(76) == ["visit_2 DUE", "visit_2 AUTHORISED"]
