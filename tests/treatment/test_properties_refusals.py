"""Bad input is refused by a rule of the page of rejects, changes nothing, holds the customer."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from streams.terms.contact_facts import ContactMade
from streams.terms.customer_facts import AnyCustomerFact, CustomerRecordRefused
from streams.terms.days import Day
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
from tests.treatment.world import DUE_ON, Customer, late, outcome, resolved, stop

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
        assert customer.tick(31) == ["letter_1 DUE", "letter_1 DEFERRED account_incomplete"]
        customer.tell(resolved())
        assert customer.tick(32) == ["letter_1 AUTHORISED"]
