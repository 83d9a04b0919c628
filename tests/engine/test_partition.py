"""What a partition does with facts, ticks, policies and watermarks, without any Kafka."""

from typing import Any

import pytest

from streams.engine.murmur2 import partition_of
from streams.engine.partition import Partition
from streams.engine.position import Position
from streams.terms.days import Instant
from streams.terms.routes import CLOCK, DEAD_LETTERS, POLICY
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
    publish_tick,
    said,
)

A, B = key_in(0), key_in(0, 1)
ELSEWHERE = key_in(1)
NO_CUT = {"in.a": 0, "in.b": 0}


def has_ticked(part: Partition[Any, Any, Any, Any]) -> bool:
    return part.clock is not None


def test_a_fact_changes_its_row_and_moves_the_position() -> None:
    part = new_partition()
    feed(part, "in.a", Record(5, A, b"7"))
    flush = drain(part)
    assert flush is not None
    assert [key for key, _ in flush.rows] == [A]
    assert flush.position.offsets == {"in.a": 6}
    assert flush.tally == {("accepted", "in.a"): 1, ("said", "Passed"): 1}


def is_far_behind(part: Partition[Any, Any, Any, Any]) -> bool:
    return part.is_far_behind


def test_it_is_far_behind_while_more_waits_than_a_flush_of_the_usual_age_takes() -> None:
    part = new_partition()
    feed(part, "in.a", *(Record(offset, A, b"7") for offset in range(300)))
    feed(part, "in.b", *(Record(offset, A, b"7") for offset in range(200)))
    assert not is_far_behind(part)
    feed(part, "in.a", Record(300, A, b"7"))
    assert is_far_behind(part)
    part.advance(1)
    assert not is_far_behind(part)


def test_nothing_moved_means_nothing_to_write() -> None:
    assert drain(new_partition()) is None


def test_a_repeat_is_counted_and_writes_no_row() -> None:
    part = new_partition()
    feed(part, "in.a", Record(0, A, b"0"))
    flush = drain(part)
    assert flush is not None
    assert flush.rows == []
    assert flush.tally == {("repeated", "in.a"): 1}


def test_a_refused_record_is_a_dead_letter_and_holds_its_key() -> None:
    part = new_partition()
    feed(part, "in.a", Record(3, A, b"13"))
    flush = drain(part)
    assert flush is not None
    assert flush.outputs == [(DEAD_LETTERS, 0, A, b"thirteen 3 13 by first", "in.a/0/3")]
    assert part.store.get(A).held
    assert flush.position.unkeyed == 0


def test_a_record_without_a_key_counts_against_its_partition() -> None:
    part = new_partition()
    feed(part, "in.a", Record(0, None, b"1"), Record(1, None, b"x"))
    flush = drain(part)
    assert flush is not None
    assert flush.position.unkeyed == 2
    assert flush.rows == []


def test_a_key_that_belongs_elsewhere_is_refused_and_splits_no_account() -> None:
    part = new_partition()
    feed(part, "in.a", Record(0, ELSEWHERE, b"1"))
    flush = drain(part)
    assert flush is not None
    assert said(flush, DEAD_LETTERS) == [b"key_in_wrong_partition 0 1"]
    assert ELSEWHERE not in part.store


def test_a_key_that_is_no_text_is_refused() -> None:
    part = new_partition()
    keys = [k for k in (b"\x00a%d" % n for n in range(40)) if partition_of(k, PARTITIONS) == 0]
    feed(part, "in.a", Record(0, keys[0], b"1"), Record(1, b"\xff\xfe", b"1"))
    assert said(drain(part), DEAD_LETTERS) == [b"key_not_printable 0 1", b"key_not_printable 1 1"]


@pytest.mark.parametrize("timestamp", [-2, -(2**62), 2**62])
def test_an_impossible_timestamp_does_not_stop_a_letter(timestamp: int) -> None:
    part = new_partition()
    feed(part, "in.a", Record(0, A, b"no number", timestamp=timestamp))
    assert said(drain(part), DEAD_LETTERS) == [b"not_a_number 0 no number"]


def test_a_key_longer_than_any_id_holds_nobody() -> None:
    part = new_partition()
    keys = [
        k for k in (b"k" * 129 + b"%d" % n for n in range(40)) if partition_of(k, PARTITIONS) == 0
    ]
    feed(part, "in.a", Record(0, keys[0], b"no number"))
    flush = drain(part)
    assert flush is not None
    assert flush.position.unkeyed == 1
    assert keys[0] not in part.store


def test_a_tick_waits_until_every_input_is_read_up_to_its_cut() -> None:
    part = new_partition()
    publish_policy(part)
    publish_tick(part, 10, {"in.a": 1, "in.b": 2})
    feed(part, "in.a", Record(0, A, b"5"))
    feed(part, "in.b", Record(0, B, b"1"))
    assert said(drain(part)) == []
    assert not has_ticked(part)
    feed(part, "in.b", Record(1, B, b"2"))
    assert sorted(said(drain(part))) == [b"10@10", b"6@10"]


