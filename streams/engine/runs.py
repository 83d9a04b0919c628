"""Refused records in a row: at the limit a topic is not gone on with until somebody gives leave.

A bad deployment must not drain a topic into the dead letters. The count is part of the position, so
a restart stops again; leave names the offset to go on at, and is good for one more run.

>>> runs = Runs({"in.a": 1}, limit=2)
>>> runs.refused("in.a"), runs.is_full("in.a", 8)
(True, True)
>>> runs.resume("in.a", 8), runs.is_full("in.a", 8), runs.is_full("in.a", 8)
(None, False, False)
"""

from collections.abc import Mapping

RUN_MAX = 5_000


class Runs:
    """How many records of each topic were refused one behind the other."""

    def __init__(self, counts: Mapping[str, int], limit: int) -> None:
        self._counts = dict(counts)
        self._limit = limit
        self._leave: dict[str, int] = {}

    def handled(self, topic: str, count: int) -> None:
        """Take note of so many records that were good: after any, the run begins anew."""
        if count and topic in self._counts:
            del self._counts[topic]

    def refused(self, topic: str) -> bool:
        """Count one more; tells whether the limit is reached."""
        self._counts[topic] = self._counts.get(topic, 0) + 1
        return self._counts[topic] >= self._limit

    def resume(self, topic: str, offset: int) -> None:
        """Give leave to go on at an offset."""
        self._leave[topic] = max(offset, self._leave.get(topic, offset))

    def is_full(self, topic: str, offset: int) -> bool:
        """Tell whether a topic must not be gone on with at an offset."""
        if self._counts.get(topic, 0) < self._limit:
            return False
        if self._leave.get(topic) == offset:
            del self._counts[topic]
            return False
        return True

    def counts(self) -> dict[str, int]:
        """Return the counts as the position keeps them."""
        return dict(self._counts)
