"""A disk that does not answer: one copy waits for it, and the end does not."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from streams.engine import keeping as room
from streams.engine.held import FlushPolicy, Held
from streams.engine.keeping import Keeping
from streams.engine.position import Position
from streams.engine.snapshots import Snapshot, Snapshots
from tests.engine.records import new_partition


async def test_no_copy_is_asked_for_while_one_is_saved_and_the_end_does_not_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def hanging(*_: object) -> None:
        await asyncio.sleep(3_600)

    monkeypatch.setattr(asyncio, "to_thread", hanging)
    monkeypatch.setattr(room, "_LAST_SAVE_SECONDS_MAX", 0.05)
    keeping = Keeping(Snapshots(tmp_path, "first.rows", "an-id"), 0.0)
    writer: Any = None
    held = Held(new_partition(), writer, FlushPolicy(), lambda _flush, _seconds: None)
    keeping.look(time.monotonic(), [held])
    assert held.wants_copy
    held.wants_copy = False
    keeping.keep(0, Snapshot(1, Position(), []))
    keeping.look(time.monotonic() + 9, [held])
    assert not held.wants_copy
    began = time.monotonic()
    await keeping.end()
    assert time.monotonic() - began < 5
    assert "was not saved within" in caplog.text
