"""Stops that reach the clocks of accounts: said once for each stop and account (edge case 53)."""

import pytest
from msgspec.structs import replace

from streams.terms.treatment_notices import AccountEffect
from streams.treatment import packing
from streams.treatment.rows import Stop
from tests.treatment.world import DUE_ON, PAID, Customer, late, lift, moment, stop

KINDS = ("BANKRUPTCY", "BREATHING_SPACE", "DECEASED")


def told(effects: list[AccountEffect]) -> list[tuple[str, str, str, int]]:
    return [(e.account_id, e.change, e.stop_id, e.effective_on - DUE_ON) for e in effects]


def owing(*accounts: str) -> Customer:
    customer = Customer()
    for account in accounts:
        customer.stands(late(), account=account)
    customer.tick(1)
    return customer


@pytest.mark.parametrize("kind", KINDS)
def test_a_stop_holds_the_clock_of_every_account_and_its_lifting_releases_them(kind: str) -> None:
    """Edge case 53: on all accounts of the customer, from the day of the stop."""
    customer = owing("a2", "a1")
    customer.tell(stop(kind, day=3))
    held = [("a1", "CLOCK_HELD", "st1", 3), ("a2", "CLOCK_HELD", "st1", 3)]
    assert told(customer.effects) == held
    assert {e.kind for e in customer.effects} == {kind}
    customer.tell(lift(day=60))
    released = [("a1", "CLOCK_RELEASED", "st1", 60), ("a2", "CLOCK_RELEASED", "st1", 60)]
    assert told(customer.effects) == held + released
    ids = [e.effect_id for e in customer.effects]
    assert ids[:2] == ids[2:]
    assert len(set(ids)) == 2
    assert [e.seq for e in customer.effects] == [1, 2, 3, 4]
    assert (customer.effects[0].as_of, customer.effects[0].at) == (DUE_ON + 1, moment(1).at)


@pytest.mark.parametrize("kind", ["ATTORNEY", "CEASE_CONTACT", "VULNERABLE"])
def test_a_stop_of_contact_alone_reaches_no_clock(kind: str) -> None:
    customer = owing("a1")
    customer.tell(stop(kind))
    assert customer.effects == []


def test_nothing_is_said_twice() -> None:
    customer = owing("a1")
    for _ in range(2):
        customer.tell(stop("DECEASED"))
        customer.stands(late(), day=1)
        customer.tick(2)
    assert told(customer.effects) == [("a1", "CLOCK_HELD", "st1", 0)]
    for _ in range(2):
        customer.tell(lift())
        customer.tick(3)
    assert len(customer.effects) == 2


def test_a_row_read_back_says_nothing_again() -> None:
    customer = owing("a1")
    customer.tell(stop("DECEASED"))
    customer.row = packing.unpack(packing.pack(customer.row))
    customer.stands(late(), day=2)
    customer.tick(2)
    assert len(customer.effects) == 1


def test_an_account_that_becomes_known_while_a_stop_holds_is_held_from_then_on() -> None:
    customer = owing("a1")
    customer.tell(stop("BANKRUPTCY", day=1))
    customer.stands(PAID, account="a2", day=5)
    assert told(customer.effects)[1:] == [("a2", "CLOCK_HELD", "st1", 5)]


def test_what_is_known_before_the_first_tick_is_said_at_it() -> None:
    customer = Customer()
    customer.tell(stop("DECEASED", day=-3))
    customer.stands(late(), day=-9)
    assert customer.effects == []
    customer.tick(0)
    assert told(customer.effects) == [("a1", "CLOCK_HELD", "st1", -3)]


def test_two_stops_hold_one_account_each_under_its_own_id() -> None:
    customer = owing("a1")
    customer.tell(stop("DECEASED", "st1"))
    customer.tell(stop("BANKRUPTCY", "st2"))
    customer.tell(lift("st1"))
    assert told(customer.effects) == [
        ("a1", "CLOCK_HELD", "st1", 0),
        ("a1", "CLOCK_HELD", "st2", 0),
        ("a1", "CLOCK_RELEASED", "st1", 0),
    ]
    assert len({e.effect_id for e in customer.effects}) == 2


def test_a_lifting_before_its_stop_leaves_the_clocks_alone() -> None:
    customer = owing("a1")
    customer.tell(lift())
    customer.tell(stop("DECEASED"))
    assert customer.effects == []


def test_a_customer_who_is_liable_no_more_releases_and_may_hold_anew() -> None:
    """Edge case 78: a second liability is a second hold, with an id of its own."""
    customer = owing("a1")
    customer.tell(stop("BREATHING_SPACE", day=1))
    customer.tell(customer.withdrawal(day=4))
    customer.stands(late(), day=8)
    assert told(customer.effects) == [
        ("a1", "CLOCK_HELD", "st1", 1),
        ("a1", "CLOCK_RELEASED", "st1", 4),
        ("a1", "CLOCK_HELD", "st1", 8),
    ]
    first, gone, second = customer.effects
    assert first.effect_id == gone.effect_id != second.effect_id


def test_a_stop_from_before_its_day_was_kept_holds_from_today() -> None:
    customer = owing("a1")
    customer.row = replace(customer.row, stops=(Stop("st1", "DECEASED", lifted=False),))
    customer.tick(9)
    assert told(customer.effects) == [("a1", "CLOCK_HELD", "st1", 9)]


def test_effects_leave_the_numbers_of_verdicts_without_a_gap() -> None:
    customer = owing("a1")
    customer.tell(stop("DECEASED"))
    customer.tick(8)
    assert [n.seq for n in customer.said] == list(range(1, len(customer.said) + 1))
    assert len(customer.effects) == 1
