"""What was told of a customer for a day that has not come: until then nobody knows what holds.

A consent that is to hold from Friday on says nothing of Wednesday, and it has taken the place of
what was known before. So nobody is contacted until the day has come.
"""

from collections.abc import Iterator

from streams.terms.days import Day
from streams.treatment.rows import CustomerRow

TOLD_AHEAD = "told_ahead"


def told_ahead(row: CustomerRow, on: Day) -> Day | None:
    """Return the first day on which all that limits contact is in force, None if it is already."""
    return max((day for day in _days(row) if day > on), default=None)


def _days(row: CustomerRow) -> Iterator[Day]:
    profile = row.profile
    for details in (profile.consents, profile.zones, profile.times, profile.points):
        yield from (detail.told[0] for detail in details)
    yield from (complaint.told[0] for complaint in row.matters.complaints)
    yield from (stop.lifted_on for stop in row.stops if stop.lifted_on is not None)
