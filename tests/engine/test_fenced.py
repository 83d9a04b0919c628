"""Workers that are not alone: one name for two, and a partition taken while there was no work."""

import pytest
from aiokafka import AIOKafkaProducer

from streams.engine.errors import Fenced
from streams.engine.writer import Writer
from tests.engine.counting import FIRST
from tests.engine.on_broker import PARTITIONS, Under, send_facts, until

pytestmark = pytest.mark.broker


async def test_of_two_workers_under_one_name_one_ends_and_says_so(
    under: Under, producer: AIOKafkaProducer
) -> None:
    first = await under.started("same")
    await send_facts(producer, under.names, 500)
    await until(lambda: under.tally.done["accepted", "in.a"] == 500)
    rival = Under(under.broker, under.names)
    second = rival.runner("same")
    await second.start()
    await until(lambda: bool(under.stopped or rival.stopped), 60)
    (ended,) = (*under.stopped, *rival.stopped)
    assert isinstance(ended, Fenced)
    assert "instance 'same'" in str(ended)
    assert "--instance" in str(ended)
    left, lost = (second, first) if under.stopped else (first, second)
    await lost.stop()
    await until(lambda: left.state().ready)
    await rival.end()


async def test_a_worker_fenced_while_it_had_nothing_to_do_says_that_it_was_fenced(
    under: Under, producer: AIOKafkaProducer
) -> None:
    await under.started()
    for number in range(PARTITIONS):
        other = Writer(under.broker, under.names, FIRST.name, FIRST.rows, number)
        await other.open()
        await other.close()
    await send_facts(producer, under.names, 50)
    await until(lambda: bool(under.stopped))
    assert isinstance(under.stopped[0], Fenced)
