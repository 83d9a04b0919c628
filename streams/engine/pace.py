r"""How a recovery gets on: a line in the log every few seconds, and how long it has to go.

>>> lines = []
>>> pace = Pace("first", lines.append)
>>> for at, done in enumerate((0, 1_000, 2_500, 4_000)):
...     pace.heard(done, 4_000, 2.0 * at)
>>> print(*lines, sep="\n")
first reads its rows back: [#####...............]  25 %, 1,000 of 4,000, 6 s left
first reads its rows back: [############........]  62 %, 2,500 of 4,000, 2 s left
first has read its rows back: 4,000 in 6.0 s
"""

from collections.abc import Callable

_EVERY_SECONDS = 2.0
_CELLS = 20


class Pace:
    """Hears how many rows are read of how many, and says so now and then."""

    def __init__(self, stage: str, say: Callable[[str], None], what: str = "its rows") -> None:
        self.done = self.total = 0
        self.seconds_left: float | None = None
        self._stage, self._say, self._what = stage, say, what
        self._began: float | None = None
        self._said = 0.0

    def heard(self, done: int, total: int, now: float) -> None:
        """Take note; `now` is any clock in seconds."""
        if self._began is None or done < self.done:
            self._began = self._said = now
        self.done, self.total = done, total
        spent = now - self._began
        left = total - done
        self.seconds_left = left * spent / done if done else None
        if left == 0 and spent >= _EVERY_SECONDS:
            self._say(f"{self._stage} has read {self._what} back: {total:,} in {spent:.1f} s")
        elif left and now - self._said >= _EVERY_SECONDS:
            self._said = now
            self._say(self._line())

    def _line(self) -> str:
        share = self.done / self.total
        bar = "#" * int(share * _CELLS)
        seconds = "" if self.seconds_left is None else f", {self.seconds_left:.0f} s left"
        return (
            f"{self._stage} reads {self._what} back: [{bar:.<{_CELLS}}] {int(100 * share):>3} %,"
            f" {self.done:,} of {self.total:,}{seconds}"
        )
