"""What became of contacts: reserved, settled once, and refused where nothing was authorised."""

import pytest
from msgspec.structs import replace

from streams.terms.customer_facts import AnyCustomerFact
from streams.terms.days import Day
from streams.treatment.spending import Spent
from tests.treatment.details import (
    CALLS,
    SURE,
    agency_call,
    consent,
    limited,
    made,
    placed,
    point,
    returned,
)
from tests.treatment.world import DUE_ON, Customer, id_of, late, local, outcome, stop


def called(*facts: AnyCustomerFact, **limits: object) -> Customer:
    """Return a customer who is late and was called on day 8, facts being known before."""
    customer = Customer(limited(**limits))
    for fact in facts:
        assert customer.tell(fact).reject is None
    customer.stands(late())
    customer.tick(8)
    assert customer.last().rung == "phone_1"
    return customer


def spent(customer: Customer) -> Spent:
    return next(s for s in customer.row.ledger.spent if s.contact_id == id_of("phone_1"))


def rule(customer: Customer, fact: AnyCustomerFact) -> str | None:
    reject = customer.tell(fact).reject
    return None if reject is None else reject.rule


def test_authorising_reserves_an_answered_call() -> None:
    customer = called(point("p1", verified=True), point("p2"))
    assert customer.last().verdict == "AUTHORISED"
    assert customer.last().point_id == "p1"
    reserved = spent(customer)
    assert (reserved.connected, reserved.talked, reserved.result) == (True, False, "")
    assert reserved.point_id == "p1"
    assert called().last().point_id is None


@pytest.mark.parametrize(
    ("result", "how"),
    [
        ("NO_ANSWER", ""),
        ("VOICEMAIL", ""),
        ("FAILED", ""),
        ("WRONG_PARTY", "answered"),
        ("RIGHT_PARTY", "talked"),
        ("REFUSED", "talked"),
        ("PROMISED", "talked"),
        ("DISPUTED", "talked"),
    ],
)
def test_the_result_settles_what_was_reserved(result: str, how: str) -> None:
    customer = called()
    assert rule(customer, made(result)) is None
    settled = spent(customer)
    assert (settled.connected, settled.talked) == (how != "", how == "talked")
    assert settled.result == result
    before = customer.row
    assert customer.tell(made(result)).row is before


def test_a_contact_told_for_another_day_counts_on_that_day() -> None:
    customer = called()
    customer.tell(made("NO_ANSWER", day=9, hour=1))
    assert spent(customer).on == local(9, 12) // 86_400_000_000


def test_the_day_for_which_it_was_authorised_stays_spent() -> None:
    customer = called()
    customer.tell(replace(made("RIGHT_PARTY"), at=local(6, 11)))
    assert customer.row.ledger.spent[0].on == DUE_ON + 8


def test_a_letter_is_sent_first_and_delivered_or_returned_later() -> None:
    customer = Customer(limited())
    customer.stands(late())
    customer.tick(31)
    assert rule(customer, made("SENT", "letter_1", 31)) is None
    customer.tick(40)
    assert rule(customer, made("RETURNED", "letter_1", 40)) is None
    before = customer.row
    assert customer.tell(made("SENT", "letter_1", 31)).row is before
    assert rule(customer, made("DELIVERED", "letter_1", 41)) == "contact_has_another_result"


@pytest.mark.parametrize(
    ("fact", "broken"),
    [
        (made("NO_ANSWER", "letter_1"), "result_for_no_authorised_contact"),
        (replace(made("NO_ANSWER"), account_id="a9"), "result_for_no_authorised_contact"),
        (made("LAUGHED"), "contact_result_unknown"),
        (made("RETURNED"), "contact_result_does_not_fit"),
        (replace(agency_call(), result="SENT"), "contact_result_does_not_fit"),
        (replace(agency_call(), channel="LETTER"), "contact_result_does_not_fit"),
        (placed(100), "quota_out_of_range"),
        (returned(-1, 8), "quota_out_of_range"),
    ],
)
def test_what_cannot_be_is_refused_by_name(fact: AnyCustomerFact, broken: str) -> None:
    customer = called()
    assert rule(customer, fact) == broken


def test_a_refusal_names_no_account() -> None:
    # Its detail is read by people and stands in logs, masked or not.
    step = called().tell(replace(made("NO_ANSWER"), account_id="acc-9"))
    assert step.reject is not None
    assert "acc-9" not in step.reject.detail


