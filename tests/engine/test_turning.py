"""A large tick is applied in pieces: the same in the end, and nothing comes between."""

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from streams.engine.held import FlushPolicy, Held
from streams.engine.partition import Partition
from streams.engine.position import Position
from streams.engine.working import Flush
from streams.terms.routes import CLOCK, POLICY
from tests.engine.counting import SECOND, encode_tick
from tests.engine.records import (
    PARTITIONS,
    Record,
    drain,
    feed,
    key_in,
    new_partition,
    new_store,
    publish_policy,
    said,
)

KEYS = [key_in(0, nth) for nth in range(7)]
FACTS = [Record(nth, key, b"%d" % (nth - 3)) for nth, key in enumerate(KEYS)]
TICK = Record(0, b"tick", encode_tick(10, {"in.a": len(KEYS)}))
SAID = sorted(b"%d@10" % (2 * (nth - 3)) for nth in range(7) if nth != 3)


def ready(before: Flush | None = None) -> Partition[Any, Any, Any, Any]:
    """Return a partition whose facts are handled and whose tick may be applied next."""
    store = new_store()
    for key, framed in before.rows if before else ():
        store.restore(key, framed)
    part = new_partition(store=store, position=before.position if before else Position())
    publish_policy(part)
    if before is None:
        feed(part, "in.a", *FACTS)
        part.advance(100)
        assert part.take() is not None
    feed(part, CLOCK, TICK)
    return part


def pieces(part: Partition[Any, Any, Any, Any], limit: int) -> Iterator[Flush]:
    """Yield a flush after each step."""
    while part.advance(limit):
        flush = part.take()
        if flush is not None:
            yield flush


@pytest.mark.parametrize("limit", [1, 2, 3, 5])
def test_pieces_say_and_leave_what_the_whole_does(limit: int) -> None:
    whole, parts = ready(), list(pieces(ready(), limit))
    flush = drain(whole)
    assert flush is not None
    assert len(parts) == -(-6 // limit)
    assert [one for part in parts for one in part.outputs] == flush.outputs
    assert [row for part in parts for row in part.rows] == flush.rows
    assert replace(parts[-1].position, flush=flush.position.flush) == flush.position
    assert sorted(said(flush)) == SAID


def test_a_position_within_a_tick_has_a_cursor_and_the_clock_of_before() -> None:
    first = next(pieces(ready(), 2))
    due = sorted(key for nth, key in enumerate(KEYS) if nth != 3)
    position = first.position
    assert (position.cursor, position.half_said, position.clock) == (due[1], 2, None)
    assert position.offsets[CLOCK] == TICK.offset
    assert position.offsets["in.a"] == len(KEYS)


@pytest.mark.parametrize("count", range(1, 6))
def test_a_restart_goes_on_behind_the_cursor(count: int) -> None:
    steps = pieces(ready(), 1)
    done = [next(steps) for _ in range(count)]
    rows: dict[bytes, bytes | None] = {}
    for flush in done:
        rows |= dict(flush.rows)
    live = ready()
    begun = drain(live)
    assert begun is not None
    stored = [row for row in _facts_alone() if row[0] not in rows]
    again = ready(Flush([], [*stored, *rows.items()], done[-1].position, done[-1].tally))
    rest = drain(again)
    assert rest is not None
    assert [one for flush in (*done, rest) for one in flush.outputs] == begun.outputs
    assert (rest.position.cursor, rest.position.half_said) == (None, 0)
    assert replace(rest.position, flush=begun.position.flush) == begun.position


def _facts_alone() -> list[tuple[bytes, bytes | None]]:
    part = new_partition()
    feed(part, "in.a", *FACTS)
    flush = drain(part)
    assert flush is not None
    return list(flush.rows)


def test_no_fact_and_no_other_tick_comes_between() -> None:
    part = ready()
    part.advance(2)
    feed(part, "in.b", Record(0, KEYS[6], b"100"))
    feed(part, CLOCK, Record(1, b"tick", b"no tick"))
    part.advance(2)
    assert (part.waiting("in.b"), part.waiting(CLOCK), part.stands_at(CLOCK)) == (1, 1, 0)
    flush = drain(part)
    assert flush is not None
    assert sorted(said(flush)) == SAID
    assert (part.waiting("in.b"), part.waiting(CLOCK), part.stands_at(CLOCK)) == (0, 0, 2)


def test_after_a_restart_facts_wait_until_the_tick_is_read_again() -> None:
    first = next(pieces(ready(), 2))
    part = new_partition(position=first.position)
    publish_policy(part)
    feed(part, "in.b", Record(0, KEYS[6], b"100"))
    assert not part.advance(100)
    assert part.waiting("in.b") == 1
    feed(part, CLOCK, TICK)
    while part.advance(100):
        pass
    assert (part.waiting("in.b"), part.is_turning) == (0, False)


def test_a_restart_waits_for_the_policy_of_the_tick() -> None:
    first = next(pieces(ready(), 2))
    part = new_partition(position=first.position)
    feed(part, CLOCK, TICK)
    assert not part.advance(100)
    feed(part, POLICY, Record(0, b"d1", b"d1 2"))
    assert part.advance(100)
    assert part.clock is not None


def test_each_piece_is_progress_for_whoever_watches() -> None:
    part = ready()
    seen = []
    for _ in range(3):
        part.advance(2)
        seen.append(part.progress)
    assert seen == sorted(set(seen))


def test_half_a_tick_is_flushed_when_it_is_large_and_not_when_it_is_old() -> None:
    class Silent:
        """A writer that nobody asks for anything."""

    part = ready()
    policy = FlushPolicy(age_seconds=0.0, records_max=9)
    writer: Any = Silent()
    held = Held(part, writer, policy, lambda _flush, _seconds: None)
    part.advance(2)
    assert (part.pending(), held.is_flush_due()) == (6, False)
    part.advance(1)
    assert (part.pending(), held.is_flush_due()) == (9, True)


def test_a_later_stage_turns_in_pieces_too() -> None:
    part = new_partition(SECOND)
    publish_policy(part)
    feed(part, "in.c", *FACTS)
    marks = [b"mark %d 10" % n for n in range(PARTITIONS)]
    feed(part, "mid", *(Record(n, b"watermark", mark) for n, mark in enumerate(marks)))
    feed(part, CLOCK, Record(0, b"tick", encode_tick(10, {"in.c": len(KEYS)})))
    while not part.is_turning:
        assert part.advance(2)
    assert part.clock is None
    drain(part)
    assert part.clock is not None
