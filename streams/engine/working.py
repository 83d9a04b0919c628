"""What a partition makes of one record or one tick: rows, outputs, and where it then stands.

Which record comes next is decided elsewhere: live by `partition`, after a loss by `rebuilding`.
"""

from bisect import bisect_right
from collections import Counter, deque
from collections.abc import Container, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Generic

from streams.engine.letters import letter_of, stray
from streams.engine.murmur2 import partition_of
from streams.engine.parted import store_of
from streams.engine.position import Clock, Position
from streams.engine.runs import RUN_MAX, Runs
from streams.engine.stage import F, Incoming, N, P, R, Rulebook, StageSpec
from streams.engine.store import Store
from streams.engine.worlds import mark_of
from streams.terms.control import PolicyPublished, Resumed, Tick, Watermark
from streams.terms.days import AsOf, Day
from streams.terms.records import Outgoing
from streams.terms.routes import CLOCK, POLICY
from streams.terms.step import Reject, Step

Output = tuple[str, int, bytes, bytes | None, str]


class Outcome(IntEnum):
    """What became of a record; only what is out of the ordinary is not zero."""

    HANDLED = 0
    REFUSED = 1
    WATERMARK = 2


# Looked up once: this is asked of every record.
_HANDLED = Outcome.HANDLED


@dataclass(frozen=True, slots=True)
class Flush:
    """What one transaction carries: outputs, changed rows, and where the partition then stands.

    An output is `(topic, partition, key, value, origin)`; a row of None is removed. `tally` counts
    what was done, by `(what, detail)`. A flush that `withdraws` takes the position out of the log.
    `steps` are the topics in the order in which they were handled, each with the offset behind.
    """

    outputs: list[Output]
    rows: Sequence[tuple[bytes, bytes | None]]
    position: Position
    tally: "Counter[tuple[str, str]]"
    withdraws: bool = False
    steps: Sequence[tuple[str, int]] = ()


@dataclass(slots=True)
class _Turning:
    """A tick under way: its offset, the rules of its day, and the keys still to be looked at."""

    offset: int
    tick: Tick
    rules: Any
    keys: "deque[bytes]"

    def stands_before(self, cursor: bytes) -> bool:
        """Tell whether a key up to a cursor is still to be looked at."""
        return bool(self.keys) and self.keys[0] <= cursor


