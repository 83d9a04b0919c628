"""Reading the rows topic back, from its start to its committed end.

The writer must be open before (see `reading`).
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic

from aiokafka import TopicPartition
from msgspec import Struct

from streams.engine import position as positions
from streams.engine.errors import RowsUnreadable
from streams.engine.position import Position, Unfinished
from streams.engine.reading import Progress, bounds, read_whole
from streams.engine.snapshots import Snapshot, Snapshots
from streams.engine.stage import R
from streams.engine.store import Store

Headers = Sequence[tuple[str, bytes]]


class Kept(Struct, frozen=True):
    """The snapshots there are, and who hears of those that are of no use."""

    snapshots: Snapshots
    say: Callable[[str], None]


class Restored(Generic[R]):
    """The partitions of a stage being filled from the log; one that never ran has no position.

    `unreadable` tells by key why a record could not be read, until a later one takes its place.

    `plans` are of flushes that were written without a transaction and never came to their end, with
    the keys written. `torn` are partitions with rows behind their last position that are of no such
    flush; `foreign` are those where a second owner wrote behind the first.
    """

    def __init__(self, stores: Mapping[int, Store[R]]) -> None:
        self.stores = stores
        self.positions: dict[int, Position] = {}
        self.plans: dict[int, Unfinished] = {}
        self.torn: set[int] = set()
        self.foreign: set[int] = set()
        self.flushes: dict[int, int] = dict.fromkeys(stores, 0)
        self.unreadable: dict[int, dict[bytes, str]] = {number: {} for number in stores}

    def begin_at(self, number: int, snapshot: Snapshot) -> None:
        """Begin with a snapshot."""
        for key, framed in snapshot.rows:
            self.stores[number].restore(key, framed)
        self.positions[number] = snapshot.position
        self.flushes[number] = snapshot.position.flush

    def take(self, number: int, key: bytes, value: bytes | None, headers: Headers = ()) -> None:
        """Take one record of the rows topic."""
        try:
            self._take(number, key, value, headers)
        except RowsUnreadable as broken:
            self.unreadable[number][key] = str(broken)
        else:
            if self.unreadable[number]:
                self.unreadable[number].pop(key, None)

    def _take(self, number: int, key: bytes, value: bytes | None, headers: Headers) -> None:
        if key == positions.POSITION_KEY:
            self._take_position(number, value)
        elif key == positions.PLAN_KEY:
            self._take_plan(number, value)
        else:
            self.stores[number].restore(key, value)
            flush = _flush_of(headers) if headers else None
            if flush is None:
                self.torn.add(number)
            else:
                self._note_row(number, key, flush)

    def _take_position(self, number: int, value: bytes | None) -> None:
        self.plans.pop(number, None)
        if value is None:
            # Withdrawn by a rebuild that has not come to its end.
            self.positions.pop(number, None)
            self.foreign.discard(number)
            self.unreadable[number].clear()
            self.torn.add(number)
            return
        position = positions.unpack(value)
        if position.flush < self.flushes[number]:
            self.foreign.add(number)
        self.flushes[number] = max(position.flush, self.flushes[number])
        self.positions[number] = position
        self.torn.discard(number)

    def _take_plan(self, number: int, value: bytes | None) -> None:
        plan = positions.unpack_plan(value or b"")
        begun = self.plans.get(number)
        if begun is not None and begun.plan.is_again(plan):
            return
        stood = self.positions.get(number)
        # Compaction keeps the last plan alone, and perhaps no position before it.
        if begun is not None or (stood is not None and plan.position.flush <= stood.flush):
            self.foreign.add(number)
        self.plans[number] = Unfinished(plan, set())
        self.flushes[number] = max(plan.position.flush, self.flushes[number])

    def _note_row(self, number: int, key: bytes, flush: int) -> None:
        begun, stood = self.plans.get(number), self.positions.get(number)
        if begun is not None and begun.plan.position.flush == flush:
            begun.written.add(key)
        elif stood is not None and flush <= stood.flush:
            self.foreign.add(number)
        else:
            # Compaction has taken plan and position of an older flush; a later position tells.
            self.flushes[number] = max(flush, self.flushes[number])
            self.torn.add(number)


def _flush_of(headers: Headers) -> int | None:
    """Return the flush that a row names; what others put beside it is none of ours."""
    value = next((value for name, value in headers if name == positions.FLUSH), b"")
    return int(value) if value.isdigit() else None


async def restore(
    bootstrap: str,
    topic: str,
    stores: Mapping[int, Store[R]],
    progress: Progress,
    kept: Kept | None = None,
) -> Restored[R]:
    """Fill the stores; returns where each partition stands. `progress` hears (done, total).

    Where snapshots are `kept`, only what stands behind a sound one is read.
    """
    restored = Restored(stores)

    def take(part: TopicPartition, record: Any) -> None:
        restored.take(part.partition, record.key, record.value, record.headers)

    parts = [TopicPartition(topic, number) for number in stores]
    found = {} if kept is None else await _sound(bootstrap, parts, kept)
    for part, snapshot in found.items():
        restored.begin_at(part.partition, snapshot)
    starts = {part: snapshot.offset for part, snapshot in found.items()}
    await read_whole(bootstrap, parts, take, progress, starts=starts)
    return restored


async def _sound(
    bootstrap: str, parts: Sequence[TopicPartition], kept: Kept
) -> dict[TopicPartition, Snapshot]:
    """Return the snapshots that fit the log: what was read back there is there no more to read."""
    found: dict[TopicPartition, Snapshot] = {}
    for part in parts:
        loaded = await asyncio.to_thread(kept.snapshots.load, part.partition, time.time())
        if isinstance(loaded, Snapshot):
            found[part] = loaded
        elif loaded is not None:
            kept.say(_passed_over(part, loaded))
    if not found:
        return {}
    begins, ends = await bounds(bootstrap, list(found))
    for part, snapshot in list(found.items()):
        if not begins[part] < snapshot.offset <= ends[part]:
            kept.say(_passed_over(part, f"the log goes from {begins[part]} to {ends[part]}"))
            del found[part]
    there = await _positions_at(bootstrap, {part: one.offset - 1 for part, one in found.items()})
    for part, value in there.items():
        if value != positions.pack(found[part].position):
            kept.say(_passed_over(part, "the log has something else there"))
            del found[part]
    return found


async def _positions_at(
    bootstrap: str, places: Mapping[TopicPartition, int]
) -> dict[TopicPartition, bytes | None]:
    """Return the record at each place, where compaction has left one."""
    found: dict[TopicPartition, bytes | None] = {}

    def take(part: TopicPartition, record: Any) -> None:
        found[part] = record.value if record.key == positions.POSITION_KEY else None

    ends = {part: offset + 1 for part, offset in places.items()}
    if places:
        await read_whole(bootstrap, list(places), take, starts=places, ends=ends)
    return found


def _passed_over(part: TopicPartition, why: str) -> str:
    return f"the snapshot of {part.topic}/{part.partition} is passed over: {why}"
