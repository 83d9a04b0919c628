"""Ticks and policies: what waits for what, what a restart reads again, what a stage is told."""

import dataclasses
from typing import Any

from streams.engine.partition import Partition
from streams.engine.position import Position
from streams.terms.control import Watermark
from streams.terms.days import AsOf, Day, Instant
from streams.terms.records import Outgoing
from streams.terms.routes import CLOCK, DEAD_LETTERS, POLICY
from streams.terms.step import Step
from tests.engine.counting import Add, Said, encode_tick, spec
from tests.engine.records import (
    PARTITIONS,
    Record,
    drain,
    feed,
    key_in,
    new_partition,
    new_store,
    publish_policy,
    publish_tick,
    said,
)
from tests.engine.sums import Sum

A = key_in(0)
CUT = {"in.a": 1, "in.b": 0}
TEN = AsOf(Day(10), Instant(10))


def with_spec(position: Position | None = None, **changed: Any) -> Partition[Any, Any, Any, Any]:
    """Return partition 0 of a counting stage of which some functions are others."""
    made = dataclasses.replace(spec(), **changed)
    return Partition(made, 0, PARTITIONS, new_store(), position or Position())


def test_an_unreadable_record_behind_a_waiting_tick_loses_no_tick_over_a_restart() -> None:
    log = [Record(0, b"tick", encode_tick(10, CUT)), Record(1, b"tick", b"no tick")]
    before = new_partition()
    publish_policy(before)
    feed(before, CLOCK, *log)
    first = drain(before)
    after = new_partition(position=first.position if first else None)
    publish_policy(after)
    after.feed(CLOCK, log[after.offsets.get(CLOCK, 0) :], len(log))
    feed(after, "in.a", Record(0, A, b"5"))
    second = drain(after)
    assert said(second) == [b"10@10"]
    assert said(first, DEAD_LETTERS) + said(second, DEAD_LETTERS) == [b"tick_unreadable 1 no tick"]
    assert second is not None
    assert second.position.offsets[CLOCK] == 2


def test_ticks_that_wait_together_are_applied_one_by_one_each_at_its_own_cut() -> None:
    part = new_partition()
    publish_policy(part)
    publish_tick(part, 10, CUT)
    publish_tick(part, 11, {"in.a": 2, "in.b": 0}, offset=1)
    feed(part, "in.a", Record(0, A, b"5"), Record(1, A, b"1"))
    assert said(drain(part)) == [b"10@10", b"12@11"]


def test_a_waiting_tick_keeps_its_place_on_the_clock() -> None:
    part = new_partition()
    publish_policy(part)
    publish_tick(part, 10, CUT, offset=3)
    drain(part)
    assert (part.is_waiting_for_cut, part.stands_at(CLOCK)) == (True, 3)
    feed(part, "in.a", Record(0, A, b"5"))
    part.advance(10)
    assert (part.is_waiting_for_cut, part.stands_at(CLOCK)) == (False, 4)


def test_a_cut_handled_before_a_restart_is_not_waited_for_again() -> None:
    part = new_partition(position=Position(offsets={"in.a": 1}))
    publish_policy(part)
    publish_tick(part, 10, CUT)
    drain(part)
    assert part.clock is not None


def test_a_tick_asks_for_its_flush_and_a_fact_does_not() -> None:
    part = new_partition()
    publish_policy(part)
    feed(part, "in.a", Record(0, A, b"5"))
    part.advance(10)
    seen = [part.has_ticked]
    publish_tick(part, 10, CUT)
    part.advance(10)
    seen.append(part.has_ticked)
    part.take()
    seen.append(part.has_ticked)
    assert seen == [False, True, False]


def test_a_stage_is_told_the_moment_of_the_tick_and_the_newest_known() -> None:
    part = new_partition()
    publish_policy(part)
    feed(part, "in.a", Record(0, A, b"5"))
    feed(part, CLOCK, Record(0, b"tick", encode_tick(10, CUT, newest=14)))
    flush = drain(part)
    assert said(flush) == [b"10@10 of 14"]
    assert flush is not None
    clock = flush.position.clock
    assert clock is not None
    assert (clock.as_of, clock.newest, clock.policy_digest) == (
        TEN,
        AsOf(Day(14), Instant(14)),
        "d1",
    )


