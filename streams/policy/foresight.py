"""What a sound document will soon lack: years for which its calendar has no table.

That is no fault of the document. Where a cut-off or a due date that shifts asks for business days,
every account is held from the first day of such a year, and nobody is contacted.
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


def held_from(policy: Policy, today: Day, year: int) -> Day | None:
    """Return the first day of a year, from `today` on, on which a missing table holds all accounts.

    None where business days matter to nothing: then weekends alone are closed.
    """
    days = _days_of(policy, today, year)
    return next((day for day in days if policy.on(day).ledger.is_stale(day)), None)


def _is_missing(policy: Policy, today: Day, year: int) -> bool:
    calendars = (policy.on(day).ledger.calendar for day in _days_of(policy, today, year))
    return any(c is not None and year not in c.years for c in calendars)


def _days_of(policy: Policy, today: Day, year: int) -> tuple[Day, ...]:
    """Return the days of a year, from `today` on, on which rules begin to be what they are."""
    start, end = max(today, day_of(date(year, 1, 1))), day_of(date(year, 12, 31))
    return (start, *sorted(turn for turn in policy.turns if start < turn <= end))
