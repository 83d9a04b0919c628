"""Local times as instants: the zone decides, so a clock change moves them by itself.

>>> from zoneinfo import ZoneInfo
>>> from streams.terms.days import datetime_of, parse_day
>>> berlin = ZoneInfo("Europe/Berlin")
>>> [datetime_of(begins(parse_day(d), 540, berlin)).hour for d in ("2026-03-28", "2026-03-29")]
[8, 7]
"""

from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from streams.terms.days import Day, Instant, date_of, datetime_of, day_of, instant_of


def local_day(at: Instant, zone: ZoneInfo) -> Day:
    """Return the calendar day of an instant in a zone."""
    return day_of(datetime_of(at).astimezone(zone).date())


def begins(day: Day, minute: int, zone: ZoneInfo) -> Instant:
    """Return the instant from which on it is that minute of the day in every reading of it."""
    return max(_both(day, minute, zone))


def ends(day: Day, minute: int, zone: ZoneInfo) -> Instant:
    """Return the first instant at which it is that minute of the day in any reading of it."""
    return min(_both(day, minute, zone))


def weekday_of(day: Day) -> int:
    """Return the weekday of a day, counted from Monday as 0.

    >>> weekday_of(Day(0))
    3
    """
    return date_of(day).weekday()


@lru_cache(maxsize=1_024)
def _both(day: Day, minute: int, zone: ZoneInfo) -> tuple[Instant, Instant]:
    """Return a local time's two readings; they differ only where the clock is changed.

    An hour that occurs twice or not at all is thus read the way that makes the hours shorter. A
    tick asks for the same few times for every row, so they are kept.
    """
    wall = datetime.combine(date_of(day), time()) + timedelta(minutes=minute)
    return (
        instant_of(wall.replace(tzinfo=zone, fold=0).astimezone(UTC)),
        instant_of(wall.replace(tzinfo=zone, fold=1).astimezone(UTC)),
    )
