"""When on a day a contact may be made: house, law and customer, in every zone that is possible."""

from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from streams.policy.contact import Hours
from streams.policy.rules import Rules
from streams.terms.customer_facts import AnyCustomerFact
from streams.terms.days import Day
from streams.treatment.windows import Asked, Window, window_of
from tests.treatment.details import LAW, limited, point, quiet, zone
from tests.treatment.world import DUE_ON, HOUR, HOUSE, Customer, local

LEGAL = limited(hours=(LAW,))


def window(
    *facts: AnyCustomerFact, rules: Rules = LEGAL, hour: int = 6, channel: str = "PHONE"
) -> tuple[int, int] | str:
    """Return the hours of Shanghai in which day 8 has room from an hour on, or the rule."""
    customer = Customer()
    for fact in facts:
        assert customer.tell(fact).reject is None
    profile = customer.row.profile
    asked = Asked(
        day=Day(DUE_ON + 8),
        now=local(8, hour),
        channel=channel,
        profile=profile,
        point=next((p for p in profile.points if p.kind == "ADDRESS"), None),
    )
    found = window_of(asked, rules)
    if not isinstance(found, Window):
        return found
    day = local(8, 0)
    return (found.not_before - day) // HOUR, (found.not_after - day) // HOUR


def test_the_hours_of_the_house_hold_where_no_law_says_less() -> None:
    assert window() == (9, 21)
    assert window(rules=limited()) == (9, 21)
    assert window(hour=15) == (15, 21)
    assert window(hour=21) == "house_hours"


def test_a_law_holds_in_the_zone_of_the_customer_not_of_the_house() -> None:
    # Urumqi's clocks say two hours less: 8 to 21 there is 10 to 23 in Shanghai.
    assert window(zone()) == (10, 21)
    assert window(zone("Asia/Tokyo", confirmed=True)) == (9, 20)
    # In New York it is 8 to 21 while it is 20 (or 21) to 9 in Shanghai.
    assert window(zone("America/New_York", confirmed=True))[1] == 21
    late = limited(hours=(replace(LAW, opens_minute=540, closes_minute=600),))
    assert window(zone("America/New_York", confirmed=True), rules=late) == "law.hours"


def test_it_has_to_suit_every_zone_that_is_possible() -> None:
    assert window(zone("Asia/Urumqi", "z1"), zone("Asia/Tokyo", "z2")) == (10, 20)


def test_where_no_zone_is_told_it_has_to_suit_wherever_the_customer_may_be() -> None:
    house = replace(HOUSE, customer_zones=(ZoneInfo("Asia/Urumqi"), ZoneInfo("Asia/Tokyo")))
    rules = replace(LEGAL, house=house)
    assert window(rules=rules) == (10, 20)
    assert window(zone("Asia/Tokyo"), rules=rules) == (9, 20)
    # Not before 12 in Urumqi is not before 14 in Shanghai.
    assert window(quiet(8, 12), rules=rules) == (14, 20)


def test_a_law_for_another_channel_says_nothing_here() -> None:
    assert window(zone(), channel="SMS") == (9, 21)


def test_a_visit_goes_by_the_zone_of_its_address() -> None:
    law = limited(hours=(replace(LAW, channels=frozenset({"VISIT"})),))
    there = point("home", "ADDRESS", zone="Asia/Tokyo")
    assert window(zone(), there, rules=law, channel="VISIT") == (9, 20)
    assert window(zone(), rules=law, channel="VISIT") == (10, 21)


def test_times_that_do_not_suit_are_left_out() -> None:
    assert window(quiet(9, 12)) == (12, 21)
    assert window(quiet(12, 21)) == (9, 12)
    assert window(quiet(12, 14)) == (9, 12)
    assert window(quiet(12, 14), hour=13) == (14, 21)
    assert window(quiet(0, 24)) == "customer_hours"
    assert window(quiet(8, 15), quiet(15, 22, name="t2")) == "customer_hours"


def test_times_go_over_midnight_and_belong_to_the_day_on_which_they_begin() -> None:
    # Day 8 from the due date is a Thursday.
    assert window(quiet(20, 11)) == (11, 20)
    assert window(quiet(20, 11, weekdays=("WED",))) == (11, 21)
    assert window(quiet(20, 11, weekdays=("THU",))) == (9, 20)
    assert window(quiet(20, 11, weekdays=("FRI",))) == (9, 21)


@pytest.mark.parametrize("opens", [0, 480, 540])
def test_hours_up_to_midnight_are_hours_too(opens: int) -> None:
    law = Hours(rule="x", channels=LAW.channels, opens_minute=opens, closes_minute=1440)
    assert window(rules=limited(hours=(law,))) == (9, 21)


def test_what_never_suits_narrows_and_never_widens() -> None:
    assert window(quiet(1, 2)) == (9, 21)
