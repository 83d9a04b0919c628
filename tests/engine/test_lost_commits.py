"""A commit whose answer does not come: the request may still be on its way."""

import asyncio
from collections import Counter

import pytest
from aiokafka import AIOKafkaProducer

from streams.engine import writer as writing
from streams.engine.errors import FlushFailed
from streams.engine.names import Names
from streams.engine.position import Position
from streams.engine.working import Flush, Output
from streams.engine.writer import Writer
from tests.engine.counting import FIRST
from tests.engine.on_broker import (
    KEYS,
    PARTITIONS,
    Under,
    send_facts,
    send_tick,
    until,
    values,
)
from tests.system.proxy import Proxy

pytestmark = pytest.mark.broker


def flush_of(*texts: str) -> Flush:
    outputs: list[Output] = [("out", 0, b"k", text.encode(), "in.a/0/0") for text in texts]
    return Flush(outputs, [], Position(), Counter())


async def writer_through(proxy: Proxy, names: Names) -> Writer:
    writer = Writer(proxy.bootstrap, names, FIRST.name, FIRST.rows, 0)
    await writer.open()
    return writer


async def test_aiokafka_sends_a_lost_commit_again_and_the_late_one_tears_what_comes_next(
    under: Under, proxy: Proxy
) -> None:
    """Why a writer is of no use any more after a commit that was not answered."""
    name = under.names.full("out")
    producer = AIOKafkaProducer(bootstrap_servers=proxy.bootstrap, transactional_id=name)
    await producer.start()
    proxy.detain_commits(1)
    async with producer.transaction():
        await producer.send_and_wait(name, b"first", key=b"k", partition=0)
    await producer.begin_transaction()
    await producer.send_and_wait(name, b"half of the second", key=b"k", partition=0)
    proxy.release_commits()
    found: list[str] = []
    for _ in range(100):
        found = await values(under.broker, name)
        if len(found) > 1:
            break
        await asyncio.sleep(0.05)
    assert found == ["first", "half of the second"]
    await producer.stop()


async def test_a_commit_without_an_answer_is_never_sent_again_and_fenced_by_the_next_owner(
    under: Under, proxy: Proxy
) -> None:
    name = under.names.full("out")
    writer = await writer_through(proxy, under.names)
    proxy.detain_commits(1)
    with pytest.raises(FlushFailed, match="did not commit for certain"):
        await writer.write(flush_of("first"))
    await writer.close()
    owner = AIOKafkaProducer(
        bootstrap_servers=under.broker, transactional_id=under.names.transaction(FIRST.name, 0)
    )
    await owner.start()
    await owner.begin_transaction()
    await owner.send_and_wait(name, b"half of the second", key=b"k", partition=0)
    proxy.release_commits()
    await asyncio.sleep(0.5)
    assert (proxy.late, proxy.commits) == (1, 1)
    await owner.abort_transaction()
    await owner.stop()
    assert await values(under.broker, name) == []
    assert await values(under.broker, name, "read_uncommitted") == ["first", "half of the second"]


async def test_a_commit_whose_answer_is_lost_is_found_by_the_recovery_and_not_done_twice(
    under: Under, proxy: Proxy, producer: AIOKafkaProducer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "ANSWER_MS_MAX", 1_000)
    disturbed = Under(proxy.bootstrap, under.names)
    runner = await disturbed.started()
    proxy.swallow_answers(1)
    await send_facts(producer, under.names, 100)
    await until(lambda: bool(disturbed.stopped))
    assert isinstance(disturbed.stopped[0], FlushFailed)
    assert proxy.swallowed == 1
    await runner.stop()
    await send_facts(producer, under.names, 100)
    await send_tick(producer, under.names, 1, 200)
    second = await under.started()
    await until(lambda: under.tally.done["tick", "applied"] == PARTITIONS)
    await second.stop()
    assert under.tally.done["accepted", "in.a"] < 200 - disturbed.tally.done["accepted", "in.a"]
    said = await values(under.broker, under.names.full("out"))
    assert sorted(said) == ["4@1"] * KEYS
