"""The runner on a real broker, and what it relies on in aiokafka, held as a contract."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from secrets import token_hex

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import MessageSizeTooLargeError, ProducerFenced
from kafka import KafkaConsumer
from kafka.admin import KafkaAdminClient, NewTopic

from streams.engine.errors import EngineStopped, Fenced, InputsGone
from streams.engine.held import FlushPolicy
from streams.engine.murmur2 import partition_of
from streams.engine.names import Names
from streams.engine.partition import Flush
from streams.engine.position import Position
from streams.engine.runner import StageRunner
from streams.engine.writer import Writer
from streams.terms.routes import CLOCK, DEAD_LETTERS, POLICY
from streams.terms.step import Step
from tests.engine.counting import FIRST, Said, Sum, encode_tick, spec

pytestmark = pytest.mark.broker

PARTITIONS = 4
TOPICS = ("in.a", "in.b", "mid", "out", "first.rows", CLOCK, POLICY, DEAD_LETTERS)


class Tally:
    """Meters that only remember."""

    def __init__(self) -> None:
        self.done: Counter[tuple[str, str]] = Counter()
        self.aborts = 0

    def committed(self, stage: str, tally: Counter[tuple[str, str]], seconds: float) -> None:
        """Remember what a flush did."""
        del stage, seconds
        self.done.update(tally)

    def aborted(self, stage: str) -> None:
        """Remember that one did not commit."""
        del stage
        self.aborts += 1

    def handled(self, stage: str, newest_ms: int) -> None:
        """Nothing is made of it here."""
        del stage, newest_ms


@pytest.fixture
def names(broker: str) -> Names:
    made = Names(f"eng-{token_hex(3)}")
    admin = KafkaAdminClient(bootstrap_servers=broker)
    try:
        admin.create_topics(
            [
                NewTopic(made.full(t), num_partitions=PARTITIONS, replication_factor=1)
                for t in TOPICS
            ]
        )
    finally:
        admin.close()
    _wait_for_leaders(broker, made)
    return made


def _wait_for_leaders(broker: str, names: Names) -> None:
    consumer = KafkaConsumer(bootstrap_servers=broker)
    try:
        consumer.end_offsets(
            [TopicPartition(names.full(t), n) for t in TOPICS for n in range(PARTITIONS)]
        )
    finally:
        consumer.close()


@pytest.fixture
async def producer(broker: str) -> AsyncIterator[AIOKafkaProducer]:
    opened = AIOKafkaProducer(bootstrap_servers=broker, linger_ms=5)
    await opened.start()
    yield opened
    await opened.stop()


class Under:
    """Runners of one test, and what ended any of them."""

    def __init__(self, broker: str, names: Names) -> None:
        self.broker, self.names = broker, names
        self.stopped: list[EngineStopped] = []
        self.tally = Tally()

    def runner(self, instance: str = "w1") -> StageRunner:
        """Return a runner that is not started."""
        return StageRunner(
            spec(),
            self.broker,
            self.names,
            PARTITIONS,
            instance,
            FlushPolicy(),
            self.tally,
            self.stopped.append,
        )

    async def started(self, instance: str = "w1") -> StageRunner:
        """Return a runner that holds all partitions."""
        runner = self.runner(instance)
        await runner.start()
        await until(lambda: len(runner.state().partitions) == PARTITIONS)
        return runner


@pytest.fixture
def under(broker: str, names: Names) -> Under:
    return Under(broker, names)


async def until(holds: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for something; an AssertionError says that it did not come."""
    for _ in range(int(seconds / 0.05)):
        if holds():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it did not come")


async def read(broker: str, name: str, isolation: str = "read_committed") -> list[tuple[int, str]]:
    """Return (partition, value) of every record of a topic."""
    consumer = AIOKafkaConsumer(bootstrap_servers=broker, isolation_level=isolation)
    await consumer.start()
    try:
        parts = [TopicPartition(name, n) for n in range(PARTITIONS)]
        consumer.assign(parts)
        await consumer.seek_to_beginning(*parts)
        ends = await consumer.end_offsets(parts)
        found = []
        while [p for p in parts if await consumer.position(p) < ends[p]]:
            for part, records in (await consumer.getmany(timeout_ms=100)).items():
                found += [(part.partition, (r.value or b"").decode()) for r in records]
        return found
    finally:
        await consumer.stop()


async def send_facts(producer: AIOKafkaProducer, names: Names, count: int) -> None:
    for n in range(count):
        await producer.send(names.full("in.a"), b"1", key=b"k%d" % (n % 50))
    await producer.flush()


async def send_tick(producer: AIOKafkaProducer, names: Names, on: int, total: int) -> None:
    """Publish the policy and a tick whose cut closes so many facts on in.a."""
    spread = Counter(partition_of(b"k%d" % (n % 50), PARTITIONS) for n in range(total))
    for n in range(PARTITIONS):
        await producer.send(names.full(POLICY), b"d1 1", key=b"d1", partition=n)
        tick = encode_tick(on, {"in.a": spread[n]})
        await producer.send(names.full(CLOCK), tick, key=b"tick", partition=n)
    await producer.flush()


async def test_facts_become_sums_once_over_a_restart_and_a_kill(
    under: Under, producer: AIOKafkaProducer
) -> None:
    first = await under.started()
    await send_facts(producer, under.names, 500)
    await until(lambda: under.tally.done["accepted", "in.a"] == 500)
    await first.drop()  # as a kill does it: nothing is written any more
    await first.stop()
    second = await under.started()
    await send_facts(producer, under.names, 500)
    await send_tick(producer, under.names, 10, 1000)
    await until(lambda: len(second.state().clocks) == PARTITIONS)
    await second.stop()
    said = await read(under.broker, under.names.full("out"))
    assert Counter(value for _, value in said) == {"20@10": 50}
    assert under.tally.done["accepted", "in.a"] == 1000
    assert under.stopped == []


