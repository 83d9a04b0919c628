"""Days and instants as plain integers, so that the path per fact builds no date objects.

A `Day` counts days since 1970-01-01, an `Instant` counts microseconds since then in UTC:
exactly what Avro's `date` and `timestamp-micros` carry.

>>> day_of(date(2026, 4, 20)) - day_of(date(2026, 4, 1))
19
>>> iso(Day(0))
'1970-01-01'
"""

from datetime import UTC, date, datetime, timedelta
from typing import NewType

from msgspec import Struct

Day = NewType("Day", int)
Instant = NewType("Instant", int)

DAY_MICROSECONDS = 86_400_000_000

_EPOCH = date(1970, 1, 1).toordinal()
_EPOCH_AT = datetime(1970, 1, 1, tzinfo=UTC)


class AsOf(Struct, frozen=True):
    """The moment a stage is asked about: the business day and the instant of its tick."""

    on: Day
    at: Instant


def day_of(value: date) -> Day:
    """Return the day number of a calendar date."""
    return Day(value.toordinal() - _EPOCH)


def date_of(day: Day) -> date:
    """Return the calendar date of a day number."""
    return date.fromordinal(day + _EPOCH)


def iso(day: Day) -> str:
    """Write a day as YYYY-MM-DD."""
    return date_of(day).isoformat()


def parse_day(text: str) -> Day:
    """Read YYYY-MM-DD; raises ValueError on anything else."""
    return day_of(date.fromisoformat(text))


def instant_of(value: datetime) -> Instant:
    """Return the instant of an aware datetime, exact to the microsecond."""
    return Instant((value - _EPOCH_AT) // timedelta(microseconds=1))


def datetime_of(at: Instant) -> datetime:
    """Return the UTC datetime of an instant."""
    return _EPOCH_AT + timedelta(microseconds=at)
