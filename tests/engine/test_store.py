"""Rows by key: packed, counted by label, found again by the calendar, read back from the log."""

import pytest

from streams.engine import position as positions
from streams.engine.errors import RowsUnreadable
from streams.engine.murmur2 import partition_of
from streams.engine.names import Names
from streams.engine.position import Clock, Position
from streams.terms.days import AsOf, Day, Instant
from tests.engine.counting import Sum
from tests.engine.records import new_store

# Frame version 1, wake day 7, label "odd", then the row.
GOLDEN_FRAME = b'\x01\x00\x00\x00\x07\x03odd["k", 3, 0, false]'
GOLDEN_POSITION = bytes.fromhex("9501 81 a4 696e2e61 06 c0 81 00 05 02".replace(" ", ""))


def test_a_row_is_blank_then_open_then_packed() -> None:
    store = new_store()
    assert store.get(b"k") == Sum("k")
    store.put(b"k", Sum("k", 3), Day(7))
    assert store.get(b"k").total == 3
    assert store.take_changed() == [(b"k", GOLDEN_FRAME)]
    assert store.take_changed() == []
    assert store.get(b"k").total == 3
    assert len(store) == 1


def test_the_golden_frame_is_read_back_with_its_day_and_label() -> None:
    store = new_store()
    store.restore(b"k", GOLDEN_FRAME)
    assert store.get(b"k") == Sum("k", 3)
    assert store.labels == {"odd": 1}
    assert store.due(Day(6)) == []
    assert store.due(Day(7)) == [b"k"]
    assert store.due(Day(7)) == []


def test_a_row_is_due_only_on_the_last_day_it_asked_for() -> None:
    store = new_store()
    store.put(b"k", Sum("k"), Day(3))
    store.put(b"k", Sum("k"), Day(9))
    store.put(b"j", Sum("j"), None)
    assert store.due(Day(8)) == []
    assert store.due(Day(9)) == [b"k"]


def test_everything_can_be_taken_when_the_rules_change() -> None:
    store = new_store()
    store.restore(b"k", GOLDEN_FRAME)
    store.put(b"j", Sum("j"), None)
    assert store.take_all() == [b"j", b"k"]
    assert store.due(Day(99)) == []


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


@pytest.mark.parametrize("framed", [b"\x02" + GOLDEN_FRAME[1:], b"\x01\x00", b""])
def test_a_frame_of_another_version_or_cut_short_is_refused(framed: bytes) -> None:
    with pytest.raises(RowsUnreadable):
        new_store().restore(b"k", framed)


def test_a_position_is_read_back_as_it_was() -> None:
    clock = Clock(AsOf(Day(1), Instant(2)), AsOf(Day(3), Instant(4)), "d1")
    whole = Position(offsets={"in.a": 5}, clock=clock, marks={0: 9}, unkeyed=1)
    assert positions.unpack(positions.pack(whole)) == whole


def test_the_golden_position_is_read_and_written() -> None:
    golden = Position(offsets={"in.a": 6}, marks={0: 5}, unkeyed=2)
    assert positions.pack(golden) == GOLDEN_POSITION
    assert positions.unpack(GOLDEN_POSITION) == golden


@pytest.mark.parametrize("value", [b"", b"\x95\x09\x80\xc0\x80\x00", b"nonsense"])
def test_a_position_that_cannot_be_read_is_refused(value: bytes) -> None:
    with pytest.raises(RowsUnreadable):
        positions.unpack(value)


@pytest.mark.parametrize(
    ("key", "thousandth"), [(b"", 681), (b"21", 340), (b"abc", 107), ("äöü".encode(), 92)]
)
def test_partitions_are_those_of_every_java_producer(key: bytes, thousandth: int) -> None:
    assert partition_of(key, 1000) == thousandth


def test_transactional_ids_are_stable_and_apart() -> None:
    names = Names("run")
    assert names.transaction("delinquency", 3) == "run.arrears-delinquency-3"
    assert names.transaction("treatment", 3) != names.transaction("delinquency", 3)
