"""Rows by key: packed, counted by label, found again by the calendar, read back from the log."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kafka.partitioner.default import murmur2
from msgspec.structs import replace

from streams.engine import position as positions
from streams.engine.errors import RowsUnreadable
from streams.engine.murmur2 import partition_of
from streams.engine.names import Names
from streams.engine.position import Clock, Plan, Position, Share
from streams.terms.days import AsOf, Day, Instant
from tests.engine.records import new_store
from tests.engine.sums import Sum

# Frame version 1, wake day 7, label "odd", then the row.
GOLDEN_FRAME = b'\x01\x00\x00\x00\x07\x03odd["k",3,0,false]'
GOLDEN_POSITION = bytes.fromhex("9501 81 a4 696e2e61 06 c0 81 00 05 02")
# The same with a clock of (day 1, instant 2), newest (day 3, instant 4), digest "d1".
GOLDEN_CLOCK = bytes.fromhex(
    "9501 81 a4 696e2e61 06 93 82 a26f6e 01 a26174 02 82 a26f6e 03 a26174 04 a2 6431 81 00 05 02"
)
CLOCK_OF_GOLDEN = Clock(AsOf(Day(1), Instant(2)), AsOf(Day(3), Instant(4)), "d1")

KEYS = st.sampled_from([b"a", b"b", b"c"])
CHANGES = st.one_of(
    st.tuples(st.just("put"), KEYS, st.integers(0, 5), st.none() | st.integers(0, 9)),
    st.tuples(st.just("flush")),
    st.tuples(st.just("due"), st.integers(0, 9)),
)


def test_a_row_is_blank_then_open_then_packed() -> None:
    store = new_store()
    assert store.get(b"k") == Sum("k")
    store.put(b"k", Sum("k", 3), Day(7))
    assert store.get(b"k").total == 3
    assert store.take_changed() == [(b"k", GOLDEN_FRAME)]
    assert store.take_changed() == []
    assert store.get(b"k").total == 3


def test_a_row_counts_once_whether_it_is_open_packed_or_both() -> None:
    store = new_store()
    store.restore(b"k", GOLDEN_FRAME)
    store.put(b"k", Sum("k", 4), None)
    store.put(b"j", Sum("j"), None)
    assert len(store) == 2
    store.take_changed()
    assert len(store) == 2


def test_the_golden_frame_is_read_back_with_its_day_and_label() -> None:
    store = new_store()
    store.restore(b"k", GOLDEN_FRAME)
    assert store.get(b"k") == Sum("k", 3)
    assert store.labels == {"odd": 1}
    assert store.due(Day(6)) == []
    assert store.due(Day(7)) == [b"k"]
    store.put(b"k", store.get(b"k"), None)
    assert store.due(Day(7)) == []


def test_a_row_is_due_only_on_the_last_day_it_asked_for() -> None:
    store = new_store()
    store.put(b"k", Sum("k"), Day(3))
    store.put(b"k", Sum("k"), Day(9))
    store.put(b"j", Sum("j"), None)
    assert store.due(Day(8)) == []
    assert store.due(Day(9)) == [b"k"]


def test_every_row_is_there_when_the_rules_change() -> None:
    store = new_store()
    store.restore(b"k", GOLDEN_FRAME)
    store.put(b"j", Sum("j"), None)
    assert store.every() == [b"j", b"k"]


def test_a_row_that_is_due_and_written_before_its_turn_is_still_due() -> None:
    store = new_store()
    store.put(b"k", Sum("k", 3), Day(7))
    assert store.due(Day(7)) == [b"k"]
    assert store.take_changed() == [(b"k", GOLDEN_FRAME)]


def test_labels_are_right_through_changes_and_tombstones() -> None:
    store = new_store()
    store.restore(b"k", GOLDEN_FRAME)
    store.put(b"k", Sum("k", 4), None)
    store.take_changed()
    assert +store.labels == {"even": 1}
    store.restore(b"k", None)
    assert +store.labels == {}
    assert b"k" not in store
    assert store.due(Day(99)) == []


def test_a_row_that_is_removed_is_not_looked_at_any_more() -> None:
    store = new_store()
    store.restore(b"k", GOLDEN_FRAME)
    store.restore(b"k", None)
    assert store.due(Day(99)) == []
    assert store.labels.total() == 0


def test_what_is_due_comes_in_the_order_of_keys_not_of_days() -> None:
    store = new_store()
    for key, day in ((b"c", 1), (b"a", 3), (b"d", 2), (b"b", 1)):
        store.put(key, Sum(key.decode()), Day(day))
    assert store.due(Day(3)) == [b"a", b"b", b"c", b"d"]


@given(st.lists(CHANGES, max_size=30))
def test_a_store_read_back_is_the_store_that_was_written(changes: list[tuple[Any, ...]]) -> None:
    written, back = new_store(), new_store()
    for what, *args in changes:
        if what == "put":
            key, total, wake = args
            written.put(key, Sum(key.decode(), total), wake)
        elif what == "due":
            for key in written.due(Day(args[0])):
                written.put(key, written.get(key), None)
        else:
            for key, framed in written.take_changed():
                back.restore(key, framed)
    for key, framed in written.take_changed():
        back.restore(key, framed)
    assert +written.labels == +back.labels
    assert len(written) == len(back)
    assert [written.get(key) for key in (b"a", b"b", b"c")] == [
        back.get(key) for key in (b"a", b"b", b"c")
    ]
    assert [written.due(Day(day)) for day in range(10)] == [back.due(Day(day)) for day in range(10)]


@pytest.mark.parametrize(
    "framed",
    [b"\x02" + GOLDEN_FRAME[1:], b"\x01\x00", b"", GOLDEN_FRAME.replace(b"odd", b"\xff" * 3)],
)
def test_a_frame_of_another_version_or_of_none_is_refused(framed: bytes) -> None:
    with pytest.raises(RowsUnreadable):
        new_store().restore(b"k", framed)


def test_a_position_is_read_back_as_it_was() -> None:
    whole = Position(offsets={"in.a": 5}, clock=CLOCK_OF_GOLDEN, marks={0: 9}, unkeyed=1)
    assert positions.unpack(positions.pack(whole)) == whole


@pytest.mark.parametrize(
    ("clock", "golden"), [(None, GOLDEN_POSITION), (CLOCK_OF_GOLDEN, GOLDEN_CLOCK)]
)
def test_the_golden_position_is_read_and_written(clock: Clock | None, golden: bytes) -> None:
    position = Position(
        offsets={"in.a": 6},
        clock=clock,
        marks={0: Instant(5)},
        unkeyed=2,
        runs={"in.a": 3},
        cursor=b"k",
        half_said=7,
        flush=9,
        shares={"in.a": Share(seen=4, bad=2, bad_before=1)},
    )
    runs, rest = b"\x81\xa4in.a\x03", b"\xc4\x01k\x07\x09\x81\xa4in.a\x93\x04\x02\x01"
    # As it was written before rows were counted.
    assert positions.unpack(b"\x9a" + golden[1:] + runs + rest) == position
    position = replace(position, limits=(5, 20), rows=8, partitions=4, marks_read={"in.a": 6})
    world = b"\x92\x05\x14\x08\x04\x81\xa4in.a\x06"
    assert positions.pack(position) == b"\x9e" + golden[1:] + runs + rest + world
    assert positions.unpack(positions.pack(position)) == position
    position = replace(position, limits=None, rows=-1, partitions=0, marks_read={})
    # As it was written before large ticks were applied in pieces, and before runs were counted.
    whole = replace(position, cursor=None, half_said=0, flush=0, shares={})
    assert positions.unpack(b"\x96" + golden[1:] + runs) == whole
    assert positions.unpack(golden) == replace(whole, runs={})


def test_the_golden_plan_is_read_and_written() -> None:
    plan = Plan([("in.a", 6)], Position(flush=3))
    golden = bytes.fromhex(
        "93 91 92 a4 696e2e61 06 9e 01 80 c0 80 00 80 c0 00 03 80 c0 ff 00 80 01"
    )
    assert positions.pack(plan) == golden
    assert positions.unpack_plan(golden) == plan
    for spoilt in (b"", golden[:-1] + b"\x02"):
        with pytest.raises(RowsUnreadable):
            positions.unpack_plan(spoilt)


def test_the_key_of_positions_is_fixed_and_can_be_no_row() -> None:
    assert positions.POSITION_KEY == b"\x00position"
    assert not positions.POSITION_KEY.decode().isprintable()


@pytest.mark.parametrize("value", [b"", b"\x95\x09\x80\xc0\x80\x00", b"nonsense"])
def test_a_position_that_cannot_be_read_is_refused(value: bytes) -> None:
    with pytest.raises(RowsUnreadable):
        positions.unpack(value)


@pytest.mark.parametrize(
    ("key", "thousandth"), [(b"", 681), (b"21", 340), (b"abc", 107), ("äöü".encode(), 92)]
)
def test_partitions_are_those_of_every_java_producer(key: bytes, thousandth: int) -> None:
    assert partition_of(key, 1000) == thousandth


@given(st.binary(max_size=40), st.integers(1, 1000))
def test_partitions_are_those_of_a_client_written_by_others(key: bytes, partitions: int) -> None:
    assert partition_of(key, partitions) == (murmur2(key) & 0x7FFFFFFF) % partitions


def test_names_have_the_prefix_of_the_run_once_and_lose_it_again() -> None:
    names, bare = Names("run"), Names("")
    assert (names.full("a.b"), bare.full("a.b")) == ("run.a.b", "a.b")
    assert (names.plain("run.a.b"), bare.plain("run.a.b")) == ("a.b", "run.a.b")
    assert names.plain("runner.a") == "runner.a"
    assert names.group("treatment") == "run.arrears-treatment"


def test_transactional_ids_are_stable_and_apart() -> None:
    names = Names("run")
    assert names.transaction("delinquency", 3) == "run.arrears-delinquency-3"
    assert names.transaction("treatment", 3) != names.transaction("delinquency", 3)
