"""What is told of a customer is kept by when it was told, whatever came first."""

from itertools import permutations
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from streams.terms.customer_facts import AnyCustomerFact
from streams.terms.profile_facts import ContactPointSet
from streams.treatment.known import DETAILS_MAX
from streams.treatment.profile import plausible_zones
from tests.treatment.details import consent, point, quiet, quiet_gone, zone, zone_gone
from tests.treatment.world import HOUSE, Customer


def names(customer: Customer) -> list[str]:
    return [zone.key for zone in plausible_zones(customer.row.profile, HOUSE.anywhere)]


@pytest.mark.parametrize(
    "facts",
    [
        (consent(granted=True), consent(granted=False, seq=1), consent(granted=True, day=2)),
        (zone(), zone_gone(), zone("Europe/Berlin", "z2", confirmed=True)),
        (quiet(8, 12), quiet_gone(), quiet(9, 10, name="t2")),
        (point(), point(day=1, usable=False), point("p2", "ADDRESS")),
    ],
)
def test_the_later_word_holds_whichever_came_first(facts: tuple[AnyCustomerFact, ...]) -> None:
    profiles = set()
    for order in permutations(facts):
        customer = Customer()
        for fact in (*order, *order):
            customer.tell(fact)
        profiles.add(customer.row.profile)
    assert len(profiles) == 1


def test_every_zone_that_is_possible_counts_until_one_is_confirmed() -> None:
    customer = Customer()
    assert names(customer) == ["Asia/Shanghai"]
    customer.tell(zone("Asia/Urumqi", "number"))
    customer.tell(zone("Europe/Berlin", "address"))
    assert names(customer) == ["Asia/Urumqi", "Europe/Berlin"]
    customer.tell(zone("Asia/Tokyo", "said", confirmed=True, day=1))
    assert names(customer) == ["Asia/Tokyo"]
    customer.tell(zone_gone("said", day=2))
    assert names(customer) == ["Asia/Urumqi", "Europe/Berlin"]
    assert plausible_zones(Customer().row.profile, (ZoneInfo("UTC"),)) == (ZoneInfo("UTC"),)


@pytest.mark.parametrize(
    ("fact", "rule"),
    [
        (zone("Middle/Earth"), "zone_unknown"),
        (zone("../../etc/passwd"), "zone_unknown"),
        (point(zone="Middle/Earth"), "zone_unknown"),
        (quiet(8, 12, weekdays=("MON", "Funday")), "weekday_unknown"),
        (quiet(8, 8), "quiet_time_is_no_time"),
        (quiet(-1, 8), "quiet_time_is_no_time"),
        (quiet(8, 25), "quiet_time_is_no_time"),
    ],
)
def test_what_says_nothing_is_refused(fact: AnyCustomerFact, rule: str) -> None:
    customer = Customer()
    reject = customer.tell(fact).reject
    assert reject is not None
    assert reject.rule == rule
    assert customer.row.profile == Customer().row.profile


def test_a_source_that_names_ever_new_points_is_stopped() -> None:
    customer = Customer()
    for number in range(DETAILS_MAX):
        assert customer.tell(point(f"p{number:02}")).reject is None
    reject = customer.tell(point("one more")).reject
    assert reject is not None
    assert reject.rule == "customer_has_too_many_details"
    assert customer.tell(point("p00", day=1, verified=True)).reject is None


def test_a_repeat_leaves_the_very_row() -> None:
    customer = Customer()
    customer.tell(point())
    before = customer.row
    assert customer.tell(point()).row is before
    assert customer.tell(replace(point(), event_id="a-earlier")).row is before
    assert isinstance(point(), ContactPointSet)
