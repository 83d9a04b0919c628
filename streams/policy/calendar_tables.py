"""What the tables of a calendar may say, and which calendars may hold side by side."""

from datetime import date

from streams.policy.business_days import SATURDAY
from streams.policy.fault import Faults
from streams.policy.ledger_shapes import CalendarEntry, YearTable
from streams.policy.placed import Placed, holding
from streams.terms.days import Day


def check_tables(placed: Placed[CalendarEntry], faults: Faults) -> None:
    """Note whatever is wrong with the tables of one entry."""
    years = [table.year for table in placed.entry.years]
    for i, table in enumerate(placed.entry.years):
        place = f"{placed.key}.years[{i}]"
        if table.year in years[:i]:
            cure = f"put the days of {table.year} into one table"
            faults.add(f"{place}.year", "calendar_year_listed_twice", cure)
        _check_table(table, place, faults)


def _check_table(table: YearTable, place: str, faults: Faults) -> None:
    for name, days in (("closed", table.closed), ("worked", table.worked)):
        for i, day in enumerate(days):
            if day.year != table.year:
                cure = f"write a day of {table.year}, or put it into the table of {day.year}"
                faults.add(f"{place}.{name}[{i}]", f"{name}_day_outside_its_year", cure)
            if day in days[:i]:
                cure = f"remove it: {day} stands there before"
                faults.add(f"{place}.{name}[{i}]", "day_listed_twice", cure)
    for i, day in enumerate(table.worked):
        _check_worked(day, table, f"{place}.worked[{i}]", faults)


def _check_worked(day: date, table: YearTable, place: str, faults: Faults) -> None:
    if day.weekday() < SATURDAY:
        cure = f"remove it: {day} is no Saturday or Sunday, and worked anyway"
        faults.add(place, "worked_day_is_a_weekday", cure)
    if day in table.closed:
        faults.add(place, "day_is_closed_and_worked", f"list {day} once, as closed or as worked")


def check_calendars(calendars: tuple[Placed[CalendarEntry], ...], day: Day, faults: Faults) -> None:
    """Note calendars of two countries, or two tables of a year, in force on the same day."""
    owners: dict[int, str] = {}
    held = holding(calendars, day)
    for placed in held:
        if placed.entry.country != held[0].entry.country:
            cure = f"write {held[0].entry.country}, as {held[0].key} does: one calendar at a time"
            faults.add(f"{placed.key}.country", "calendars_differ", cure)
        for i, table in enumerate(placed.entry.years):
            owner = owners.setdefault(table.year, placed.key)
            if owner != placed.key:
                cure = f"end {owner}, which has {table.year} too, before this one begins"
                faults.add(f"{placed.key}.years[{i}].year", "calendar_year_listed_twice", cure)
