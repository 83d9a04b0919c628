"""Three ways in which a stock Faust app loses a record, and what the engine does instead.

Each test shows the loss first: the group's committed offset, where a restart would begin, stands
behind a record whose effect is nowhere.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from streams.engine.errors import FlushFailed
from streams.engine.murmur2 import partition_of
from streams.engine.runner import StageRunner
from streams.engine.working import Flush
from streams.engine.writer import Writer
from streams.terms.routes import CLOCK, POLICY
from streams.terms.step import Step
from tests.engine.counting import FIRST, Notice, encode_tick
from tests.engine.hazards.stock import Stock, until_done
from tests.engine.on_broker import PARTITIONS, Under, key_of, until, values
from tests.engine.sums import Sum

pytestmark = pytest.mark.broker

# All of one key, so of one partition.
KEY = key_of(0)


@pytest.fixture
def stock(under: Under, tmp_path: Path) -> Stock:
    return Stock(under.broker, under.names, tmp_path)


async def send(under: Under, producer: AIOKafkaProducer, *texts: bytes) -> int:
    """Send records of one key; returns their partition."""
    sent = [await producer.send_and_wait(under.names.full("in.a"), text, key=KEY) for text in texts]
    return int(sent[0].partition)


async def ends_well(under: Under, producer: AIOKafkaProducer, total: int, cut: int) -> None:
    """Require that a worker started now says what all records of the key add up to, once."""
    for number in range(PARTITIONS):
        end = cut if number == partition_of(KEY, PARTITIONS) else 0
        await producer.send(under.names.full(POLICY), b"d1 1", key=b"d1", partition=number)
        tick = encode_tick(1, {"in.a": end})
        await producer.send(under.names.full(CLOCK), tick, key=b"tick", partition=number)
    await producer.flush()
    runner = await under.started()
    await until(lambda: under.tally.done["tick", "applied"] == PARTITIONS)
    await runner.stop()
    assert await values(under.broker, under.names.full("out")) == [f"{total}@1"]


async def test_a_record_whose_handling_raised_is_acknowledged(
    under: Under, producer: AIOKafkaProducer, stock: Stock
) -> None:
    done: list[bytes] = []

    async def add(stream: Any) -> AsyncIterator[None]:
        async for value in stream:
            if value == b"2":
                raise RuntimeError("a fault of ours, mended the next day")
            done.append(value)
            yield

    number = await send(under, producer, b"1", b"2", b"4")
    stock.reads(add)
    async with stock.running():
        await until_done(done, b"1", b"4")
        await stock.stands_at(3, number)

    def raises(row: Sum, fact: Any, *rest: Any) -> Step[Sum, Notice]:
        if fact.amount == 2:
            raise RuntimeError("a fault of ours, mended the next day")
        return mended(row, fact, *rest)

    broken = under.runner()
    mended = broken.spec.apply
    broken.spec = replace(broken.spec, apply=raises)
    await broken.start()
    await until(lambda: bool(under.stopped))
    await broken.stop()
    await ends_well(under, producer, 7, 3)


async def test_a_row_that_the_broker_refused_is_committed_over(
    under: Under, producer: AIOKafkaProducer, stock: Stock
) -> None:
    changelog = f"{stock.app.conf.id}-sums-changelog"
    await _create_narrow(under, changelog)
    sums = stock.app.Table("sums", key_type=bytes, value_type=bytes, partitions=PARTITIONS)
    done: list[bytes] = []

    async def add(stream: Any) -> AsyncIterator[None]:
        async for key, value in stream.items():
            sums[key] = value * 500
            done.append(value)
            yield

    number = await send(under, producer, b"1")
    stock.reads(add)
    async with stock.running():
        await until_done(done, b"1")
        await stock.stands_at(1, number)
    assert await values(under.broker, changelog) == []
    await _narrow(under, under.names.full(FIRST.rows), 50)
    refused = under.runner()
    await refused.start()
    await until(lambda: bool(under.stopped))
    assert isinstance(under.stopped[0], FlushFailed)
    await refused.stop()
    assert under.tally.done["accepted", "in.a"] == 0
    await _narrow(under, under.names.full(FIRST.rows), 1_000_000)
    await ends_well(under, producer, 1, 1)


async def test_a_record_in_the_works_is_passed_over_when_a_later_one_is_done(
    under: Under, producer: AIOKafkaProducer, stock: Stock, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[bytes] = []
    never = asyncio.Event()

    async def add(stream: Any) -> AsyncIterator[None]:
        async for value in stream:
            if value == b"1":
                await never.wait()
            done.append(value)
            yield

    number = await send(under, producer, b"1", b"2")
    stock.reads(add, concurrency=2)
    async with stock.running():
        await until_done(done, b"2")
        await stock.stands_at(2, number)
        assert done == [b"2"]
        never.set()
    dies = asyncio.Event()

    async def in_the_works(_writer: Writer, _flush: Flush) -> None:
        await dies.wait()
        raise FlushFailed("it died")

    monkeypatch.setattr(Writer, "write", in_the_works)
    runner: StageRunner = await under.started()
    await send(under, producer, b"4")
    await until(lambda: _handled(runner, number) == 3)
    dies.set()
    await until(lambda: bool(under.stopped))
    await runner.stop()
    monkeypatch.undo()
    await ends_well(under, producer, 7, 3)


def _handled(runner: StageRunner, number: int) -> int:
    held = runner._held.get(number)  # noqa: SLF001 - what is handled and not written shows nowhere
    return 0 if held is None else held.partition.offsets.get("in.a", 0)


async def _create_narrow(under: Under, name: str) -> None:
    """Create a topic that takes small records alone."""
    admin = AIOKafkaAdminClient(bootstrap_servers=under.broker)
    await admin.start()
    narrow = {"max.message.bytes": "200"}
    await admin.create_topics([NewTopic(name, PARTITIONS, 1, topic_configs=narrow)])
    await admin.close()


async def _narrow(under: Under, name: str, bytes_max: int) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=under.broker)
    await admin.start()
    setting = {"max.message.bytes": str(bytes_max)}
    await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, configs=setting)])
    await admin.close()
