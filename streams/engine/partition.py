"""One partition of one stage between two flushes: records in, a flush out, no Kafka in sight.

Facts are handled as they come. A tick waits until every input has been read up to its cut and the
stage before has passed it everywhere; meanwhile what lies behind the cut is held back, and so is
what the stage before said since. The ticks there are at the start are read before any fact. So each
tick is applied at the same positions, however far one input was fetched ahead of another.
Everything here is synchronous: the same records in the same order give the same flushes.
"""

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic

from streams.engine.letters import letter_of, stray
from streams.engine.murmur2 import partition_of
from streams.engine.position import Clock, Position
from streams.engine.runs import RUN_MAX, Runs
from streams.engine.stage import F, Incoming, N, P, R, Rulebook, StageSpec
from streams.engine.store import Store
from streams.terms.control import PolicyPublished, Resumed, Tick, Watermark
from streams.terms.days import AsOf, Day
from streams.terms.records import Outgoing
from streams.terms.routes import CLOCK, POLICY
from streams.terms.step import Reject, Step

_NOTHING: Mapping[str, int] = {}

Output = tuple[str, int, bytes, bytes | None, str]


@dataclass(frozen=True, slots=True)
class Flush:
    """What one transaction carries: outputs, changed rows, and where the partition then stands.

    An output is `(topic, partition, key, value, origin)`; `tally` counts what was done, by
    `(what, detail)`.
    """

    outputs: list[Output]
    rows: list[tuple[bytes, bytes]]
    position: Position
    tally: "Counter[tuple[str, str]]"


