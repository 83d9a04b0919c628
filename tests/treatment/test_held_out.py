"""A share of second visits is put off, and loses nothing by it."""

from msgspec.structs import replace

from streams.policy.field import HeldOut
from tests.treatment.field_rules import Visited, asked_for, fielded, granted
from tests.treatment.world import DUE_ON, PAID, outcome

ALL = HeldOut(rule="V.measured", percent=100, days=10)


def second(held_out: HeldOut | None) -> Visited:
    """Return a customer whose second visit comes due on day 78, and is over on day 99."""
    customer = granted()
    customer.rules = fielded(held_out)
    customer.tell(outcome("NOT_HOME", 64))
    customer.told_areas()
    return customer


def test_a_second_visit_in_the_share_waits_and_then_goes_on() -> None:
    customer = second(ALL)
    assert customer.tick(78) == ["visit_2 DUE", "visit_2 DEFERRED held_out_for_measurement"]
    assert customer.last().until_on == DUE_ON + 88
    assert customer.last().rules == ("held_out_for_measurement", "V.measured")
    assert customer.wake == DUE_ON + 88
    assert customer.told_areas() == []
    assert customer.tick(88) == ["visit_2 DEFERRED visit_to_be_planned"]
    assert customer.asked().expires_on == DUE_ON + 109
    assert customer.asked().windows[-1].window_on == DUE_ON + 108
    assert customer.tick(108) == []
    assert customer.tick(109) == ["visit_2 SKIPPED window_over"]


def test_none_is_put_off_where_the_share_is_none() -> None:
    for held_out in (None, replace(ALL, percent=0)):
        customer = second(held_out)
        assert customer.tick(78)[-1] == "visit_2 DEFERRED visit_to_be_planned"
        assert customer.asked().expires_on == DUE_ON + 99


def test_a_first_visit_is_never_put_off() -> None:
    customer = asked_for(rules=fielded(ALL))
    assert customer.told_areas() == ["north asked 1"]


def test_who_pays_meanwhile_is_not_visited() -> None:
    customer = second(ALL)
    customer.tick(78)
    assert customer.stands(PAID, day=80) == ["visit_2 CANCELLED cured"]
    assert customer.told_areas() == []
