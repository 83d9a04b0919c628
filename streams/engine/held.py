"""A partition under assignment: its working state, its writer, and the flush on its way."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from streams.engine.errors import RowsGone
from streams.engine.partition import Partition
from streams.engine.repeating import RepeatingWriter
from streams.engine.snapshots import Rows, Snapshot
from streams.engine.watchdog import Watch
from streams.engine.working import Flush
from streams.engine.writer import Writer

Keep = Callable[[int, Snapshot], None]
Committed = Callable[[Flush, float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlushPolicy:
    """When a flush is due: by age, by size, or because a tick was applied.

    Age is what latency is made of; below the cost of a transaction times the partitions it only
    burns the broker, so it should grow with their number. While more waits to be handled, whoever
    reads is late anyway: then a flush may grow to `behind_seconds`.
    """

    age_seconds: float = 0.02
    behind_seconds: float = 0.2
    records_max: int = 20_000


@dataclass(slots=True)
class Held:
    """One partition of this worker; dropped, never kept, when the partition is revoked."""

    partition: "Partition[Any, Any, Any, Any]"
    writer: Writer | RepeatingWriter
    policy: FlushPolicy
    committed: Committed
    since: float | None = None
    flushing: "asyncio.Task[None] | None" = None
    watch: Watch = field(default_factory=Watch)
    waits: str | None = None
    closed: bool = False
    written_to: int = 0
    keep: Keep | None = None
    wants_copy: bool = False

    @property
    def is_full(self) -> bool:
        """Whether nothing more should be handled before the flush on its way has ended."""
        return self.is_flushing and self.partition.pending() >= self.policy.records_max

    @property
    def is_flushing(self) -> bool:
        """Whether a flush is on its way."""
        return self.flushing is not None and not self.flushing.done()

    def is_flush_due(self, *, is_behind: bool = False) -> bool:
        """Whether what has been handled should be written now.

        Not while a flush is on its way: to wait for it would hold up every other partition.
        """
        if self.is_flushing or self.partition.is_redoing:
            return False
        pending = self.partition.pending()
        if self.partition.must_flush:
            return True
        if pending == 0:
            return False
        if self.partition.is_turning:
            # Nobody waits for half a tick, so its age does not count.
            return pending >= self.policy.records_max
        now = time.monotonic()
        self.since = now if self.since is None else self.since
        age = self.policy.behind_seconds if is_behind else self.policy.age_seconds
        old = now - self.since >= max(age, self.policy.age_seconds)
        return old or pending >= self.policy.records_max or self.partition.has_ticked

    async def flush(self) -> None:
        """Start writing what has been handled; waits first for the flush before, if one runs."""
        await self.settled()
        if self.closed:
            return
        flush = self.partition.take()
        self.since = None
        if flush is not None:
            rows = self.partition.store.copied() if self.wants_copy else None
            self.wants_copy = False
            self.flushing = asyncio.create_task(self._write(flush, rows))

    async def settled(self) -> None:
        """Wait until no flush is on its way; raises what it raised."""
        task = self.flushing
        if task is not None:
            await task
            if self.flushing is task:
                self.flushing = None

    async def close(self) -> None:
        """Let go of the partition without writing anything more."""
        self.closed = True
        try:
            await self.settled()
        finally:
            await self.writer.close()

    async def _write(self, flush: Flush, rows: Rows | None) -> None:
        began = time.monotonic()
        offset = await self.writer.write(flush)
        if offset <= self.written_to:
            raise RowsGone(
                f"the rows topic of partition {self.partition.number} was made anew under this"
                f" worker: its end went from {self.written_to} back to {offset};"
                " stop the workers and run `arrears rebuild`"
            )
        self.written_to = offset
        self.committed(flush, time.monotonic() - began)
        if self.keep is not None and rows is not None:
            self.keep(self.partition.number, Snapshot(offset, flush.position, rows))
