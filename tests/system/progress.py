"""How far the last stage has come, seen from outside: the watermarks it has passed on."""

from collections.abc import Callable
from time import monotonic

from kafka.errors import KafkaError

from streams.broker.reading import Reader
from streams.engine.names import Names
from streams.terms.routes import STAGES
from streams.wire.control import watermark_in
from streams.wire.watermarks import WATERMARK_KEY

_WAIT_SECONDS_MAX = 300.0


class Progress:
    """Follows the marks of one run; each partition of the last stage says each of them."""

    def __init__(self, bootstrap: str, prefix: str, partitions: int) -> None:
        self._topic = STAGES[-1].downstream
        self._marks = dict.fromkeys(range(partitions), -1)
        self._bootstrap, self._name = bootstrap, Names(prefix).full(self._topic)
        self._reader = self._opened()

    def passed_at(self) -> int:
        """Return the instant of the newest tick that every partition has passed, -1 for none.

        A reader whose broker has gone and come back may wait for ever: another one takes its place
        and begins anew, since to hear a mark twice changes nothing.
        """
        try:
            return self._read()
        except KafkaError:
            self._reader.close()
            self._reader = self._opened()
            return self._read()

    def _opened(self) -> Reader:
        return Reader(self._bootstrap, self._name, [0], waits_ms=20)

    def _read(self) -> int:
        for record in self._reader.news():
            is_mark = record.key == WATERMARK_KEY
            mark = watermark_in(self._topic, record.value) if is_mark else None
            if mark is not None:
                at = max(self._marks[mark.partition], mark.as_of.at)
                self._marks[mark.partition] = at
        return min(self._marks.values())

    def wait_until(self, is_enough: Callable[[int], bool], look: Callable[[], None]) -> None:
        """Wait until what all have passed is enough.

        `look` is called meanwhile; raises AssertionError where nothing moves for too long.
        """
        moved, stood_at = monotonic(), -1
        while not is_enough(at := self.passed_at()):
            if at != stood_at:
                moved, stood_at = monotonic(), at
            if monotonic() - moved > _WAIT_SECONDS_MAX:
                raise AssertionError(f"stands at {at} after {_WAIT_SECONDS_MAX:.0f} s")
            look()

    def close(self) -> None:
        """Let the broker go."""
        self._reader.close()
