"""The topics of a run as they stand in the log: committed records, in order, in memory.

The check has a reader of its own, so that a fault of the engine's reading hides nothing from it.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from functools import cache
from typing import NamedTuple

from msgspec import Struct

from schemas.catalog import topic
from streams.broker.reading import Reader

Place = tuple[str, int]
"""A topic's plain name and a partition of it."""

Progress = Callable[[str, int], None]
"""Hears of a topic that was read, and how many records it holds."""

SOURCE = "arrears-source"


class Entry(NamedTuple):
    """One committed record; `timestamp` is in milliseconds."""

    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]

    @property
    def origin(self) -> str | None:
        """The input position that the record names as its source, if it names one."""
        found = dict(self.headers).get(SOURCE)
        return None if found is None else found.decode(errors="replace")


class Logged(Struct, frozen=True):
    """What was read: the records of each place, and the first offset that is still there.

    `until_ms` is when the reading began: what came later may not have been handled yet.
    """

    entries: dict[Place, list[Entry]]
    begins: dict[Place, int]
    until_ms: int = 2**63

    def of(self, topic: str, number: int) -> list[Entry]:
        """Return the records of a place, in order."""
        return self.entries.get((topic, number), [])


@cache
def is_compacted(name: str) -> bool:
    """Tell whether a topic keeps only the last word on a key."""
    return topic(name).cleanup == "compact"


def read(
    bootstrap: str,
    topics: Iterable[str],
    full: Callable[[str], str],
    partitions: int,
    progress: Progress,
) -> Logged:
    """Read topics whole, in the order given; one that does not exist is empty.

    A run may go on meanwhile: with the rows first, whatever they rest on is read behind them.
    """
    until_ms = int(time.time() * 1000)
    entries: dict[Place, list[Entry]] = {}
    begins: dict[Place, int] = {}
    for name in topics:
        numbers = range(partitions)
        with closing(Reader(bootstrap, full(name), numbers, records_max=5_000)) as reader:
            if full(name) not in reader.topics():
                continue
            begins |= _named(name, reader.begins())
            for record in reader.news():
                headers = tuple(record.headers)
                entry = Entry(record.offset, record.timestamp, record.key, record.value, headers)
                entries.setdefault((name, record.partition), []).append(entry)
        progress(name, sum(len(entries.get((name, n), ())) for n in numbers))
    return Logged(entries, begins, until_ms)


def _named(name: str, begins: Mapping[int, int]) -> dict[Place, int]:
    return {(name, number): offset for number, offset in begins.items()}
