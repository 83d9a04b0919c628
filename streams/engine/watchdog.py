"""A watch over one partition: input is there, and nothing moves.

>>> watch = Watch()
>>> watch.look(100.0, 7, is_behind=True), watch.look(120.0, 7, is_behind=True)
(0.0, 20.0)
>>> watch.look(121.0, 8, is_behind=True), watch.look(150.0, 8, is_behind=False)
(0.0, 0.0)
"""

from collections.abc import Iterable

from streams.engine.errors import Stalled

# Longer than any flush or rebalance that goes well.
STALLED_SECONDS_MAX = 30.0
# Longer than any single step of an opening is waited for (see `writer`).
UNOPENED_SECONDS_MAX = 90.0


def stood_still(stage: str, number: int, seconds: float) -> Stalled:
    """Return what is said of a partition that has input and does not move."""
    return Stalled(
        f"partition {number} of stage {stage} has input and stood still for {seconds:.0f} s:"
        " nothing is lost; look at the broker's log and at this one, then restart the worker"
    )


def not_opened(stage: str, numbers: Iterable[int], seconds: float) -> Stalled:
    """Return what is said of partitions that were assigned and cannot be opened."""
    named = ", ".join(map(str, numbers))
    return Stalled(
        f"partitions {named} of stage {stage} are being opened, and nothing has come of it for"
        f" {seconds:.0f} s: nothing is lost; look at the broker's log, then restart the worker"
    )


class Sleep:
    """How long a loop has slept without wanting to: a process that was stopped does not know.

    >>> sleep = Sleep()
    >>> sleep.since_last(5.0), sleep.since_last(5.5), sleep.since_last(30.0)
    (0.0, 0.5, 24.5)
    """

    def __init__(self) -> None:
        self._last: float | None = None

    def since_last(self, now: float) -> float:
        """Return the seconds since the last time this was asked, 0.0 at first."""
        before, self._last = self._last, now
        return 0.0 if before is None else now - before


class Watch:
    """How long a partition has stood still although there is something to do."""

    def __init__(self) -> None:
        self._progress = -1
        self._since = 0.0

    def look(self, now: float, progress: int, *, is_behind: bool) -> float:
        """Return for how many seconds nothing has moved; `progress` is any number that rises."""
        if not is_behind or progress != self._progress:
            self._progress, self._since = progress, now
        return now - self._since
