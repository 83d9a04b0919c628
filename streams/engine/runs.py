"""Refused records in a row, and their share: at a limit a topic is not gone on with without leave.

A bad deployment must not drain a topic into the dead letters, whether it spoils everything or every
third record. The counts are part of the position, so a restart stops again; leave names the offset
to go on at, and both limits begin anew.

>>> runs = Runs({"in.a": 1}, limit=2)
>>> runs.refused("in.a"), runs.is_full("in.a", 8)
(True, True)
>>> runs.resume("in.a", 8), runs.is_full("in.a", 8), runs.is_full("in.a", 8)
(None, False, False)
"""

from collections.abc import Iterator, Mapping

from streams.engine.position import Position, Share

RUN_MAX = 5_000
SHARE_PERCENT_MAX = 20
# The share is that of the last records, counted in two halves. A run that is allowed is no share.
WINDOW = 30_000
_HALF = WINDOW // 2


def refused_in(place: str, why: str) -> str:
    """Say why a place is not gone on with, and what to do."""
    return (
        f"{why} of {place} were refused: see `arrears dlq list`, mend their"
        " producer, then let the stage go on with `arrears resume`; nothing is lost meanwhile"
    )


def share_max(percent: int) -> int:
    """Return how many of the last records may be refused."""
    return WINDOW * percent // 100


def stopped(position: Position, run_max: int, percent_max: int) -> Iterator[str]:
    """Yield the topics with which a partition does not go on by itself.

    The limits are those it was run with; where it does not tell them, the ones given.
    """
    if position.limits is not None:
        run_max, percent_max = position.limits
    for topic in sorted({*position.runs, *position.shares}):
        share = position.shares.get(topic, Share())
        is_many = share.bad + share.bad_before > share_max(percent_max)
        if is_many or position.runs.get(topic, 0) >= run_max:
            yield topic


class Runs:
    """How many records of each topic were refused: one behind the other, and of the last ones."""

    def __init__(
        self,
        counts: Mapping[str, int],
        limit: int,
        shares: Mapping[str, Share] | None = None,
        percent_max: int = SHARE_PERCENT_MAX,
    ) -> None:
        self._limit, self._percent_max = limit, percent_max
        self._share_max = share_max(percent_max)
        self._leave: dict[str, int] = {}
        self.adopt(counts, shares or {})

    @property
    def limits(self) -> tuple[int, int]:
        """The run, and the share in percent, at which a topic is not gone on with."""
        return self._limit, self._percent_max

    def handled(self, topic: str, count: int) -> None:
        """Take note of so many records that were good: after any, the run begins anew."""
        if not count:
            return
        if topic in self._counts:
            del self._counts[topic]
        # Where none is refused, there is nothing to have a share of.
        if topic in self._shares:
            self._pass(topic, count, 0)

    def refused(self, topic: str) -> bool:
        """Count one more; tells whether a limit is reached."""
        self._counts[topic] = self._counts.get(topic, 0) + 1
        self._pass(topic, 1, 1)
        return self.why(topic) is not None

    def resume(self, topic: str, offset: int) -> None:
        """Give leave to go on at an offset."""
        self._leave[topic] = max(offset, self._leave.get(topic, offset))

    def why(self, topic: str) -> str | None:
        """Return which limit a topic has reached, None for neither."""
        if self._counts.get(topic, 0) >= self._limit:
            return f"{self._limit:,} records in a row"
        share = self._shares.get(topic)
        if share is not None and share.bad + share.bad_before > self._share_max:
            return f"more than {self._percent_max} % of the last {WINDOW:,} records"
        return None

    def is_full(self, topic: str, offset: int) -> bool:
        """Tell whether a topic must not be gone on with at an offset."""
        if self.why(topic) is None:
            return False
        if self._leave.get(topic) == offset:
            self._counts.pop(topic, None)
            self._shares.pop(topic, None)
            return False
        return True

    def adopt(self, counts: Mapping[str, int], shares: Mapping[str, Share]) -> None:
        """Take over counts; leave that was given stays."""
        self._counts, self._shares = dict(counts), dict(shares)

    def counts(self) -> dict[str, int]:
        """Return the runs as the position keeps them."""
        return dict(self._counts)

    def shares(self) -> dict[str, Share]:
        """Return the shares as the position keeps them."""
        return dict(self._shares)

    def _pass(self, topic: str, count: int, bad: int) -> None:
        share = self._shares.get(topic, Share())
        seen, bad, before = share.seen + count, share.bad + bad, share.bad_before
        if seen >= _HALF:
            # A second half went by in one: what was refused in the first is out of sight.
            bad, before = 0, bad if seen < WINDOW else 0
            seen %= _HALF
        if bad or before:
            self._shares[topic] = Share(seen, bad, before)
        else:
            self._shares.pop(topic, None)
