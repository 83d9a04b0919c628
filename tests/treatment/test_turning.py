"""Ticks by hand: windows, outages, hours, caps and ladders (edge cases 25, 55, 58, 59)."""

from msgspec.structs import replace

from streams.terms.days import Day
from tests.treatment.world import (
    DUE_ON,
    HOUSE,
    LADDER,
    PAID,
    RULES,
    Customer,
    late,
    local,
    moment,
    ruled,
)


def test_a_rung_whose_window_the_outage_has_eaten_is_skipped_and_spends_nothing() -> None:
    customer = Customer()
    customer.stands(late(since=0), account="a1")
    customer.stands(late(since=-7), account="a2")
    assert customer.tick(1, newest=moment(5)) == [
        "sms_1 SKIPPED outage",
        "sms_1 SKIPPED window_over",
        "phone_1 DUE",
        "phone_1 DEFERRED house_hours",
    ]
    assert customer.row.contacts == 0
    assert customer.tick(5)[-1] == "phone_1 AUTHORISED"


def test_while_catching_up_nobody_is_contacted_in_hours_that_are_gone() -> None:
    customer = Customer()
    customer.stands(late())
    assert customer.tick(8, newest=moment(9))[-1] == "phone_1 DEFERRED house_hours"
    assert customer.tick(9)[-1] == "phone_1 AUTHORISED"


def test_a_window_ends_on_its_last_day() -> None:
    customer = Customer()
    customer.stands(late())
    assert "sms_1 AUTHORISED" in customer.tick(3)
    customer = Customer()
    customer.stands(late())
    assert customer.tick(4) == ["sms_1 SKIPPED window_over"]


# Hours and caps (edge cases 55, 58, 59)


def test_a_contact_after_closing_waits_for_the_next_opening() -> None:
    customer = Customer()
    customer.stands(late())
    assert customer.tick(1, hour=21) == ["sms_1 DUE", "sms_1 DEFERRED house_hours"]
    assert customer.last().until_on == DUE_ON + 2
    assert customer.wake == DUE_ON + 2
    assert customer.tick(2, hour=12) == ["sms_1 AUTHORISED"]
    assert (customer.last().not_before, customer.last().not_after) == (local(2, 12), local(2, 21))


def test_three_accounts_of_one_person_do_not_give_three_contacts_a_day() -> None:
    customer = Customer()
    for account, since in (("a1", 0), ("a2", -7), ("a3", 0)):
        customer.stands(late(since=since), account=account)
    customer.tick(1)
    told = {(n.account_id, n.rung): (n.verdict, n.rule) for n in customer.said}
    assert told["a2", "phone_1"] == ("AUTHORISED", None)
    assert told["a1", "sms_1"] == ("DEFERRED", "contact_cap_of_the_day")
    assert told["a3", "sms_1"] == ("DEFERRED", "contact_cap_of_the_day")
    assert customer.tick(2) == ["sms_1 AUTHORISED"]
    assert customer.last().account_id == "a1"
    assert customer.tick(3) == ["sms_1 AUTHORISED"]
    assert customer.last().account_id == "a3"


def test_a_deferral_is_said_once_and_ends_as_skipped_with_its_reason() -> None:
    customer = Customer()
    customer.tell(customer.standing(late(), incomplete=True))
    assert customer.tick(1) == ["sms_1 DUE", "sms_1 DEFERRED account_incomplete"]
    assert customer.tick(2) == customer.tick(3) == []
    assert customer.tick(4) == ["sms_1 SKIPPED window_over"]
    assert customer.last().detail == "last deferred by account_incomplete"


def test_a_deferral_for_another_reason_is_said_again() -> None:
    customer = Customer()
    customer.tell(customer.standing(late(), incomplete=True))
    customer.tick(1)
    customer.stands(late(), day=1)
    assert customer.tick(2, hour=22) == ["sms_1 DEFERRED house_hours"]


def test_without_hours_in_force_nobody_is_contacted() -> None:
    customer = Customer(ruled(house=None))
    customer.stands(late())
    assert customer.tick(1) == ["sms_1 DUE", "sms_1 DEFERRED policy_not_in_force"]
    customer.rules = RULES
    assert customer.tick(2) == ["sms_1 AUTHORISED"]


