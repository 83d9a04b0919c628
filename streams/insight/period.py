"""Which days, and which area, a report is about.

>>> june = month_of(parse_day("2026-06-15"))
>>> iso(june.first_on), iso(june.last_on), june.holds(parse_day("2026-07-01"), "north")
('2026-06-01', '2026-06-30', False)
"""

from msgspec import Struct

from streams.terms.days import Day, date_of, day_of, iso, parse_day

ALWAYS = Day(-(2**31)), Day(2**31)


class Period(Struct, frozen=True, kw_only=True):
    """Days, both included, and one area; None means all of them."""

    first_on: Day = ALWAYS[0]
    last_on: Day = ALWAYS[1]
    area: str | None = None

    def holds(self, on: Day, area: str) -> bool:
        """Tell whether something on a day in an area belongs to it."""
        return self.first_on <= on <= self.last_on and self.area in {None, area}


def month_of(on: Day, area: str | None = None) -> Period:
    """Return the calendar month of a day."""
    first = date_of(on).replace(day=1)
    following = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return Period(first_on=day_of(first), last_on=Day(day_of(following) - 1), area=area)


def month_named(on: Day) -> str:
    """Return the name of a day's month, YYYY-MM."""
    return iso(on)[:7]


def month_given(text: str) -> Period:
    """Return the month that a text names as YYYY-MM; raises ValueError on anything else."""
    if len(text) != len("2026-06"):
        raise ValueError(f"{text!r} is no month")
    return month_of(parse_day(f"{text}-01"))
