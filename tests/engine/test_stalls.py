"""A stage that stands still says why; where nobody can say why, its worker ends."""

import asyncio

import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient

from streams.engine import runner as running
from streams.engine.errors import InputsGone, Stalled
from streams.engine.working import Flush
from streams.engine.writer import Writer
from tests.engine.on_broker import PARTITIONS, Under, send_facts, send_tick, until

pytestmark = pytest.mark.broker


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a second be long enough to stand still."""
    monkeypatch.setattr(running, "STALLED_SECONDS_MAX", 1.0)
    monkeypatch.setattr(running, "UNOPENED_SECONDS_MAX", 2.0)
    monkeypatch.setattr(running, "_WATCH_EVERY_SECONDS", 0.2)


async def test_a_cut_that_cannot_be_reached_is_named_and_ends_nobody(
    under: Under, producer: AIOKafkaProducer
) -> None:
    runner = await under.started()
    await send_facts(producer, under.names, 100)
    await send_tick(producer, under.names, 10, 200)
    await until(lambda: bool(runner.state().waits))
    state = runner.state()
    assert (state.ready, state.failed, under.stopped) == (False, False, [])
    assert "the tick of 1970-01-11 waits for in.a up to offset" in state.waits[0]
    await send_facts(producer, under.names, 100)
    await until(lambda: len(runner.state().clocks) == PARTITIONS)
    await until(lambda: runner.state().ready)
    await runner.stop()


async def test_a_flush_that_never_ends_ends_the_worker_by_name(
    under: Under, producer: AIOKafkaProducer, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_seen = asyncio.Event()

    async def hanging(_writer: Writer, _flush: Flush) -> int:
        await is_seen.wait()
        return 1

    runner = await under.started()
    monkeypatch.setattr(Writer, "write", hanging)
    await send_facts(producer, under.names, 10)
    await until(lambda: bool(under.stopped))
    assert isinstance(under.stopped[0], Stalled)
    assert "of stage first has input and stood still" in str(under.stopped[0])
    assert (runner.state().ready, under.tally.aborts) == (False, 0)
    monkeypatch.undo()
    is_seen.set()
    await asyncio.wait_for(runner.stop(), 30)


async def test_an_opening_that_never_ends_ends_the_worker_by_name(
    under: Under, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hanging(*_: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(running, "restore", hanging)
    runner = under.runner()
    await runner.start()
    await until(lambda: bool(under.stopped))
    assert isinstance(under.stopped[0], Stalled)
    assert "partitions 0, 1, 2, 3 of stage first are being opened" in str(under.stopped[0])
    await asyncio.wait_for(runner.stop(), 30)


async def test_an_idle_stage_is_never_taken_for_one_that_stands_still(
    under: Under, producer: AIOKafkaProducer
) -> None:
    runner = await under.started()
    await send_facts(producer, under.names, 10)
    await until(lambda: under.tally.done["accepted", "in.a"] == 10)
    await asyncio.sleep(2.5)
    assert (runner.state().ready, runner.state().waits, under.stopped) == (True, (), [])
    await runner.stop()


async def test_records_of_an_input_never_handled_that_are_gone_stop_the_stage(
    under: Under, producer: AIOKafkaProducer
) -> None:
    first = await under.started()
    await send_facts(producer, under.names, 100)
    await until(lambda: under.tally.done["accepted", "in.a"] == 100)
    await first.stop()
    await producer.send_and_wait(under.names.full("in.b"), b"1", key=b"k1", partition=0)
    admin = KafkaAdminClient(bootstrap_servers=under.broker)
    try:
        admin.delete_records({TopicPartition(under.names.full("in.b"), 0): -1})
    finally:
        admin.close()
    second = under.runner()
    await second.start()
    await until(lambda: bool(under.stopped))
    assert isinstance(under.stopped[0], InputsGone)
    assert f"{under.names.full('in.b')}/0 begins at 1, but records from 0" in str(under.stopped[0])
    await second.stop()