async def test_a_second_owner_of_the_partitions_fences_the_first(
    under: Under, producer: AIOKafkaProducer
) -> None:
    first = await under.started()
    writers = [
        Writer(under.broker, under.names, "first", FIRST.rows, number)
        for number in range(PARTITIONS)
    ]
    for writer in writers:
        await writer.open()
    await send_facts(producer, under.names, 50)
    await until(lambda: bool(under.stopped))
    assert isinstance(under.stopped[0], Fenced)
    assert "nothing is lost" in str(under.stopped[0])
    assert under.tally.aborts == 1
    await first.stop()
    for writer in writers:
        await writer.close()
    assert await read(under.broker, under.names.full(FIRST.rows)) == []


async def test_unread_records_that_are_gone_stop_the_stage(
    under: Under, producer: AIOKafkaProducer
) -> None:
    first = await under.started()
    await send_facts(producer, under.names, 100)
    await until(lambda: under.tally.done["accepted", "in.a"] == 100)
    await first.stop()
    await send_facts(producer, under.names, 100)
    admin = KafkaAdminClient(bootstrap_servers=under.broker)
    try:
        name = under.names.full("in.a")
        admin.delete_records({TopicPartition(name, n): -1 for n in range(PARTITIONS)})
    finally:
        admin.close()
    second = under.runner()
    await second.start()
    await until(lambda: bool(under.stopped))
    assert isinstance(under.stopped[0], InputsGone)
    await second.stop()


async def test_a_stage_that_raises_ends_with_a_named_reason_and_writes_nothing(
    under: Under, producer: AIOKafkaProducer
) -> None:
    def raises(row: Sum, *_rest: object) -> Step[Sum, Said]:
        raise RuntimeError(f"cannot digest {row.key}")

    runner = under.runner()
    runner.spec = replace(runner.spec, apply=raises)
    await runner.start()
    await until(lambda: len(runner.state().partitions) == PARTITIONS)
    await send_facts(producer, under.names, 1)
    await until(lambda: bool(under.stopped))
    assert "stage first raised RuntimeError" in str(under.stopped[0])
    await runner.stop()
    assert await read(under.broker, under.names.full(FIRST.rows)) == []


async def test_a_flush_too_large_for_the_broker_is_not_committed_in_part(
    under: Under,
) -> None:
    writer = Writer(under.broker, under.names, "first", FIRST.rows, 0)
    await writer.open()
    flush = Flush(
        outputs=[("out", 0, b"a", b"seen", "x"), ("out", 1, b"b", b"y" * 1_200_000, "x")],
        rows=[],
        position=Position(),
        tally=Counter(),
    )
    with pytest.raises(EngineStopped):
        await writer.write(flush)
    await writer.close()
    again = Writer(under.broker, under.names, "first", FIRST.rows, 0)
    await again.open()
    await again.close()
    assert await read(under.broker, under.names.full("out")) == []


async def test_contract_a_second_init_of_an_id_fences_the_first(under: Under) -> None:
    def transactional() -> AIOKafkaProducer:
        return AIOKafkaProducer(
            bootstrap_servers=under.broker, transactional_id=f"{under.names.prefix}-x"
        )

    first, second = transactional(), transactional()
    await first.start()
    await first.begin_transaction()
    await first.send_and_wait(under.names.full("out"), b"zombie", key=b"k", partition=0)
    await second.start()
    with pytest.raises(ProducerFenced):
        await first.commit_transaction()
    with pytest.raises(AssertionError):
        await first.abort_transaction()
    await first.stop()
    await second.stop()
    assert await read(under.broker, under.names.full("out")) == []


async def test_contract_a_refused_batch_does_not_stop_a_commit(under: Under) -> None:
    """Why every batch is awaited before the commit."""
    producer = AIOKafkaProducer(
        bootstrap_servers=under.broker,
        transactional_id=f"{under.names.prefix}-y",
        max_request_size=3_000_000,
        max_batch_size=3_000_000,
    )
    await producer.start()
    await producer.begin_transaction()
    name = under.names.full("out")
    refused = await producer.send(name, b"y" * 1_500_000, key=b"k", partition=0)
    await producer.send(name, b"visible", key=b"k", partition=1)
    await producer.commit_transaction()
    with pytest.raises(MessageSizeTooLargeError):
        await refused
    await producer.stop()
    assert await read(under.broker, name) == [(1, "visible")]


async def test_contract_the_position_moves_past_transaction_markers(under: Under) -> None:
    producer = AIOKafkaProducer(
        bootstrap_servers=under.broker, transactional_id=f"{under.names.prefix}-z"
    )
    await producer.start()
    part = TopicPartition(under.names.full("out"), 0)
    await producer.begin_transaction()
    await producer.send_and_wait(part.topic, b"v", key=b"k", partition=0)
    await producer.commit_transaction()
    await producer.stop()
    consumer = AIOKafkaConsumer(
        bootstrap_servers=under.broker,
        isolation_level="read_committed",
        auto_offset_reset="none",
        group_id=None,
    )
    await consumer.start()
    consumer.assign([part])
    consumer.seek(part, 0)
    for _ in range(20):
        await consumer.getmany(timeout_ms=100)
    assert await consumer.position(part) == 2
    await consumer.stop()
