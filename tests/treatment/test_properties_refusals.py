"""Bad input is refused by a rule of the page of rejects, changes nothing, holds the customer."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from streams.terms.contact_facts import ContactMade
from streams.terms.customer_facts import AnyCustomerFact, CustomerRecordRefused
from streams.terms.days import Day
from streams.treatment import stage
from tests.treatment.details import (
    agency_call,
    made,
    placed,
    point,
    quiet,
    returned,
    score,
    zone,
)
from tests.treatment.world import (
    DUE_ON,
    RULES,
    Customer,
    late,
    moment,
    outcome,
    refused,
    resolved,
    stop,
)

PAGE = Path(__file__).parents[2] / "docs" / "rejects.md"


def promised(
    minor: int | None = 5, day: int | None = 9, currency: str = "CNY", word: str = "PROMISED"
) -> ContactMade:
    """Return a call on day 8 in which something was promised."""
    on = None if day is None else Day(DUE_ON + day)
    return replace(made(word), promised_minor=minor, promised_on=on, currency=currency)


BAD: list[tuple[AnyCustomerFact, str]] = [
    (made("NO_ANSWER", "phone_9"), "result_for_no_authorised_contact"),
    (made("NO_ANSWER", "visit_1"), "result_for_no_authorised_contact"),
    (replace(made("NO_ANSWER"), account_id="a9"), "result_for_no_authorised_contact"),
    (outcome("NOT_HOME", 61), "outcome_for_no_authorised_visit"),
    (outcome("NOT_HOME", 61, number=3), "visit_number_unknown"),
    (outcome("AT_LUNCH", 61), "visit_outcome_unknown"),
    (made("AT_LUNCH"), "contact_result_unknown"),
    (agency_call(1, "AT_LUNCH"), "contact_result_unknown"),
    (made("DELIVERED"), "contact_result_does_not_fit"),
    (made("REFUSED"), "contact_has_another_result"),
    (replace(made("NO_ANSWER"), effective_on=Day(DUE_ON + 16)), "contact_lies_ahead"),
    (replace(made("NO_ANSWER"), escalation_id="never"), "result_for_no_authorised_contact"),
    (replace(outcome("NOT_HOME", 61), escalation_id="never"), "outcome_for_no_authorised_visit"),
    (agency_call(1, day=16), "contact_lies_ahead"),
    (stop("ODD"), "stop_kind_unknown"),
    (stop("DECEASED", "st9"), "stop_has_another_kind"),
    (placed(-1), "quota_out_of_range"),
    (placed(100), "quota_out_of_range"),
    (returned(-1, 8), "quota_out_of_range"),
    (quiet(9, 9), "quiet_time_is_no_time"),
    (quiet(-1, 9), "quiet_time_is_no_time"),
    (quiet(9, 25), "quiet_time_is_no_time"),
    (quiet(9, 12, weekdays=("SOON",)), "weekday_unknown"),
    (zone("Asia/Nowhere"), "zone_unknown"),
    (point("p9", zone="Asia/Nowhere"), "zone_unknown"),
    (score(0), "score_out_of_range"),
    (score(6), "score_out_of_range"),
    (promised(currency=""), "promise_is_incomplete"),
    (promised(day=None), "promise_is_incomplete"),
    (promised(minor=None), "promise_is_incomplete"),
    (promised(minor=0), "promise_is_incomplete"),
    (promised(day=7), "promise_is_incomplete"),
    (promised(word="VOICEMAIL"), "promise_without_its_result"),
]
"""What a customer who was called on day 8, and did not answer, must never be told."""


def called() -> Customer:
    """Return a customer who was called on day 8 and did not answer, under a stop that is over."""
    customer = Customer()
    customer.stands(late())
    customer.tell(replace(stop("ATTORNEY", "st9"), until_on=DUE_ON))
    customer.tick(8)
    assert customer.last().verdict == "AUTHORISED"
    assert customer.tell(made("NO_ANSWER")).reject is None
    return customer


@pytest.mark.parametrize(("fact", "rule"), BAD)
def test_bad_input_is_refused_by_name_and_changes_nothing(fact: AnyCustomerFact, rule: str) -> None:
    customer = called()
    before = customer.row
    step = customer.tell(fact)
    assert step.reject is not None
    assert step.reject.rule == rule
    assert step.reject.detail
    assert step.notices == ()
    assert customer.row is before
    assert f"| `{rule}` |" in PAGE.read_text()


def test_bad_input_before_the_first_tick_is_refused_too() -> None:
    for fact, rule in BAD:
        reject = Customer().tell(fact).reject
        # Nothing was ever authorised, and no stop is on record: those two rules come first.
        unknown = {"result_for_no_authorised_contact", "outcome_for_no_authorised_visit"}
        is_first = rule == "stop_has_another_kind" and reject is None
        # Nor has a day come from which another one could be told to lie ahead.
        if rule == "contact_lies_ahead":
            continue
        assert is_first or (reject is not None and reject.rule in {rule, *unknown})


def test_the_refusal_that_comes_back_holds_the_customer_until_it_is_settled() -> None:
    for _, rule in BAD:
        customer = called()
        # What the engine writes under the key of a record that it refused.
        customer.tell(
            CustomerRecordRefused(
                event_id="e-held", customer_id="c1", effective_on=DUE_ON, origin="x/0/1", rule=rule
            )
        )
        # A person is told which rule it broke; the same record once more is no news.
        said = [(e.kind, e.subject_id, e.detail.split(";")[0]) for e in customer.events]
        assert said == [("RECORD_REFUSED", "x/0/1", rule)]
        customer.tell(refused("x/0/1"))
        assert len(customer.events) == 1
        assert customer.tick(31) == ["letter_1 DUE", "letter_1 DEFERRED account_incomplete"]
        customer.tell(resolved())
        assert customer.tick(32) == ["letter_1 AUTHORISED"]


def test_a_result_of_somebody_else_s_contact_is_refused_too() -> None:
    told = made("NO_ANSWER", at="p1")
    other = stage.apply(stage.blank("c2"), replace(told, customer_id="c2"), RULES, moment(8))
    assert other.reject is not None
    assert other.reject.rule == "result_for_no_authorised_contact"


def test_a_result_told_for_a_day_before_its_contact_counts_on_the_contact_s_own() -> None:
    customer = Customer()
    customer.stands(late())
    customer.tick(8)
    early = replace(made("RIGHT_PARTY", day=2), event_id="e-early")
    assert customer.tell(early).reject is None
    (call,) = [r for j in customer.row.accounts[0].journals for r in j.rungs if r.outcome]
    assert call.outcome_on == DUE_ON + 8
    assert [spent.on for spent in customer.row.ledger.spent] == [DUE_ON + 8]


def test_a_result_told_for_days_ahead_frees_no_cap_of_the_days_before() -> None:
    customer = Customer()
    customer.stands(late())
    customer.tick(8)
    assert customer.tell(made("NO_ANSWER", day=13)).reject is None
    assert [spent.on for spent in customer.row.ledger.spent] == [DUE_ON + 9]
