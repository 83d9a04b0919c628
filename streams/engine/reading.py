"""Reading partitions to their committed end, in whole chunks, outside any group.

Who reads what a writer left opens a writer of its own first: that aborts what was left open, so the
last stable offset is the end of everything that was ever committed.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from streams.engine.fetching import Chunk, Fetching

_LOG = logging.getLogger("arrears.engine")
_SAY_AFTER_SECONDS = 10.0

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
    begins, committed = await bounds(bootstrap, parts)
    ends = ends or committed
    first = {part: _first(part, begins, ends, starts or {}) for part in parts}
    async with Fetching(bootstrap) as fetching:
        await _read(fetching, first, ends, take, progress)
    return begins


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
    )


def _first(
    part: TopicPartition, begins: Bounds, ends: Bounds, starts: Mapping[TopicPartition, int]
) -> int:
    wanted = starts.get(part, 0)
    return max(begins[part], wanted + ends[part] if wanted < 0 else wanted)


class Patience:
    """Says what is waited for where nothing has come for a while, now and then again."""

    def __init__(self) -> None:
        self._left: Mapping[TopicPartition, int] = {}
        self._since = 0.0

    def look(self, now: float, left: Mapping[TopicPartition, int], ends: Bounds) -> None:
        """Look at what is left to read; the time is that of a clock that only rises."""
        if left != self._left:
            self._left, self._since = dict(left), now
        elif left and now - self._since >= _SAY_AFTER_SECONDS:
            self._since = now
            _LOG.warning(
                "still waiting for %s: another writer's transaction may be open there",
                ", ".join(
                    f"{part.topic}/{part.partition} from {at} to {ends[part]}"
                    for part, at in sorted(left.items())
                ),
            )


async def _read(
    fetching: Fetching, first: Bounds, ends: Bounds, take: Take, progress: Progress
) -> None:
    """Take chunk after chunk; the next ones come while those before are taken."""
    total, patience = sum(max(0, ends[part] - at) for part, at in first.items()), Patience()
    left = {part: at for part, at in first.items() if at < ends[part]}
    coming = asyncio.ensure_future(fetching.next(left))
    try:
        while left:
            chunks = await coming
            left |= {chunk.part: chunk.end for chunk in chunks}
            left = {part: at for part, at in left.items() if at < ends[part]}
            patience.look(time.monotonic(), left, ends)
            coming = asyncio.ensure_future(fetching.next(left))
            for chunk in chunks:
                _take_all(chunk, ends[chunk.part], take)
                # Whoever shares the loop has a word between two chunks.
                await asyncio.sleep(0)
            progress(total - sum(ends[part] - at for part, at in left.items()), total)
    finally:
        coming.cancel()


def _take_all(chunk: Chunk, end: int, take: Take) -> None:
    for record in chunk.records():
        if record.offset >= end:
            return
        take(chunk.part, record)
