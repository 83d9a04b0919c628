"""What a sound document will soon lack: years for which its calendar has no table.

That is no fault: beyond its tables a calendar knows weekends alone.
"""

from datetime import date

from streams.policy.document import Policy
from streams.terms.days import Day, date_of, day_of


def missing_tables(policy: Policy, today: Day, years_ahead: int = 1) -> tuple[int, ...]:
    """Return the years on a day of which a calendar is in force that has no table for them.

    Looked at are the rest of the year of `today` and so many years after it: due dates reach into
    the next year, whose days off are announced late in this one.
    """
    first = date_of(today).year
    return tuple(y for y in range(first, first + years_ahead + 1) if _is_missing(policy, today, y))


def _is_missing(policy: Policy, today: Day, year: int) -> bool:
    start, end = max(today, day_of(date(year, 1, 1))), day_of(date(year, 12, 31))
    turns = (turn for turn in policy.turns if start < turn <= end)
    calendars = (policy.on(day).ledger.calendar for day in (start, *turns))
    return any(c is not None and year not in c.years for c in calendars)
