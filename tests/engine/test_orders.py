"""The search for an order: straight on it costs a try a fact, and it holds some rows only."""

import dataclasses
import weakref
from collections.abc import Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from streams.engine import orders
from streams.engine.orders import Fact, Heads, ordered
from streams.engine.parted import store_of
from streams.engine.position import Position
from streams.engine.runs import RUN_MAX, Runs
from streams.engine.working import Output, Working
from streams.terms.step import Step
from tests.engine.records import PARTITIONS, Record, key_in
from tests.engine.sums import Sum
from tests.engine.sums_in_parts import PARTS
from tests.engine.test_rebuilding import TELLING

KEY = key_in(0)


class Row(Sum, frozen=True, weakref=True):
    """A sum of which can be told whether anybody holds it."""


class World:
    """A partition whose rows are counted while somebody holds them, and may not be packed whole."""

    def __init__(self) -> None:
        self.said: dict[Fact, list[Output]] = {}
        self.tried = self.held_max = 0
        self._made: list[weakref.ref[Row]] = []
        self._spec = dataclasses.replace(TELLING, apply=self._apply, parts=PARTS, pack=_never)

    def tell(self, *facts: Fact) -> None:
        """Handle facts in the order in which they came."""
        working = self._working()
        for fact in facts:
            working.one(*fact)
            self.said[fact] = working.mute()

    def ordered(self, *topics: Sequence[Fact]) -> list[Fact] | None:
        """Search the order from what was said."""
        self._made.clear()
        heads = Heads(topics, tuple(map(len, topics)))
        return ordered(self._working(), KEY, heads, self._matches)

    def _matches(self, alone: Working[Any, Any, Any, Any], fact: Fact) -> bool:
        alone.one(*fact)
        self.tried += 1
        self.held_max = max(self.held_max, sum(made() is not None for made in self._made))
        return alone.mute() == self.said[fact]

    def _working(self) -> Working[Any, Any, Any, Any]:
        runs = Runs({}, RUN_MAX)
        return Working(self._spec, 0, PARTITIONS, store_of(self._spec), Position(), runs=runs)

    def _apply(self, row: Sum, *given: Any) -> Step[Sum, Any]:
        step = TELLING.apply(row, *given)
        after = Row(step.row.key, step.row.total, step.row.ticks, step.row.held)
        self._made.append(weakref.ref(after))
        return replace(step, row=after)


def _never(row: Sum) -> bytes:
    raise AssertionError(f"{row} was packed whole")


def facts(topic: str, amount: bytes, count: int, timestamp: int = 1_000) -> list[Fact]:
    """Return facts of one amount, of which those above two tell the sum."""
    return [(topic, Record(n, KEY, amount, timestamp)) for n in range(count)]


def test_of_many_facts_few_rows_are_held_and_none_is_packed() -> None:
    world, a, b = World(), facts("in.a", b"1", 300), facts("in.b", b"2", 300)
    world.tell(*a, *b)
    assert world.ordered(a, b) == [*a, *b]
    assert (world.tried, world.held_max < 80) == (600, True)


def test_an_order_is_found_that_goes_against_all_stamps() -> None:
    """All of the one topic comes first by its stamps, and the other one's word was said before."""
    world, a, b = World(), facts("in.a", b"1", 300, 1), facts("in.b", b"5", 1, 2)
    world.tell(*b, *a)
    assert world.ordered(a, b) == [*b, *a]
    assert world.held_max < 80


def test_what_led_nowhere_is_not_gone_through_a_second_time() -> None:
    """There are 924 ways to the end of the silent facts, and none leads to the word."""
    world, a, b = World(), facts("in.a", b"1", 6), facts("in.b", b"2", 6)
    c = facts("in.c", b"5", 1, 2_000)
    world.tell(*c, *a, *b)
    found = world.ordered(a, b, c)
    assert found is not None
    assert found[0] == c[0]
    assert world.tried < 7 * 7 * 3 + 13


def test_what_is_in_vain_is_bounded_and_not_how_many_facts_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(orders, "_STEPS_IN_VAIN_MAX", 20)
    world, a, b = World(), facts("in.a", b"5", 40, 2), facts("in.b", b"3", 40, 1)
    world.tell(*(fact for pair in zip(a, b, strict=True) for fact in pair))
    assert world.ordered(a, b) is not None
    c, d, e = facts("in.c", b"1", 9), facts("in.d", b"2", 9), facts("in.e", b"5", 1, 2_000)
    world.tell(*e, *c, *d)
    assert world.ordered(c, d, e) is None
