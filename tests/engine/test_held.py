"""When a partition's flush is due, and what it never waits for."""

import asyncio
from typing import Any

import pytest

from streams.engine.errors import RowsGone
from streams.engine.held import FlushPolicy, Held
from streams.engine.partition import Partition
from streams.engine.position import Plan, Position, Unfinished
from streams.terms.routes import CLOCK
from tests.engine.counting import spec
from tests.engine.records import (
    PARTITIONS,
    Record,
    feed,
    key_in,
    new_partition,
    new_store,
    publish_policy,
    publish_tick,
)

_FACTS = [Record(nth, key_in(0, nth), b"%d" % nth) for nth in range(7)]
_AT_ONCE = FlushPolicy(age_seconds=0.0, records_max=4)


class Slow:
    """A writer whose commit is answered when the test says so."""

    def __init__(self) -> None:
        self.answer = asyncio.Event()
        self.flushes: list[Any] = []
        self.ends = [1, 3]

    async def write(self, flush: Any) -> int:
        """Keep the flush, and answer late."""
        self.flushes.append(flush)
        await self.answer.wait()
        return self.ends.pop(0)

    async def close(self) -> None:
        """Nothing to let go of."""


def held_by(writer: Any, policy: FlushPolicy = _AT_ONCE) -> Held:
    """Return a partition with facts waiting."""
    part = new_partition()
    feed(part, "in.a", *_FACTS[:3])
    return Held(part, writer, policy, lambda _flush, _seconds: None)


def test_no_flush_is_due_while_one_is_on_its_way() -> None:
    async def seen() -> list[bool]:
        writer = Slow()
        held = held_by(writer)
        held.partition.advance(1)
        found = [held.is_flush_due()]
        await held.flush()
        held.partition.advance(1)
        found.append(held.is_flush_due())
        writer.answer.set()
        await asyncio.sleep(0.01)
        found.append(held.is_flush_due())
        await held.flush()
        await held.settled()
        assert len(writer.flushes) == 2
        return found

    assert asyncio.run(seen()) == [True, False, True]


def test_what_is_handled_during_a_flush_is_bounded() -> None:
    async def seen() -> list[bool]:
        writer = Slow()
        held = held_by(writer)
        held.partition.advance(len(_FACTS))
        found = [held.is_full]
        await held.flush()
        found.append(held.is_full)
        feed(held.partition, "in.a", *_FACTS[3:])
        held.partition.advance(len(_FACTS))
        found.append(held.is_full)
        writer.answer.set()
        await held.settled()
        found.append(held.is_full)
        return found

    assert asyncio.run(seen()) == [False, False, True, False]


def test_a_flush_grows_while_more_waits_to_be_handled() -> None:
    writer: Any = Slow.__new__(Slow)
    held = held_by(writer, FlushPolicy(age_seconds=0.0, behind_seconds=3_600, records_max=9_999))
    held.partition.advance(1)
    assert not held.is_flush_due(is_behind=True)
    assert held.is_flush_due(is_behind=False)


def test_the_age_that_is_asked_for_counts_behind_too() -> None:
    writer: Any = Slow.__new__(Slow)
    held = held_by(writer, FlushPolicy(age_seconds=3_600, behind_seconds=0.0, records_max=9_999))
    held.partition.advance(1)
    assert not held.is_flush_due(is_behind=True)


def test_a_rows_topic_made_anew_under_a_worker_stops_it() -> None:
    async def flushed_twice() -> None:
        writer = Slow()
        writer.answer.set()
        writer.ends = [7, 2]
        held = held_by(writer)
        for _ in range(2):
            held.partition.advance(1)
            await held.flush()
            await held.settled()

    with pytest.raises(RowsGone, match=r"from 7 back to 2.*`arrears rebuild`"):
        asyncio.run(flushed_twice())


def test_what_is_handled_again_is_written_whole() -> None:
    """Were half of it a flush, its number would stand in the log twice."""
    plan = Plan([("in.a", 2), (CLOCK, 1)], Position(offsets={"in.a": 2, CLOCK: 1}, flush=1))
    part: Partition[Any, Any, Any, Any] = Partition(
        spec(), 0, PARTITIONS, new_store(), Position(), unfinished=Unfinished(plan, set())
    )
    publish_policy(part)
    feed(part, "in.a", *_FACTS[:2])
    publish_tick(part, 10, {"in.a": 2})
    writer: Any = Slow.__new__(Slow)
    held = Held(part, writer, _AT_ONCE, lambda _flush, _seconds: None)
    seen = []
    for _ in range(20):
        part.advance(1)
        seen.append((held.is_flush_due(), part.take() is not None))
        if part.must_flush or seen[-1][1]:
            break
    assert seen[-1] == (True, True)
    assert set(seen[:-1]) == {(False, False)}
    assert len(seen) > 3
