"""Rows computed anew: the order is found again from what was said, and nothing is made up."""

import dataclasses
from collections import Counter
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.engine.errors import SaidOtherwise
from streams.engine.parted import store_of
from streams.engine.partition import Partition
from streams.engine.position import Position
from streams.engine.rebuilding import rebuilt
from streams.engine.spoken import SOURCE, Spoken
from streams.engine.stage import StageSpec
from streams.engine.working import Flush, Output
from streams.terms.days import AsOf
from streams.terms.routes import CLOCK, DEAD_LETTERS, POLICY
from streams.terms.step import Step
from tests.engine.counting import FIRST, Add, Hold, Said, apply, encode_tick, spec
from tests.engine.records import PARTITIONS, Record, drain, key_in
from tests.engine.sums import Sum

A, B = key_in(0), key_in(0, 1)
TOPICS = (*FIRST.facts, CLOCK, POLICY)
Log = dict[str, list[Record]]
Fact = tuple[bytes | None, bytes]
Spec = StageSpec[Any, Any, Any, Any]


def _telling(row: Sum, fact: Add | Hold, rules: int | None, as_of: AsOf | None) -> Step[Sum, Any]:
    """Say the sum after each amount above two, so that what is said tells the order."""
    step = apply(row, fact, rules, as_of)
    if isinstance(fact, Hold) or step.row is row:
        return step
    said = (Said(row.key, step.row.total, 0, 0),) if fact.amount > 2 else ()
    return replace(step, notices=said)


TELLING: Spec = dataclasses.replace(spec(), apply=_telling)


class Heard:
    """A partition that is fed from a log, and what it has said."""

    def __init__(self, log: Log, before: Flush | None = None, spec: Spec = TELLING) -> None:
        self.log = log
        self.outputs: list[Output] = []
        self.rows: dict[bytes, bytes | None] = dict(before.rows) if before else {}
        self.position = before.position if before else Position()
        store = store_of(spec)
        for key, framed in self.rows.items():
            store.restore(key, framed)
        self._part: Partition[Any, Any, Any, Any] = Partition(
            spec, 0, PARTITIONS, store, self.position
        )
        self._at = dict.fromkeys(TOPICS, 0) | self.position.offsets | {POLICY: 0}

    def feed(self, topic: str, count: int) -> None:
        """Feed some more records of a topic, handle them and commit."""
        some = self.log[topic][self._at[topic] :][:count]
        self._at[topic] += len(some)
        self._part.feed(topic, some, self._at[topic])
        flush = drain(self._part)
        if flush is not None:
            self.outputs += flush.outputs
            self.rows |= dict(flush.rows)
            self.position = flush.position

    def feed_all(self) -> None:
        """Feed whatever is left."""
        for topic in (POLICY, CLOCK, *FIRST.facts):
            self.feed(topic, len(self.log[topic]))


def spoken(outputs: Sequence[Output]) -> Spoken:
    """Read outputs back."""
    heard = Spoken(TELLING, 0)
    for topic, number, key, value, origin in outputs:
        heard.hear(topic, number, Record(0, key, value, headers=((SOURCE, origin.encode()),)))
    return heard


def again(log: Log, outputs: Sequence[Output], spec: Spec = TELLING) -> Flush:
    """Compute the rows anew."""
    return rebuilt(spec, 0, PARTITIONS, log, spoken(outputs))


def log_of(a: Sequence[Fact], b: Sequence[Fact], cuts: dict[int, dict[str, int]]) -> Log:
    """Return a log of two topics of facts and ticks with their cuts."""
    log: Log = {topic: [] for topic in TOPICS}
    for topic, facts in zip(FIRST.facts, (a, b), strict=True):
        log[topic] = [Record(n, key, value) for n, (key, value) in enumerate(facts)]
    ticks = [encode_tick(on, cut) for on, cut in cuts.items()]
    log[CLOCK] = [Record(n, b"tick", tick) for n, tick in enumerate(ticks)]
    log[POLICY] = [Record(0, b"d1", b"d1 2"), Record(1, b"d9", b"d9 no factor")]
    return log


AMOUNTS = st.sampled_from([b"1", b"2", b"3", b"5", b"7", b"0", b"13", b"no number"])
FACTS = st.lists(st.tuples(st.sampled_from([A, A, B, None, b"\xff"]), AMOUNTS), max_size=7)


@given(FACTS, FACTS, st.integers(0, 7), st.integers(0, 7), st.randoms(use_true_random=False))
def test_whatever_came_first_nothing_is_said_again_and_nothing_is_left_out(
    a: list[Fact], b: list[Fact], cut: int, other: int, chance: Random
) -> None:
    cuts = {10: {"in.a": min(cut, len(a)), "in.b": min(other, len(b))}}
    log = log_of(a, b, cuts)
    live = Heard(log)
    for _ in range(chance.randrange(24)):
        live.feed(chance.choice(TOPICS), chance.randrange(1, 3))
    made = again(log, live.outputs)
    assert made.outputs == []
    assert all(at <= live.position.offsets[t] for t, at in made.position.offsets.items())
    after = Heard(log, made)
    after.feed_all()
    outputs = [*live.outputs, *after.outputs]
    assert max(Counter(outputs).values(), default=0) <= 1
    assert after.position.offsets.get("in.a", 0) == len(a)
    assert after.position.offsets.get("in.b", 0) == len(b)
    whole = Heard(log, again(log, outputs))
    whole.feed_all()
    assert (whole.outputs, whole.rows) == ([], after.rows)
    assert replace(whole.position, flush=after.position.flush) == after.position


