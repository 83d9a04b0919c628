"""Committed records of partitions in whole batches, straight from their leaders.

A consumer makes an object of a dozen fields for each record, which costs more than to take a row
back. Whoever reads millions of rows takes them from the batches as they come. What a consumer does
beside that is done here: aborted transactions and control batches are left out, checksums are
looked at, a partition whose leader moved is asked for again, and reading waits at a transaction
that is still open. The format is that of KIP-98, the answer to a fetch that of KIP-74.
"""

import asyncio
import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Self

from aiokafka import AIOKafkaClient, TopicPartition
from aiokafka.errors import (
    CorruptRecordException,
    KafkaError,
    NoError,
    for_code,
)
from aiokafka.protocol.fetch import FetchRequest
from aiokafka.record import MemoryRecords
from msgspec import Struct

PARTITION_BYTES = 8 * 1024 * 1024
_FETCH_BYTES = 64 * 1024 * 1024
_WAIT_MS = 200
_RETRY_SECONDS = 0.1
_READ_COMMITTED = 1
# Version and kind of what ends a transaction; the kind 0 is an abort.
_CONTROL = struct.Struct(">hh")
_ABORT = 0
# Since version 11 of the answer a replica stands between the aborts and the records.
_ABORTS_LAST_AT = 2

Starts = Mapping[TopicPartition, int]


class Chunk(Struct, frozen=True):
    """Batches of a partition, and the offset behind the last of them."""

    part: TopicPartition
    begin: int
    end: int
    batches: Sequence[Any]
    aborted: Sequence[tuple[int, int]]

    def records(self) -> Iterator[Any]:
        """Yield the committed records; raises CorruptRecordException for a checksum that is off.

        Each has `offset`, `timestamp`, `key`, `value` and `headers`.
        """
        waiting = sorted(self.aborted, key=lambda one: one[1])
        dropped: set[int] = set()
        for batch in self.batches:
            if not batch.validate_crc():
                raise CorruptRecordException(f"{self.part} has a broken batch")
            while waiting and waiting[0][1] <= batch.base_offset:
                dropped.add(waiting.pop(0)[0])
            if batch.is_control_batch:
                if _is_abort(batch):
                    dropped.discard(batch.producer_id)
            elif not (batch.is_transactional and batch.producer_id in dropped):
                for record in batch:
                    if record.offset >= self.begin:
                        yield record


class Fetching:
    """A connection to the brokers that hands over chunks; use it as a context."""

    def __init__(self, bootstrap: str) -> None:
        self._client = AIOKafkaClient(bootstrap_servers=bootstrap)

    async def __aenter__(self) -> Self:
        await self._client.bootstrap()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.close()

    async def next(self, starts: Starts) -> list[Chunk]:
        """Return what there is behind these offsets, at most some megabytes a partition.

        Empty where nothing came within a moment. Raises KafkaError where an offset lies outside the
        log or the broker refuses; a leader that is away is waited for.
        """
        if not starts:
            return []
        await self._client.set_topics({part.topic for part in starts})
        by_leader: dict[int, list[TopicPartition]] = {}
        for part in starts:
            leader = self._client.cluster.leader_for_partition(part)
            by_leader.setdefault(-1 if leader is None else leader, []).append(part)
        if by_leader.pop(-1, None):
            await self._look_again()
        asked = (
            self._asked(node, {p: starts[p] for p in some}) for node, some in by_leader.items()
        )
        return [chunk for chunks in await asyncio.gather(*asked) for chunk in chunks]

    async def _asked(self, node: int, starts: Starts) -> list[Chunk]:
        try:
            answer = await self._client.send(node, _request(starts))
        except KafkaError as failed:
            if not failed.retriable:
                raise
            await self._look_again()
            return []
        chunks = []
        for topic, parts in answer.topics:
            for number, code, _, *rest in parts:
                part = TopicPartition(topic, number)
                if await self._is_answered(part, code):
                    chunks.append(_chunk(part, starts[part], rest))
        return [chunk for chunk in chunks if chunk.end > chunk.begin]

    async def _is_answered(self, part: TopicPartition, code: int) -> bool:
        error = for_code(code)
        if error is NoError:
            return True
        if not error.retriable:
            raise error(f"{part} cannot be read")
        await self._look_again()
        return False

    async def _look_again(self) -> None:
        await asyncio.sleep(_RETRY_SECONDS)
        await self._client.force_metadata_update()


def _request(starts: Starts) -> FetchRequest:
    by_topic: dict[str, list[tuple[int, int, int]]] = {}
    for part, offset in starts.items():
        by_topic.setdefault(part.topic, []).append((part.partition, offset, PARTITION_BYTES))
    return FetchRequest(_WAIT_MS, 1, _FETCH_BYTES, _READ_COMMITTED, list(by_topic.items()))


def _chunk(part: TopicPartition, begin: int, rest: Sequence[Any]) -> Chunk:
    """Return the whole batches of an answer; where it tells aborts depends on its version."""
    records = MemoryRecords(rest[-1] or b"")
    batches = []
    while records.has_next():
        batches.append(records.next_batch())
    end = batches[-1].next_offset if batches else begin
    aborted = rest[_ABORTS_LAST_AT] if len(rest) > _ABORTS_LAST_AT + 1 else rest[-2]
    return Chunk(part, begin, max(begin, end), batches, aborted or ())


def _is_abort(batch: Any) -> bool:
    return any(_CONTROL.unpack_from(record.key)[1] == _ABORT for record in batch)