class Partition(Generic[R, F, N, P]):
    """The working state of a partition under one assignment."""

    def __init__(
        self,
        spec: StageSpec[R, F, N, P],
        number: int,
        partitions: int,
        store: Store[R],
        position: Position,
        *,
        ends: Mapping[str, int] = _NOTHING,
        run_max: int = RUN_MAX,
    ) -> None:
        """Begin at a position; no fact is handled before clock and policies are read to `ends`."""
        self.number = number
        self.store = store
        self.clock = position.clock
        self.offsets = dict(position.offsets)
        self.marks = dict(position.marks)
        self.missing_policy: str | None = None
        self._spec = spec
        self._partitions = partitions
        self._unkeyed = position.unkeyed
        self._books: dict[str, Rulebook[P]] = {}
        self._rules: P | None = None
        self._waiting: dict[str, deque[Incoming]] = {
            topic: deque() for topic in (*spec.routes.facts, CLOCK, POLICY)
        }
        self._read_to: dict[str, int] = {}
        self._ticks: deque[tuple[int, Tick]] = deque()
        self._outputs: list[Output] = []
        self._tally: Counter[tuple[str, str]] = Counter()
        self._moved = False
        self._ends = ends
        self._runs = Runs(position.runs, run_max)
        self.full: str | None = None

    # What the consumer hands in.

    def feed(self, topic: str, records: Sequence[Incoming], read_to: int) -> None:
        """Take fetched records of a topic; `read_to` is the consumer's position behind them."""
        self._waiting[topic].extend(records)
        self._read_to[topic] = read_to

    def stands_at(self, topic: str) -> int:
        """Return the offset up to which a topic is handled, transaction markers included."""
        queue = self._waiting[topic]
        if topic == CLOCK and self._ticks:
            return self._ticks[0][0]
        return queue[0].offset if queue else self._read_to.get(topic, self.offsets.get(topic, 0))

    def waiting(self, topic: str) -> int:
        """Return how many fetched records of a topic are not handled yet."""
        return len(self._waiting[topic])

    def pending(self) -> int:
        """Return how much the next flush would carry."""
        return len(self._outputs) + self._tally.total()

    @property
    def progress(self) -> int:
        """A number that rises with every record that is handled."""
        return sum(self.offsets.values())

    @property
    def tick(self) -> Tick | None:
        """The tick that is held until inputs have been read up to its cut."""
        return self._ticks[0][1] if self._ticks else None

    @property
    def is_waiting_for_cut(self) -> bool:
        """Whether a tick is held."""
        return bool(self._ticks)

    def reads(self, topic: str) -> bool:
        """Tell whether the cut of a topic is waited for here."""
        return topic in self._spec.routes.facts and topic != self._spec.routes.upstream

    def upstream(self) -> list[tuple[int, int]]:
        """Return up to which instant each partition of the stage before has passed, -1 for none."""
        if self._spec.routes.upstream is None:
            return []
        return [(number, self.marks.get(number, -1)) for number in range(self._partitions)]

    @property
    def is_catching_up(self) -> bool:
        """Whether ticks, policies or leave that were there at the start are still to be read."""
        return any(
            self._read_to.get(topic, self.offsets.get(topic, 0) if topic == CLOCK else 0) < end
            for topic, end in self._ends.items()
        )

    @property
    def has_ticked(self) -> bool:
        """Whether a tick was applied since the last flush."""
        return any(what == "tick" for what, _ in self._tally)

    # What the loop asks for.

    def advance(self, limit: int) -> bool:
        """Handle up to `limit` records; True when more could be done at once."""
        self._read_control()
        if self.clock is not None and not self._knows(self.clock.policy_digest):
            return False
        if self.is_catching_up:
            # A fact handled now might lie behind the cut of a tick that is not read yet.
            return False
        left, self.full = limit, None
        for topic in self._spec.routes.facts:
            left -= self._handle(topic, self._cut_of(topic), left)
            if left <= 0:
                return True
        if self._ticks and self._is_cut_reached() and self._knows(self._ticks[0][1].policy_digest):
            self._turn(*self._ticks.popleft())
            return True
        return False

    def take(self) -> Flush | None:
        """Return what has to be written now, or None where nothing has moved."""
        if not self._moved:
            return None
        rows = self.store.take_changed()
        position = Position(
            offsets=dict(self.offsets),
            clock=self.clock,
            marks=dict(self.marks),
            unkeyed=self._unkeyed,
            runs=self._runs.counts(),
        )
        flush = Flush(self._outputs, rows, position, self._tally)
        self._outputs, self._tally, self._moved = [], Counter(), False
        return flush

    # Control.

    def _read_control(self) -> None:
        for topic in (POLICY, CLOCK):
            queue = self._waiting[topic]
            # Nothing behind a waiting tick is read: refusing it would move the clock past the tick.
            while queue and not (topic == CLOCK and self._ticks):
                record = queue.popleft()
                read = self._spec.control(topic, record.value)
                if isinstance(read, PolicyPublished):
                    self._learn(topic, record, read)
                elif isinstance(read, Tick):
                    self._ticks.append((record.offset, read))
                elif isinstance(read, Resumed):
                    self._resume(read)
                else:
                    self._refuse_control(topic, record, read)

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

    def _knows(self, digest: str) -> bool:
        known = digest in self._books
        self.missing_policy = None if known else digest
        if known and self._rules is None and self.clock is not None:
            self._rules = self._books[digest].on(self.clock.as_of.on)
        return known

    def _cut_of(self, topic: str) -> int | None:
        return self._ticks[0][1].cut.get(topic) if self._ticks and self.reads(topic) else None

    def _is_cut_reached(self) -> bool:
        tick = self._ticks[0][1]
        if any(at < tick.as_of.at for _, at in self.upstream()):
            return False
        facts = self._spec.routes.facts
        return all(self.stands_at(t) >= tick.cut.get(t, 0) for t in facts if self.reads(t))

    def _is_upstream_ahead(self) -> bool:
        """Tell whether the stage before has passed a tick everywhere that is to come here."""
        passed = min(at for _, at in self.upstream())
        if passed < 0 or (self.clock is not None and passed <= self.clock.as_of.at):
            return False
        # Ticks rise: where a later one is next, this one was refused or is gone, and never comes.
        return not self._ticks or self._ticks[0][1].as_of.at <= passed

    # The turn of a day.

    def _turn(self, offset: int, tick: Tick) -> None:
        self.offsets[CLOCK] = offset + 1
        self._moved = True
        if self.clock is not None and tick.as_of.at <= self.clock.as_of.at:
            self._tally["tick", "repeated"] += 1
            return
        self.clock = Clock(tick.as_of, tick.newest, tick.policy_digest)
        before, rules = self._rules, self._books[tick.policy_digest].on(tick.as_of.on)
        self._rules = rules
        is_same = before is None or before == rules
        keys = self.store.due(tick.as_of.on) if is_same else self.store.take_all()
        origin = f"{CLOCK}/{self.number}/{offset}"
        for key in keys:
            row = self.store.get(key)
            step = self._spec.turn(row, rules, tick.as_of, tick.newest)
            self.store.put(key, step.row, step.wake_on)
            self._say(step.notices, origin)
        self._pass_on(tick, origin)
        self._tally["tick", "applied"] += 1

    def _pass_on(self, tick: Tick, origin: str) -> None:
        mark = Watermark(
            stage=self._spec.routes.name,
            partition=self.number,
            as_of=tick.as_of,
            positions=dict(self.offsets),
        )
        for number in range(self._partitions):
            self._write(self._spec.watermark(mark, self._spec.routes.downstream, number), origin)

    # Facts.

    def _handle(self, topic: str, cut: int | None, limit: int) -> int:
        queue = self._waiting[topic]
        done = 0
        is_upstream = topic == self._spec.routes.upstream
        if is_upstream and self._is_upstream_ahead():
            return 0
        while queue and done < limit and (cut is None or queue[0].offset < cut):
            if self._runs.is_full(topic, self.offsets.get(topic, 0)):
                self.full = topic
                break
            record = queue.popleft()
            is_mark = self._one(topic, record)
            self.offsets[topic] = record.offset + 1
            done += 1
            if is_mark and is_upstream and self._is_upstream_ahead():
                break
        self._moved = self._moved or done > 0
        return done

    def _one(self, topic: str, record: Incoming) -> bool:
        """Handle a record; tells whether it was a watermark."""
        read = self._spec.decode(topic, record.key, record.value)
        if isinstance(read, Watermark):
            self.marks[read.partition] = max(self.marks.get(read.partition, -1), read.as_of.at)
            self._tally["watermark", topic] += 1
            return True
        if isinstance(read, Reject):
            self._refuse(topic, record, read)
            return False
        key = record.key or b""
        if key not in self.store and (stray := self._stray(key)) is not None:
            self._refuse(topic, record, stray)
            return False
        row = self.store.get(key)
        step = self._spec.apply(row, read, self._rules, self._as_of)
        if step.reject is not None:
            self._refuse(topic, record, step.reject)
            return False
        self._runs.accepted(topic)
        self._keep(key, row, step, f"{topic}/{self.number}/{record.offset}")
        self._tally["repeated" if step.row is row else "accepted", topic] += 1
        return False

    def _keep(self, key: bytes, row: R, step: Step[R, N], origin: str) -> None:
        if step.row is not row:
            self.store.put(key, step.row, step.wake_on)
        self._say(step.notices, origin)

    def _stray(self, key: bytes) -> Reject | None:
        return stray(key, self.number, self._partitions)

    # Refusals.

    def _refuse(self, topic: str, record: Incoming, reject: Reject) -> None:
        origin = f"{topic}/{self.number}/{record.offset}"
        letter = letter_of(self._spec.routes.name, (topic, self.number), record, reject)
        sent = self._spec.dead_letter(letter)
        self._outputs.append((sent.topic, self.number, sent.key, sent.value, origin))
        self._tally["refused", reject.rule] += 1
        self._runs.refused(topic)
        self._moved = True
        if not self._hold(topic, record.key, origin, reject.rule):
            self._unkeyed += 1

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