class Working(Generic[R, F, N, P]):
    """The working state of a partition under one assignment.

    `last` holds the last record of each input that was handled since the last flush.
    """

    def __init__(
        self,
        spec: StageSpec[R, F, N, P],
        number: int,
        partitions: int,
        store: Store[R],
        position: Position,
        *,
        runs: Runs,
    ) -> None:
        self.number = number
        self.store = store
        self.clock = position.clock
        self.offsets = dict(position.offsets)
        self.marks = dict(position.marks)
        self.missing_policy: str | None = None
        self._spec = spec
        self._partitions = partitions
        self._unkeyed = position.unkeyed
        self._marked = dict(position.marks_read)
        self.last: dict[str, Incoming] = {}
        self._books: dict[str, Rulebook[P]] = {}
        self._rules: P | None = None
        self._outputs: list[Output] = []
        self._tally: Counter[tuple[str, str]] = Counter()
        self._moved = False
        self._runs = runs
        self._turning: _Turning | None = None
        self.cursor, self._half_said = position.cursor, position.half_said
        self.turned = 0
        self._flush = position.flush
        self._steps: list[tuple[str, int]] = []
        self._written: Container[bytes] = ()

    def pending(self) -> int:
        """Return how much the next flush would carry."""
        return len(self._outputs) + self._tally.total()

    @property
    def progress(self) -> int:
        """A number that rises with every record that is handled, and every row that is turned."""
        return sum(self.offsets.values()) + self.turned

    def take(self) -> Flush | None:
        """Return what has to be written now, or None where nothing has moved."""
        if not self._moved:
            return None
        return self.taken()

    def taken(self) -> Flush:
        """Return rows and position as they stand, whether or not anything has moved."""
        self._flush += 1
        flush = Flush(
            self._outputs,
            self.store.take_changed(),
            self._position(),
            self._tally,
            steps=self._steps,
        )
        self._outputs, self._tally, self._moved, self._steps = [], Counter(), False, []
        return flush

    def _step(self, topic: str, until: int) -> None:
        """Note what was handled; what comes again from the same topic makes one step with it."""
        if self._steps and self._steps[-1][0] == topic:
            self._steps.pop()
        self._steps.append((topic, until))

    def mute(self) -> list[Output]:
        """Take the outputs there are, which then are in no flush."""
        outputs, self._outputs = self._outputs, []
        return outputs

    def alone(self, key: bytes | None, row: R | None) -> "Working[R, F, N, P]":
        """Return a copy that holds one row, or none, and knows the same moment and rules."""
        spec = self._spec
        store = store_of(spec)
        if row is not None and key:
            store.put(key, row, None)
        position = Position(clock=self.clock)
        copy = Working(spec, self.number, self._partitions, store, position, runs=Runs({}, RUN_MAX))
        copy._rules = self._rules
        return copy

    @property
    def spec(self) -> StageSpec[R, F, N, P]:
        """The stage."""
        return self._spec

    def _position(self) -> Position:
        return Position(
            offsets=dict(self.offsets),
            clock=self.clock,
            marks=dict(self.marks),
            unkeyed=self._unkeyed,
            runs=self._runs.counts(),
            cursor=self.cursor,
            half_said=self._half_said,
            flush=self._flush,
            shares=self._runs.shares(),
            limits=self._runs.limits,
            rows=len(self.store),
            partitions=self._partitions,
            marks_read=self._marks_read(),
        )

    def _marks_read(self) -> dict[str, int]:
        """Return a mark of the last record of each input; looked at once a flush, not a record."""
        self._marked |= {topic: mark_of(record) for topic, record in self.last.items()}
        self.last = {}
        return dict(self._marked)

    # Control.

    def heed(self, topic: str, record: Incoming) -> Tick | None:
        """Read a control record; a tick is returned, for its time has yet to come."""
        read = self._spec.control(topic, record.value)
        if isinstance(read, Tick):
            return read
        if isinstance(read, PolicyPublished):
            self._learn(topic, record, read)
        elif isinstance(read, Resumed):
            self._resume(read)
        else:
            self._refuse_control(topic, record, read)
        return None

    def _learn(self, topic: str, record: Incoming, published: PolicyPublished) -> None:
        book = self._spec.rulebook(published)
        if isinstance(book, Reject):
            self._refuse_control(topic, record, book)
        else:
            self._books[published.digest] = book

    def _resume(self, leave: Resumed) -> None:
        if (leave.stage, leave.partition) == (self._spec.routes.name, self.number):
            self._runs.resume(leave.topic, leave.offset)

    def _refuse_control(self, topic: str, record: Incoming, reject: Reject) -> None:
        # Policies are read from the start after each restart: what was refused once stays refused.
        if record.offset >= self.offsets.get(topic, 0):
            self._refuse(topic, record, reject)
            self.offsets[topic] = record.offset + 1
            self._step(topic, record.offset + 1)

    def knows(self, digest: str) -> bool:
        """Tell whether a policy is known; where it is not, its name is kept for whoever asks."""
        known = digest in self._books
        self.missing_policy = None if known else digest
        if known and self._rules is None and self.clock is not None:
            self._rules = self._books[digest].on(self.clock.as_of.on)
        return known

    # The turn of a day.

    @property
    def is_turning(self) -> bool:
        """Whether a tick is applied to some rows and not yet to all: no fact may come between."""
        return self._turning is not None or self.cursor is not None

    def turn(self, offset: int, tick: Tick) -> None:
        """Apply a tick whose policy is known; one no newer than the last is passed over."""
        self.begin_turn(offset, tick)
        while self._turning is not None:
            self.turn_on(len(self._turning.keys) + 1)

    def begin_turn(self, offset: int, tick: Tick) -> None:
        """Look which rows a tick is about: behind the cursor, where there is one."""
        self._moved = True
        if self.clock is not None and tick.as_of.at <= self.clock.as_of.at:
            self.offsets[CLOCK] = offset + 1
            self._step(CLOCK, offset + 1)
            self._tally["tick", "repeated"] += 1
            return
        rules = self._books[tick.policy_digest].on(tick.as_of.on)
        is_same = self._rules is None or self._rules == rules
        keys = self.store.due(tick.as_of.on) if is_same else self.store.every()
        done = 0 if self.cursor is None else bisect_right(keys, self.cursor)
        self.offsets[CLOCK] = offset
        self._turning = _Turning(offset, tick, rules, deque(keys[done:]))

    def turn_on(self, limit: int) -> None:
        """Apply the tick to some more rows, and pass it on behind the last."""
        turning = self._turning
        if turning is None:
            return
        tick, rules, keys = turning.tick, turning.rules, turning.keys
        origin = f"{CLOCK}/{self.number}/{turning.offset}"
        before = len(self._outputs)
        some = [keys.popleft() for _ in range(min(limit, len(keys)))]
        for key in some:
            if key in self._written:
                continue
            row = self.store.get(key)
            step = self._spec.turn(row, rules, tick.as_of, tick.newest)
            self.store.put(key, step.row, step.wake_on)
            self._say(step.notices, origin)
        self._moved = True
        self.turned += len(some)
        self._tally["turned", "rows"] += len(some)
        if keys:
            self.cursor = some[-1]
            tables = self._spec.routes.tables
            self._half_said += sum(one[0] not in tables for one in self._outputs[before:])
            self._step(CLOCK, turning.offset)
            return
        self._half_said = 0
        self._step(CLOCK, turning.offset + 1)
        self.offsets[CLOCK] = turning.offset + 1
        self.clock = Clock(tick.as_of, tick.newest, tick.policy_digest)
        self._rules, self._turning, self.cursor = rules, None, None
        self._pass_on(tick, origin)
        self._tally["tick", "applied"] += 1

    def _pass_on(self, tick: Tick, origin: str) -> None:
        mark = Watermark(
            stage=self._spec.routes.name,
            partition=self.number,
            as_of=tick.as_of,
            positions={t: at for t, at in sorted(self.offsets.items()) if t != POLICY},
        )
        for number in range(self._partitions):
            self._write(self._spec.watermark(mark, self._spec.routes.downstream, number), origin)

    # Facts.

    def one(self, topic: str, record: Incoming) -> Outcome:
        """Handle a fact, or a watermark of the stage before."""
        read = self._spec.decode(topic, record.key, record.value)
        if isinstance(read, Watermark):
            self.marks[read.partition] = max(self.marks.get(read.partition, -1), read.as_of.at)
            self._tally["watermark", topic] += 1
            return Outcome.WATERMARK
        if isinstance(read, Reject):
            return self._refuse(topic, record, read)
        key = record.key or b""
        if key not in self.store and (stray := self._stray(key)) is not None:
            return self._refuse(topic, record, stray)
        row = self.store.get(key)
        step = self._spec.apply(row, read, self._rules, self._as_of)
        if step.reject is not None:
            return self._refuse(topic, record, step.reject)
        self._keep(key, row, step, f"{topic}/{self.number}/{record.offset}")
        self._tally["repeated" if step.row is row else "accepted", topic] += 1
        return _HANDLED

    def _keep(self, key: bytes, row: R, step: Step[R, N], origin: str) -> None:
        if step.row is not row:
            self.store.put(key, step.row, step.wake_on)
        self._say(step.notices, origin)

    def _stray(self, key: bytes) -> Reject | None:
        return stray(key, self.number, self._partitions)

    # Refusals.

    def _refuse(self, topic: str, record: Incoming, reject: Reject) -> Outcome:
        origin = f"{topic}/{self.number}/{record.offset}"
        letter = letter_of(self._spec.routes.name, (topic, self.number), record, reject)
        sent = self._spec.dead_letter(letter)
        self._outputs.append((sent.topic, self.number, sent.key, sent.value, origin))
        self._tally["refused", reject.rule] += 1
        self._moved = True
        if not self._hold(topic, record.key, origin, reject.rule):
            self._unkeyed += 1
        return Outcome.REFUSED

    def _hold(self, topic: str, key: bytes | None, origin: str, rule: str) -> bool:
        """Hold the key's row, so that nobody acts on an incomplete one; False without a key."""
        if not key or topic in {CLOCK, POLICY}:
            return False
        if key not in self.store and self._stray(key) is not None:
            return False
        row = self.store.get(key)
        on = Day(0) if self._as_of is None else self._as_of.on
        fact = self._spec.refused(key.decode(), origin, rule, on)
        step = self._spec.apply(row, fact, self._rules, self._as_of)
        self._keep(key, row, step, origin)
        return True

    # Outputs.

    @property
    def _as_of(self) -> AsOf | None:
        return None if self.clock is None else self.clock.as_of

    def _say(self, notices: Sequence[N], origin: str) -> None:
        for notice in notices:
            self._write(self._spec.encode(notice), origin)
            self._tally["said", self._spec.describe(notice)] += 1

    def _write(self, sent: Outgoing, origin: str) -> None:
        number = sent.partition
        if number is None:
            number = partition_of(sent.key, self._partitions)
        self._outputs.append((sent.topic, number, sent.key, sent.value, origin))