def test_a_fact_is_judged_by_the_last_tick_before_and_after_a_restart() -> None:
    told: list[tuple[int | None, AsOf | None]] = []

    def listening(row: Sum, fact: Add, rules: int | None, as_of: AsOf | None) -> Step[Sum, Said]:
        del fact
        told.append((rules, as_of))
        return Step(row)

    part = with_spec(apply=listening)
    publish_policy(part)
    feed(part, "in.a", Record(0, A, b"5"))
    drain(part)
    feed(part, CLOCK, Record(0, b"tick", encode_tick(10, CUT, newest=14)))
    feed(part, "in.a", Record(1, A, b"5"))
    flush = drain(part)
    assert flush is not None
    again = with_spec(flush.position, apply=listening)
    publish_policy(again)
    feed(again, "in.a", Record(2, A, b"5"))
    drain(again)
    assert told == [(None, None), (2, TEN), (2, TEN)]


def test_after_a_restart_the_rules_are_those_of_the_day_applied() -> None:
    """Not those of the newest day known, or a changed rule would be looked at a day too early."""

    class Dated:
        """A policy whose factor is the day itself."""

        digest = "d1"

        def on(self, day: Day) -> int:
            """Return the day."""
            return int(day)

    told: list[int | None] = []

    def listening(row: Sum, fact: Add, rules: int | None, as_of: AsOf | None) -> Step[Sum, Said]:
        del fact, as_of
        told.append(rules)
        return Step(row)

    part = with_spec(rulebook=lambda _published: Dated(), apply=listening)
    publish_policy(part)
    feed(part, CLOCK, Record(0, b"tick", encode_tick(10, {}, newest=14)))
    flush = drain(part)
    assert flush is not None
    again = with_spec(flush.position, rulebook=lambda _published: Dated(), apply=listening)
    publish_policy(again)
    feed(again, "in.a", Record(0, A, b"5"))
    drain(again)
    assert told == [10]


def test_a_row_looked_at_may_ask_to_be_looked_at_again() -> None:
    part = new_partition()
    publish_policy(part)
    feed(part, "in.a", Record(0, A, b"-5"))
    for offset, on in enumerate((10, 11, 12, 13)):
        publish_tick(part, on, CUT, offset)
    assert said(drain(part)) == [b"-10@10", b"-10@12"]


def test_a_watermark_names_the_positions_at_which_its_tick_was_applied() -> None:
    marks: list[Watermark] = []

    def listening(mark: Watermark, topic: str, partition: int) -> Outgoing:
        marks.append(mark)
        return Outgoing(topic, b"watermark", b"", partition)

    part = with_spec(watermark=listening)
    publish_policy(part)
    publish_tick(part, 10, CUT, offset=7)
    feed(part, "in.a", Record(0, A, b"5"), Record(1, A, b"5"))
    drain(part)
    assert {(mark.stage, mark.partition, mark.as_of) for mark in marks} == {("first", 0, TEN)}
    assert [mark.positions for mark in marks] == [{"in.a": 1, CLOCK: 8}] * PARTITIONS


def test_control_that_cannot_be_read_counts_against_the_partition_and_holds_no_row() -> None:
    part = new_partition()
    feed(part, CLOCK, Record(0, A, b"no tick"))
    feed(part, POLICY, Record(0, A, b"d1 none"))
    flush = drain(part)
    assert flush is not None
    assert flush.position.unkeyed == 2
    assert flush.rows == []
    assert A not in part.store


def test_what_waits_for_a_policy_says_so_and_goes_on_with_its_facts() -> None:
    part = new_partition()
    feed(part, CLOCK, Record(0, b"tick", encode_tick(10, CUT, digest="d7")))
    feed(part, "in.a", Record(0, A, b"5"), Record(1, A, b"100"))
    drain(part)
    assert part.missing_policy == "d7"
    assert part.store.get(A).total == 5
    feed(part, POLICY, Record(0, b"d7", b"d7 3"))
    assert said(drain(part)) == [b"15@10"]
    assert part.store.get(A).total == 105
