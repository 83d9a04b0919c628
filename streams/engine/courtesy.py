"""The stages of a worker share one loop: nobody keeps it for long.

Whatever waits for the broker - a flush on its way, heartbeats, partitions being opened - gets on by
one step in a turn of the loop, and has a dozen to go. So a turn is short: a stage with much to
catch up on handles records for some milliseconds and looks up. How many records that is depends on
the stage, the machine and what else runs there, and is learned on the way.

>>> courtesy = Courtesy()
>>> slices = Slices(courtesy)
>>> slices.records
50
>>> slices.took(0.001)
>>> slices.records
100
>>> with courtesy.opening():
...     slices.took(0.006)
>>> slices.records
50
"""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from streams.engine.partition import Partition

_SLICE_SECONDS, _BESIDE_SECONDS = 0.010, 0.004
_RECORDS_MIN, _RECORDS_MAX = 10, 500
_RECORDS_AT_FIRST = 50
_ASIDE_SECONDS = 0.005


class Courtesy:
    """How long a turn may be, and how long to step aside after it; shared by a worker's stages."""

    def __init__(self) -> None:
        """Begin with nobody opening."""
        self._opening = 0

    @contextmanager
    def opening(self) -> Iterator[None]:
        """Ask the others for room as long as this lasts."""
        self._opening += 1
        try:
            yield
        finally:
            self._opening -= 1

    @property
    def seconds(self) -> float:
        """How long a slice should take at most."""
        return _BESIDE_SECONDS if self._opening else _SLICE_SECONDS

    async def step_aside(self) -> None:
        """Let everybody else have a turn, and for a moment more where somebody is opening."""
        await asyncio.sleep(_ASIDE_SECONDS if self._opening else 0)


class Slices:
    """Lets partitions of one stage handle so many records at a time as fit into a turn."""

    def __init__(self, courtesy: Courtesy) -> None:
        """Begin with few, until it is known how long they take."""
        self.courtesy = courtesy
        self.records = _RECORDS_AT_FIRST

    def advance(self, partition: "Partition[Any, Any, Any, Any]") -> bool:
        """Let a partition handle a slice; True when more could be done at once."""
        began = time.monotonic()
        is_behind = partition.advance(self.records)
        # A slice that came to its end says nothing of how long a full one takes.
        if is_behind:
            self.took(time.monotonic() - began)
        return is_behind

    def took(self, seconds: float) -> None:
        """Learn from a full slice: halve what took too long, double what was far too short."""
        wanted = self.courtesy.seconds
        if seconds > wanted:
            self.records = max(_RECORDS_MIN, self.records // 2)
        elif seconds < wanted / 3:
            self.records = min(_RECORDS_MAX, self.records * 2)
