"""One partition of one stage between two flushes: records in, a flush out, no Kafka in sight.

Facts are handled as they come. A tick waits until every input has been read up to its cut and the
stage before has passed it everywhere; meanwhile what lies behind the cut is held back, and so is
what the stage before said since. The ticks there are at the start are read before any fact. So each
tick is applied at the same positions, however far one input was fetched ahead of another.
Everything here is synchronous: the same records in the same order give the same flushes.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import replace

from msgspec import structs

from streams.engine.position import Plan, Position, Unfinished
from streams.engine.runs import RUN_MAX, SHARE_PERCENT_MAX, Runs
from streams.engine.stage import F, Incoming, N, P, R, StageSpec
from streams.engine.store import Store
from streams.engine.working import Flush, Outcome, Working
from streams.terms.control import Tick
from streams.terms.routes import CLOCK, POLICY

_NOTHING: Mapping[str, int] = {}

# Beyond so many fetched records whoever reads is late anyway.
_FAR_BEHIND_RECORDS = 500


class Partition(Working[R, F, N, P]):
    """A partition that is fed as records come."""

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
        percent_max: int = SHARE_PERCENT_MAX,
        unfinished: Unfinished | None = None,
    ) -> None:
        """Begin at a position; no fact is handled before clock and policies are read to `ends`.

        A flush that is `unfinished` is handled again first, in the same order, and written alone.
        """
        runs = Runs(position.runs, run_max, position.shares, percent_max)
        super().__init__(spec, number, partitions, store, position, runs=runs)
        self._waiting: dict[str, deque[Incoming]] = {
            topic: deque() for topic in (*spec.routes.facts, CLOCK, POLICY)
        }
        self._read_to: dict[str, int] = {}
        self._ticks: deque[tuple[int, Tick]] = deque()
        self._ends = ends
        self.full: str | None = None
        self._again = unfinished
        self._left = deque(unfinished.plan.steps if unfinished else ())
        self._later: list[Incoming] = []
        self._written = unfinished.written if unfinished else ()
        self._redone: Plan | None = None

    # What the consumer hands in.

    def feed(self, topic: str, records: Sequence[Incoming], read_to: int) -> None:
        """Take fetched records of a topic; `read_to` is the consumer's position behind them."""
        self._waiting[topic].extend(records)
        self._read_to[topic] = read_to

    def stands_at(self, topic: str) -> int:
        """Return the offset up to which a topic is handled, transaction markers included."""
        queue = self._waiting[topic]
        if topic == CLOCK and self._turning is not None:
            return self._turning.offset
        if topic == CLOCK and self._ticks:
            return self._ticks[0][0]
        return queue[0].offset if queue else self._read_to.get(topic, self.offsets.get(topic, 0))

    def waiting(self, topic: str) -> int:
        """Return how many fetched records of a topic are not handled yet."""
        return len(self._waiting[topic])

    @property
    def is_far_behind(self) -> bool:
        """Whether so much waits that what is handled may be written in larger pieces."""
        return sum(map(len, self._waiting.values())) > _FAR_BEHIND_RECORDS

    @property
    def tick(self) -> Tick | None:
        """The tick that is held until inputs have been read up to its cut."""
        return self._ticks[0][1] if self._ticks else None

    @property
    def is_waiting_for_cut(self) -> bool:
        """Whether a tick is held."""
        return bool(self._ticks)

    @property
    def why_full(self) -> str | None:
        """Which limit of refused records the topic has reached that is not gone on with."""
        return None if self.full is None else self._runs.why(self.full)

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
        if self._is_held():
            return False
        if self._again is not None:
            return self._redo(self._again, limit)
        if self.is_turning:
            return self._turn_on(limit)
        left, self.full = limit, None
        for topic in self._spec.routes.facts:
            left -= self._handle(topic, self._cut_of(topic), left)
            if left <= 0:
                return True
        if self._ticks and self._is_cut_reached() and self.knows(self._ticks[0][1].policy_digest):
            return self._turn_on(limit)
        return False

    def _is_held(self) -> bool:
        if self.clock is not None and not self.knows(self.clock.policy_digest):
            return True
        # A fact handled now might lie behind the cut of a tick that is not read yet.
        return self.must_flush or self.is_catching_up

    def _turn_on(self, limit: int) -> bool:
        """Apply a tick to some more rows; after a restart it has to be read again before."""
        if self._turning is None and not self._begin():
            return False
        self.turn_on(limit)
        return True

    def _begin(self) -> bool:
        if not self._ticks or not self.knows(self._ticks[0][1].policy_digest):
            return False
        self.begin_turn(*self._ticks.popleft())
        return True

    def _read_control(self) -> None:
        for topic in (POLICY, CLOCK):
            queue = self._waiting[topic]
            # Nothing behind a tick is read before it is applied to all: refusing it would move the
            # clock past the tick.
            while queue and not (topic == CLOCK and (self._ticks or self._turning)):
                is_later = self._is_of_later(topic, queue[0])
                if is_later and topic == CLOCK:
                    break
                record = queue.popleft()
                if is_later:
                    self._learn_early(record)
                elif (tick := self.heed(topic, record)) is not None:
                    self._ticks.append((record.offset, tick))

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

    def _handle(self, topic: str, cut: int | None, limit: int) -> int:
        is_upstream = topic == self._spec.routes.upstream
        if is_upstream and self._is_upstream_ahead():
            return 0
        queue, runs, one, handled = self._waiting[topic], self._runs, self.one, Outcome.HANDLED
        done = told = 0
        may_be_full = True
        while queue and done < limit and (cut is None or queue[0].offset < cut):
            if may_be_full and runs.is_full(topic, self.offsets.get(topic, 0)):
                self.full = topic
                break
            may_be_full = False
            record = queue.popleft()
            outcome = one(topic, record)
            self.offsets[topic] = record.offset + 1
            done += 1
            # The ordinary record costs no count of its own.
            if outcome is handled:
                continue
            runs.handled(topic, done - told - 1)
            told = done
            if outcome is Outcome.REFUSED:
                may_be_full = runs.refused(topic)
            elif is_upstream and self._is_upstream_ahead():
                break
        runs.handled(topic, done - told)
        if done:
            self._moved = True
            self.last[topic] = record
            self._step(topic, self.offsets[topic])
        return done

    # A flush that was begun and never ended, written without a transaction.

    @property
    def is_redoing(self) -> bool:
        """Whether a flush is being handled again: it is written whole or not at all."""
        return self._again is not None

    def take(self) -> Flush | None:
        """Return what has to be written now, or None where nothing has moved or is whole yet."""
        return None if self.is_redoing else super().take()

    def taken(self) -> Flush:
        """Return the flush; one that was handled again is the one that was planned.

        But for the count of its records: whoever planned it may have written rows in another form.
        """
        flush = super().taken()
        if self._redone is None:
            return flush
        plan, self._redone = self._redone, None
        self._waiting[POLICY].extendleft(reversed(self._later))
        self._later.clear()
        position = structs.replace(plan.position, rows=flush.position.rows)
        return replace(flush, steps=plan.steps, position=position)

    @property
    def must_flush(self) -> bool:
        """Whether nothing may be handled before what was handled again is written."""
        return self._redone is not None

    def _redo(self, unfinished: Unfinished, limit: int) -> bool:
        """Handle the next step of the flush again; True when more could be done at once."""
        if not self._left:
            self._adopt(unfinished.plan)
            return False
        topic, until = self._left[0]
        if topic == CLOCK:
            is_done = self._redo_clock(unfinished.plan.position.cursor, until, limit)
        else:
            is_done = topic == POLICY or self._redo_facts(unfinished, until, limit)
        if is_done:
            self._left.popleft()
        return is_done or self.waiting(topic) > 0 or self._turning is not None

    def _redo_facts(self, unfinished: Unfinished, until: int, limit: int) -> bool:
        topic = self._left[0][0]
        queue = self._waiting[topic]
        for _ in range(min(limit, len(queue))):
            if queue[0].offset >= until:
                break
            record = queue.popleft()
            # A row that was written is behind all of the flush, and all it led to was said.
            if record.key not in unfinished.written:
                self.one(topic, record)
            self.offsets[topic] = record.offset + 1
            self.last[topic] = record
        return self.offsets.get(topic, 0) >= until

    def _redo_clock(self, cursor: bytes | None, until: int, limit: int) -> bool:
        if self.offsets.get(CLOCK, 0) < until:
            self._turn_on(limit)
            return False
        is_last = all(topic != CLOCK for topic, _ in list(self._left)[1:])
        if cursor is None or not is_last:
            return True
        if self._turning is None and not self._begin():
            return False
        while self._turning is not None and self._turning.stands_before(cursor):
            self.turn_on(1)
        return True

    def _is_of_later(self, topic: str, record: Incoming) -> bool:
        if self._again is None:
            return False
        end = self._again.plan.position
        half = 1 if topic == CLOCK and end.cursor is not None else 0
        return record.offset >= end.offsets.get(topic, 0) + half

    def _learn_early(self, record: Incoming) -> None:
        """Learn a policy that the flush may need; if it is refused, that is of a later flush."""
        kept = self.offsets.get(POLICY, 0)
        self.offsets[POLICY] = record.offset + 1
        self.heed(POLICY, record)
        self.offsets[POLICY] = kept
        if kept == 0:
            del self.offsets[POLICY]
        self._later.append(record)

    def _adopt(self, plan: Plan) -> None:
        """Take over what was counted on the way: of rows that were written nothing was counted."""
        end = plan.position
        self._unkeyed, self.cursor, self._half_said = end.unkeyed, end.cursor, end.half_said
        self._runs.adopt(end.runs, end.shares)
        self._again, self._written, self._redone, self._moved = None, (), plan, True
