"""What a person in charge refused is never made, however far it had come."""

import pytest
from msgspec.structs import replace

from streams.terms.customer_facts import AnyCustomerFact
from tests.treatment.field_rules import Visited, asked_for, fielded, given_back, planned
from tests.treatment.test_second_visit import REPEATING
from tests.treatment.world import LADDER, Customer, lift, outcome, stop

REFUSED = given_back(64, rule="visit_refused_by_manager")


def let_go(day: int = 64) -> Visited:
    """Return a customer whose first visit, which may be made three times, is under way."""
    customer = asked_for(rules=replace(fielded(), ladder=REPEATING.ladder))
    customer.tell(planned(day))
    assert customer.tick(day) == ["visit_1 AUTHORISED"]
    return customer


def said_after(customer: Customer, days: range) -> list[str]:
    """Return what is said of the first visit on some days."""
    return [text for day in days for text in customer.tick(day) if text.startswith("visit_1")]


def test_a_visit_under_way_that_is_refused_is_called_back_for_good() -> None:
    customer = let_go()
    assert customer.hears(REFUSED) == ["visit_1 CANCELLED visit_refused_by_manager"]
    assert customer.hears(outcome("RECALLED", 64)) == []
    assert said_after(customer, range(65, 76)) == []


def test_one_that_is_called_back_for_anything_else_is_made_again() -> None:
    customer = let_go()
    customer.hears(outcome("RECALLED", 64))
    assert said_after(customer, range(65, 66)) == [
        "visit_1 DUE",
        "visit_1 DEFERRED visit_to_be_planned",
    ]


@pytest.mark.parametrize("facts", [(stop(day=64), REFUSED), (REFUSED, stop(day=64))])
def test_a_stop_at_the_same_time_does_not_hide_the_refusal(
    facts: tuple[AnyCustomerFact, ...],
) -> None:
    customer = let_go()
    for fact in facts:
        customer.tell(fact)
    customer.tell(outcome("RECALLED", 64))
    customer.tell(lift(day=65))
    assert said_after(customer, range(65, 76)) == []


def test_what_the_crew_tells_of_it_later_holds() -> None:
    customer = let_go()
    customer.tell(REFUSED)
    customer.tell(outcome("RECALLED", 64))
    made = replace(outcome("NOT_HOME", 64), event_id="later")
    assert customer.tell(made).reject is None
    assert said_after(customer, range(65, 76)) == []
    assert customer.tick(78)[0] == "visit_2 DUE"


def test_a_rung_that_may_follow_a_recall_follows_no_refusal() -> None:
    *before, second = LADDER.rungs
    after = replace(second, outcomes=("NOT_HOME", "RECALLED"))
    rules = replace(fielded(), ladder=replace(LADDER, rungs=(*before, after)))
    customer = asked_for(rules=rules)
    customer.tell(planned(64))
    customer.tick(64)
    customer.tell(REFUSED)
    customer.tell(outcome("RECALLED", 64))
    assert customer.tick(75) == ["visit_2 SKIPPED no_outcome_of_visit_1"]
