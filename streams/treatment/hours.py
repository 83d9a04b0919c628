"""The house's hours as instants: the zone decides, so a clock change moves them by itself.

>>> from zoneinfo import ZoneInfo
>>> from streams.terms.days import datetime_of, parse_day
>>> house = House(zone=ZoneInfo("Europe/Berlin"), opens_minute=540, closes_minute=1080,
...               contacts_per_day_max=1)
>>> [datetime_of(opening(parse_day(d), house)).hour for d in ("2026-03-28", "2026-03-29")]
[8, 7]
"""

from datetime import UTC, datetime, time, timedelta

from streams.policy.rules import House
from streams.terms.days import AsOf, Day, Instant, date_of, datetime_of, day_of, instant_of


def contact_day(as_of: AsOf, house: House) -> Day:
    """Return the house's calendar day on which a contact allowed now would be made.

    It is the business day, or the local day of the instant where that is already further.
    """
    local = datetime_of(as_of.at).astimezone(house.zone).date()
    return Day(max(as_of.on, day_of(local)))


def opening(day: Day, house: House) -> Instant:
    """Return the first instant of the house's hours on a day."""
    return max(_both(day, house.opens_minute, house))


def closing(day: Day, house: House) -> Instant:
    """Return the instant at which the house's hours on a day are over."""
    return min(_both(day, house.closes_minute, house))


def _both(day: Day, minute: int, house: House) -> tuple[Instant, Instant]:
    """Return a local time's two readings; they differ only where the clock is changed.

    An hour that occurs twice or not at all is thus read the way that makes the hours shorter.
    """
    wall = datetime.combine(date_of(day), time()) + timedelta(minutes=minute)
    return (
        instant_of(wall.replace(tzinfo=house.zone, fold=0).astimezone(UTC)),
        instant_of(wall.replace(tzinfo=house.zone, fold=1).astimezone(UTC)),
    )
