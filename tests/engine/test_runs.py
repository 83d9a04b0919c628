"""Too many refused records stop a topic, over restarts, until leave is given."""

import dataclasses
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.engine.partition import Partition
from streams.engine.position import Position, Share
from streams.engine.runs import RUN_MAX, SHARE_PERCENT_MAX, Runs, stopped
from streams.terms.control import PolicyPublished, Resumed, Tick
from streams.terms.routes import POLICY
from streams.terms.step import Reject
from tests.engine.counting import control, spec
from tests.engine.records import PARTITIONS, Record, drain, feed, key_in, new_partition, new_store

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


def _mixed(start: int, count: int) -> list[Record]:
    """Return records of which every third is good."""
    return [Record(start + n, A, b"5" if n % 3 == 2 else b"no number") for n in range(count)]


def _sharing(position: Position | None = None) -> Partition[Any, Any, Any, Any]:
    made = dataclasses.replace(spec(), control=_control)
    ends = {POLICY: 1 if position else 0}
    return Partition(made, 0, PARTITIONS, new_store(), position or Position(), ends=ends)


def test_a_share_at_the_limit_stops_a_topic_over_restarts_until_leave_is_given() -> None:
    part = _sharing()
    feed(part, "in.a", *_mixed(0, 12_000))
    stood = _position(part)
    # The 6,001st that is refused.
    assert (stood.offsets["in.a"], part.full) == (9_001, "in.a")
    assert stood.shares == {"in.a": Share(9_001, 6_001, 0)}
    assert part.why_full == "more than 20 % of the last 30,000 records"
    again = _sharing(stood)
    feed(again, POLICY, Record(0, b"resume", b"go on first 0 9000"))
    feed(again, "in.a", Record(9_001, A, b"5"))
    assert drain(again) is None
    after = _sharing(stood)
    feed(after, POLICY, Record(0, b"resume", b"go on first 0 9001"))
    feed(after, "in.a", *_mixed(9_001, 12_000))
    assert (_position(after).offsets["in.a"], after.full) == (18_002, "in.a")


def test_what_is_refused_now_and_then_stops_nobody() -> None:
    part = _sharing()
    feed(part, "in.a", *(Record(n, A, b"5" if n % 6 else b"no number") for n in range(70_000)))
    assert (_position(part).offsets["in.a"], part.full) == (70_000, None)


@settings(max_examples=20)
@example([(0, 1), (30_000, 0), (0, 1)])
@given(st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 3_000)), max_size=6))
def test_a_share_is_counted_alike_however_records_are_handed_over(
    chunks: list[tuple[int, int]],
) -> None:
    whole, single = Runs({}, 10**9), Runs({}, 10**9)
    for good, bad in chunks:
        whole.handled("t", good)
        for _ in range(good):
            single.handled("t", 1)
        for runs in (whole, single):
            for _ in range(bad):
                runs.refused("t")
        assert whole.shares() == single.shares()
        assert whole.counts() == single.counts()


def test_the_topics_that_stopped_are_found_in_a_position() -> None:
    position = Position(
        runs={"in.a": 5_000, "in.b": 4_999},
        shares={"in.c": Share(9, 1, 6_000), "in.d": Share(9, 6_000, 0)},
    )
    assert list(stopped(position, 5_000, 20)) == ["in.a", "in.c"]
    # Whoever asks may have other limits than the worker that wrote this.
    assert list(stopped(replace(position, limits=(4_999, 50)), 5_000, 20)) == ["in.a", "in.b"]


def test_a_position_tells_the_limits_it_was_written_under() -> None:
    part = new_partition()
    feed(part, "in.a", Record(0, key_in(0), b"1"))
    flush = drain(part)
    assert flush is not None
    assert flush.position.limits == (RUN_MAX, SHARE_PERCENT_MAX)
