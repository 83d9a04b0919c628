"""What was carried out on a day that is known now to have given no ground is said, once each."""

from msgspec.structs import replace

from streams.terms.contact_facts import ContactMade
from streams.terms.customer_facts import PastCorrected
from streams.terms.days import Day
from streams.terms.delinquency_notices import CorrectedSpan
from tests.treatment.world import (
    DUE_ON,
    PAID,
    Customer,
    id_of,
    late,
    local,
    outcome,
    stop,
    upcoming,
)


def corrected(
    first: int, last: int, *, since: int | None = None, cause: str = "e-pay", currency: str = "CNY"
) -> PastCorrected:
    """Return a correction of days that were said to be late since day 0."""
    span = CorrectedSpan(
        first_on=Day(DUE_ON + first),
        last_on=Day(DUE_ON + last),
        was_oldest_due_on=DUE_ON,
        is_oldest_due_on=None if since is None else Day(DUE_ON + since),
        was_bucket="m1.small",
        is_bucket="current" if since is None else "m1.small",
    )
    return PastCorrected(
        event_id=f"told-{cause}",
        customer_id="c1",
        effective_on=Day(DUE_ON + last + 1),
        account_id="a1",
        currency=currency,
        spans=(span,),
        cause=cause,
    )


def texted_on_day_1_and_called_on_day_8() -> Customer:
    customer = Customer()
    customer.stands(late())
    assert "sms_1 AUTHORISED" in customer.tick(1)
    assert "phone_1 AUTHORISED" in customer.tick(8)
    customer.tick(9)
    return customer


def test_each_contact_of_a_corrected_day_is_said_with_what_was_and_is() -> None:
    customer = texted_on_day_1_and_called_on_day_8()
    assert customer.hears(corrected(1, 8)) == []
    assert [(e.kind, e.subject_id, e.account_id) for e in customer.events] == [
        ("CONTACT_UNFOUNDED", id_of("sms_1"), "a1"),
        ("CONTACT_UNFOUNDED", id_of("phone_1"), "a1"),
    ]
    assert [e.seq for e in customer.events] == [1, 2]
    assert customer.events[0].detail == (
        "made on 1972-09-28, late since 1972-09-27 in m1.small as was said,"
        " not late as is known now, by e-pay"
    )


def test_a_day_that_was_not_corrected_keeps_its_contact() -> None:
    customer = texted_on_day_1_and_called_on_day_8()
    customer.tell(corrected(2, 7))
    assert customer.events == []
    customer.tell(corrected(2, 8))
    assert [e.subject_id for e in customer.events] == [id_of("phone_1")]


def test_of_a_debt_that_was_younger_only_what_came_too_early_is_unfounded() -> None:
    customer = texted_on_day_1_and_called_on_day_8()
    # Late since day 0 in truth: nothing is different. Since day 1: the call is a day too early.
    customer.tell(corrected(1, 8, since=0))
    assert customer.events == []
    customer.tell(corrected(8, 8, since=1))
    assert [e.subject_id for e in customer.events] == [id_of("phone_1")]


def test_it_is_said_once_however_often_and_by_whatever_the_day_is_corrected() -> None:
    customer = texted_on_day_1_and_called_on_day_8()
    customer.tell(corrected(1, 1))
    row = customer.row
    step = customer.tell(corrected(1, 1))
    assert step.row is row
    # The payment bounces, and another one comes for the same days.
    customer.tell(corrected(1, 1, since=0, cause="e-bounce"))
    customer.tell(corrected(1, 1, cause="e-again"))
    assert [e.subject_id for e in customer.events] == [id_of("sms_1")]


def test_what_was_cancelled_in_time_was_never_made() -> None:
    customer = Customer()
    customer.stands(late())
    customer.tick(1)
    assert customer.hears(stop(day=1)) == ["sms_1 CANCELLED stop_attorney"]
    customer.tick(2)
    customer.tell(corrected(1, 1))
    assert customer.events == []


def test_a_contact_whose_result_says_that_it_failed_was_not_made() -> None:
    customer = texted_on_day_1_and_called_on_day_8()
    customer.tell(told("sms_1", "FAILED", 1))
    customer.tell(told("phone_1", "NO_ANSWER", 8))
    customer.tell(corrected(1, 8))
    assert [e.subject_id for e in customer.events] == [id_of("phone_1")]


def test_one_that_was_cancelled_too_late_and_made_all_the_same_counts() -> None:
    customer = Customer()
    customer.stands(late())
    customer.tick(61)
    customer.tick(62, hour=2)
    made = outcome("NOT_HOME", 61)
    customer.hears(made)
    customer.tell(corrected(61, 61))
    assert [e.subject_id for e in customer.events] == [id_of("visit_1")]


def test_a_window_that_is_still_open_is_for_the_standing_to_cancel() -> None:
    customer = Customer()
    customer.stands(late())
    customer.tick(1)
    customer.tell(corrected(1, 1))
    assert customer.events == []


def test_a_reminder_is_not_touched_by_days_past_due() -> None:
    customer = Customer()
    customer.stands(upcoming())
    assert "reminder AUTHORISED" in customer.tick(-5)
    customer.tick(-2)
    customer.tell(corrected(-6, -2))
    assert customer.events == []


def test_another_ledger_and_another_account_have_their_own_past() -> None:
    customer = texted_on_day_1_and_called_on_day_8()
    customer.tell(corrected(1, 8, currency="USD"))
    customer.tell(replace(corrected(1, 8), account_id="a2"))
    assert customer.events == []


def test_a_former_liable_party_hears_of_it_too_and_is_contacted_no_more() -> None:
    customer = texted_on_day_1_and_called_on_day_8()
    customer.tell(customer.withdrawal(day=9))
    customer.tell(corrected(1, 1))
    assert [e.subject_id for e in customer.events] == [id_of("sms_1")]
    said = len(customer.said)
    for day in range(10, 120):
        customer.tick(day)
    assert len(customer.said) == said


def test_before_the_first_tick_nothing_is_said() -> None:
    customer = Customer()
    customer.stands(PAID)
    row = customer.row
    assert customer.tell(corrected(1, 1)).row is row


def told(rung: str, result: str, day: int) -> ContactMade:
    """Return what became of a call or message."""
    return ContactMade(
        event_id=f"e-{rung}",
        customer_id="c1",
        effective_on=Day(DUE_ON + day),
        escalation_id=id_of(rung),
        account_id="a1",
        result=result,
        at=local(day, 12),
    )
