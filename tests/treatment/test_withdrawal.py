"""Cure, correction and reopening (edge cases 20, 27, 29, 51, 52)."""

from streams.terms.treatment_notices import Escalation
from tests.treatment.world import DUE_ON, PAID, Customer, id_of, late, refused, upcoming


def test_a_cure_between_ticks_cancels_what_is_authorised_and_not_yet_over() -> None:
    customer = Customer()
    customer.stands(late())
    customer.tick(1)
    assert customer.stands(PAID, day=1) == ["sms_1 CANCELLED cured"]
    assert customer.last().escalation_id == id_of("sms_1")
    assert customer.last().past_due_minor == 0


def test_a_contact_whose_window_has_passed_is_not_cancelled() -> None:
    customer = Customer()
    customer.stands(late())
    customer.tick(1)
    customer.tick(2)
    assert customer.stands(PAID, day=2) == []


def test_a_reopened_episode_goes_on_where_it_stood() -> None:
    customer = Customer()
    customer.stands(late())
    customer.tick(1)
    customer.stands(PAID, day=1)
    customer.tick(2)
    customer.stands(late(), day=2)
    assert customer.tick(3) == []
    assert customer.tick(8) == ["phone_1 DUE", "phone_1 AUTHORISED"]


def test_what_was_cured_before_it_was_authorised_may_come_due_again_under_its_id() -> None:
    customer = Customer()
    customer.stands(late())
    customer.tick(1, hour=22)
    assert customer.stands(PAID, day=1) == ["sms_1 CANCELLED cured"]
    customer.stands(late(), day=2)
    assert customer.tick(2) == ["sms_1 DUE", "sms_1 AUTHORISED"]
    assert {n.escalation_id for n in customer.said} == {id_of("sms_1")}


def test_what_was_cured_does_not_come_again_once_its_window_is_over() -> None:
    customer = Customer()
    customer.stands(late())
    customer.tick(1, hour=22)
    customer.stands(PAID, day=1)
    customer.stands(late(), day=4)
    assert customer.tick(4) == []
    assert customer.wake == DUE_ON + 8


def test_a_paid_statement_cancels_its_reminder() -> None:
    customer = Customer()
    customer.stands(upcoming(), day=-20)
    customer.tick(-5)
    assert customer.stands(PAID, day=-5) == ["reminder CANCELLED nothing_owed"]


def test_a_reminder_that_the_due_date_overtakes_is_skipped_not_cancelled() -> None:
    customer = Customer()
    customer.tell(customer.standing(upcoming(), day=-20, incomplete=True))
    customer.tick(-5)
    assert customer.stands(late(), day=1) == []
    assert customer.tick(1)[0] == "reminder SKIPPED window_over"


def test_a_payment_that_moves_the_anchor_takes_back_what_has_come_due_too_early() -> None:
    customer = Customer()
    customer.stands(late())
    customer.tick(8, hour=22)
    customer.stands(late(since=5), day=8)
    assert customer.tick(9) == ["phone_1 CANCELLED anchor_moved"]
    assert customer.wake == DUE_ON + 13
    assert customer.tick(13) == ["phone_1 DUE", "phone_1 AUTHORISED"]


def test_a_new_episode_withdraws_what_was_pending_in_the_old_one() -> None:
    customer = Customer()
    customer.stands(late("s1"))
    customer.tick(1)
    assert customer.stands(late("s2"), day=1) == ["sms_1 CANCELLED cured"]
    assert customer.last().origin == "s1"


def test_another_account_does_not_withdraw_what_the_due_date_has_overtaken() -> None:
    customer = Customer()
    customer.tell(customer.standing(upcoming(), day=-20, incomplete=True))
    customer.tick(-5)
    customer.stands(late(), day=1)
    assert customer.stands(PAID, account="a2", day=-9) == []


def test_an_account_found_incomplete_takes_back_what_is_authorised() -> None:
    customer = Customer()
    customer.stands(late(), account="a1")
    customer.stands(late(since=-7), account="a2")
    customer.tick(1)
    gap = customer.standing(late(since=-7), account="a2", incomplete=True)
    assert customer.hears(gap) == ["phone_1 CANCELLED account_incomplete"]


def test_a_hold_leaves_to_the_gate_what_is_only_due() -> None:
    customer = Customer()
    customer.stands(late())
    customer.tick(1, hour=22)
    notices = customer.tell(refused()).notices
    assert [notice for notice in notices if isinstance(notice, Escalation)] == []
    assert customer.tick(2) == ["sms_1 DEFERRED account_incomplete"]
