"""Waiting until the last stage has passed a tick on every partition."""

from collections.abc import Callable
from time import monotonic

from streams.broker.reading import Reader
from streams.engine.names import Names
from streams.feed.errors import FeedBroken
from streams.terms.control import Watermark
from streams.terms.days import AsOf, date_of
from streams.terms.routes import TREATMENT
from streams.wire.control import decode_watermark
from streams.wire.plain import Unreadable


class Watermarks:
    """Follows the marks of the last stage; every partition of it writes each mark everywhere."""

    def __init__(self, bootstrap: str, names: Names, partitions: int) -> None:
        self._topic = TREATMENT.downstream
        self._marks = dict.fromkeys(range(partitions), -1)
        self._reader = Reader(bootstrap, names.full(self._topic), [0], waits_ms=20)

    def wait(self, as_of: AsOf, seconds: float, look: Callable[[], None]) -> None:
        """Return when the tick has passed; calls `look` while waiting, raises FeedBroken at last.

        `look` may raise too, for example when the worker has died.
        """
        deadline = monotonic() + seconds
        while min(self._marks.values()) < as_of.at:
            if monotonic() > deadline:
                behind = [n for n, at in self._marks.items() if at < as_of.at]
                raise FeedBroken(
                    f"the stages have not passed {date_of(as_of.on)} within {seconds:.0f} s"
                    f" (partitions {behind}): is a worker running? look at its /ready page"
                )
            self._read()
            look()

    def _read(self) -> None:
        for record in self._reader.poll(100):
            mark = _mark(self._topic, record.value)
            if mark is not None and mark.partition in self._marks:
                self._marks[mark.partition] = max(self._marks[mark.partition], mark.as_of.at)

    def close(self) -> None:
        """Let the broker go."""
        self._reader.close()


def _mark(topic: str, value: bytes | None) -> Watermark | None:
    """Return a watermark; what is none, or cannot be read, marks nothing."""
    try:
        return decode_watermark(topic, value)
    except Unreadable:
        return None
