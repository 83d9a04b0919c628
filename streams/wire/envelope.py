"""What the envelope of our own records says about time.

>>> start_of(Day(1))
86400000000
>>> day_at(Instant(86_399_999_999)), day_at(Instant(-1))
(0, -1)
"""

from streams.terms.days import Day, Instant

_DAY = 86_400_000_000


def start_of(day: Day) -> Instant:
    """Return the first instant of a day, UTC: the moment of what is known to the day only."""
    return Instant(day * _DAY)


def day_at(at: Instant) -> Day:
    """Return the day of an instant, UTC."""
    return Day(at // _DAY)
