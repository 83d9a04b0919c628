"""The runner on a real broker: exact through restarts, kills, torn flushes and second owners."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import KafkaConnectionError, OffsetOutOfRangeError, UnknownError
from kafka.admin import KafkaAdminClient

from streams.engine.errors import EngineStopped, Fenced, FlushFailed, InputsGone
from streams.engine.held import FlushPolicy
from streams.engine.murmur2 import partition_of
from streams.engine.names import Names
from streams.engine.runner import StageRunner
from streams.engine.working import Flush
from streams.engine.writer import Writer
from streams.terms.routes import CLOCK, DEAD_LETTERS, POLICY
from streams.terms.step import Step
from tests.engine.counting import FIRST, SECOND, Said, encode_tick
from tests.engine.deleting import delete_records
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
from tests.engine.sums import Sum

pytestmark = pytest.mark.broker

# Old enough for no test: such a runner writes when a tick is applied, and not before.
ONLY_AT_TICKS = FlushPolicy(age_seconds=3_600)


async def assert_sums(under: Under, runner: StageRunner, total: int) -> None:
    """Assert that a tick over all facts says each sum once, and every amount was passed on once."""
    await until(lambda: len(runner.state().clocks) == PARTITIONS)
    await runner.stop()
    out = await values(under.broker, under.names.full("out"))
    assert Counter(out) == {f"{total // KEYS}@10": KEYS}
    mid = await values(under.broker, under.names.full("mid"))
    assert Counter(mid)["1"] == total
    assert len(mid) == total + PARTITIONS * PARTITIONS


async def test_two_stages_carry_facts_from_start_to_end_with_exact_sums(
    under: Under, producer: AIOKafkaProducer
) -> None:
    runners = [await under.started(routes=routes) for routes in (FIRST, SECOND)]
    await send_facts(producer, under.names, 500)
    await producer.send_and_wait(under.names.full("in.b"), b"13", key=b"k7")
    await send_tick(producer, under.names, 10, 500)
    await until(lambda: len(runners[1].state().clocks) == PARTITIONS)
    for runner in runners:
        await runner.stop()
    topics = map(under.names.full, ("out", "out.groups"))
    out = [record for topic in topics for record in await records(under.broker, topic)]
    sums = {record.key.decode(): record.value for record in out}
    assert len(out) == len(sums)
    assert sums == {
        **{f"k{n}": b"10@10" for n in range(KEYS)},
        **{f"group-{n}": b"50@10" for n in range(10)},
    }
    assert await values(under.broker, under.names.full(DEAD_LETTERS)) == ["thirteen 0 13"]
    assert len(await values(under.broker, under.names.full("end"))) == PARTITIONS * PARTITIONS
    assert under.stopped == []


async def test_a_stopped_runner_has_written_all_and_the_next_goes_on_behind_it(
    under: Under, producer: AIOKafkaProducer
) -> None:
    first = await under.started(flush=ONLY_AT_TICKS)
    await send_facts(producer, under.names, 500)
    await until(lambda: under.decoded["in.a"] == 500)
    assert under.tally.done.total() == 0
    await first.stop()
    assert under.tally.done["accepted", "in.a"] == 500
    second = await under.started()
    assert second.state().labels == {"even": KEYS}
    await send_facts(producer, under.names, 500)
    await send_tick(producer, under.names, 10, 1000)
    await assert_sums(under, second, 1000)
    assert under.tally.done["accepted", "in.a"] == 1000
    assert under.stopped == []


async def test_what_a_killed_runner_had_handled_and_not_written_is_handled_again(
    under: Under, producer: AIOKafkaProducer
) -> None:
    first = await under.started(flush=ONLY_AT_TICKS)
    await send_facts(producer, under.names, 500)
    await until(lambda: under.decoded["in.a"] == 500)
    await killed(first)
    assert under.tally.done.total() == 0
    second = await under.started()
    await send_tick(producer, under.names, 10, 500)
    await assert_sums(under, second, 500)
    assert under.decoded["in.a"] == 1000
    assert under.tally.done["accepted", "in.a"] == 500


async def test_facts_of_an_aborted_transaction_never_count_and_their_markers_do(
    under: Under, producer: AIOKafkaProducer
) -> None:
    """The cut of a tick is an end offset, so it counts records and markers nobody is given."""
    name, key = under.names.full("in.a"), b"k1"
    number = partition_of(key, PARTITIONS)
    runner = await under.started()
    sender = AIOKafkaProducer(
        bootstrap_servers=under.broker, transactional_id=f"{under.names.prefix}-sender"
    )
    await sender.start()
    for value, end in (
        (b"5", sender.commit_transaction),
        (b"1000", sender.abort_transaction),
    ):
        await sender.begin_transaction()
        await sender.send_and_wait(name, value, key=key, partition=number)
        await end()
    await sender.stop()
    await producer.send(under.names.full(POLICY), b"d1 1", key=b"d1", partition=number)
    tick = encode_tick(10, {"in.a": 4})
    await producer.send_and_wait(under.names.full(CLOCK), tick, key=b"tick", partition=number)
    await until(lambda: number in runner.state().clocks)
    await runner.stop()
    assert await values(under.broker, under.names.full("out")) == ["5@10"]


async def test_a_policy_before_a_refused_one_is_known_again_after_a_restart(
    under: Under, producer: AIOKafkaProducer
) -> None:
    first = await under.started()
    for text in (b"d1 1", b"d9 no factor"):
        await producer.send_and_wait(
            under.names.full(POLICY), text, key=text.split()[0], partition=0
        )
    await until(lambda: under.tally.done["refused", "policy_unreadable"] == 1)
    await first.stop()
    second = await under.started()
    tick = encode_tick(10, {})
    await producer.send_and_wait(under.names.full(CLOCK), tick, key=b"tick", partition=0)
    await until(lambda: 0 in second.state().clocks, seconds=10)
    await second.stop()
    letters = await values(under.broker, under.names.full(DEAD_LETTERS))
    assert letters == ["policy_unreadable 1 d9 no factor"]


class HalfSent(Writer):
    """Dies with its first flush sent to the broker, all but the end of the transaction."""

    async def write(self, flush: Flush) -> int:
        """Send everything, and die."""
        await self._producer.begin_transaction()
        for topic, number, batch in self._batches(flush):
            name = self._names.full(topic)
            await (await self._producer.send_batch(batch, name, partition=number))
        raise FlushFailed("died before the commit")


class Untold(Writer):
    """Dies with its first flush committed, before anybody is told."""

    async def write(self, flush: Flush) -> int:
        """Commit everything, and die."""
        await super().write(flush)
        raise FlushFailed("died behind the commit")


def dying(kind: type[Writer]) -> type[StageRunner]:
    class Dying(StageRunner):
        def _writer(self, number: int) -> Writer:
            routes = self.spec.routes
            return kind(self.bootstrap, self.names, routes.name, routes.rows, number)

    return Dying


@pytest.mark.parametrize("kind", [HalfSent, Untold])
async def test_a_death_on_either_side_of_a_commit_loses_and_doubles_nothing(
    kind: type[Writer], under: Under, producer: AIOKafkaProducer
) -> None:
    await send_facts(producer, under.names, 500)
    first = under.runner(kind=dying(kind))
    await first.start()
    await until(lambda: bool(under.stopped))
    await first.stop()
    assert isinstance(under.stopped.pop(), FlushFailed)
    second = await under.started()
    await send_tick(producer, under.names, 10, 500)
    await assert_sums(under, second, 500)
    assert under.stopped == []
    sent = await values(under.broker, under.names.full("mid"), "read_uncommitted")
    torn = Counter(sent)["1"] - 500
    assert (torn > 0) is (kind is HalfSent)


class Elsewhere(Names, frozen=True):
    """Another group with the same transactional ids: an owner that does not know of the first."""

    def group(self, stage: str) -> str:
        """Return a group of its own."""
        return f"{super().group(stage)}-elsewhere"

    def transaction(self, stage: str, partition: int) -> str:
        """Return the id of the first."""
        return Names(self.prefix).transaction(stage, partition)


async def test_a_second_owner_fences_the_first_and_goes_on_where_it_stood(
    under: Under, producer: AIOKafkaProducer
) -> None:
    first = await under.started()
    await send_facts(producer, under.names, 500)
    await until(lambda: under.tally.done["accepted", "in.a"] == 500)
    ahead = Under(under.broker, under.names)
    second = await ahead.started(names=Elsewhere(under.names.prefix))
    await send_facts(producer, under.names, 500)
    await until(lambda: bool(under.stopped))
    assert isinstance(under.stopped[0], Fenced)
    assert "nothing is lost" in str(under.stopped[0])
    assert under.tally.aborts == 1
    assert first.state().failed
    await first.stop()
    await send_tick(producer, under.names, 10, 1000)
    await assert_sums(under, second, 1000)
    assert under.tally.done["accepted", "in.a"] == 500
    assert ahead.tally.done["accepted", "in.a"] == 500
    assert (ahead.stopped, len(under.stopped)) == ([], 1)


@pytest.mark.parametrize(
    ("error", "named", "cure"),
    [
        (UnknownError(), Fenced, "--instance"),
        (OffsetOutOfRangeError(), InputsGone, "restore the topic"),
        (KafkaConnectionError(), EngineStopped, "refused the consumer"),
    ],
)
async def test_what_the_consumer_raises_ends_the_runner_under_a_name(
    error: Exception,
    named: type[EngineStopped],
    cure: str,
    under: Under,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def failing(*_: object, **__: object) -> None:
        raise error

    runner = await under.started()
    monkeypatch.setattr(AIOKafkaConsumer, "getmany", failing)
    await until(lambda: bool(under.stopped))
    assert type(under.stopped[0]) is named
    assert cure in str(under.stopped[0])
    state = runner.state()
    assert (state.failed, state.ready) == (True, False)
    await runner.stop()
    assert len(under.stopped) == 1


async def test_unread_records_that_are_gone_stop_the_stage(
    under: Under, producer: AIOKafkaProducer
) -> None:
    first = await under.started()
    await send_facts(producer, under.names, 100)
    await until(lambda: under.tally.done["accepted", "in.a"] == 100)
    await first.stop()
    delete_records(under, "in.a")
    second = await under.started()
    await second.stop()
    assert under.stopped == []
    await send_facts(producer, under.names, 100)
    delete_records(under, "in.a")
    third = under.runner()
    await third.start()
    await until(lambda: bool(under.stopped))
    assert isinstance(under.stopped[0], InputsGone)
    assert under.names.full("in.a") in str(under.stopped[0])
    assert "records from" in str(under.stopped[0])
    await third.stop()


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
    assert await values(under.broker, under.names.full(FIRST.rows)) == []


async def test_lag_tools_see_how_far_the_group_has_come(
    under: Under, producer: AIOKafkaProducer
) -> None:
    runner = await under.started()
    await send_facts(producer, under.names, 100)
    admin = KafkaAdminClient(bootstrap_servers=under.broker)
    group, name = under.names.group("first"), under.names.full("in.a")

    def is_told() -> bool:
        offsets: dict[Any, Any] = admin.list_group_offsets({group: None})[group]
        return [sum(o.offset for part, o in offsets.items() if part.topic == name)] == [100]

    try:
        await until(is_told)
    finally:
        admin.close()
        await runner.stop()
