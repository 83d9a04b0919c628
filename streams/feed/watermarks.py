"""Waiting until the last stage has passed a tick on every partition.

Who waits in vain is told which stage has not passed it: the first such one, since all later ones
wait for it.
"""

from collections.abc import Callable
from contextlib import closing
from time import monotonic

from streams.broker.reading import Reader, Record
from streams.engine.names import Names
from streams.feed.errors import FeedBroken
from streams.terms.control import Tick
from streams.terms.days import AsOf, date_of
from streams.terms.routes import CLOCK, STAGES
from streams.wire.control import decode_control, watermark_in
from streams.wire.watermarks import WATERMARK_KEY

_SAY_AFTER_SECONDS = 5.0
# A worker's host may go by another time than the one that published the tick.
_ASTRAY_MS = 60_000
_LAST_TICKS = 20


class Watermarks:
    """Follows the marks of the last stage; every partition of it writes each mark everywhere.

    `say` is told once a wait what is waited for, so that nobody takes it for a hang.
    """

    def __init__(
        self,
        bootstrap: str,
        names: Names,
        partitions: int,
        say: Callable[[str], None] | None = None,
    ) -> None:
        self._bootstrap, self._names, self._say = bootstrap, names, say
        self._topic = STAGES[-1].downstream
        self._marks = dict.fromkeys(range(partitions), -1)
        self._reader = Reader(bootstrap, names.full(self._topic), [0], waits_ms=20)

    def wait(self, as_of: AsOf, seconds: float, look: Callable[[], None]) -> None:
        """Return when the tick has passed; calls `look` while waiting, raises FeedBroken at last.

        `look` may raise too, for example when the worker has died.
        """
        began, say = monotonic(), self._say
        while min(self._marks.values()) < as_of.at:
            waited = monotonic() - began
            if waited > seconds:
                raise FeedBroken(
                    f"{self._behind(as_of)}, in {seconds:.0f} s: is a worker running? look at its"
                    " /ready page"
                )
            if say is not None and waited > _SAY_AFTER_SECONDS:
                say(f"waiting: {self._behind(as_of)} yet; is a worker running?")
                say = None
            self._read()
            look()

    def _read(self) -> None:
        for record in self._reader.poll(100):
            _note(self._topic, record, self._marks)

    def _behind(self, as_of: AsOf) -> str:
        """Tell which stage has not passed a tick, and on which partitions."""
        found = ((stage, self._marks_of(stage.downstream, as_of)) for stage in STAGES[:-1])
        late = (each for each in found if min(each[1].values()) < as_of.at)
        stage, marks = next(late, (STAGES[-1], self._marks))
        numbers = ", ".join(str(number) for number, at in marks.items() if at < as_of.at)
        return f"{stage.name} has not passed {date_of(as_of.on)} (partitions {numbers})"

    def _marks_of(self, topic: str, as_of: AsOf) -> dict[int, int]:
        """Return the marks that a stage has set in its topic since a tick was published."""
        marks = dict.fromkeys(self._marks, -1)
        with closing(Reader(self._bootstrap, self._names.full(topic), [0])) as reader:
            reader.seek(self._published_ms(as_of) - _ASTRAY_MS)
            for record in reader.news():
                _note(topic, record, marks)
        return marks

    def _published_ms(self, as_of: AsOf) -> int:
        """Return when a tick was published; of one that is not among the last, the beginning."""
        with closing(Reader(self._bootstrap, self._names.full(CLOCK), [0])) as reader:
            reader.skip(keep=_LAST_TICKS)
            for record in reader.news():
                read = decode_control(CLOCK, record.value)
                if isinstance(read, Tick) and read.as_of.at == as_of.at:
                    return int(record.timestamp)
        return _ASTRAY_MS

    def close(self) -> None:
        """Let the broker go."""
        self._reader.close()


def _note(topic: str, record: Record, marks: dict[int, int]) -> None:
    """Take in a watermark; what is none, or cannot be read, marks nothing."""
    if record.key != WATERMARK_KEY:
        return
    mark = watermark_in(topic, record.value)
    if mark is not None and mark.partition in marks:
        marks[mark.partition] = max(marks[mark.partition], mark.as_of.at)
