"""Snapshots: a restart reads less, and one that does not fit is passed over by name."""

import asyncio
import os
import time
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer
from hypothesis import given
from hypothesis import strategies as st

from streams.engine import runner as running
from streams.engine import snapshots as taking
from streams.engine.keeping import Keeping
from streams.engine.position import Position
from streams.engine.snapshots import AGE_SECONDS_MAX, Snapshot, Snapshots
from tests.engine.counting import FIRST
from tests.engine.deleting import delete_records
from tests.engine.on_broker import KEYS, PARTITIONS, Under, send_facts, send_tick, until, values

ROWS = [(b"k%d" % n, b"\x01row %d" % n) for n in range(25_000)]
SNAPSHOT = Snapshot(77, Position(offsets={"in.a": 5}, flush=3), ROWS)
NOW = 1_000_000.0


@pytest.fixture
def kept(tmp_path: Path) -> Snapshots:
    return Snapshots(tmp_path / "kept", "run.rows", "an-id")


def test_a_snapshot_is_read_back_as_it_was(kept: Snapshots) -> None:
    assert kept.load(2, NOW) is None
    kept.save(2, SNAPSHOT, NOW)
    assert kept.load(2, NOW + 60) == SNAPSHOT
    assert [path.name for path in kept.path(2).parent.iterdir()] == ["run.rows-2.rows"]


@given(st.lists(st.tuples(st.binary(max_size=9), st.binary(max_size=99)), max_size=9))
def test_any_rows_are_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[bytes, bytes]]
) -> None:
    kept = Snapshots(tmp_path_factory.mktemp("any"), "rows", "id")
    kept.save(0, Snapshot(1, Position(), rows), NOW)
    assert kept.load(0, NOW) == Snapshot(1, Position(), rows)


def test_a_byte_that_differs_anywhere_is_noticed(kept: Snapshots) -> None:
    kept.save(2, Snapshot(77, Position(), ROWS[:3]), NOW)
    whole = kept.path(2).read_bytes()
    for at in range(len(whole)):
        kept.path(2).write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert kept.load(2, NOW) == "it is damaged"


@pytest.mark.parametrize("left", [0, 1, 31, 32, 200])
def test_one_that_was_cut_short_is_noticed(kept: Snapshots, left: int) -> None:
    kept.save(2, SNAPSHOT, NOW)
    kept.path(2).write_bytes(kept.path(2).read_bytes()[:left])
    assert kept.load(2, NOW) == "it is damaged"


@pytest.mark.parametrize("seconds", [AGE_SECONDS_MAX + 1, -1])
def test_one_that_is_too_old_or_of_tomorrow_is_of_no_use(kept: Snapshots, seconds: float) -> None:
    kept.save(2, SNAPSHOT, NOW)
    assert kept.load(2, NOW + seconds) == "it is too old"


def test_one_of_another_topic_or_partition_is_of_no_use(kept: Snapshots) -> None:
    kept.save(2, SNAPSHOT, NOW)
    folder = kept.path(2).parent
    assert Snapshots(folder, "run.rows", "made-anew").load(2, NOW) == "it is of another topic"
    kept.path(2).rename(kept.path(3))
    assert kept.load(3, NOW) == "it is of another topic"
    kept.path(3).rename(folder / "other.rows-3.rows")
    assert Snapshots(folder, "other.rows", "an-id").load(3, NOW) == "it is of another topic"


