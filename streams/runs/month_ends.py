"""The table by bucket at each month's end, kept on disk, so that a cut loses none of them.

>>> from streams.terms.days import iso, parse_day
>>> [iso(day) for day in days_that_end_a_month(parse_day("2028-02-28"), 35)]
['2028-02-29', '2028-03-31']
"""

from pathlib import Path

import msgspec
from msgspec import Struct

from streams.policy.rules import CURRENT
from streams.runs.followers import Results
from streams.terms.days import Day, date_of, iso

_FILE = "month-ends.json"


class BucketLine(Struct, frozen=True):
    """Accounts and their balance in one bucket at the end of a month."""

    on: str
    bucket: str
    accounts: int
    balance_minor: int


class MonthEnds:
    """The month ends of one run, kept in a file of its folder; without a folder in memory alone."""

    def __init__(self, days: tuple[Day, ...], folder: Path | None = None) -> None:
        self._days = days
        self._file = None if folder is None else folder / _FILE
        self._kept: dict[str, tuple[BucketLine, ...]] = {}
        if self._file is not None and self._file.exists():
            found = msgspec.json.decode(self._file.read_bytes(), type=list[BucketLine])
            for line in found:
                self._kept[line.on] = (*self._kept.get(line.on, ()), line)

    @property
    def lines(self) -> tuple[BucketLine, ...]:
        """Every line kept so far, those before a cut included, in order of days."""
        return tuple(line for on in sorted(self._kept) for line in self._kept[on])

    def look(self, results: Results, on: Day) -> None:
        """Keep the table where the day ends a month and is not kept yet."""
        if on not in self._days or iso(on) in self._kept:
            return
        lines = month_end(results, on)
        if lines:
            self._kept[iso(on)] = lines
            self._write()

    def _write(self) -> None:
        if self._file is None:
            return
        # Whole or not at all: what is read back after a cut is never half a table.
        part = self._file.with_suffix(".part")
        part.write_bytes(msgspec.json.encode(self.lines))
        part.replace(self._file)


def month_end(results: Results, on: Day) -> tuple[BucketLine, ...]:
    """Return the table by bucket as it stands, the current accounts first."""
    found = results.buckets()
    order = sorted(found, key=lambda bucket: (bucket != CURRENT, bucket))
    return tuple(BucketLine(iso(on), bucket, *found[bucket]) for bucket in order)


def days_that_end_a_month(first_day: Day, days: int) -> tuple[Day, ...]:
    """Return the last days of months among so many days from the first on."""
    every = (Day(first_day + number) for number in range(days))
    return tuple(day for day in every if date_of(Day(day + 1)).day == 1)
