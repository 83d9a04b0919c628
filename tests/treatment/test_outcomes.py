"""Outcomes of visits: taken only for a visit that was authorised, and only once."""

import pytest
from msgspec.structs import replace

from streams.terms.contact_facts import VisitOutcome
from streams.treatment.outcomes import OUTCOMES
from tests.treatment.world import DUE_ON, Customer, id_of, late, outcome


def rule_of(customer: Customer, fact: VisitOutcome) -> str | None:
    row = customer.row
    step = customer.tell(fact)
    assert step.row is row
    return None if step.reject is None else step.reject.rule


def visited() -> Customer:
    customer = Customer()
    customer.stands(late())
    customer.tick(61)
    return customer


def test_the_twelve_outcomes_are_known() -> None:
    assert len(OUTCOMES) == 12


@pytest.mark.parametrize("word", sorted(OUTCOMES))
def test_an_outcome_is_noted_at_its_visit(word: str) -> None:
    customer = visited()
    assert customer.tell(outcome(word, 61)).reject is None
    noted = [r for r in customer.row.accounts[0].journals[0].rungs if r.outcome is not None]
    assert [(r.rung, r.outcome, r.outcome_on) for r in noted] == [("visit_1", word, DUE_ON + 61)]


def test_words_and_numbers_that_nobody_knows_are_refused() -> None:
    customer = visited()
    assert rule_of(customer, outcome("SHRUGGED", 61)) == "visit_outcome_unknown"
    assert rule_of(customer, outcome("NOT_HOME", 61, number=3)) == "visit_number_unknown"


@pytest.mark.parametrize(
    "fact",
    [
        outcome("NOT_HOME", 61, number=2),
        outcome("NOT_HOME", 61, account="a2"),
        replace(outcome("NOT_HOME", 61), escalation_id="somebody-else's"),
        replace(outcome("NOT_HOME", 61), visit_number=2),
        replace(outcome("NOT_HOME", 61), escalation_id=id_of("letter_1")),
    ],
)
def test_an_outcome_of_a_visit_that_was_not_authorised_is_refused(fact: VisitOutcome) -> None:
    assert rule_of(visited(), fact) == "outcome_for_no_authorised_visit"


def test_a_visit_that_is_only_deferred_has_no_outcome() -> None:
    customer = Customer()
    customer.stands(late())
    customer.tick(61, hour=22)
    assert rule_of(customer, outcome("NOT_HOME", 61)) == "outcome_for_no_authorised_visit"


def test_a_repeat_changes_nothing_and_another_outcome_is_refused() -> None:
    customer = visited()
    customer.tell(outcome("NOT_HOME", 61))
    assert rule_of(customer, outcome("NOT_HOME", 61)) is None
    assert rule_of(customer, outcome("MET_PAID", 61)) == "visit_has_another_outcome"


def test_a_recall_told_once_more_behind_the_crew_s_word_changes_nothing() -> None:
    customer = visited()
    recalled, made = outcome("RECALLED", 61), outcome("NOT_HOME", 61)
    customer.tell(recalled)
    customer.tell(made)
    assert [rule_of(customer, fact) for fact in (recalled, made, recalled)] == [None] * 3


def test_a_recall_gives_way_to_what_the_crew_tells_later() -> None:
    customer = visited()
    customer.tell(outcome("RECALLED", 61))
    assert customer.tell(outcome("REFUSED_TO_PAY", 62)).reject is None
    noted = [r for r in customer.row.accounts[0].journals[0].rungs if r.outcome is not None]
    assert [(r.outcome, r.outcome_on) for r in noted] == [("REFUSED_TO_PAY", DUE_ON + 62)]
    spent = [s for s in customer.row.ledger.spent if s.channel == "VISIT"]
    assert [(s.result, s.talked, s.connected) for s in spent] == [("REFUSED_TO_PAY", True, True)]
    assert rule_of(customer, outcome("NOT_HOME", 62)) == "visit_has_another_outcome"
