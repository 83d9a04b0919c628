"""Reading the rows topic back, from its start to its committed end, in whole chunks.

The writer must be open before: it has aborted whatever its predecessor left, so the last stable
offset is the end of everything that was ever committed.
"""

from collections.abc import Callable, Mapping
from typing import Generic

from aiokafka import AIOKafkaConsumer, TopicPartition

from streams.engine import position as positions
from streams.engine.position import Position
from streams.engine.stage import R
from streams.engine.store import Store

_FETCH_BYTES = 8 * 1024 * 1024

Progress = Callable[[int, int], None]


class Restored(Generic[R]):
    """The partitions of a stage being filled from the log."""

    def __init__(self, stores: Mapping[int, Store[R]]) -> None:
        self.stores = stores
        self.positions: dict[int, Position] = {number: Position() for number in stores}

    def take(self, number: int, key: bytes, value: bytes | None) -> None:
        """Take one record of the rows topic."""
        if key == positions.POSITION_KEY:
            self.positions[number] = positions.unpack(value or b"")
        else:
            self.stores[number].restore(key, value)


async def restore(
    bootstrap: str, topic: str, stores: Mapping[int, Store[R]], progress: Progress
) -> dict[int, Position]:
    """Fill the stores; returns where each partition stands. `progress` hears (done, total)."""
    restored = Restored(stores)
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        group_id=None,
        enable_auto_commit=False,
        isolation_level="read_committed",
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=_FETCH_BYTES,
    )
    await consumer.start()
    try:
        await _read_all(consumer, topic, restored, progress)
    finally:
        await consumer.stop()
    return restored.positions


async def _read_all(
    consumer: AIOKafkaConsumer, topic: str, restored: Restored[R], progress: Progress
) -> None:
    parts = [TopicPartition(topic, number) for number in restored.stores]
    consumer.assign(parts)
    ends = await consumer.end_offsets(parts)
    begins = await consumer.beginning_offsets(parts)
    total = sum(ends[p] - begins[p] for p in parts)
    open_parts = {p for p in parts if ends[p] > begins[p]}
    while open_parts:
        fetched = await consumer.getmany(*open_parts, timeout_ms=200)
        for part, records in fetched.items():
            for record in records:
                if record.offset < ends[part]:
                    restored.take(part.partition, record.key, record.value)
        reached = {part: await consumer.position(part) for part in parts}
        open_parts = {part for part in open_parts if reached[part] < ends[part]}
        progress(sum(min(reached[p], ends[p]) - begins[p] for p in parts), total)
