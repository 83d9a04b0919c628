"""What the engine relies on in aiokafka, held as a contract: another version has to show it too."""

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import (
    MessageSizeTooLargeError,
    NoOffsetForPartitionError,
    ProducerFenced,
    UnknownError,
    for_code,
)

from tests.engine.on_broker import Under, values

pytestmark = pytest.mark.broker


def transactional(under: Under, **given: int) -> AIOKafkaProducer:
    return AIOKafkaProducer(
        bootstrap_servers=under.broker, transactional_id=f"{under.names.prefix}-x", **given
    )


def reader(under: Under, group: str | None = None) -> AIOKafkaConsumer:
    return AIOKafkaConsumer(
        bootstrap_servers=under.broker,
        isolation_level="read_committed",
        auto_offset_reset="none",
        enable_auto_commit=False,
        group_id=group,
    )


async def test_a_second_init_of_an_id_fences_the_first_and_aborts_what_it_left(
    under: Under,
) -> None:
    first, second = transactional(under), transactional(under)
    name = under.names.full("out")
    await first.start()
    await first.begin_transaction()
    await first.send_and_wait(name, b"zombie", key=b"k", partition=0)
    await second.start()
    with pytest.raises(ProducerFenced):
        await first.commit_transaction()
    async with second.transaction():
        await second.send_and_wait(name, b"owner", key=b"k", partition=0)
    await first.stop()
    await second.stop()
    assert await values(under.broker, name) == ["owner"]
    assert await values(under.broker, name, "read_uncommitted") == ["zombie", "owner"]


async def test_nothing_can_be_begun_or_aborted_after_a_fatal_error(under: Under) -> None:
    """Why a writer is thrown away after any doubt."""
    first, second = transactional(under), transactional(under)
    await first.start()
    await first.begin_transaction()
    await first.send_and_wait(under.names.full("out"), b"zombie", key=b"k", partition=0)
    await second.start()
    with pytest.raises(ProducerFenced):
        await first.commit_transaction()
    with pytest.raises(AssertionError):
        await first.abort_transaction()
    with pytest.raises(AssertionError):
        await first.begin_transaction()
    await first.stop()
    await second.stop()


async def test_a_refused_batch_does_not_stop_a_commit(under: Under) -> None:
    """Why every batch is awaited before the commit."""
    producer = transactional(under, max_request_size=3_000_000, max_batch_size=3_000_000)
    name = under.names.full("out")
    await producer.start()
    await producer.begin_transaction()
    refused = await producer.send(name, b"y" * 1_500_000, key=b"k", partition=0)
    await producer.send(name, b"visible", key=b"k", partition=1)
    await producer.commit_transaction()
    with pytest.raises(MessageSizeTooLargeError):
        await refused
    await producer.stop()
    assert await values(under.broker, name) == ["visible"]


async def test_the_position_moves_past_transaction_markers(under: Under) -> None:
    """Why a cut that counts markers is reached, and lag returns to zero."""
    producer = transactional(under)
    part = TopicPartition(under.names.full("out"), 0)
    await producer.start()
    for fate in (producer.commit_transaction, producer.abort_transaction):
        await producer.begin_transaction()
        await producer.send_and_wait(part.topic, b"v", key=b"k", partition=0)
        await fate()
    await producer.stop()
    consumer = reader(under)
    await consumer.start()
    consumer.assign([part])
    consumer.seek(part, 0)
    seen = []
    for _ in range(50):
        for fetched in (await consumer.getmany(timeout_ms=100)).values():
            seen += [record.offset for record in fetched]
        if await consumer.position(part) == 4:
            break
    assert seen == [0]
    assert await consumer.position(part) == 4
    assert (await consumer.end_offsets([part]))[part] == 4
    await consumer.stop()


@pytest.mark.parametrize("sought", [[0], []])
async def test_a_paused_partition_without_any_position_still_asks_for_one(
    sought: list[int], under: Under
) -> None:
    """Why a partition is sought to 0 while it waits for its recovery."""
    part = TopicPartition(under.names.full("out"), 0)
    consumer = reader(under, group=under.names.group("contract"))
    await consumer.start()
    consumer.assign([part])
    consumer.pause(part)
    for offset in sought:
        consumer.seek(part, offset)
    failed: list[Exception] = []
    for _ in range(10):
        try:
            assert not await consumer.getmany(timeout_ms=50)
        except NoOffsetForPartitionError as none:
            failed.append(none)
    assert bool(failed) is not bool(sought)
    await consumer.stop()


def test_a_taken_instance_name_is_an_unknown_error() -> None:
    """Why the runner explains an unknown error by it: FENCED_INSTANCE_ID has no name there."""
    assert for_code(82) is UnknownError
