"""Time in the envelope: what ours says, and what is let in.

>>> start_of(Day(1))
86400000000
>>> day_at(Instant(86_399_999_999)), day_at(Instant(-1))
(0, -1)
"""

from streams.terms.days import Day, Instant, parse_day
from streams.terms.step import Reject

_DAY = 86_400_000_000

# A product choice: every day that a card can speak of, with room to reckon on both sides.
_FIRST, _LAST = parse_day("1900-01-01"), parse_day("2999-12-31")


def start_of(day: Day) -> Instant:
    """Return the first instant of a day, UTC: the moment of what is known to the day only."""
    return Instant(day * _DAY)


def day_at(at: Instant) -> Day:
    """Return the day of an instant, UTC."""
    return Day(at // _DAY)


def outside(name: str, value: int, *, is_day: bool) -> Reject | None:
    """Return the rule that a day or instant outside the years 1900 to 2999 breaks, or None."""
    if is_day:
        if _FIRST <= value <= _LAST:
            return None
        return Reject("day_out_of_range", f"{name} is day {value} from 1970-01-01")
    if _FIRST * _DAY <= value < (_LAST + 1) * _DAY:
        return None
    return Reject("instant_out_of_range", f"{name} is microsecond {value} from 1970-01-01")


def all_inside(days: tuple[int, ...]) -> bool:
    """Tell whether every day lies in the years 1900 to 2999."""
    return min(days) >= _FIRST and max(days) <= _LAST
