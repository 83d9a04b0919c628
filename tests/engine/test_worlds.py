"""A stage goes on only in the world in which it stopped: the same partitions, the same inputs."""

import pytest
from aiokafka import AIOKafkaProducer

from streams.engine import position as positions
from streams.engine.errors import EngineStopped, InputsGone, PartitionsChanged, RowsGone
from streams.engine.position import Position
from streams.engine.worlds import mark_of, require_same_partitions
from tests.engine.counting import FIRST
from tests.engine.deleting import delete_records, make_anew
from tests.engine.on_broker import PARTITIONS, Under, records, send_facts, until
from tests.engine.records import Record, drain, feed, key_in, new_partition


def test_another_number_of_partitions_is_refused_and_an_unknown_one_is_not() -> None:
    require_same_partitions("first", Position(partitions=4), 4)
    require_same_partitions("first", Position(), 8)
    with pytest.raises(PartitionsChanged, match=r"written in 4 partitions.* have 8 now.*--prefix"):
        require_same_partitions("first", Position(partitions=4), 8)


def test_a_position_counts_rows_and_marks_the_last_record_of_each_input() -> None:
    part = new_partition()
    facts = [Record(nth, key_in(0, nth), b"%d" % (nth + 1)) for nth in range(3)]
    feed(part, "in.a", *facts)
    flush = drain(part)
    assert flush is not None
    assert (flush.position.rows, flush.position.partitions) == (3, PARTITIONS)
    assert flush.position.marks_read == {"in.a": mark_of(facts[2])}
    feed(part, "in.b", Record(0, key_in(0), b"13"))
    flush = drain(part)
    assert flush is not None
    assert set(flush.position.marks_read) == {"in.a", "in.b"}


async def _handled(under: Under, producer: AIOKafkaProducer) -> None:
    runner = await under.started()
    await send_facts(producer, under.names, 500)
    await until(lambda: under.tally.done["accepted", "in.a"] == 500)
    await runner.stop()


async def _ended(under: Under) -> EngineStopped:
    runner = under.runner()
    await runner.start()
    await until(lambda: bool(under.stopped))
    await runner.stop()
    return under.stopped.pop()


@pytest.mark.broker
async def test_an_input_made_anew_and_filled_again_is_not_passed_over(
    under: Under, producer: AIOKafkaProducer
) -> None:
    await _handled(under, producer)
    await make_anew(under, "in.a")
    for nth in range(700):
        await producer.send(under.names.full("in.a"), b"2", key=b"k%d" % (nth % 50))
    await producer.flush()
    ended = await _ended(under)
    assert isinstance(ended, InputsGone)
    assert "holds other records than stage first has handled" in str(ended)


@pytest.mark.broker
async def test_an_input_restored_with_its_offsets_is_gone_on_with(
    under: Under, producer: AIOKafkaProducer
) -> None:
    await _handled(under, producer)
    copy = await records(under.broker, under.names.full("in.a"))
    await make_anew(under, "in.a")
    for one in copy:
        await producer.send(
            under.names.full("in.a"), one.value, key=one.key, partition=one.partition
        )
    await producer.flush()
    runner = await under.started()
    await send_facts(producer, under.names, 50)
    await until(lambda: under.tally.done["accepted", "in.a"] == 550)
    await runner.stop()
    assert under.stopped == []


@pytest.mark.broker
async def test_rows_whose_beginning_is_gone_are_missed(
    under: Under, producer: AIOKafkaProducer
) -> None:
    """As a topic loses them that is kept by time and not by key."""
    await _handled(under, producer)
    rows = await records(under.broker, under.names.full(FIRST.rows))
    firsts = [one.offset for one in rows if one.key != positions.POSITION_KEY]
    delete_records(under, FIRST.rows, before=min(firsts) + 1)
    ended = await _ended(under)
    assert isinstance(ended, RowsGone)
    assert "and its last flush counted" in str(ended)
