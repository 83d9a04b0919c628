"""Which days are business days: weekends, closed days, and weekend days that are worked.

>>> from streams.terms.days import parse_day
>>> holiday, made_up = parse_day("2026-10-01"), parse_day("2026-10-10")
>>> week = BusinessDays(id="CN", years=frozenset({2026}), closed=frozenset({holiday}),
...                     worked=frozenset({made_up}))
>>> week.is_business(holiday), week.is_business(made_up)
(False, True)
>>> week.next_business(holiday) - holiday
1
"""

from msgspec import Struct

from streams.terms.days import Day, date_of

SATURDAY = 5
"""The weekday, counted from Monday as 0, with which a weekend begins."""


class BusinessDays(Struct, frozen=True, kw_only=True):
    """The calendar of one country for the years whose table is known.

    `closed` are weekdays off, `worked` are Saturdays and Sundays made up for.
    """

    id: str
    years: frozenset[int]
    closed: frozenset[Day]
    worked: frozenset[Day]

    def covers(self, day: Day) -> bool:
        """Tell whether the table of that day's year is known; beyond it weekends alone are."""
        return date_of(day).year in self.years

    def is_business(self, day: Day) -> bool:
        """Tell whether business is done on that day."""
        if day in self.worked:
            return True
        return day not in self.closed and date_of(day).weekday() < SATURDAY

    def next_business(self, day: Day) -> Day:
        """Return the day itself if business is done on it, otherwise the first such day after."""
        while not self.is_business(day):
            day = Day(day + 1)
        return day
