"""Runners of the counting stages on a real broker, and what tests send to them and read of them."""

import asyncio
import dataclasses
from collections import Counter
from collections.abc import Callable
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from streams.engine.errors import EngineStopped
from streams.engine.held import FlushPolicy
from streams.engine.keeping import Keeping
from streams.engine.murmur2 import partition_of
from streams.engine.names import Names
from streams.engine.repeating import Delivery
from streams.engine.runner import StageRunner
from streams.engine.writer import Writer
from streams.terms.routes import CLOCK, DEAD_LETTERS, POLICY, StageRoutes
from tests.engine.counting import FIRST, SECOND, encode_tick, plain, spec

PARTITIONS = 4
KEYS = 50
TOPICS = (
    *("in.a", "in.b", "in.c", "mid", "out", "out.groups", "end", FIRST.rows, SECOND.rows),
    *(CLOCK, POLICY, DEAD_LETTERS),
)


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


class Under:
    """Runners of one test, what they read and committed, and what ended any of them."""

    def __init__(self, broker: str, names: Names) -> None:
        self.broker, self.names = broker, names
        self.stopped: list[EngineStopped] = []
        self.tally = Tally()
        self.decoded: Counter[str] = Counter()
        self._runners: list[StageRunner] = []
        self._writers: list[Writer] = []

    def runner(
        self,
        instance: str = "w1",
        routes: StageRoutes = FIRST,
        flush: FlushPolicy | None = None,
        *,
        names: Names | None = None,
        kind: type[StageRunner] = StageRunner,
        delivery: Delivery = "exactly-once",
        keeping: Keeping | None = None,
    ) -> StageRunner:
        """Return a runner that is not started."""
        made = spec(routes)

        def decode(topic: str, key: bytes | None, value: bytes | None) -> Any:
            self.decoded[topic] += 1
            return made.decode(topic, key, value)

        runner = kind(
            dataclasses.replace(made, decode=decode),
            self.broker,
            names or self.names,
            PARTITIONS,
            instance,
            flush or FlushPolicy(),
            self.tally,
            self.stopped.append,
            delivery=delivery,
            keeping=keeping,
        )
        self._runners.append(runner)
        return runner

    async def started(self, instance: str = "w1", **given: Any) -> StageRunner:
        """Return a runner that holds all partitions."""
        runner = self.runner(instance, **given)
        await runner.start()
        await until(lambda: len(runner.state().partitions) == PARTITIONS)
        return runner

    async def writer(self) -> Writer:
        """Return an open writer of partition 0 of the first stage."""
        writer = Writer(self.broker, self.names, FIRST.name, FIRST.rows, 0)
        self._writers.append(writer)
        await writer.open()
        return writer

    async def end(self) -> None:
        """End what the test has left running, as it does when it fails."""
        for runner in self._runners:
            if runner.started:
                await runner.stop()
        for writer in self._writers:
            await writer.close()


async def until(holds: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for something; an AssertionError says that it did not come."""
    for _ in range(int(seconds / 0.05)):
        if holds():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it did not come")


async def killed(runner: StageRunner) -> None:
    """End a runner as a kill does: nothing that was handled is written any more."""
    await runner.drop()
    await runner.stop()


def key_of(nth: int) -> bytes:
    """Return the key of the nth fact; they take turns."""
    return b"k%d" % (nth % KEYS)


async def send_facts(producer: AIOKafkaProducer, names: Names, count: int) -> None:
    """Send so many ones, taking turns over the keys."""
    for nth in range(count):
        await producer.send(names.full("in.a"), b"1", key=key_of(nth))
    await producer.flush()


async def send_tick(producer: AIOKafkaProducer, names: Names, on: int, total: int) -> None:
    """Publish the policy and a tick whose cut closes so many facts on in.a."""
    spread = Counter(partition_of(key_of(nth), PARTITIONS) for nth in range(total))
    for number in range(PARTITIONS):
        await producer.send(names.full(POLICY), b"d1 1", key=b"d1", partition=number)
        tick = encode_tick(on, {"in.a": spread[number]})
        await producer.send(names.full(CLOCK), tick, key=b"tick", partition=number)
    await producer.flush()


async def records(broker: str, name: str, isolation: str = "read_committed") -> list[Any]:
    """Return every record of a topic, in order within a partition, once no transaction is open.

    A commit is answered before its markers are written, and until then committed records are not
    seen; so this reads to the end of what was sent, where a reader of what is committed waits.
    """
    consumer = AIOKafkaConsumer(bootstrap_servers=broker, isolation_level=isolation)
    await consumer.start()
    try:
        parts = [TopicPartition(name, number) for number in range(PARTITIONS)]
        consumer.assign(parts)
        await consumer.seek_to_beginning(*parts)
        ends = await _ends_of_sent(broker, parts)
        found: list[Any] = []
        async with asyncio.timeout(30):
            while [part for part in parts if await consumer.position(part) < ends[part]]:
                for fetched in (await consumer.getmany(timeout_ms=100)).values():
                    found += fetched
        return found
    finally:
        await consumer.stop()


async def _ends_of_sent(broker: str, parts: list[TopicPartition]) -> dict[TopicPartition, int]:
    consumer = AIOKafkaConsumer(bootstrap_servers=broker, isolation_level="read_uncommitted")
    await consumer.start()
    try:
        ends: dict[TopicPartition, int] = await consumer.end_offsets(parts)
        return ends
    finally:
        await consumer.stop()


async def values(broker: str, name: str, isolation: str = "read_committed") -> list[str]:
    """Return the value of every record of a topic."""
    return [plain(r.value or b"").decode() for r in await records(broker, name, isolation)]
