"""What a reader of whole batches hands over: all that is committed, in order, and nothing else."""

import asyncio
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import (
    CorruptRecordException,
    KafkaConnectionError,
    OffsetOutOfRangeError,
)
from aiokafka.record import MemoryRecords
from aiokafka.record.default_records import DefaultRecordBatchBuilder

from streams.engine import fetching as room
from streams.engine.fetching import Chunk, Fetching
from streams.engine.reading import read_whole
from tests.engine.on_broker import Under

PART = TopicPartition("t", 0)


def batch(*values: bytes, transactional: bool = False, producer: int = -1, base: int = 0) -> Any:
    """Return a batch as a broker answers with it."""
    builder = DefaultRecordBatchBuilder(2, 0, int(transactional), producer, 0, 0, 1_000_000)
    for number, value in enumerate(values):
        builder.append(number, 0, b"k", value, [])
    raw = builder.build()
    raw[0:8] = base.to_bytes(8, "big")
    return bytes(raw)


def chunk(raw: bytes, begin: int = 0, aborted: tuple[tuple[int, int], ...] = ()) -> Chunk:
    """Return the chunk of some batches one after the other."""
    records, batches = MemoryRecords(raw), []
    while records.has_next():
        batches.append(records.next_batch())
    return Chunk(PART, begin, batches[-1].next_offset, batches, aborted)


def test_records_before_the_offset_asked_for_are_left_out() -> None:
    found = [one.value for one in chunk(batch(b"a", b"b", b"c"), begin=1).records()]
    assert found == [b"b", b"c"]


def test_a_broken_batch_is_noticed() -> None:
    raw = bytearray(batch(b"a", b"b"))
    raw[-2] ^= 0xFF
    with pytest.raises(CorruptRecordException, match="broken batch"):
        list(chunk(bytes(raw)).records())


def test_an_aborted_producer_is_left_out_from_its_offset_on() -> None:
    raw = batch(b"kept", transactional=True, producer=7)
    raw += batch(b"gone", transactional=True, producer=7, base=1)
    raw += batch(b"other", transactional=True, producer=8, base=2)
    found = [one.value for one in chunk(raw, aborted=((7, 1),)).records()]
    assert found == [b"kept", b"other"]


def transactional(under: Under, name: str) -> AIOKafkaProducer:
    """Return a producer under an id of its own."""
    return AIOKafkaProducer(
        bootstrap_servers=under.broker, transactional_id=f"{under.names.prefix}-{name}"
    )


async def read(under: Under, *numbers: int, **given: Any) -> list[tuple[int, int, bytes]]:
    """Read partitions of `out` to their committed end."""
    found: list[tuple[int, int, bytes]] = []
    parts = [TopicPartition(under.names.full("out"), number) for number in numbers]

    def take(part: TopicPartition, record: Any) -> None:
        found.append((part.partition, record.offset, record.value))

    await read_whole(under.broker, parts, take, **given)
    return found


@pytest.mark.broker
async def test_aborted_and_committed_transactions_read_as_a_consumer_reads_them(
    under: Under,
) -> None:
    name = under.names.full("out")
    one, two = transactional(under, "one"), transactional(under, "two")
    for opened in (one, two):
        await opened.start()
    for turn in range(6):
        for producer, is_kept in ((one, turn % 2), (two, turn % 3)):
            await producer.begin_transaction()
            for number in range(3):
                value = f"{turn}-{number}-{is_kept}".encode()
                await producer.send_and_wait(name, value, key=b"k", partition=number % 2)
            await (producer.commit_transaction() if is_kept else producer.abort_transaction())
    for opened in (one, two):
        await opened.stop()
    consumer = AIOKafkaConsumer(
        bootstrap_servers=under.broker,
        isolation_level="read_committed",
        auto_offset_reset="earliest",
    )
    await consumer.start()
    consumer.assign([TopicPartition(name, number) for number in (0, 1)])
    wanted: list[tuple[int, int, bytes]] = []
    while len(wanted) < 3 * (3 + 4):
        for part, records in (await consumer.getmany(timeout_ms=500)).items():
            wanted += [(part.partition, one.offset, one.value) for one in records]
    await consumer.stop()
    found = await read(under, 0, 1)
    assert sorted(found) == sorted(wanted)
    assert [one for one in found if one[0] == 0] == [one for one in sorted(wanted) if one[0] == 0]
    assert not any(value.endswith(b"-0") for *_, value in found)


@pytest.mark.broker
async def test_a_transaction_that_is_open_is_waited_for(under: Under) -> None:
    name = under.names.full("out")
    opened = transactional(under, "one")
    await opened.start()
    await opened.begin_transaction()
    await opened.send_and_wait(name, b"late", key=b"k", partition=0)
    ends = {TopicPartition(name, 0): 1}
    reading = asyncio.create_task(read(under, 0, ends=ends))
    done, _ = await asyncio.wait([reading], timeout=1.0)
    assert not done
    await opened.commit_transaction()
    assert await asyncio.wait_for(reading, 10) == [(0, 0, b"late")]
    await opened.stop()


@pytest.mark.broker
async def test_many_chunks_come_in_order_to_the_end_and_are_told(
    under: Under, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "PARTITION_BYTES", 2_000)
    name = under.names.full("out")
    producer = AIOKafkaProducer(bootstrap_servers=under.broker, max_batch_size=1_000)
    await producer.start()
    for number in range(300):
        await producer.send(name, b"%03d" % number * 20, key=b"k", partition=3)
    await producer.stop()
    told: list[tuple[int, int]] = []
    found = await read(under, 3, progress=lambda *done: told.append(done))
    assert [offset for _, offset, _ in found] == list(range(300))
    assert (len(told) > 5, told[-1], told == sorted(told)) == (True, (300, 300), True)
    part = TopicPartition(name, 3)
    some = await read(under, 3, starts={part: 7}, ends={part: 11})
    assert [offset for _, offset, _ in some] == [7, 8, 9, 10]


@pytest.mark.broker
async def test_an_offset_outside_the_log_is_refused(under: Under) -> None:
    async def asked_until_refused() -> None:
        # A leader that is new to its partition says for a moment that it is none.
        async with Fetching(under.broker) as fetching:
            for _ in range(100):
                await fetching.next({TopicPartition(under.names.full("out"), 0): 99})

    with pytest.raises(OffsetOutOfRangeError, match="cannot be read"):
        await asked_until_refused()


@pytest.mark.broker
async def test_a_topic_that_is_not_there_yields_nothing_but_more_waiting(under: Under) -> None:
    async with Fetching(under.broker) as fetching:
        assert await fetching.next({TopicPartition(under.names.full("nowhere"), 0): 0}) == []


async def test_without_a_broker_nothing_is_read() -> None:
    with pytest.raises(KafkaConnectionError):
        async with Fetching("127.0.0.1:9"):
            pass
