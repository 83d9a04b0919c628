"""Rows kept in parts: written where touched, and the same rows whoever reads them back."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.engine.errors import RowsUnreadable
from streams.engine.parted import store_of
from streams.engine.store import Store
from streams.terms.days import Day
from tests.engine.counting import SECOND, spec
from tests.engine.sums import Sum, pack

Records = dict[bytes, bytes]

HEAD = b'\x01\xff\xff\xff\xff\x03oddhead["k",false]'
TOTAL = b"\x01\xff\xff\xff\xff\x003"
# Frame version 1, wake day 7, label "odd", then the row as any stage writes it.
WHOLE = b'\x01\x00\x00\x00\x07\x03odd["k",3,0,false]'

KEYS = st.sampled_from([b"a", b"b"])
CHANGES = st.one_of(
    st.tuples(st.just("put"), KEYS, st.integers(0, 2), st.integers(0, 1)),
    st.tuples(st.just("flush")),
    st.tuples(st.just("restart")),
)


def new() -> Store[Any]:
    return store_of(spec(SECOND))


def restored(records: Records) -> Store[Any]:
    store = new()
    for key, framed in records.items():
        store.restore(key, framed)
    return store


def noted(records: Records, store: Store[Any]) -> Records:
    for key, framed in store.take_changed():
        if framed is None:
            # Compaction: a record that removes what is not there would be one too many.
            del records[key]
        else:
            records[key] = framed
    return records


def test_a_row_is_written_as_its_head_and_the_parts_there_are() -> None:
    store = new()
    store.put(b"k", Sum("k", 3), None)
    assert store.take_changed() == [(b"k\x00total", TOTAL), (b"k", HEAD)]
    assert store.take_changed() == []
    assert store.get(b"k") == Sum("k", 3)


def test_a_part_that_was_not_touched_is_not_written_again() -> None:
    store = restored({b"k\x00total": TOTAL, b"k": HEAD})
    store.put(b"k", Sum("k", store.get(b"k").total, 1), None)
    assert [key for key, _ in store.take_changed()] == [b"k\x00ticks", b"k"]
    store.put(b"k", Sum("k", 4, 1), None)
    assert [key for key, _ in store.take_changed()] == [b"k\x00total", b"k"]


def test_a_part_that_is_gone_is_taken_away() -> None:
    store = restored({b"k\x00total": TOTAL, b"k": HEAD})
    assert len(store) == 2
    store.put(b"k", Sum(store.get(b"k").key), None)
    assert dict(store.take_changed())[b"k\x00total"] is None
    assert (len(store), store.keys(), store.get(b"k")) == (1, {b"k"}, Sum("k"))


def test_records_are_counted_and_copied_and_rows_are_turned() -> None:
    store = restored({b"k\x00total": TOTAL, b"k": HEAD})
    assert store.keys() == {b"k", b"k\x00total"}
    assert sorted(store.copied()) == [(b"k", HEAD), (b"k\x00total", TOTAL)]
    assert store.every() == [b"k"]
    assert store.labels == {"odd": 1}
    store.put(b"k", store.get(b"k"), Day(3))
    assert store.due(Day(3)) == [b"k"]


def test_a_row_that_was_written_whole_is_read_and_then_kept_in_parts() -> None:
    store = restored({b"k": WHOLE, b"k\x00ticks": TOTAL})
    assert store.get(b"k") == Sum("k", 3)
    store.put(b"k", store.get(b"k"), None)
    # What stood beside it before is nothing of this row.
    assert store.take_changed() == [(b"k\x00total", TOTAL), (b"k\x00ticks", None), (b"k", HEAD)]


def test_what_is_written_of_a_row_stands_together_and_its_head_is_the_last_of_it() -> None:
    store = new()
    for key in ("b", "a", "c"):
        store.put(key.encode(), Sum(key, 3, 1), None)
    assert [key for key, _ in store.take_changed()] == [
        part for key in (b"b", b"a", b"c") for part in (key + b"\x00total", key + b"\x00ticks", key)
    ]


def test_a_part_of_another_version_is_refused_by_name() -> None:
    with pytest.raises(RowsUnreadable, match="frame version 2"):
        new().restore(b"k\x00total", b"\x02" + TOTAL[1:])


def test_a_part_may_be_taken_away_that_was_never_there() -> None:
    store = new()
    store.restore(b"k\x00total", None)
    assert len(store) == 0


@given(st.lists(CHANGES, max_size=25))
def test_whatever_is_put_is_read_back_by_whoever_starts(changes: list[tuple[Any, ...]]) -> None:
    store, model = new(), dict[bytes, Sum]()
    records: Records = {}
    for kind, *given_ in changes:
        if kind == "put":
            key, total, ticks = given_
            model[key] = Sum(key.decode(), total, ticks)
            store.put(key, model[key], None)
        elif kind == "flush":
            noted(records, store)
        else:
            noted(records, store)
            store = restored(records)
        assert {key: store.get(key) for key in store.every()} == model
    noted(records, store)
    assert store.keys() == records.keys()
    assert len(store) == len(records)
    assert dict(store.copied()) == records
    again = restored(records)
    assert {key: pack(again.get(key)) for key in again.every()} == {
        key: pack(row) for key, row in model.items()
    }