def test_the_order_between_two_topics_is_the_one_in_which_things_were_said() -> None:
    log = log_of([(A, b"3")], [(A, b"5")], {})
    for order, sums in ((("in.a", "in.b"), [b"3@0", b"8@0"]), (("in.b", "in.a"), [b"5@0", b"8@0"])):
        live = Heard(log)
        for topic in order:
            live.feed(topic, 1)
        assert [value for _, _, _, value, _ in live.outputs] == sums
        made = again(log, live.outputs)
        assert dict(made.rows) == live.rows
        assert made.position.offsets == live.position.offsets


def test_a_fact_that_said_nothing_is_handled_where_a_later_word_rests_on_it() -> None:
    """Nothing names it, and nothing of its topic behind it; yet without it the sum was another."""
    log = log_of([(B, b"1"), (A, b"2"), (A, b"1")], [(A, b"5")], {})
    live = Heard(log)
    live.feed("in.a", 3)
    live.feed("in.b", 1)
    assert [value for _, _, _, value, _ in live.outputs] == [b"8@0"]
    made = again(log, live.outputs)
    assert dict(made.rows) == live.rows
    assert made.position.offsets == {"in.a": 3, "in.b": 1}


def test_what_said_nothing_and_nobody_rests_on_is_left_for_the_worker() -> None:
    log = log_of([(A, b"3"), (B, b"1")], [], {})
    live = Heard(log)
    live.feed("in.a", 2)
    made = again(log, live.outputs)
    assert made.position.offsets == {"in.a": 1}
    assert [key for key, _ in made.rows] == [A]


def test_a_run_of_refused_records_is_counted_as_it_was() -> None:
    log = log_of([(A, b"13"), (A, b"3"), (A, b"13"), (B, b"13")], [(A, b"13")], {})
    live = Heard(log)
    live.feed("in.b", 1)
    live.feed("in.a", 4)
    assert live.position.runs == {"in.a": 2, "in.b": 1}
    assert again(log, live.outputs).position.runs == live.position.runs


def test_a_refusal_of_a_policy_that_was_not_said_yet_is_left_for_the_worker() -> None:
    log = log_of([(A, b"3")], [], {})
    live = Heard(log)
    live.feed("in.a", 1)
    made = again(log, live.outputs)
    assert (made.position.offsets, made.position.unkeyed) == ({"in.a": 1}, 0)
    after = Heard(log, made)
    after.feed_all()
    assert [t for t, _, _, _, _ in after.outputs] == [DEAD_LETTERS]
    assert after.position.unkeyed == 1


def _without(outputs: list[Output]) -> list[Output]:
    return outputs[1:]


def _another(outputs: list[Output]) -> list[Output]:
    topic, number, key, _, origin = outputs[0]
    return [(topic, number, key, b"4@0", origin), *outputs[1:]]


def _from_nowhere(outputs: list[Output]) -> list[Output]:
    return [*outputs, ("out", 0, A, b"3@0", "in.b/0/99")]


@pytest.mark.parametrize("spoil", [_without, _another, _from_nowhere])
def test_inputs_that_lead_to_something_else_than_was_said_rebuild_nothing(
    spoil: Callable[[list[Output]], list[Output]],
) -> None:
    log = log_of([(A, b"3"), (A, b"5")], [(B, b"5")], {})
    live = Heard(log)
    live.feed("in.a", 2)
    live.feed_all()
    again(log, live.outputs)
    with pytest.raises(SaidOtherwise, match=r"nothing was written; restore the rows topic"):
        again(log, spoil(live.outputs))


def test_a_tick_that_was_applied_without_its_policy_in_the_log_is_named() -> None:
    log = log_of([(A, b"3")], [], {10: {"in.a": 1}})
    live = Heard(log)
    live.feed_all()
    log[POLICY] = []
    outputs = [one for one in live.outputs if one[0] != DEAD_LETTERS]
    with pytest.raises(SaidOtherwise, match="names policy d1, which is gone"):
        again(log, outputs)


def test_what_other_partitions_stages_and_strangers_said_is_passed_over() -> None:
    heard = Spoken(TELLING, 0)
    letter = b"thirteen 3 13 by second"
    for topic, value, origin in (
        ("out", b"3@0", b"in.a/1/0"),
        ("out", b"3@0", b"in.c/0/0"),
        ("out", b"3@0", b"somewhere"),
        (DEAD_LETTERS, letter, b"control.clock/0/0"),
    ):
        heard.hear(topic, 0, Record(0, A, value, headers=((SOURCE, origin),)))
    heard.hear("out", 0, Record(0, A, b"3@0"))
    assert (dict(heard.said), heard.until, heard.marks) == ({}, {}, {})


def test_of_a_table_the_last_word_tells_how_far_it_was_and_is_not_compared() -> None:
    routes = replace(FIRST, outputs=("mid", DEAD_LETTERS), tables=("out",))
    heard = Spoken(dataclasses.replace(TELLING, routes=routes), 0)
    heard.hear("out", 0, Record(0, A, b"3@0", headers=((SOURCE, b"in.a/0/6"),)))
    assert (dict(heard.said), heard.until) == ({}, {"in.a": 7})
