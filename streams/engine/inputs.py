"""The inputs of a stage: one consumer on all its topics, spoken to in plain names and numbers."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.coordinator.assignors.range import RangePartitionAssignor
from aiokafka.errors import CommitFailedError, KafkaError, UnknownMemberIdError

from streams.engine.errors import Fenced, InputsGone
from streams.engine.names import Names
from streams.engine.rivalry import Rivalry
from streams.engine.stage import Incoming
from streams.terms.routes import CLOCK, POLICY

# Fetched records of one topic and partition that may wait before it is paused.
WAITING_MAX = 50_000

# Without a sign of life for so long a worker's partitions are given to others.
SESSION_SECONDS = 10

Fetched = tuple[int, str, Sequence[Incoming]]


class Inputs:
    """A consumer of the group, whose positions are decided by whoever holds the partitions."""

    def __init__(
        self, bootstrap: str, names: Names, stage: str, instance: str, topics: tuple[str, ...]
    ) -> None:
        self.topics = topics
        self._names, self._instance = names, instance
        self._rivalry = Rivalry()
        self._paused: set[TopicPartition] = set()
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=bootstrap,
            client_id=f"{names.group(stage)}-{instance}",
            group_id=names.group(stage),
            group_instance_id=f"{instance}-{stage}",
            partition_assignment_strategy=(RangePartitionAssignor,),
            enable_auto_commit=False,
            auto_offset_reset="none",
            isolation_level="read_committed",
            session_timeout_ms=SESSION_SECONDS * 1_000,
            heartbeat_interval_ms=2_000,
            max_poll_interval_ms=300_000,
        )

    async def start(self, listener: ConsumerRebalanceListener) -> None:
        """Join the group; the listener hears of what is assigned and revoked."""
        topics = [self._names.full(topic) for topic in self.topics]
        self._consumer.subscribe(topics, listener=listener)
        await self._consumer.start()

    async def stop(self) -> None:
        """Leave."""
        await self._consumer.stop()

    def keep_still(self, parts: Iterable[TopicPartition]) -> None:
        """Fetch nothing of partitions just assigned until they are released."""
        self._paused.clear()
        for part in parts:
            self._consumer.pause(part)
            # A paused partition is not fetched; without any position, though, aiokafka would look
            # for a group offset and, finding none, raise from the next fetch.
            self._consumer.seek(part, 0)

    def release(self, parts: Iterable[TopicPartition]) -> None:
        """Fetch them from now on."""
        self._consumer.resume(*parts)

    async def control_ends(self, number: int) -> dict[str, int]:
        """Return the offsets behind the last tick and the last policy there are."""
        parts = {topic: self._part(topic, number) for topic in (CLOCK, POLICY)}
        ends: dict[TopicPartition, int] = await self._consumer.end_offsets(list(parts.values()))
        return {topic: ends[part] for topic, part in parts.items()}

    async def seek(self, number: int, offsets: Mapping[str, int]) -> None:
        """Go to the offsets not handled yet; raises InputsGone where records there were deleted.

        A topic that a partition never handled anything of was to be read from its very first
        record; only of a partition that never ran at all is it taken from where it begins now.
        """
        parts = {topic: self._part(topic, number) for topic in self.topics}
        begins = await self._consumer.beginning_offsets(list(parts.values()))
        for topic, part in parts.items():
            wanted = offsets.get(topic, 0) if offsets else begins[part]
            # Policies are few and compacted: they are read from the start each time.
            if topic == POLICY:
                wanted = begins[part]
            if wanted < begins[part]:
                raise InputsGone(
                    f"{part.topic}/{part.partition} begins at {begins[part]}, but records from"
                    f" {wanted} on were not read yet: restore the topic or rebuild this stage"
                )
            self._consumer.seek(part, wanted)

    async def fetch(self, timeout_ms: int) -> Iterator[Fetched]:
        """Return what has come, as (partition, topic, records), none of them empty."""
        fetched = await self._consumer.getmany(timeout_ms=timeout_ms)
        return (
            (part.partition, self._names.plain(part.topic), records)
            for part, records in fetched.items()
            if records
        )

    def limit(self, number: int, topic: str, waiting: int) -> None:
        """Stop fetching a topic of which too much waits; go on once half of it is handled."""
        part = self._part(topic, number)
        if waiting > WAITING_MAX and part not in self._paused:
            self._consumer.pause(part)
            self._paused.add(part)
        elif waiting < WAITING_MAX // 2 and part in self._paused:
            self._consumer.resume(part)
            self._paused.discard(part)

    async def position(self, number: int, topic: str) -> int | None:
        """Return how far a topic is read, transaction markers included; None once it is revoked."""
        part = self._part(topic, number)
        if part not in self._consumer.assignment():
            return None
        position: int = await self._consumer.position(part)
        return position

    def behind(self, number: int, topic: str, stands_at: int) -> int | None:
        """Return how many offsets lie between a place and the end; None once it is revoked."""
        part = self._part(topic, number)
        if part not in self._consumer.assignment():
            return None
        return max(0, (self._consumer.highwater(part) or 0) - stands_at)

    async def tell(self, places: Iterable[tuple[int, str, int]]) -> None:
        """Commit group offsets: only lag tools read them, so a failure is no harm.

        Raises Fenced where the group has forgotten this member again and again: then another one
        joins it under the same name, and each of them drives the other out.
        """
        offsets: dict[Any, int] = {self._part(topic, n): at for n, topic, at in places}
        if not offsets:
            return
        try:
            await self._consumer.commit(offsets)
        except CommitFailedError as refused:
            is_unknown = isinstance(refused.__cause__, UnknownMemberIdError)
            if is_unknown and self._rivalry.is_shown_by_another(time.monotonic()):
                raise Fenced(
                    f"another worker runs as instance {self._instance!r}, and the two drive each"
                    " other out: give each worker its own --instance"
                ) from refused
        except KafkaError:
            pass

    def _part(self, topic: str, number: int) -> TopicPartition:
        return TopicPartition(self._names.full(topic), number)