def test_without_a_ladder_nothing_comes_due_but_the_row_is_looked_at_daily() -> None:
    customer = Customer(ruled(ladder=None))
    customer.stands(late())
    assert customer.tick(1) == []
    assert customer.wake == DUE_ON + 2
    customer.rules = RULES
    assert customer.tick(2) == ["sms_1 DUE", "sms_1 AUTHORISED"]


def test_a_cancelled_contact_stays_spent_for_it_may_have_been_made() -> None:
    customer = Customer()
    customer.stands(late(), account="a1")
    customer.tick(1)
    customer.stands(PAID, account="a1", day=1)
    assert (customer.row.contact_on, customer.row.contacts) == (Day(DUE_ON + 1), 1)
    customer.stands(late(), account="a2", day=1)
    assert customer.tick(1, hour=10)[-1] == "sms_1 DEFERRED contact_cap_of_the_day"


def test_of_two_currencies_each_has_its_episode_and_the_worse_one_leads() -> None:
    customer = Customer()
    customer.stands(late("s1"), late("u1", since=-7, currency="USD"))
    assert customer.tick(1) == [
        "sms_1 SKIPPED window_over",
        "phone_1 DUE",
        "sms_1 DUE",
        "phone_1 AUTHORISED",
        "sms_1 DEFERRED contact_cap_of_the_day",
    ]
    assert [n.currency for n in customer.said[-2:]] == ["USD", "CNY"]


def test_one_origin_in_two_currencies_is_one_escalation() -> None:
    customer = Customer()
    customer.stands(late("s1"), late("s1", currency="USD", since=-1))
    customer.tick(1)
    assert [(n.verdict, n.currency) for n in customer.said] == [
        ("DUE", "USD"),
        ("AUTHORISED", "USD"),
    ]


def test_a_rung_taken_out_of_the_ladder_is_withdrawn_when_pending() -> None:
    customer = Customer()
    customer.stands(late())
    customer.tick(1, hour=22)
    customer.rules = ruled(ladder=replace(LADDER, rungs=LADDER.rungs[2:]))
    assert customer.tick(2) == ["sms_1 CANCELLED rung_withdrawn"]
    assert customer.tick(8) == ["phone_1 DUE", "phone_1 AUTHORISED"]


def test_a_rung_is_not_repeated_under_another_ladder() -> None:
    customer = Customer()
    customer.stands(late())
    customer.tick(1)
    customer.rules = ruled(ladder=replace(LADDER, id="cards-2"))
    assert customer.tick(2) == []


def test_of_two_rungs_of_one_debt_the_later_one_goes_first() -> None:
    sms, phone = (replace(rung, window_days=20) for rung in LADDER.rungs[1:3])
    customer = Customer(ruled(ladder=replace(LADDER, rungs=(sms, phone))))
    customer.stands(late())
    for day in range(1, 8):
        customer.tick(day, hour=22)
    assert customer.tick(8) == [
        "phone_1 DUE",
        "phone_1 AUTHORISED",
        "sms_1 DEFERRED contact_cap_of_the_day",
    ]


def test_a_reversal_that_moves_the_anchor_back_closes_the_window_of_what_waits() -> None:
    customer = Customer()
    customer.stands(late())
    customer.tick(8, hour=22)
    customer.stands(late(since=-10), day=8)
    assert customer.tick(9) == ["phone_1 SKIPPED window_over"]
    assert customer.last().due_on == DUE_ON - 2


def test_a_cap_of_two_lets_two_through() -> None:
    customer = Customer(ruled(house=replace(HOUSE, contacts_per_day_max=2)))
    for account in ("a1", "a2", "a3"):
        customer.stands(late(), account=account)
    said = customer.tick(1)
    assert said[3:] == [
        "sms_1 AUTHORISED",
        "sms_1 AUTHORISED",
        "sms_1 DEFERRED contact_cap_of_the_day",
    ]


def test_a_contact_today_does_not_free_one_booked_for_tomorrow() -> None:
    customer = Customer(ruled(house=replace(HOUSE, contacts_per_day_max=2)))
    customer.stands(late())
    customer.row = replace(customer.row, contact_on=Day(DUE_ON + 2), contacts=1)
    assert customer.tick(1)[-1] == "sms_1 AUTHORISED"
    assert (customer.row.contact_on, customer.row.contacts) == (DUE_ON + 2, 2)
