"""A stage on this worker: the whole life of its partitions in one place and one loop.

Assigned: pause, fence (open the writers), recover (read the rows back), seek, resume. Then fetch,
handle, flush. Revoked: wait for the flush on its way, drop everything. A token per assignment is
tested before every step that another worker could be hurt by. Any failure ends the process with a
named reason: memory that is ahead of the log is never gone on with.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Iterable
from typing import Any

from aiokafka import ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import KafkaError
from mode import Service

from streams.engine.courtesy import Courtesy, Slices
from streams.engine.errors import (
    EngineStopped,
    Fenced,
    FlushFailed,
    TooManyRefused,
)
from streams.engine.held import FlushPolicy, Held
from streams.engine.inputs import SESSION_SECONDS, Inputs
from streams.engine.keeping import Keeping
from streams.engine.meters import InputLag, Meters, StageState
from streams.engine.names import Names
from streams.engine.naming import named
from streams.engine.pace import Pace
from streams.engine.parted import store_of
from streams.engine.partition import Partition
from streams.engine.position import Position
from streams.engine.rebuild import Place, require_rows
from streams.engine.recovery import restore
from streams.engine.repeating import Delivery, RepeatingWriter
from streams.engine.runs import RUN_MAX, SHARE_PERCENT_MAX, refused_in
from streams.engine.stage import StageSpec
from streams.engine.waiting import reason_of
from streams.engine.watchdog import (
    STALLED_SECONDS_MAX,
    UNOPENED_SECONDS_MAX,
    Sleep,
    Watch,
    not_opened,
    stood_still,
)
from streams.engine.working import Flush
from streams.engine.worlds import require_same_inputs, require_same_partitions
from streams.engine.writer import Writer
from streams.terms.routes import CLOCK, POLICY

_LOG = logging.getLogger("arrears.engine")
_FETCH_MS = 20
_OFFSETS_EVERY_SECONDS = 1.0
_WATCH_EVERY_SECONDS = 1.0

Fatal = Callable[[EngineStopped], None]


class StageRunner(Service):  # type: ignore[misc]  # mode carries no types
    """Runs one stage on the partitions that the group assigns to this worker.

    `fatal` is called once, with what ended it; it must end the process.
    """

    def __init__(  # noqa: PLR0917 - wired by name in one place, the composition root
        self,
        spec: StageSpec[Any, Any, Any, Any],
        bootstrap: str,
        names: Names,
        partitions: int,
        instance: str,
        flush: FlushPolicy,
        meters: Meters,
        fatal: Fatal,
        run_max: int = RUN_MAX,
        percent_max: int = SHARE_PERCENT_MAX,
        delivery: Delivery = "exactly-once",
        keeping: Keeping | None = None,
        courtesy: Courtesy | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.spec, self.bootstrap, self.names = spec, bootstrap, names
        self.partitions, self.instance = partitions, instance
        self._flush_policy, self._meters, self._fatal = flush, meters, fatal
        self._run_max, self._percent_max, self.delivery = run_max, percent_max, delivery
        self.keeping, self._slices = keeping, Slices(courtesy or Courtesy())
        self._topics = (*spec.routes.facts, CLOCK, POLICY)
        self._inputs: Inputs | None = None
        self._token: object = object()
        self._opening: asyncio.Task[None] | None = None
        self._held: dict[int, Held] = {}
        self._assigned: tuple[int, ...] = ()
        self._failed = False
        self._pace = Pace(spec.routes.name, _LOG.info)
        self._committed_at = self._offsets_at = 0.0
        self._sleep, self._unopened, self._opened = Sleep(), Watch(), 0

    # Life.

    async def on_start(self) -> None:
        """Join the group; the loop begins with the first assignment."""
        self._inputs = Inputs(
            self.bootstrap, self.names, self.spec.routes.name, self.instance, self._topics
        )
        await self._inputs.start(_Rebalance(self))

    async def on_stop(self) -> None:
        """Write what has been handled, and leave."""
        try:
            if not self._failed:
                for held in self._held.values():
                    await held.flush()
            await self.drop()
        except EngineStopped as stopped:
            _LOG.error("stage %s ended with its last flush: %s", self.spec.routes.name, stopped)
        if self.keeping is not None:
            await self.keeping.end()
        if self._inputs is not None:
            await self._inputs.stop()

    @Service.task  # type: ignore[untyped-decorator]
    async def _run(self) -> None:
        try:
            while not self.should_stop:
                await self._round()
        except Exception as broken:  # noqa: BLE001 - whatever it is, it ends with a name
            if not isinstance(broken, EngineStopped | KafkaError):
                _LOG.exception("stage %s raised", self.spec.routes.name)
            self._fail(named(broken, self.spec.routes.name, self.instance))

    def _fail(self, stopped: EngineStopped) -> None:
        if not self._failed:
            self._failed = True
            if isinstance(stopped, FlushFailed | Fenced):
                self._meters.aborted(self.spec.routes.name)
            self._fatal(stopped)

    @Service.task  # type: ignore[untyped-decorator]
    async def _watch(self) -> None:
        """Look for partitions that stand still, beside the loop: it may be what stands still."""
        while not self.should_stop:
            await self.sleep(_WATCH_EVERY_SECONDS)
            self._look_at_opening()
            for number, held in list(self._held.items()):
                self._look_at(number, held)
            if self.keeping is not None:
                self.keeping.look(time.monotonic(), self._held.values())

    def _look_at(self, number: int, held: Held) -> None:
        partition = held.partition
        lags = [lag.records for lag in self._lags_of(number, held)]
        is_idle = held.flushing is None and partition.pending() == 0 and partition.tick is None
        is_behind = any(lags) or not is_idle
        seconds = held.watch.look(time.monotonic(), partition.progress, is_behind=is_behind)
        held.waits = None
        if seconds > STALLED_SECONDS_MAX:
            held.waits = reason_of(partition)
            if held.waits is None:
                self._fail(stood_still(self.spec.routes.name, number, seconds))

    def _look_at_opening(self) -> None:
        """See that an opening gets on: what it waits for may never come."""
        is_opening = self._opening is not None and not self._opening.done()
        steps = self._opened + self._pace.done
        seconds = self._unopened.look(time.monotonic(), steps, is_behind=is_opening)
        if seconds > UNOPENED_SECONDS_MAX:
            self._fail(not_opened(self.spec.routes.name, self._assigned, seconds))

    # Assignment.

    async def drop(self) -> None:
        """Let go of every partition; what has not been written is forgotten here."""
        self._token = object()
        opening, self._opening = self._opening, None
        if opening is not None and not opening.done():
            opening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await opening
        held, self._held, self._assigned = self._held, {}, ()
        ends = await asyncio.gather(*(one.close() for one in held.values()), return_exceptions=True)
        for end in ends:
            if isinstance(end, BaseException):
                raise end

    def begin(self, assigned: Iterable[TopicPartition]) -> None:
        """Start opening the partitions just assigned; they stay paused until recovered."""
        parts = list(assigned)
        if self._failed or self._inputs is None or not parts:
            return
        self._assigned = tuple(sorted({part.partition for part in parts}))
        self._inputs.keep_still(parts)
        self._token = object()
        self._opening = asyncio.create_task(self._open_or_fail(self._token, parts))

    async def _open_or_fail(self, token: object, parts: list[TopicPartition]) -> None:
        try:
            with self._slices.courtesy.opening():
                await self._open(token, parts)
        except EngineStopped as stopped:
            self._fail(stopped)
        except KafkaError as broken:
            self._fail(EngineStopped(f"the partitions could not be opened: {broken!r}"))
        except Exception as ours:  # noqa: BLE001 - whatever it is, it ends with a name
            _LOG.exception("stage %s could not be opened", self.spec.routes.name)
            self._fail(EngineStopped(f"opening raised {ours!r}, which is ours to mend"))

    async def _open(self, token: object, parts: list[TopicPartition]) -> None:
        assert self._inputs is not None  # noqa: S101 - opened only while the consumer lives
        numbers = sorted({part.partition for part in parts})
        writers: dict[int, Writer | RepeatingWriter] = {}
        try:
            for number in numbers:
                if token is not self._token:
                    return
                writers[number] = self._writer(number)
                await writers[number].open()
                self._opened += 1
            stores = {number: store_of(self.spec) for number in numbers}
            keeping, rows = self.keeping, self.names.full(self.spec.routes.rows)
            kept = None if keeping is None else keeping.kept
            restored = await restore(self.bootstrap, rows, stores, self._progress, kept)
            for position in restored.positions.values():
                require_same_partitions(self.spec.routes.name, position, self.partitions)
            await require_rows(self._place, restored)
            self._opened += 1
            stage, stood = self.spec.routes.name, restored.positions
            await require_same_inputs(self.bootstrap, self.names, stage, stood)
            if token is not self._token:
                return
            for number in numbers:
                partition = Partition(
                    self.spec,
                    number,
                    self.partitions,
                    stores[number],
                    restored.positions.get(number) or Position(),
                    ends=await self._inputs.control_ends(number),
                    run_max=self._run_max,
                    percent_max=self._percent_max,
                    unfinished=restored.plans.get(number),
                )
                await self._inputs.seek(number, partition.offsets)
                self._held[number] = Held(
                    partition,
                    writers.pop(number),
                    self._flush_policy,
                    self._committed,
                    keep=None if keeping is None else keeping.keep,
                )
            self._inputs.release(parts)
        finally:
            for writer in writers.values():
                await writer.close()

    @property
    def _place(self) -> Place:
        return Place(self.bootstrap, self.names, self.spec, self.partitions)

    def _writer(self, number: int) -> Writer | RepeatingWriter:
        routes = self.spec.routes
        kind = Writer if self.delivery == "exactly-once" else RepeatingWriter
        return kind(self.bootstrap, self.names, routes.name, routes.rows, number)

    def _progress(self, done: int, total: int) -> None:
        self._pace.heard(done, total, time.monotonic())

    # The loop.

    async def _round(self) -> None:
        self._require_awake()
        busy = False
        for held in list(self._held.values()):
            is_behind = not held.is_full and self._slices.advance(held.partition)
            busy = is_behind or busy
            if held.flushing is not None and held.flushing.done():
                await held.settled()
            if held.is_flush_due(is_behind=is_behind and held.partition.is_far_behind):
                await held.flush()
            if held.partition.full is not None and held.partition.pending() == 0:
                await held.settled()
                place = f"{self.names.full(held.partition.full)}/{held.partition.number}"
                raise TooManyRefused(refused_in(place, held.partition.why_full or ""))
            await self._slices.courtesy.step_aside()
        await self._fetch(0 if busy else _FETCH_MS)
        await self._tell_offsets()

    def _require_awake(self) -> None:
        """Raise Fenced after a sleep longer than a session, where no transaction would fence us."""
        slept = self._sleep.since_last(time.monotonic())
        if self.delivery != "exactly-once" and slept > SESSION_SECONDS:
            raise Fenced(
                f"stage {self.spec.routes.name} stood still for {slept:.0f} s, and another worker"
                " may own its partitions: this one stops; start it again"
            )

    async def _fetch(self, timeout_ms: int) -> None:
        inputs = self._inputs
        if inputs is None or not self._held:
            await asyncio.sleep(_FETCH_MS / 1000)
            return
        newest_ms = 0
        for number, topic, records in await inputs.fetch(timeout_ms):
            if number in self._held:
                newest_ms = max(newest_ms, records[-1].timestamp)
                self._held[number].partition.feed(topic, records, records[-1].offset + 1)
        if newest_ms:
            self._meters.handled(self.spec.routes.name, newest_ms)
        for number, held in self._held.items():
            for topic in self._topics:
                inputs.limit(number, topic, held.partition.waiting(topic))
        await self._note_positions(inputs, every=False)

    async def _note_positions(self, inputs: Inputs, *, every: bool) -> None:
        """Tell partitions how far each input is read: markers take offsets but are no records."""
        for number, held in list(self._held.items()):
            partition = held.partition
            if not (every or partition.is_waiting_for_cut or partition.is_catching_up):
                continue
            for topic in self._topics:
                position = await inputs.position(number, topic)
                if position is not None:
                    partition.feed(topic, (), position)

    async def _tell_offsets(self) -> None:
        now = time.monotonic()
        if now - self._offsets_at < _OFFSETS_EVERY_SECONDS or self._inputs is None:
            return
        self._offsets_at = now
        await self._note_positions(self._inputs, every=True)
        await self._inputs.tell(
            (number, topic, held.partition.stands_at(topic))
            for number, held in self._held.items()
            for topic in held.partition.offsets
        )

    def _committed(self, flush: Flush, seconds: float) -> None:
        self._committed_at = time.time()
        self._meters.committed(self.spec.routes.name, flush.tally, seconds)

    # What it looks like from outside.

    def state(self) -> StageState:
        """Return how the stage stands; cheap enough for every scrape."""
        held = self._held
        labels: dict[str, int] = {}
        for one in held.values():
            for label, count in one.partition.store.labels.items():
                labels[label] = labels.get(label, 0) + count
        missing = [h.partition.missing_policy for h in held.values() if h.partition.missing_policy]
        waits = tuple(f"partition {n}: {h.waits}" for n, h in held.items() if h.waits)
        return StageState(
            name=self.spec.routes.name,
            partitions=tuple(sorted(held)),
            ready=bool(held) and not (self._failed or missing or waits),
            failed=self._failed,
            rows_read=self._pace.done,
            rows_total=self._pace.total,
            recovery_seconds_left=self._pace.seconds_left if self._pace.done else None,
            committed_at=self._committed_at,
            clocks={n: h.partition.clock.as_of for n, h in held.items() if h.partition.clock},
            marks={n: min(h.partition.marks.values(), default=0) for n, h in held.items()},
            labels=labels,
            missing_policy=missing[0] if missing else None,
            waits=waits,
            opening=() if held else self._assigned,
            lags=tuple(self._lags()),
        )

    def _lags(self) -> Iterable[InputLag]:
        for number, held in self._held.items():
            yield from self._lags_of(number, held)

    def _lags_of(self, number: int, held: Held) -> Iterable[InputLag]:
        inputs = self._inputs
        for topic in self._topics:
            at = held.partition.stands_at(topic)
            records = None if inputs is None else inputs.behind(number, topic, at)
            if records is not None:
                yield InputLag(topic=topic, partition=number, records=records)


class _Rebalance(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka carries no types
    def __init__(self, runner: StageRunner) -> None:
        self._runner = runner

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        del revoked  # the protocol is eager: everything goes
        try:
            await self._runner.drop()
        except EngineStopped as stopped:
            self._runner._fail(stopped)  # noqa: SLF001 - the listener is part of the runner

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        self._runner.begin(assigned)
