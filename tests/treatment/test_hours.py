"""House hours in zones whose clocks change, checked against times written out by hand."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from streams.policy.rules import House
from streams.terms.days import AsOf, Instant, datetime_of, instant_of, parse_day
from streams.treatment.hours import closing, contact_day, opening


def house(zone: str, opens: int = 540, closes: int = 1260) -> House:
    return House(
        zone=ZoneInfo(zone), opens_minute=opens, closes_minute=closes, contacts_per_day_max=1
    )


def moment(day: str, hour: int) -> AsOf:
    on = parse_day(day)
    at = datetime.fromisoformat(day).replace(tzinfo=UTC, hour=hour)
    return AsOf(on, instant_of(at))


def hours_of(day: str, shop: House) -> tuple[str, str]:
    on = parse_day(day)
    return written(opening(on, shop)), written(closing(on, shop))


def written(at: Instant) -> str:
    return f"{datetime_of(at):%dT%H:%M}"


def test_hours_follow_the_clock_of_the_zone() -> None:
    assert hours_of("2026-01-15", house("America/New_York")) == ("15T14:00", "16T02:00")
    assert hours_of("2026-07-15", house("America/New_York")) == ("15T13:00", "16T01:00")
    assert hours_of("2026-07-15", house("Asia/Shanghai")) == ("15T01:00", "15T13:00")


def test_midnight_closes_the_day() -> None:
    assert hours_of("2026-07-15", house("Asia/Shanghai", 0, 1440)) == ("14T16:00", "15T16:00")


def test_an_hour_that_occurs_twice_opens_late_and_closes_early() -> None:
    # 25 October 2026 in Berlin: 02:30 is first 00:30 UTC, then 01:30 UTC.
    assert hours_of("2026-10-25", house("Europe/Berlin", 150, 1200))[0] == "25T01:30"
    assert hours_of("2026-10-25", house("Europe/Berlin", 60, 150))[1] == "25T00:30"


def test_an_hour_that_does_not_exist_opens_late_and_closes_early() -> None:
    # 29 March 2026 in Berlin: from 01:00 UTC on it is 03:00; there is no 02:30.
    assert hours_of("2026-03-29", house("Europe/Berlin", 150, 1200))[0] == "29T01:30"
    assert hours_of("2026-03-29", house("Europe/Berlin", 60, 150))[1] == "29T00:30"


def test_a_contact_counts_for_the_business_day_or_the_later_local_day() -> None:
    shanghai, new_york = house("Asia/Shanghai"), house("America/New_York")
    assert contact_day(moment("2026-07-15", 2), shanghai) == parse_day("2026-07-15")
    assert contact_day(moment("2026-07-15", 17), shanghai) == parse_day("2026-07-16")
    assert contact_day(moment("2026-07-15", 2), new_york) == parse_day("2026-07-15")
