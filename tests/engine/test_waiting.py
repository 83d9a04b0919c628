"""What a partition waits for is said in a sentence that names who can end it."""

from streams.engine.partition import Partition
from streams.engine.position import Position
from streams.engine.waiting import reason_of
from streams.terms.routes import CLOCK
from tests.engine.counting import SECOND, encode_tick, spec
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
)

A = key_in(0)


def test_nothing_is_waited_for_without_a_tick() -> None:
    part = new_partition()
    feed(part, "in.a", Record(0, A, b"5"))
    drain(part)
    assert reason_of(part) is None


def test_a_policy_to_come_is_named() -> None:
    part = new_partition()
    feed(part, CLOCK, Record(0, b"tick", encode_tick(10, {}, digest="d7")))
    drain(part)
    assert reason_of(part) == "policy d7 is named by a tick and not published yet"


def test_an_input_that_ends_before_its_cut_is_named_with_both_places() -> None:
    part = new_partition()
    publish_policy(part)
    publish_tick(part, 10, {"in.a": 0, "in.b": 3})
    feed(part, "in.b", Record(0, A, b"5"), Record(1, A, b"5"))
    drain(part)
    assert reason_of(part) == (
        "the tick of 1970-01-11 waits for in.b up to offset 3, and it is read to 2: if the topic"
        " ends there, records were lost; restore it"
    )


def test_partitions_of_the_stage_before_that_have_not_passed_are_named() -> None:
    part = Partition(spec(SECOND), 0, PARTITIONS, new_store(), Position())
    publish_policy(part)
    publish_tick(part, 10, {"in.c": 0})
    feed(part, "mid", Record(0, b"watermark", b"mark 1 10"), Record(1, b"watermark", b"mark 2 9"))
    drain(part)
    assert reason_of(part) == (
        "the tick of 1970-01-11 waits for the stage before to pass it in partition 0, 2, 3"
    )
    feed(part, "mid", *(Record(2 + n, b"watermark", b"mark %d 10" % n) for n in (0, 2, 3)))
    drain(part)
    assert reason_of(part) is None
