"""A flush that one worker began and another finishes: what is counted is what then is there.

The one that began may have been of before, when rows went out whole where no transaction was.
A row of which only some was written is gone on with by nobody.
"""

from collections.abc import Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from streams.engine import position as positions
from streams.engine.parted import store_of
from streams.engine.partition import Partition
from streams.engine.position import Plan, Position
from streams.engine.rebuild import lack_of
from streams.engine.recovery import Restored
from streams.engine.spoken import Spoken
from streams.engine.store import Store
from streams.engine.working import Flush
from tests.engine.counting import SECOND, spec
from tests.engine.records import PARTITIONS, Record, drain, feed, key_in

SPEC = spec(SECOND)
KEYS = [key_in(0, nth) for nth in range(2)]
FACTS = [Record(nth, key, b"%d" % (nth + 1)) for nth, key in enumerate(KEYS * 3)]
DELIVERIES = ("exactly-once", "at-least-once")

Row = tuple[bytes, bytes | None, tuple[tuple[str, bytes], ...]]


def restored(rows: Sequence[Row]) -> Restored[Any]:
    """Read a rows topic back."""
    found = Restored({0: store_of(SPEC)})
    for key, value, headers in rows:
        found.take(0, key, value, headers)
    return found


def started(rows: Sequence[Row]) -> Partition[Any, Any, Any, Any]:
    """Begin as a worker does: it stops where anything is missing."""
    found = restored(rows)
    assert lack_of(Spoken(SPEC, 0), found) is None
    position, plan = found.positions.get(0) or Position(), found.plans.get(0)
    return Partition(SPEC, 0, PARTITIONS, found.stores[0], position, unfinished=plan)


def handled(rows: Sequence[Row], until: int) -> Flush:
    """Start, handle facts and take the flush, which is the one before where that never ended."""
    part = started(rows)
    feed(part, "in.c", *FACTS[part.offsets.get("in.c", 0) : until])
    flush = drain(part)
    assert flush is not None
    return flush


def written(flush: Flush, delivery: str) -> list[Row]:
    """Return the records of a flush in their order."""
    end: Row = (positions.POSITION_KEY, positions.pack(flush.position), ())
    if delivery == "exactly-once":
        return [*((key, value, ()) for key, value in flush.rows), end]
    plan = positions.pack(Plan(list(flush.steps), flush.position))
    number = ((positions.FLUSH, b"%d" % flush.position.flush),)
    rows = ((key, value, number) for key, value in flush.rows)
    return [(positions.PLAN_KEY, plan, ()), *rows, end]


def whole(rows: Sequence[Row], until: int) -> list[Row]:
    """Return the records of a flush as a worker of before wrote it: rows, and then their parts."""
    flush = handled(rows, until)
    old: Store[Any] = Store(blank=SPEC.blank, pack=SPEC.pack, unpack=SPEC.unpack, label=SPEC.label)
    now = restored([*rows, *written(flush, "exactly-once")]).stores[0]
    for key in KEYS:
        old.put(key, now.get(key), None)
    gone = [(key, None) for key, _ in now.copied() if b"\x00" in key]
    position = replace(flush.position, rows=len(KEYS))
    changed = [*old.take_changed(), *gone]
    return written(Flush([], changed, position, flush.tally, steps=flush.steps), "at-least-once")


@pytest.mark.parametrize("stood", [0, 2])
@pytest.mark.parametrize("count", range(1, 5))
@pytest.mark.parametrize("delivery", DELIVERIES)
def test_rows_are_counted_as_they_are_and_not_as_was_planned(
    delivery: str, count: int, stood: int
) -> None:
    """So the next start, and the one after it, find as many as were counted."""
    rows = written(handled([], stood), "exactly-once") if stood else []
    rows += whole(rows, stood + 2)[:count]
    rows += written(handled(rows, 6), delivery)
    found = restored(rows)
    assert found.positions[0].rows == len(found.stores[0])
    part = started(rows)
    feed(part, "in.c", *FACTS[part.offsets["in.c"] :])
    drain(part)
    totals = {key: part.store.get(key).total for key in KEYS}
    assert totals == {KEYS[0]: 1 + 3 + 5, KEYS[1]: 2 + 4 + 6}


def test_a_plan_that_is_written_again_with_another_count_is_of_the_same_owner() -> None:
    planned = whole([], 2)[:1]
    again = written(handled(planned, 2), "at-least-once")[:2]
    found = restored([*planned, *again])
    assert (found.foreign, found.plans[0].written) == (set(), {again[1][0]})


def test_a_row_that_ends_in_its_middle_is_rebuilt_and_not_gone_on_with() -> None:
    """What its other parts were before cannot be told from the log, once it is compacted."""
    rows = written(handled([], 4), "exactly-once")
    begun = written(handled(rows, 6), "at-least-once")
    assert [key for key, *_ in begun[1:3]] == [KEYS[0] + b"\x00total", KEYS[0]]
    lack = {
        count: lack_of(Spoken(SPEC, 0), restored([*rows, *begun[:count]])) for count in (1, 2, 3)
    }
    assert lack == {1: None, 2: "ends in the middle of a row", 3: None}
