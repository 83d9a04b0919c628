"""What is refused: the letter has everything to find the record and put it right, nobody is lost.

A key whose record was refused is held; a record that has no key of this partition counts against
the partition instead.
"""

import dataclasses
from typing import Any

import pytest

from streams.engine.partition import Partition
from streams.engine.position import Position
from streams.terms.days import Day, Instant
from streams.terms.records import DeadLetter, Outgoing
from streams.terms.routes import CLOCK, DEAD_LETTERS, POLICY
from tests.engine.counting import Hold, encode_tick, spec
from tests.engine.records import (
    PARTITIONS,
    Record,
    drain,
    feed,
    key_in,
    new_partition,
    new_store,
)

NUMBER = 2
A = key_in(NUMBER)
ELSEWHERE = key_in(1)


class Listening:
    """Partition 2 of a counting stage whose letters and holds are kept as they were made."""

    def __init__(self) -> None:
        self.letters: list[DeadLetter] = []
        self.holds: list[tuple[str, str, str, Day]] = []
        made = dataclasses.replace(spec(), dead_letter=self._letter, refused=self._refused)
        self.part: Partition[Any, Any, Any, Any] = Partition(
            made, NUMBER, PARTITIONS, new_store(), Position()
        )

    def _letter(self, letter: DeadLetter) -> Outgoing:
        self.letters.append(letter)
        return Outgoing(DEAD_LETTERS, letter.key or b"", letter.value)

    def _refused(self, key: str, origin: str, rule: str, on: Day) -> Hold:
        self.holds.append((key, origin, rule, on))
        return Hold(key, origin)


def test_a_letter_carries_the_original_bytes_and_where_they_stood() -> None:
    under = Listening()
    headers = (("trace", b"\x00\x01"), ("trace", b"again"))
    raw = b"\x00\xff not a number"
    feed(under.part, "in.b", Record(41, A, raw, timestamp=1_700_000_000_123, headers=headers))
    flush = drain(under.part)
    assert under.letters == [
        DeadLetter(
            topic="in.b",
            partition=NUMBER,
            offset=41,
            at=Instant(1_700_000_000_123_000),
            key=A,
            value=raw,
            headers=headers,
            stage="first",
            rule="not_a_number",
            detail="in in.b",
        )
    ]
    assert flush is not None
    assert flush.outputs == [(DEAD_LETTERS, NUMBER, A, raw, "in.b/2/41")]
    assert flush.tally == {("refused", "not_a_number"): 1}


def test_a_tombstone_is_refused_as_it_came() -> None:
    under = Listening()
    feed(under.part, "in.a", Record(0, A, None))
    drain(under.part)
    assert (under.letters[0].key, under.letters[0].value) == (A, None)


@pytest.mark.parametrize("value", [b"13", b"no number"])
def test_a_key_is_held_with_its_sum_by_the_stage_and_by_the_wire_alike(value: bytes) -> None:
    under = Listening()
    feed(under.part, "in.a", Record(0, A, b"5"), Record(1, A, value), Record(2, A, b"7"))
    flush = drain(under.part)
    row = under.part.store.get(A)
    assert (row.total, row.held) == (12, True)
    assert flush is not None
    assert flush.position.unkeyed == 0
    assert flush.position.offsets == {"in.a": 3}


def test_a_hold_names_the_record_the_rule_and_the_day_of_the_clock() -> None:
    under = Listening()
    feed(under.part, "in.a", Record(0, A, b"13"))
    drain(under.part)
    feed(under.part, POLICY, Record(0, b"d1", b"d1 2"))
    feed(under.part, CLOCK, Record(0, b"tick", encode_tick(10, {})))
    drain(under.part)
    feed(under.part, "in.b", Record(4, A, b"x"))
    drain(under.part)
    assert under.holds == [
        (A.decode(), "in.a/2/0", "thirteen", Day(0)),
        (A.decode(), "in.b/2/4", "not_a_number", Day(10)),
    ]


def test_a_hold_survives_a_restart() -> None:
    under = Listening()
    feed(under.part, "in.a", Record(0, A, b"13"))
    flush = drain(under.part)
    assert flush is not None
    store = new_store()
    for key, framed in flush.rows:
        store.restore(key, framed)
    assert store.get(A).held


@pytest.mark.parametrize(
    ("key", "value", "rule"),
    [
        (None, b"1", "not_a_number"),
        (b"", b"x", "not_a_number"),
        (b"\xff\xfe", b"x", "not_a_number"),
        (b"\xff\xfe", b"1", "key_not_printable"),
        (b"\x00a", b"1", "key_not_printable"),
        (ELSEWHERE, b"1", "key_in_wrong_partition"),
        (ELSEWHERE, b"x", "not_a_number"),
    ],
)
def test_who_cannot_be_held_counts_against_the_partition(
    key: bytes | None, value: bytes, rule: str
) -> None:
    under = Listening()
    feed(under.part, "in.a", Record(0, key, value))
    flush = drain(under.part)
    assert [(letter.rule, letter.key, letter.value) for letter in under.letters] == [
        (rule, key, value)
    ]
    assert flush is not None
    assert flush.position.unkeyed == 1
    assert flush.rows == []
    assert under.holds == []


def test_a_key_in_a_wrong_partition_is_told_its_own_and_the_cure() -> None:
    under = Listening()
    feed(under.part, "in.a", Record(0, ELSEWHERE, b"1"))
    drain(under.part)
    detail = under.letters[0].detail
    assert "stands in partition 2, its key belongs in 1 of 4" in detail
    assert "partitioner=murmur2_random" in detail


def test_the_count_of_the_unkeyed_goes_on_over_a_restart() -> None:
    before = new_partition()
    feed(before, "in.a", Record(0, None, b"1"))
    flush = drain(before)
    assert flush is not None
    after = new_partition(position=flush.position)
    feed(after, "in.a", Record(1, None, b"1"))
    again = drain(after)
    assert again is not None
    assert again.position.unkeyed == 2


def test_one_bad_record_stops_nobody_else() -> None:
    under = Listening()
    other = key_in(NUMBER, 1)
    feed(under.part, "in.a", Record(0, None, b"\x00"), Record(1, A, b"13"), Record(2, other, b"7"))
    drain(under.part)
    assert under.part.store.get(other).total == 7
    assert not under.part.store.get(other).held