def test_transaction_markers_count_towards_the_cut() -> None:
    part = new_partition()
    publish_policy(part)
    publish_tick(part, 10, {"in.a": 2, "in.b": 0})
    feed(part, "in.a", Record(0, A, b"5"))
    assert said(drain(part)) == []
    part.feed("in.a", (), 2)
    assert said(drain(part)) == [b"10@10"]


def test_what_lies_behind_the_cut_is_held_back_until_the_tick_is_applied() -> None:
    part = new_partition()
    publish_policy(part)
    publish_tick(part, 10, {"in.a": 1, "in.b": 1})
    feed(part, "in.a", Record(0, A, b"5"), Record(1, A, b"100"))
    drain(part)
    assert part.store.get(A).total == 5
    assert part.waiting("in.a") == 1
    feed(part, "in.b", Record(0, B, b"1"))
    assert b"10@10" in said(drain(part))
    assert part.store.get(A).total == 105


def test_a_tick_waits_for_every_partition_of_the_stage_before() -> None:
    part = new_partition(SECOND)
    publish_policy(part)
    publish_tick(part, 10, {"in.c": 0})
    feed(part, "mid", *(Record(n, b"watermark", b"mark %d 10" % n) for n in range(3)))
    drain(part)
    assert not has_ticked(part)
    feed(part, "mid", Record(3, b"watermark", b"mark 3 9"))
    drain(part)
    assert not has_ticked(part)
    feed(part, "mid", Record(4, b"watermark", b"mark 3 10"))
    drain(part)
    assert has_ticked(part)


def test_the_watermark_stands_behind_everything_said_in_every_partition() -> None:
    part = new_partition()
    publish_policy(part)
    feed(part, "in.a", Record(0, A, b"5"))
    publish_tick(part, 10, {"in.a": 1, "in.b": 0})
    flush = drain(part)
    assert flush is not None
    topics = [topic for topic, *_ in flush.outputs]
    assert topics == ["mid", "out", "mid", "mid", "mid", "mid"]
    assert [number for _, number, *_ in flush.outputs[-4:]] == [0, 1, 2, 3]
    assert said(flush, "mid") == [b"5", *[b"mark 0 10"] * 4]


def test_a_duplicate_tick_is_passed_over() -> None:
    part = new_partition()
    publish_policy(part)
    publish_tick(part, 10, NO_CUT)
    drain(part)
    publish_tick(part, 10, NO_CUT, offset=1)
    flush = drain(part)
    assert flush is not None
    assert flush.outputs == []
    assert flush.tally == {("tick", "repeated"): 1}
    assert flush.position.offsets[CLOCK] == 2


def test_a_tick_of_an_unknown_policy_holds_the_partition_and_names_it() -> None:
    part = new_partition()
    publish_tick(part, 10, NO_CUT)
    drain(part)
    assert not has_ticked(part)
    assert part.missing_policy == "d1"
    publish_policy(part)
    drain(part)
    assert has_ticked(part)
    assert part.missing_policy is None


def test_only_rows_that_asked_are_looked_at_until_the_rules_change() -> None:
    part = new_partition()
    publish_policy(part)
    feed(part, "in.a", Record(0, A, b"5"))
    publish_tick(part, 10, {"in.a": 1, "in.b": 0})
    drain(part)
    publish_tick(part, 11, {"in.a": 1, "in.b": 0}, offset=1)
    assert said(drain(part)) == []
    feed(part, POLICY, Record(1, b"d2", b"d2 3"))
    feed(part, CLOCK, Record(2, b"tick", encode_tick(12, {}, "d2")))
    assert said(drain(part)) == [b"15@12"]


def test_a_restart_waits_for_the_policy_before_it_judges_facts() -> None:
    before = new_partition()
    publish_policy(before)
    publish_tick(before, 10, NO_CUT)
    flush = drain(before)
    assert flush is not None
    after = new_partition(position=flush.position)
    feed(after, "in.a", Record(0, A, b"1"))
    assert drain(after) is None
    assert after.missing_policy == "d1"
    publish_policy(after)
    assert drain(after) is not None


def test_a_policy_refused_once_is_not_refused_again_after_a_restart() -> None:
    before = new_partition()
    feed(before, POLICY, Record(0, b"d9", b"d9 none"))
    flush = drain(before)
    assert said(flush, DEAD_LETTERS) == [b"policy_unreadable 0 d9 none"]
    assert flush is not None
    after = new_partition(position=flush.position)
    feed(after, POLICY, Record(0, b"d9", b"d9 none"))
    assert drain(after) is None


def test_the_oldest_watermark_never_goes_back() -> None:
    part = new_partition(SECOND, position=Position(marks={0: Instant(50)}))
    feed(part, "mid", Record(0, b"watermark", b"mark 0 40"))
    drain(part)
    assert part.marks[0] == 50


def test_a_slice_bounds_what_is_done_at_once() -> None:
    part = new_partition(store=new_store())
    feed(part, "in.a", *(Record(n, A, b"1") for n in range(10)))
    assert part.advance(4)
    assert part.waiting("in.a") == 6
