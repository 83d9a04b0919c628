"""Reading partitions to their committed end, in whole chunks, outside any group.

Who reads what a writer left opens a writer of its own first: that aborts what was left open, so the
last stable offset is the end of everything that was ever committed.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

_FETCH_BYTES = 8 * 1024 * 1024

Take = Callable[[TopicPartition, Any], None]
Progress = Callable[[int, int], None]
Bounds = dict[TopicPartition, int]


def unheard(_done: int, _total: int) -> None:
    """Make nothing of the progress."""


async def read_whole(
    bootstrap: str,
    parts: Sequence[TopicPartition],
    take: Take,
    progress: Progress = unheard,
    *,
    starts: Mapping[TopicPartition, int] | None = None,
    ends: Bounds | None = None,
) -> Bounds:
    """Hand over every committed record of partitions; returns where each of them begins.

    `progress` hears (offsets done, of how many). A partition is read from its start, or from the
    one given; a negative one counts from its end. It is read to the end of what is committed, or to
    the one given, which waits for transactions that are open before it.
    """
    consumer = _consumer(bootstrap, "read_committed")
    await consumer.start()
    try:
        consumer.assign(parts)
        ends = ends or await consumer.end_offsets(parts)
        begins: Bounds = await consumer.beginning_offsets(parts)
        first = {part: _first(part, begins, ends, starts or {}) for part in parts}
        for part in parts:
            consumer.seek(part, first[part])
        await _read(consumer, first, ends, take, progress)
        return begins
    finally:
        await consumer.stop()


async def bounds(bootstrap: str, parts: Sequence[TopicPartition]) -> tuple[Bounds, Bounds]:
    """Return where partitions begin, and the end of what is committed there."""
    consumer = _consumer(bootstrap, "read_committed")
    await consumer.start()
    try:
        consumer.assign(parts)
        return await consumer.beginning_offsets(parts), await consumer.end_offsets(parts)
    finally:
        await consumer.stop()


async def sent_ends(bootstrap: str, parts: Sequence[TopicPartition]) -> Bounds:
    """Return the end of all that was sent to partitions, committed or not."""
    consumer = _consumer(bootstrap, "read_uncommitted")
    await consumer.start()
    try:
        ends: Bounds = await consumer.end_offsets(parts)
        return ends
    finally:
        await consumer.stop()


def _consumer(bootstrap: str, isolation: str) -> AIOKafkaConsumer:
    return AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        group_id=None,
        enable_auto_commit=False,
        isolation_level=isolation,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=_FETCH_BYTES,
    )


def _first(
    part: TopicPartition, begins: Bounds, ends: Bounds, starts: Mapping[TopicPartition, int]
) -> int:
    wanted = starts.get(part, 0)
    return max(begins[part], wanted + ends[part] if wanted < 0 else wanted)


async def _read(
    consumer: AIOKafkaConsumer, first: Bounds, ends: Bounds, take: Take, progress: Progress
) -> None:
    total = sum(max(0, ends[part] - at) for part, at in first.items())
    left = {part for part, at in first.items() if ends[part] > at}
    while left:
        fetched = await consumer.getmany(*left, timeout_ms=200)
        for part, records in fetched.items():
            for record in records:
                if record.offset < ends[part]:
                    take(part, record)
        reached = {part: await consumer.position(part) for part in first}
        left = {part for part in left if reached[part] < ends[part]}
        progress(sum(max(0, min(reached[p], ends[p]) - at) for p, at in first.items()), total)
