"""The treatment stage seen from outside: what a customer's facts and days lead to."""

import pytest

from streams.terms.customer_facts import AnyCustomerFact
from streams.treatment import stage
from tests.treatment.world import (
    DUE_ON,
    PAID,
    Customer,
    id_of,
    late,
    lift,
    local,
    refused,
    resolved,
    stop,
    upcoming,
)


def test_a_rung_comes_due_and_is_authorised_on_the_same_tick() -> None:
    customer = Customer()
    customer.stands(late())
    assert customer.tick(0) == []
    assert customer.wake == DUE_ON + 1
    assert customer.tick(1) == ["sms_1 DUE", "sms_1 AUTHORISED"]
    due, told = customer.said
    assert (due.seq, told.seq) == (1, 2)
    assert due.escalation_id == told.escalation_id == id_of("sms_1")
    assert (told.not_before, told.not_after) == (local(1, 9), local(1, 21))
    assert (told.zone, told.policy_digest, told.due_on) == ("Asia/Shanghai", "d1", DUE_ON + 1)
    assert (told.past_due_minor, told.days_past_due, told.bucket) == (5_000, 1, "m1.small")
    assert (due.not_before, due.not_after) == (None, None)
    assert customer.wake == DUE_ON + 8


def test_a_reminder_belongs_to_the_statement_that_is_not_late_yet() -> None:
    customer = Customer()
    customer.stands(upcoming("s7"), day=-20)
    assert customer.tick(-6) == []
    assert customer.tick(-5) == ["reminder DUE", "reminder AUTHORISED"]
    assert customer.last().origin == "s7"
    assert customer.last().escalation_id == id_of("reminder", origin="s7")


def test_nothing_upcoming_needs_no_reminder() -> None:
    customer = Customer()
    customer.stands(upcoming(minor=0), day=-20)
    assert customer.tick(-5) == []
    assert customer.wake is None


def test_before_the_first_tick_facts_are_only_recorded() -> None:
    step = stage.apply(stage.blank("c1"), Customer().standing(late()), None, None)
    assert step.notices == ()
    assert step.wake_on == 0
    assert stage.apply(step.row, stop(), None, None).notices == ()


def test_the_first_sight_of_an_old_episode_names_every_rung_passed_over() -> None:
    customer = Customer()
    customer.stands(late())
    assert customer.tick(40) == [
        "sms_1 SKIPPED window_over",
        "phone_1 SKIPPED window_over",
        "letter_1 DUE",
        "letter_1 AUTHORISED",
    ]


def test_an_older_standing_that_arrives_late_is_ignored() -> None:
    customer = Customer()
    first, second = customer.standing(late()), customer.standing(PAID)
    customer.tell(second)
    step = customer.tell(first)
    assert step.row is customer.row
    assert customer.tick(1) == []


def test_a_stop_cancels_what_is_pending_on_all_accounts() -> None:
    customer = Customer()
    customer.stands(late(), account="a1")
    customer.stands(late(), account="a2")
    customer.tick(1)
    assert customer.hears(stop("BANKRUPTCY")) == ["sms_1 CANCELLED stop_bankruptcy"] * 2
    assert {n.account_id for n in customer.said[-2:]} == {"a1", "a2"}


def test_rungs_are_suppressed_under_a_stop_and_do_not_burst_when_it_is_lifted() -> None:
    customer = Customer()
    customer.stands(late())
    customer.tell(stop("DECEASED"))
    assert customer.tick(1) == ["sms_1 DUE", "sms_1 SUPPRESSED stop_deceased"]
    assert customer.tick(8) == ["phone_1 DUE", "phone_1 SUPPRESSED stop_deceased"]
    assert customer.hears(lift()) == []
    assert customer.tick(9) == []
    assert customer.tick(31) == ["letter_1 DUE", "letter_1 AUTHORISED"]


def test_what_a_stop_cancelled_stays_cancelled_when_it_is_lifted() -> None:
    customer = Customer()
    customer.stands(late())
    customer.tick(1, hour=22)
    customer.tell(stop())
    customer.tell(lift())
    assert customer.tick(2) == []


def test_a_lifting_before_its_stop_is_remembered() -> None:
    customer = Customer()
    customer.stands(late())
    customer.tell(lift())
    customer.tell(stop())
    assert customer.tick(1) == ["sms_1 DUE", "sms_1 AUTHORISED"]


def test_an_unknown_kind_of_stop_is_refused_and_its_refusal_holds_the_customer() -> None:
    customer = Customer()
    customer.stands(late())
    customer.tick(1)
    step = customer.tell(stop("SOMETHING_NEW"))
    assert step.reject is not None
    assert step.reject.rule == "stop_kind_unknown"
    assert customer.row.stops == ()
    assert customer.hears(refused()) == ["sms_1 CANCELLED account_incomplete"]
    assert customer.tick(8) == ["phone_1 DUE", "phone_1 DEFERRED account_incomplete"]
    customer.tell(resolved())
    assert customer.tick(9) == ["phone_1 AUTHORISED"]


def test_a_stop_of_another_kind_under_the_same_id_is_refused() -> None:
    customer = Customer()
    customer.tell(stop("ATTORNEY"))
    reject = customer.tell(stop("DECEASED")).reject
    assert reject is not None
    assert reject.rule == "stop_has_another_kind"


def test_a_resolution_before_its_refusal_lifts_it() -> None:
    customer = Customer()
    customer.tell(resolved())
    customer.tell(refused())
    assert not customer.row.is_held


@pytest.mark.parametrize("fact", [stop(), lift(), refused(), resolved()])
def test_a_repeated_fact_has_no_effect(fact: AnyCustomerFact) -> None:
    customer = Customer()
    customer.stands(late())
    customer.tick(1)
    customer.tell(fact)
    row = customer.row
    step = customer.tell(fact)
    assert step.row is row
    assert step.notices == ()


def test_a_journal_is_forgotten_400_days_after_the_cure() -> None:
    customer = Customer()
    customer.stands(late())
    customer.tick(1)
    customer.stands(PAID, day=1)
    customer.tick(401)
    assert [j.origin for j in customer.row.accounts[0].journals] == ["s1"]
    customer.tick(402)
    assert [j.origin for j in customer.row.accounts[0].journals] == []
    assert customer.wake is None
