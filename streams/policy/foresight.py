"""What a sound document will soon lack: years for which its calendar has no table.

That is no fault of the document. Where a cut-off or a due date that shifts asks for business days,
every account is held from the first day of such a year, and nobody is contacted. Channels that rest
on holidays rest all through such a year.
"""

from datetime import date

from msgspec import Struct

from streams.policy.document import Policy
from streams.policy.rules import Rules
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


class Resting(Struct, frozen=True):
    """From which day on channels are not used, since nobody knows the holidays."""

    day: Day
    channels: tuple[str, ...]


def resting_from(policy: Policy, today: Day, year: int) -> Resting | None:
    """Return from which day of a year on, from `today` on, a missing table keeps channels at rest.

    None where no channel rests on holidays.
    """
    for day in _days_of(policy, today, year):
        channels = channels_at_rest(policy.on(day), day)
        if channels:
            return Resting(day, channels)
    return None


def channels_at_rest(rules: Rules, day: Day) -> tuple[str, ...]:
    """Return the channels that rest on holidays, where nobody knows whether the day is one."""
    calendar = rules.contact.calendar
    if calendar is not None and calendar.covers(day):
        return ()
    return tuple(sorted({name for demand in rules.contact.holidays for name in demand.channels}))


def _is_missing(policy: Policy, today: Day, year: int) -> bool:
    calendars = (policy.on(day).ledger.calendar for day in _days_of(policy, today, year))
    return any(c is not None and year not in c.years for c in calendars)


def _days_of(policy: Policy, today: Day, year: int) -> tuple[Day, ...]:
    """Return the days of a year, from `today` on, on which rules begin to be what they are."""
    start, end = max(today, day_of(date(year, 1, 1))), day_of(date(year, 12, 31))
    return (start, *sorted(turn for turn in policy.turns if start < turn <= end))
