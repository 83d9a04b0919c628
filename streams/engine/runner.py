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

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.coordinator.assignors.range import RangePartitionAssignor
from aiokafka.errors import KafkaError, OffsetOutOfRangeError, UnknownError
from mode import Service

from streams.engine.errors import EngineStopped, Fenced, InputsGone
from streams.engine.held import FlushPolicy, Held
from streams.engine.meters import InputLag, Meters, StageState
from streams.engine.names import Names
from streams.engine.partition import Flush, Partition
from streams.engine.position import Position
from streams.engine.recovery import restore
from streams.engine.stage import StageSpec
from streams.engine.store import Store
from streams.engine.writer import Writer
from streams.terms.routes import CLOCK, POLICY

_LOG = logging.getLogger("arrears.engine")
_SLICE = 5_000
_WAITING_MAX = 50_000
_FETCH_MS = 20
_OFFSETS_EVERY_SECONDS = 1.0

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
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.spec, self.bootstrap, self.names = spec, bootstrap, names
        self.partitions, self.instance = partitions, instance
        self._flush_policy, self._meters, self._fatal = flush, meters, fatal
        self._topics = (*spec.routes.facts, CLOCK, POLICY)
        self._consumer: AIOKafkaConsumer | None = None
        self._token: object = object()
        self._opening: asyncio.Task[None] | None = None
        self._held: dict[int, Held] = {}
        self._failed = False
        self._rows = (0, 0)
        self._committed_at = 0.0
        self._offsets_at = 0.0

    # Life.

    async def on_start(self) -> None:
        """Join the group; the loop begins with the first assignment."""
        stage = self.spec.routes.name
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=self.bootstrap,
            client_id=f"{self.names.group(stage)}-{self.instance}",
            group_id=self.names.group(stage),
            group_instance_id=f"{self.instance}-{stage}",
            partition_assignment_strategy=(RangePartitionAssignor,),
            enable_auto_commit=False,
            auto_offset_reset="none",
            isolation_level="read_committed",
            session_timeout_ms=10_000,
            heartbeat_interval_ms=2_000,
            max_poll_interval_ms=300_000,
        )
        self._consumer.subscribe(
            [self.names.full(topic) for topic in self._topics], listener=_Rebalance(self)
        )
        await self._consumer.start()

    async def on_stop(self) -> None:
        """Write what has been handled, and leave."""
        with contextlib.suppress(EngineStopped):
            if not self._failed:
                for held in self._held.values():
                    await held.flush()
            await self.drop()
        if self._consumer is not None:
            await self._consumer.stop()

    @Service.task  # type: ignore[untyped-decorator]
    async def _run(self) -> None:
        try:
            while not self.should_stop:
                await self._round()
        except EngineStopped as stopped:
            self._fail(stopped)
        except OffsetOutOfRangeError as gone:
            self._fail(
                InputsGone(
                    f"records not read yet are gone from {gone}: restore the topic, or rebuild"
                    " this stage from a snapshot"
                )
            )
        except UnknownError as unknown:
            # aiokafka 0.14 has no name for FENCED_INSTANCE_ID (82) and reports it as unknown.
            self._fail(
                Fenced(
                    f"the group refused this worker ({unknown!r}); most likely another worker runs"
                    f" as instance {self.instance!r}: give each worker its own --instance"
                )
            )
        except KafkaError as broken:
            self._fail(EngineStopped(f"the broker refused the consumer: {broken!r}"))
        except Exception as ours:  # noqa: BLE001 - whatever it is, it ends with a name
            _LOG.exception("stage %s raised", self.spec.routes.name)
            self._fail(
                EngineStopped(
                    f"stage {self.spec.routes.name} raised {ours!r}, which is ours to mend: nothing"
                    " is lost; the traceback is in the log"
                )
            )

    def _fail(self, stopped: EngineStopped) -> None:
        if not self._failed:
            self._failed = True
            self._meters.aborted(self.spec.routes.name)
            self._fatal(stopped)

    # Assignment.

    async def drop(self) -> None:
        """Let go of every partition; what has not been written is forgotten here."""
        self._token = object()
        opening, self._opening = self._opening, None
        if opening is not None and not opening.done():
            opening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await opening
        held, self._held = self._held, {}
        ends = await asyncio.gather(*(one.close() for one in held.values()), return_exceptions=True)
        for end in ends:
            if isinstance(end, BaseException):
                raise end

    def begin(self, assigned: Iterable[TopicPartition]) -> None:
        """Start opening the partitions just assigned; they stay paused until recovered."""
        consumer = self._consumer
        parts = list(assigned)
        if self._failed or consumer is None or not parts:
            return
        consumer.pause(*parts)
        for part in parts:
            # A paused partition is not fetched; without any position, though, aiokafka would look
            # for a group offset and, finding none, raise from the next fetch.
            consumer.seek(part, 0)
        self._token = object()
        self._opening = asyncio.create_task(self._open_or_fail(self._token, parts))

    async def _open_or_fail(self, token: object, parts: list[TopicPartition]) -> None:
        try:
            await self._open(token, parts)
        except EngineStopped as stopped:
            self._fail(stopped)
        except KafkaError as broken:
            self._fail(EngineStopped(f"the partitions could not be opened: {broken!r}"))
        except Exception as ours:  # noqa: BLE001 - whatever it is, it ends with a name
            _LOG.exception("stage %s could not be opened", self.spec.routes.name)
            self._fail(EngineStopped(f"opening raised {ours!r}, which is ours to mend"))

    async def _open(self, token: object, parts: list[TopicPartition]) -> None:
        numbers = sorted({part.partition for part in parts})
        writers: dict[int, Writer] = {}
        try:
            for number in numbers:
                if token is not self._token:
                    return
                writers[number] = self._writer(number)
                await writers[number].open()
            stores = {number: self._store() for number in numbers}
            positions = await restore(
                self.bootstrap, self.names.full(self.spec.routes.rows), stores, self._progress
            )
            if token is not self._token:
                return
            for number in numbers:
                partition = await self._partition(number, stores[number], positions[number])
                self._held[number] = Held(
                    partition, writers.pop(number), self._flush_policy, self._committed
                )
            self._consumer.resume(*parts)  # type: ignore[union-attr]  # open while it is assigned
        finally:
            for writer in writers.values():
                await writer.close()

    async def _partition(
        self, number: int, store: Store[Any], position: Position
    ) -> "Partition[Any, Any, Any, Any]":
        """Return the partition where it stood, its inputs sought to there."""
        clock = TopicPartition(self.names.full(CLOCK), number)
        ends = await self._consumer.end_offsets([clock])  # type: ignore[union-attr]  # as above
        partition = Partition(
            self.spec, number, self.partitions, store, position, clock_end=ends[clock]
        )
        await self._seek(partition)
        return partition

    def _writer(self, number: int) -> Writer:
        routes = self.spec.routes
        return Writer(self.bootstrap, self.names, routes.name, routes.rows, number)

    def _store(self) -> Store[Any]:
        spec = self.spec
        return Store(blank=spec.blank, pack=spec.pack, unpack=spec.unpack, label=spec.label)

    def _progress(self, done: int, total: int) -> None:
        self._rows = (done, total)

    async def _seek(self, partition: "Partition[Any, Any, Any, Any]") -> None:
        consumer = self._consumer
        assert consumer is not None  # noqa: S101 - opened only while the consumer lives
        parts = {
            topic: TopicPartition(self.names.full(topic), partition.number)
            for topic in self._topics
        }
        begins = await consumer.beginning_offsets(list(parts.values()))
        for topic, part in parts.items():
            # Policies are few and compacted: they are read from the start each time.
            stored = None if topic == POLICY else partition.offsets.get(topic)
            if stored is not None and stored < begins[part]:
                raise InputsGone(
                    f"{part.topic}/{part.partition} begins at {begins[part]}, but records from"
                    f" {stored} on were not read yet: restore the topic or rebuild this stage"
                )
            consumer.seek(part, begins[part] if stored is None else stored)

    # The loop.

    async def _round(self) -> None:
        busy = False
        for held in list(self._held.values()):
            busy = held.partition.advance(_SLICE) or busy
            if held.flushing is not None and held.flushing.done():
                await held.settled()
            if held.is_flush_due():
                await held.flush()
            await asyncio.sleep(0)
        await self._fetch(0 if busy else _FETCH_MS)
        await self._tell_offsets()

    async def _fetch(self, timeout_ms: int) -> None:
        consumer = self._consumer
        if consumer is None or not self._held:
            await asyncio.sleep(_FETCH_MS / 1000)
            return
        fetched = await consumer.getmany(timeout_ms=timeout_ms)
        newest_ms = 0
        for part, records in fetched.items():
            if part.partition in self._held and records:
                newest_ms = max(newest_ms, records[-1].timestamp)
                self._held[part.partition].partition.feed(
                    self.names.plain(part.topic), records, records[-1].offset + 1
                )
        if newest_ms:
            self._meters.handled(self.spec.routes.name, newest_ms)
        for number, held in self._held.items():
            for topic in self._topics:
                self._limit(consumer, held, topic, TopicPartition(self.names.full(topic), number))
        await self._note_positions(consumer, every=False)

    async def _note_positions(self, consumer: AIOKafkaConsumer, *, every: bool) -> None:
        """Tell partitions how far each input is read: markers take offsets but are no records."""
        for number, held in list(self._held.items()):
            partition = held.partition
            if not (every or partition.is_waiting_for_cut or partition.is_catching_up):
                continue
            for topic in self._topics:
                part = TopicPartition(self.names.full(topic), number)
                if part in consumer.assignment():
                    held.partition.feed(topic, (), await consumer.position(part))

    @staticmethod
    def _limit(consumer: AIOKafkaConsumer, held: Held, topic: str, part: TopicPartition) -> None:
        waiting = held.partition.waiting(topic)
        if waiting > _WAITING_MAX and topic not in held.paused:
            consumer.pause(part)
            held.paused.add(topic)
        elif waiting < _WAITING_MAX // 2 and topic in held.paused:
            consumer.resume(part)
            held.paused.discard(topic)

    async def _tell_offsets(self) -> None:
        """Commit group offsets now and then: only lag tools read them, so a failure is no harm."""
        now = time.monotonic()
        if now - self._offsets_at < _OFFSETS_EVERY_SECONDS or self._consumer is None:
            return
        self._offsets_at = now
        await self._note_positions(self._consumer, every=True)
        offsets = {
            TopicPartition(self.names.full(topic), number): held.partition.stands_at(topic)
            for number, held in self._held.items()
            for topic in held.partition.offsets
        }
        if offsets:
            with contextlib.suppress(KafkaError):
                await self._consumer.commit(offsets)

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
        return StageState(
            name=self.spec.routes.name,
            partitions=tuple(sorted(held)),
            ready=bool(held) and not self._failed and not missing,
            failed=self._failed,
            rows_read=self._rows[0],
            rows_total=self._rows[1],
            committed_at=self._committed_at,
            clocks={n: h.partition.clock.as_of for n, h in held.items() if h.partition.clock},
            marks={n: min(h.partition.marks.values(), default=0) for n, h in held.items()},
            labels=labels,
            missing_policy=missing[0] if missing else None,
            lags=tuple(self._lags()),
        )

    def _lags(self) -> Iterable[InputLag]:
        if self._consumer is None:
            return
        for number, held in self._held.items():
            for topic in self._topics:
                part = TopicPartition(self.names.full(topic), number)
                if part not in self._consumer.assignment():
                    continue
                end = self._consumer.highwater(part) or 0
                records = max(0, end - held.partition.stands_at(topic))
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
