"""At least once on a real broker: what is said may repeat after a crash, what is kept is exact."""

import time
from collections import Counter
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer

from streams.engine import position as positions
from streams.engine import repeating
from streams.engine import runner as running
from streams.engine.errors import Fenced, FlushFailed
from streams.engine.repeating import RepeatingWriter
from streams.engine.runner import StageRunner
from tests.engine.counting import FIRST
from tests.engine.on_broker import (
    KEYS,
    PARTITIONS,
    Under,
    killed,
    records,
    send_facts,
    send_tick,
    until,
    values,
)

pytestmark = pytest.mark.broker


def dying_at(step: int) -> type[StageRunner]:
    """Return a runner whose writers die before their nth step that sends anything."""

    class Dying(RepeatingWriter):
        """Sends so many times, and dies."""

        _left = step

        async def _sent(self, topic: str, number: int, batches: Any) -> list[Any]:
            if self._left == 0:
                raise FlushFailed("died between two steps")
            self._left -= 1
            return await super()._sent(topic, number, batches)

    class Runner(StageRunner):
        """Runs with such writers."""

        def _writer(self, number: int) -> RepeatingWriter:
            routes = self.spec.routes
            return Dying(self.bootstrap, self.names, routes.name, routes.rows, number)

    return Runner


async def _sums(under: Under, total: int) -> Counter[str]:
    """Let a tick say each sum once or more; returns what was passed on."""
    out = Counter(await values(under.broker, under.names.full("out")))
    assert set(out) == {f"{total // KEYS}@10"}
    return Counter(await values(under.broker, under.names.full("mid")))


async def test_without_a_crash_everything_is_said_once(
    under: Under, producer: AIOKafkaProducer
) -> None:
    runner = await under.started(delivery="at-least-once")
    await send_facts(producer, under.names, 500)
    await send_tick(producer, under.names, 10, 500)
    await until(lambda: len(runner.state().clocks) == PARTITIONS)
    await runner.stop()
    assert (await _sums(under, 500))["1"] == 500
    rows = await records(under.broker, under.names.full(FIRST.rows))
    named = {record.headers for record in rows if not record.key.startswith(b"\x00")}
    assert all(name == "arrears-flush" for ((name, _),) in named)
    plans = {record.partition for record in rows if record.key == positions.PLAN_KEY}
    assert plans == set(range(PARTITIONS))
    assert under.stopped == []


@pytest.mark.parametrize("step", range(4))
async def test_a_death_between_two_steps_repeats_words_and_doubles_no_effect(
    step: int, under: Under, producer: AIOKafkaProducer
) -> None:
    await send_facts(producer, under.names, 500)
    first = under.runner(kind=dying_at(step), delivery="at-least-once")
    await first.start()
    await until(lambda: bool(under.stopped))
    await first.stop()
    assert isinstance(under.stopped.pop(), FlushFailed)
    second = await under.started(delivery="at-least-once")
    await send_tick(producer, under.names, 10, 500)
    await until(lambda: len(second.state().clocks) == PARTITIONS)
    await second.stop()
    assert (await _sums(under, 500))["1"] >= 500
    assert under.stopped == []


async def test_a_worker_with_transactions_finishes_what_one_without_has_begun(
    under: Under, producer: AIOKafkaProducer
) -> None:
    await send_facts(producer, under.names, 500)
    first = under.runner(kind=dying_at(2), delivery="at-least-once")
    await first.start()
    await until(lambda: bool(under.stopped))
    await first.stop()
    under.stopped.clear()
    second = await under.started()
    await send_tick(producer, under.names, 10, 500)
    await until(lambda: len(second.state().clocks) == PARTITIONS)
    await second.stop()
    assert set(await values(under.broker, under.names.full("out"))) == {f"{500 // KEYS}@10"}
    third = await under.started(delivery="at-least-once")
    await killed(third)
    assert under.stopped == []


async def test_a_worker_that_slept_through_its_session_stops_by_itself(
    under: Under, monkeypatch: pytest.MonkeyPatch
) -> None:
    await under.started(delivery="at-least-once")
    monkeypatch.setattr(running, "SESSION_SECONDS", 0.5)
    time.sleep(1.0)  # noqa: ASYNC251 - the loop is to stand still
    await until(lambda: bool(under.stopped))
    assert isinstance(under.stopped[0], Fenced)
    assert "stood still for 1 s, and another worker may own its partitions" in str(under.stopped[0])


async def test_a_flush_older_than_a_session_is_not_gone_on_with(
    under: Under, producer: AIOKafkaProducer, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = await under.started(delivery="at-least-once")
    monkeypatch.setattr(repeating, "SESSION_SECONDS", -1)
    await send_facts(producer, under.names, 10)
    await until(lambda: bool(under.stopped))
    assert isinstance(under.stopped[0], Fenced)
    await runner.stop()
    assert await values(under.broker, under.names.full("mid")) == []
