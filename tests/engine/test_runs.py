"""Too many refused records in a row stop a topic, over restarts, until leave is given."""

import dataclasses
from typing import Any

from streams.engine.partition import Partition
from streams.engine.position import Position
from streams.terms.control import PolicyPublished, Resumed, Tick
from streams.terms.routes import POLICY
from streams.terms.step import Reject
from tests.engine.counting import control, spec
from tests.engine.records import PARTITIONS, Record, drain, feed, key_in, new_store

A = key_in(0)
LIMIT = 3


def _control(topic: str, value: bytes | None) -> Tick | PolicyPublished | Resumed | Reject:
    text = (value or b"").decode()
    if not text.startswith("go on "):
        return control(topic, value)
    _, _, stage, number, offset = text.split()
    return Resumed(
        stage=stage,
        topic="in.a",
        partition=int(number),
        offset=int(offset),
        decided_by="somebody",
        reason="it is mended",
    )


def _partition(position: Position | None = None, **ends: int) -> Partition[Any, Any, Any, Any]:
    made = dataclasses.replace(spec(), control=_control)
    return Partition(
        made,
        0,
        PARTITIONS,
        new_store(),
        position or Position(),
        ends={POLICY: ends.get("policies", 0)},
        run_max=LIMIT,
    )


def _bad(start: int, count: int) -> list[Record]:
    return [Record(start + n, A, b"no number") for n in range(count)]


def _position(part: Partition[Any, Any, Any, Any]) -> Position:
    flush = drain(part)
    assert flush is not None
    return flush.position


def test_a_run_at_the_limit_stops_its_topic_and_no_other() -> None:
    part = _partition()
    feed(part, "in.a", *_bad(0, 5))
    feed(part, "in.b", Record(0, A, b"5"))
    position = _position(part)
    assert (position.offsets, position.runs) == ({"in.a": LIMIT, "in.b": 1}, {"in.a": LIMIT})
    assert (part.full, part.store.get(A).total) == ("in.a", 5)


def test_a_good_record_begins_the_count_anew() -> None:
    part = _partition()
    feed(part, "in.a", *_bad(0, 2), Record(2, A, b"5"), *_bad(3, 2), Record(5, A, b"13"))
    position = _position(part)
    assert (position.offsets, position.runs, part.full) == ({"in.a": 6}, {"in.a": 3}, None)


def test_a_restart_stops_again_before_anything_is_handled() -> None:
    again = _partition(Position(offsets={"in.a": 3}, runs={"in.a": LIMIT}))
    feed(again, "in.a", Record(3, A, b"5"))
    assert drain(again) is None
    assert again.full == "in.a"


def test_leave_is_good_for_one_more_run_from_its_offset_on() -> None:
    stood = Position(offsets={"in.a": 3}, runs={"in.a": LIMIT})
    leave = Record(0, b"resume", b"go on first 0 3")
    part = _partition(stood, policies=1)
    feed(part, "in.a", *_bad(3, 4))
    assert drain(part) is None
    assert part.is_catching_up
    feed(part, POLICY, leave)
    position = _position(part)
    assert (position.offsets["in.a"], part.full) == (6, "in.a")
    after = _partition(position, policies=1)
    feed(after, POLICY, leave)
    feed(after, "in.a", *_bad(6, 1))
    assert drain(after) is None
    assert after.full == "in.a"


def test_leave_for_another_stage_or_partition_is_none_here() -> None:
    part = _partition(Position(offsets={"in.a": 3}, runs={"in.a": LIMIT}))
    leaves = (b"go on second 0 3", b"go on first 1 3", b"go on first 0 2")
    feed(part, POLICY, *(Record(n, b"resume", leave) for n, leave in enumerate(leaves)))
    feed(part, "in.a", Record(3, A, b"5"))
    drain(part)
    assert (part.full, part.store.get(A).total) == ("in.a", 0)
