"""A promise or dispute told in a contact holds at once, and goes to its account once."""

import pytest
from msgspec.structs import replace

from streams.policy.rules import Ladder, Rung
from streams.terms.customer_facts import AnyCustomerFact
from streams.terms.days import Day
from tests.treatment.details import limited, made
from tests.treatment.world import DUE_ON, HOUSE, Customer, id_of, late, local, outcome

PROMISE = replace(
    made("PROMISED"), currency="CNY", promised_minor=5_000, promised_on=Day(DUE_ON + 15)
)


def called() -> Customer:
    customer = Customer(limited())
    customer.stands(late())
    customer.stands(late("s2"), account="a2")
    customer.tick(8)
    assert customer.said[-2].rung == "phone_1"
    return customer


def rule(customer: Customer, fact: AnyCustomerFact) -> str | None:
    reject = customer.tell(fact).reject
    return None if reject is None else reject.rule


def test_a_promise_goes_to_its_account_once() -> None:
    customer = called()
    assert rule(customer, PROMISE) is None
    assert rule(customer, PROMISE) is None
    (told,) = customer.told
    assert (told.kind, told.account_id, told.amount_minor) == ("PROMISE", "a1", 5_000)
    assert (told.due_on, told.currency, told.seq) == (DUE_ON + 15, "CNY", 1)


DAILY = Ladder(
    id="cards",
    rungs=(
        Rung(id="phone_1", channel="PHONE", at_days=8, window_days=9, repeat_days=1, times=6),
        Rung(id="sms_9", channel="SMS", at_days=8, window_days=3),
    ),
)


def pressed(cap: int = 2) -> Customer:
    """Return a customer called on day 8 by a ladder that calls each day, cap contacts a day."""
    house = replace(HOUSE, contacts_per_day_max=cap)
    customer = Customer(replace(limited(), ladder=DAILY, house=house))
    customer.stands(late())
    customer.tick(8)
    return customer


def test_for_three_days_the_account_may_confirm_it_and_nobody_is_contacted() -> None:
    customer = pressed()
    assert rule(customer, PROMISE) is None
    said = [(day, text) for day in range(9, 13) for text in customer.tick(day)]
    assert said == [
        (9, "phone_1 DUE"),
        (9, "phone_1 DEFERRED promise_to_be_confirmed"),
        (12, "phone_1 AUTHORISED"),
    ]


def test_what_is_authorised_beside_it_is_taken_back_and_what_was_made_is_not() -> None:
    customer = pressed()
    assert customer.hears(PROMISE) == ["sms_9 CANCELLED promise_to_be_confirmed"]
    other = called()
    other.stands(late("s2"), account="a2", day=8)
    assert other.hears(PROMISE) == []


def test_a_promise_at_the_door_is_one_too() -> None:
    visit = Customer(limited())
    visit.stands(late())
    visit.tick(61)
    met = replace(
        outcome("MET_PROMISE", 61), currency="CNY", promised_minor=100, promised_on=Day(DUE_ON + 70)
    )
    assert rule(visit, met) is None
    assert (visit.told[0].kind, visit.told[0].amount_minor) == ("PROMISE", 100)
    assert visit.row.matters.awaited[0].kind == "PROMISE"


def test_one_that_is_read_when_its_day_has_gone_by_is_made_by_then_at_the_latest() -> None:
    visit = Customer(limited())
    visit.stands(late())
    visit.tick(61)
    visit.tick(64)
    told = {"currency": "CNY", "promised_minor": 100, "promised_on": Day(DUE_ON + 62)}
    met = replace(outcome("MET_PROMISE", 64), at=local(61, 15), **told)
    assert rule(visit, met) is None
    # An account refuses a promise that was due before it was made.
    assert (visit.told[0].effective_on, visit.told[0].due_on) == (DUE_ON + 62, DUE_ON + 62)


def test_a_promise_without_amount_holds_and_is_nothing_for_the_account() -> None:
    customer = called()
    assert rule(customer, made("PROMISED")) is None
    assert customer.told == []
    assert customer.row.matters.awaited[0].account_id == "a1"


def test_a_dispute_is_of_all_that_is_billed_where_no_amount_is_told() -> None:
    customer = called()
    assert rule(customer, made("DISPUTED")) is None
    (told,) = customer.told
    assert (told.kind, told.currency, told.amount_minor, told.due_on) == (
        *("DISPUTE", "CNY"),
        *(None, None),
    )


def test_the_same_contact_names_the_same_case_for_ever() -> None:
    cases = set()
    for _ in range(2):
        customer = called()
        customer.tell(PROMISE)
        cases.add(customer.told[0].case_id)
    assert len(cases) == 1
    assert cases != {id_of("phone_1")}


@pytest.mark.parametrize(
    ("fact", "broken"),
    [
        (replace(PROMISE, promised_minor=None), "promise_is_incomplete"),
        (replace(PROMISE, promised_on=None), "promise_is_incomplete"),
        (replace(PROMISE, currency=""), "promise_is_incomplete"),
        (replace(PROMISE, promised_minor=0), "promise_is_incomplete"),
        (replace(PROMISE, promised_on=Day(DUE_ON + 7)), "promise_is_incomplete"),
        (replace(PROMISE, result="NO_ANSWER"), "promise_without_its_result"),
    ],
)
def test_half_a_promise_is_refused(fact: AnyCustomerFact, broken: str) -> None:
    customer = called()
    assert rule(customer, fact) == broken
    assert customer.told == []
