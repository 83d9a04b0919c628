"""Snapshots written now and then, in the background: whoever flushes only hands a copy over."""

import asyncio
import logging
import time
from collections.abc import Iterable

from streams.engine.held import Held
from streams.engine.recovery import Kept
from streams.engine.snapshots import Snapshot, Snapshots

_LOG = logging.getLogger("arrears.engine")
# A worker is to be gone within ten seconds of being asked.
_LAST_SAVE_SECONDS_MAX = 5.0


class Keeping:
    """Asks partitions for a copy of their rows every so often, and saves them one by one."""

    def __init__(self, snapshots: Snapshots, every_seconds: float) -> None:
        self.kept = Kept(snapshots, _LOG.warning)
        self._every_seconds = every_seconds
        self._asked_at = time.monotonic()
        self._saving: set[asyncio.Task[None]] = set()
        self._one_by_one = asyncio.Lock()

    def look(self, now: float, held: Iterable[Held]) -> None:
        """Ask for copies, where it is time; each is made with the next flush.

        Not while some of the last ones are still being saved: copies would pile up in memory.
        """
        if now - self._asked_at >= self._every_seconds and not self._saving:
            self._asked_at = now
            for one in held:
                one.wants_copy = True

    def keep(self, number: int, snapshot: Snapshot) -> None:
        """Save a copy in the background; a disk that will not have it is no fault of the stage."""
        task = asyncio.create_task(self._save(number, snapshot))
        self._saving.add(task)
        task.add_done_callback(self._saving.discard)

    async def end(self) -> None:
        """Wait for what is being saved, but not for a disk that does not answer."""
        if self._saving:
            _, left = await asyncio.wait(self._saving, timeout=_LAST_SAVE_SECONDS_MAX)
            for task in left:
                task.cancel()
                _LOG.warning("a snapshot was not saved within %.0f s", _LAST_SAVE_SECONDS_MAX)

    async def _save(self, number: int, snapshot: Snapshot) -> None:
        snapshots = self.kept.snapshots
        async with self._one_by_one:
            try:
                await asyncio.to_thread(snapshots.save, number, snapshot, time.time())
            except OSError as broken:
                _LOG.warning("no snapshot in %s: %s", snapshots.path(number), broken)
            else:
                path, rows = snapshots.path(number), len(snapshot.rows)
                _LOG.info("snapshot %s of %d rows up to %d", path, rows, snapshot.offset)