def test_one_of_another_version_is_of_no_use(
    kept: Snapshots, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(taking, "FRAME_VERSION", 2)
        kept.save(2, SNAPSHOT, NOW)
    assert kept.load(2, NOW) == "it is of another version"
    with monkeypatch.context() as patched:
        patched.setattr(taking, "_MAGIC", b"arrears rows 2\n")
        kept.save(2, SNAPSHOT, NOW)
    assert kept.load(2, NOW) == "it is of another version"
    kept.save(2, Snapshot(77, Position(version=9), []), NOW)
    assert kept.load(2, NOW) == "it is of another version"


def test_a_crash_while_it_is_written_leaves_the_one_before(
    kept: Snapshots, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.save(2, SNAPSHOT, NOW)

    def full(_file: int) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        kept.save(2, Snapshot(99, Position(), []), NOW + 1)
    assert kept.load(2, NOW) == SNAPSHOT


# On a broker.


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let copies be asked for all the time."""
    monkeypatch.setattr(running, "_WATCH_EVERY_SECONDS", 0.02)


async def _asked() -> None:
    """Give the stage the time to ask for a copy of each partition."""
    await asyncio.sleep(0.5)


def _keeping(folder: Path) -> Keeping:
    return Keeping(Snapshots(folder, "first.rows", "an-id"), 0.0)


def _damage(folder: Path) -> None:
    for path in folder.iterdir():
        path.write_bytes(path.read_bytes()[:-1])


async def _run(under: Under, producer: AIOKafkaProducer, folder: Path, on: int) -> int:
    """Run over five hundred facts and a tick; returns how many offsets were read back."""
    runner = await under.started(keeping=_keeping(folder))
    read = runner.state().rows_total
    await _asked()
    await send_facts(producer, under.names, 500)
    await send_tick(producer, under.names, on, 500 * (on - 9))
    await until(lambda: under.tally.done["tick", "applied"] == PARTITIONS * (on - 9))
    await until(lambda: len(list(folder.glob("*.rows"))) == PARTITIONS)
    await runner.stop()
    return read


@pytest.mark.broker
async def test_a_restart_reads_only_what_came_since(
    under: Under, producer: AIOKafkaProducer, tmp_path: Path
) -> None:
    assert await _run(under, producer, tmp_path, 10) == 0
    whole = await under.started()
    everything, labels = whole.state().rows_total, whole.state().labels
    await whole.stop()
    with_snapshots = await under.started(keeping=_keeping(tmp_path))
    assert with_snapshots.state().labels == labels
    assert with_snapshots.state().rows_total < everything
    await with_snapshots.stop()
    assert await _run(under, producer, tmp_path, 11) < everything
    out = await values(under.broker, under.names.full("out"))
    assert sorted(out) == sorted(["10@10"] * KEYS + ["20@11"] * KEYS)
    assert under.stopped == []


@pytest.mark.broker
async def test_snapshots_that_are_damaged_are_passed_over_and_the_rows_read_whole(
    under: Under, producer: AIOKafkaProducer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await _run(under, producer, tmp_path, 10)
    _damage(tmp_path)
    assert await _run(under, producer, tmp_path, 11) > 0
    assert caplog.text.count("is passed over: it is damaged") == PARTITIONS
    out = await values(under.broker, under.names.full("out"))
    assert sorted(out) == sorted(["10@10"] * KEYS + ["20@11"] * KEYS)


@pytest.mark.broker
@pytest.mark.parametrize(
    ("offset", "why"),
    [(10**6, "the log goes from 0 to"), (2, "the log has something else there"), (0, "from 0")],
)
async def test_a_snapshot_that_does_not_fit_the_log_is_passed_over(  # noqa: PLR0917 - fixtures
    offset: int,
    why: str,
    under: Under,
    producer: AIOKafkaProducer,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    first = await under.started()
    await send_facts(producer, under.names, 500)
    await until(lambda: under.tally.done["accepted", "in.a"] == 500)
    labels = first.state().labels
    await first.stop()
    kept = _keeping(tmp_path).kept.snapshots
    wrong = Snapshot(offset, Position(offsets={"in.a": 1}, flush=1), [(b"nobody", b"\x01")])
    kept.save(0, wrong, time.time())
    second = await under.started(keeping=_keeping(tmp_path))
    assert second.state().labels == labels
    assert why in caplog.text
    await second.stop()
    assert under.stopped == []


@pytest.mark.broker
async def test_a_log_that_begins_behind_a_snapshot_is_not_trusted_with_it(
    under: Under, producer: AIOKafkaProducer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What was deleted between the two might have been newer; without rows the stage stops."""
    await _run(under, producer, tmp_path, 10)
    delete_records(under, FIRST.rows)
    runner = under.runner(keeping=_keeping(tmp_path))
    await runner.start()
    await until(lambda: bool(under.stopped))
    assert "holds no position" in str(under.stopped[0])
    assert "is passed over: the log goes from" in caplog.text
    await runner.stop()


@pytest.mark.broker
async def test_a_disk_that_will_not_have_it_stops_nobody(
    under: Under, producer: AIOKafkaProducer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "a-file").write_bytes(b"")
    runner = await under.started(keeping=_keeping(tmp_path / "a-file"))
    await _asked()
    await send_facts(producer, under.names, 50)
    await until(lambda: under.tally.done["accepted", "in.a"] == 50)
    await until(lambda: "no snapshot in" in caplog.text)
    await runner.stop()
    assert under.stopped == []
