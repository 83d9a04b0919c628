"""Rows that are gone, torn or older than what was said: the stage stops and names the cure."""

from collections import Counter
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer

from streams.engine import position as positions
from streams.engine.errors import InputsGone, RowsGone, RowsUnreadable, SaidOtherwise
from streams.engine.murmur2 import partition_of
from streams.engine.reading import unheard
from streams.engine.rebuild import Place, Rebuilt, rebuild
from tests.engine.counting import FIRST, spec
from tests.engine.deleting import delete_records
from tests.engine.on_broker import (
    KEYS,
    PARTITIONS,
    Under,
    records,
    send_facts,
    send_tick,
    until,
    values,
)

pytestmark = pytest.mark.broker


async def _handled(under: Under, producer: AIOKafkaProducer, on: int, total: int) -> None:
    runner = await under.started()
    await send_facts(producer, under.names, 500)
    await send_tick(producer, under.names, on, total)
    await until(lambda: under.tally.done["tick", "applied"] == PARTITIONS * (total // 500))
    await runner.stop()


async def _refused(under: Under) -> str:
    runner = under.runner()
    await runner.start()
    await until(lambda: bool(under.stopped))
    await runner.stop()
    stopped = under.stopped.pop()
    assert isinstance(stopped, RowsGone)
    assert "`arrears rebuild`" in str(stopped)
    return str(stopped)


async def _replace_rows(under: Under, producer: AIOKafkaProducer, copy: list[Any]) -> None:
    """Let the rows topic hold a copy, and nothing else."""
    delete_records(under, FIRST.rows)
    for record in copy:
        await producer.send(
            under.names.full(FIRST.rows), record.value, key=record.key, partition=record.partition
        )
    await producer.flush()


def _place(under: Under) -> Place:
    return Place(under.broker, under.names, spec(), PARTITIONS)


async def _rebuilt(under: Under) -> list[Rebuilt]:
    return [await rebuild(_place(under), number, unheard) for number in range(PARTITIONS)]


async def test_rows_that_are_gone_stop_the_stage_and_a_rebuild_says_nothing_twice(
    under: Under, producer: AIOKafkaProducer
) -> None:
    await _handled(under, producer, 10, 500)
    delete_records(under, FIRST.rows)
    said = Counter(await values(under.broker, under.names.full("mid")))
    assert "holds no position, and outputs name sources up to" in await _refused(under)
    assert all(one.was_needed and one.rows for one in await _rebuilt(under))
    assert Counter(await values(under.broker, under.names.full("mid"))) == said
    await _handled(under, producer, 11, 1000)
    out = await values(under.broker, under.names.full("out"))
    assert Counter(out) == {"10@10": KEYS, "20@11": KEYS}
    assert not any(one.was_needed for one in await _rebuilt(under))
    assert under.stopped == []


async def test_rows_older_than_what_was_said_stop_the_stage_and_are_replaced(
    under: Under, producer: AIOKafkaProducer
) -> None:
    await _handled(under, producer, 10, 500)
    rows = under.names.full(FIRST.rows)
    old = await records(under.broker, rows)
    await _handled(under, producer, 11, 1000)
    new = {record.key: record.value for record in await records(under.broker, rows)}
    await _replace_rows(under, producer, old)
    assert "and outputs name sources up to" in await _refused(under)
    assert all(one.was_needed for one in await _rebuilt(under))
    made = {record.key: record.value for record in await records(under.broker, rows)}
    assert {k: v for k, v in made.items() if k != positions.POSITION_KEY} == {
        k: v for k, v in new.items() if k != positions.POSITION_KEY
    }


async def test_a_row_behind_the_last_position_stops_the_stage(
    under: Under, producer: AIOKafkaProducer
) -> None:
    await _handled(under, producer, 10, 500)
    rows = under.names.full(FIRST.rows)
    row = next(r for r in await records(under.broker, rows) if r.key != positions.POSITION_KEY)
    await producer.send_and_wait(rows, row.value, key=row.key, partition=row.partition)
    assert f"{rows}/{row.partition} ends in the middle of a flush" in await _refused(under)


async def test_nothing_is_rebuilt_from_inputs_whose_beginning_is_gone(
    under: Under, producer: AIOKafkaProducer
) -> None:
    await _handled(under, producer, 10, 500)
    delete_records(under, FIRST.rows, "in.a")
    with pytest.raises(InputsGone, match=r"in\.a/0 begins at .* restore that topic"):
        await rebuild(_place(under), 0, unheard)
    assert await values(under.broker, under.names.full(FIRST.rows)) == []


async def test_nothing_is_rebuilt_from_inputs_that_lead_elsewhere(
    under: Under, producer: AIOKafkaProducer
) -> None:
    await _handled(under, producer, 10, 500)
    delete_records(under, FIRST.rows)
    stranger = ("arrears-source", b"in.b/0/7")
    await producer.send_and_wait(
        under.names.full("out"), b"1", key=b"k", partition=0, headers=[stranger]
    )
    with pytest.raises(SaidOtherwise, match=r"in\.b/0/7 cannot be computed again"):
        await rebuild(_place(under), 0, unheard)
    assert await values(under.broker, under.names.full(FIRST.rows)) == []


async def test_rows_that_two_workers_wrote_are_put_right(
    under: Under, producer: AIOKafkaProducer
) -> None:
    await _handled(under, producer, 10, 500)
    rows = under.names.full(FIRST.rows)
    row = next(r for r in await records(under.broker, rows) if r.key != positions.POSITION_KEY)
    await producer.send_and_wait(
        rows, row.value, key=row.key, partition=row.partition, headers=[("arrears-flush", b"1")]
    )
    assert "was written by two workers at a time" in await _refused(under)
    assert sum(one.was_needed for one in await _rebuilt(under)) == 1
    await _handled(under, producer, 11, 1000)
    out = await values(under.broker, under.names.full("out"))
    assert Counter(out) == {"10@10": KEYS, "20@11": KEYS}


@pytest.mark.parametrize(
    ("key", "value"),
    [(positions.POSITION_KEY, b"junk"), (b"k7", b"\x09"), (b"k7", b"\x01\0\0\0\0\x01\xff")],
    ids=["position", "frame", "label"],
)
async def test_rows_that_cannot_be_read_are_put_right(
    under: Under, producer: AIOKafkaProducer, key: bytes, value: bytes
) -> None:
    await _handled(under, producer, 10, 500)
    rows = under.names.full(FIRST.rows)
    number = partition_of(b"k7", PARTITIONS)
    await producer.send_and_wait(rows, value, key=key, partition=number)
    runner = under.runner()
    await runner.start()
    await until(lambda: bool(under.stopped))
    await runner.stop()
    assert isinstance(stopped := under.stopped.pop(), RowsUnreadable)
    assert "run `arrears rebuild`" in str(stopped)
    assert sum(one.was_needed for one in await _rebuilt(under)) == 1
    await _handled(under, producer, 11, 1000)
    out = await values(under.broker, under.names.full("out"))
    assert Counter(out) == {"10@10": KEYS, "20@11": KEYS}


async def test_what_was_said_is_heard_behind_much_that_was_aborted(
    under: Under, producer: AIOKafkaProducer
) -> None:
    await _handled(under, producer, 10, 500)
    rows = under.names.full(FIRST.rows)
    old = await records(under.broker, rows)
    await _handled(under, producer, 11, 1000)
    doubtful = AIOKafkaProducer(
        bootstrap_servers=under.broker, transactional_id=f"{under.names.prefix}-aborting"
    )
    await doubtful.start()
    await doubtful.begin_transaction()
    places = [(topic, n) for topic in ("mid", "out", "out.groups") for n in range(PARTITIONS)]
    for topic, number in places:
        for _ in range(300):
            await doubtful.send(under.names.full(topic), b"x", key=b"k", partition=number)
    await doubtful.flush()
    await doubtful.abort_transaction()
    await doubtful.stop()
    await _replace_rows(under, producer, old)
    assert "and outputs name sources up to" in await _refused(under)