def test_a_second_result_that_contradicts_the_first_is_refused() -> None:
    customer = called()
    customer.tell(made("NO_ANSWER"))
    assert rule(customer, made("RIGHT_PARTY")) == "contact_has_another_result"
    assert spent(customer).result == "NO_ANSWER"


def test_the_third_answered_call_of_an_agency_blocks_ours_on_that_day() -> None:
    calls = [agency_call(number, "RIGHT_PARTY") for number in (1, 2, 3)]
    customer = called(*calls, caps=(CALLS,))
    assert (customer.last().verdict, customer.last().rule) == ("DEFERRED", "law.calls")
    assert customer.tick(9) == ["phone_1 AUTHORISED"]


def test_its_quota_blocks_ours_before_anything_is_told() -> None:
    customer = called(placed(3), caps=(CALLS,))
    assert (customer.last().verdict, customer.last().rule) == ("DEFERRED", "law.calls")
    customer.tell(returned(1, 9))
    assert customer.tick(9) == ["phone_1 AUTHORISED"]
    assert customer.tell(agency_call(1)).reject is None
    before = customer.row
    assert customer.tell(agency_call(1)).row is before


def test_a_number_that_reaches_nobody_is_used_no_more_until_it_is_told_anew() -> None:
    customer = called(point("p1"))
    for fact, works in ((made("WRONG_PARTY"), False), (point(day=8), False), (point(day=9), True)):
        customer.tell(fact)
        assert customer.row.profile.points[0].works is works
    unknown = called()
    unknown.tell(made("WRONG_PARTY", at="p7"))
    assert [(p.id, p.works) for p in unknown.row.profile.points] == [("p7", False)]


def test_a_contact_person_who_refuses_is_left_alone_for_good() -> None:
    customer = called(point("p1", holder="CONTACT_PERSON"), point("p2"))
    assert customer.last().point_id == "p2"
    customer.tell(made("REFUSED", at="p1"))
    customer.tell(point("p1", day=60, usable=True, verified=True))
    assert customer.row.profile.points[0].blocked
    own = called(point("p1"))
    own.tell(made("REFUSED"))
    assert own.row.profile.points[0].works


def test_a_channel_without_a_point_that_works_waits() -> None:
    customer = called(point("p1", usable=False))
    assert (customer.last().verdict, customer.last().rule) == (
        "DEFERRED",
        "no_usable_contact_point",
    )
    customer.tell(point("p2", day=8))
    assert customer.tick(9) == ["phone_1 AUTHORISED"]


def test_nobody_visits_an_address_that_nobody_has_verified() -> None:
    customer = Customer(limited(verified=(SURE,)))
    customer.tell(point("home", "ADDRESS"))
    customer.stands(late())
    customer.tick(61)
    assert (customer.last().rung, customer.last().rule) == ("visit_1", "law.sure")
    customer.tell(point("home", "ADDRESS", day=61, verified=True))
    assert customer.tick(62) == ["visit_1 AUTHORISED"]
    customer.tell(outcome("ADDRESS_WRONG", 62))
    assert not customer.row.profile.points[0].works


def test_a_visit_that_was_recalled_is_no_talk() -> None:
    customer = Customer(limited())
    customer.stands(late())
    customer.tick(61)
    customer.tell(outcome("NOT_HOME", 61))
    assert [(s.connected, s.talked) for s in customer.row.ledger.spent] == [(False, False)]


def test_a_refused_channel_is_barred_at_once_and_for_what_comes() -> None:
    customer = called()
    assert customer.hears(consent(granted=False, day=8)) == ["phone_1 CANCELLED consent_refused"]
    customer = called(consent(granted=False))
    assert (customer.last().verdict, customer.last().rule) == ("SUPPRESSED", "consent_refused")
    customer = called(consent("SMS", granted=False))
    assert customer.last().verdict == "AUTHORISED"


def test_a_ban_of_visits_bars_visits_alone_and_a_ban_with_an_end_ends() -> None:
    customer = Customer(limited())
    customer.tell(replace(stop("CONTACT_BAN"), until_on=Day(DUE_ON + 20)))
    customer.stands(late())
    customer.tick(8)
    assert customer.last().rule == "stop_contact_ban"
    customer.tell(stop("VISIT_BAN", "st2", day=20))
    customer.tick(31)
    assert (customer.last().rung, customer.last().verdict) == ("letter_1", "AUTHORISED")
    customer.tick(61)
    assert (customer.last().rung, customer.last().rule) == ("visit_1", "stop_visit_ban")
