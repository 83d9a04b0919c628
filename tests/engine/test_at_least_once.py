"""Without transactions: a crash between any two batches repeats what was said, and changes none.

So do workers that come one behind the other with transactions and without. The engine's decisions
run on a log in memory, with rows written whole and in parts; `ARREARS_SEEDS` tries more schedules.
"""

import dataclasses
import os
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import groupby
from random import Random
from typing import Any

import pytest
from msgspec.structs import replace

from streams.engine import position as positions
from streams.engine.parted import store_of
from streams.engine.partition import Partition
from streams.engine.position import Plan, Position, Unfinished
from streams.engine.rebuild import lack_of
from streams.engine.recovery import Restored
from streams.engine.spoken import Spoken
from streams.engine.working import Flush, Output
from streams.terms.routes import CLOCK, POLICY
from tests.engine.counting import FIRST, encode_tick
from tests.engine.records import PARTITIONS, Record, key_in, new_store
from tests.engine.sums_in_parts import PARTS
from tests.engine.test_rebuilding import TELLING, TOPICS, Heard, Log, Spec, again

SEEDS = range(int(os.environ.get("ARREARS_SEEDS", "300")))
FEWER = range(max(60, len(SEEDS) // 5))
KEYS = [key_in(0, nth) for nth in range(4)]
VALUES = (b"1", b"2", b"3", b"5", b"-4", b"7", b"0", b"13", b"no number")
_STEPS_MAX = 50_000

Row = tuple[bytes, bytes | None, tuple[tuple[str, bytes], ...]]
# Records that are there or not at all.
Batch = Sequence["Output | Row"]

IN_PARTS = dataclasses.replace(TELLING, parts=PARTS)
PLAIN, TRANSACTIONS = "at-least-once", "exactly-once"


def log_of(chance: Random) -> Log:
    """Return some facts of two topics, ticks whose cuts divide them, and two policies."""
    log: Log = {topic: [] for topic in TOPICS}
    for topic in FIRST.facts:
        log[topic] = [
            Record(n, chance.choice(KEYS), chance.choice(VALUES))
            for n in range(chance.randrange(16))
        ]
    at = dict.fromkeys(FIRST.facts, 0)
    for on in (10, 11, 12):
        at = {t: chance.randint(n, len(log[t])) for t, n in at.items()}
        tick = encode_tick(on, at, chance.choice(("d1", "d1", "d2")))
        log[CLOCK].append(Record(len(log[CLOCK]), b"tick", tick))
        if chance.random() < 0.2:
            log[CLOCK].append(Record(len(log[CLOCK]), b"tick", b"no tick"))
    texts = [b"d1 2", b"d9 no factor", b"d2 3"]
    log[POLICY] = [Record(n, text.split()[0], text) for n, text in enumerate(texts)]
    return log


class Node:
    """One partition that writes its flushes batch by batch, and may end between any two.

    Whoever takes over has one of the `deliveries`. Where the node `splits`, a row in parts is too
    large for a batch.
    """

    def __init__(
        self,
        log: Log,
        chance: Random,
        spec: Spec = TELLING,
        deliveries: Sequence[str] = (PLAIN,),
        *,
        splits: bool = False,
    ) -> None:
        self.log, self.chance, self.spec = log, chance, spec
        self.deliveries, self.splits = deliveries, splits
        self.delivery, self.rebuilt = deliveries[0], 0
        self.rows: list[Row] = []
        self.outputs: list[Output] = []
        self.crashes: defaultdict[str, int] = defaultdict(int)
        self._on_its_way: list[Batch] = []
        self.recover()

    def restored(self) -> Restored[Any]:
        """Read the rows back."""
        restored = Restored({0: store_of(self.spec)})
        for key, value, headers in self.rows:
            restored.take(0, key, value, headers)
        return restored

    def recover(self) -> None:
        """Begin where the log says that it stood."""
        if len(self.deliveries) > 1:
            self.delivery = self.chance.choice(self.deliveries)
        restored = self.restored()
        if (lack := lack_of(Spoken(self.spec, 0), restored)) is not None:
            assert (lack, self.splits) == ("ends in the middle of a row", True)
            self._rebuild(restored)
            restored = self.restored()
        assert (restored.torn, restored.foreign) == (set(), set())
        self.position = restored.positions.get(0) or Position()
        self.unfinished = restored.plans.get(0)
        self.part: Partition[Any, Any, Any, Any] = Partition(
            self.spec,
            0,
            PARTITIONS,
            restored.stores[0],
            self.position,
            ends={CLOCK: len(self.log[CLOCK]), POLICY: len(self.log[POLICY])},
            unfinished=self.unfinished,
        )
        self._at = dict.fromkeys(TOPICS, 0) | self.position.offsets | {POLICY: 0}

    def _rebuild(self, restored: Restored[Any]) -> None:
        self.rebuilt += 1
        made = again(self.log, self.outputs, self.spec)
        gone = restored.stores[0].keys() - dict(made.rows).keys()
        rows = [*made.rows, *((key, None) for key in gone)]
        position = replace(made.position, flush=restored.flushes[0] + 1)
        self.rows.append((positions.POSITION_KEY, None, ()))
        self.rows += _committed(dataclasses.replace(made, rows=rows, position=position))

    def step(self, crash_per_mille: int) -> None:
        """Fetch, handle, write one batch, or crash."""
        if self.chance.randrange(1000) < crash_per_mille:
            self._crash()
        elif self._on_its_way:
            self._write(self._on_its_way.pop(0))
        elif self.chance.random() < 0.4:
            self._fetch()
        elif self.chance.random() < 0.7:
            self.part.advance(1 + self.chance.randrange(4))
        else:
            self._take()

    @property
    def is_done(self) -> bool:
        """Whether everything is handled and written."""
        ends = {t: len(self.log[t]) for t in (*FIRST.facts, CLOCK) if self.log[t]}
        stood = self.restored().positions.get(0) or Position()
        return {t: stood.offsets.get(t, 0) for t in ends} == ends and not self._on_its_way

    def _fetch(self) -> None:
        topic = self.chance.choice(TOPICS)
        some = self.log[topic][self._at[topic] :][: 1 + self.chance.randrange(5)]
        self._at[topic] += len(some)
        self.part.feed(topic, some, self._at[topic])

    def _take(self) -> None:
        if self.unfinished is not None and not self.part.must_flush:
            return
        flush = self.part.take()
        self.unfinished = None
        if flush is not None:
            is_plain = self.delivery == PLAIN
            self._on_its_way = (
                _written(flush, splits=self.splits)
                if is_plain
                else [[*flush.outputs, *_committed(flush)]]
            )

    def _write(self, batch: Batch) -> None:
        for record in batch:
            if len(record) == 3:
                self.rows.append(record)
            else:
                self.outputs.append(record)

    def _crash(self) -> None:
        rest = self._on_its_way
        if not rest:
            what = "nothing on its way"
        elif self.delivery == TRANSACTIONS:
            what = "before the commit"
        elif rest[0][0][0] == positions.PLAN_KEY:
            what = "before the plan"
        elif len(rest[0][0]) == 3:
            what = "before the position" if len(rest) == 1 else "among the rows"
        else:
            what = "among the outputs"
        self.crashes[what] += 1
        self._on_its_way = []
        self.recover()


def _written(flush: Flush, *, splits: bool) -> list[Batch]:
    number = (("arrears-flush", b"%d" % flush.position.flush),)
    plan = positions.pack(Plan(list(flush.steps), flush.position))
    rows = [(key, value, number) for key, value in flush.rows]
    of_rows = [list(of) for _, of in groupby(rows, key=lambda row: positions.row_of(row[0]))]
    return [
        [(positions.PLAN_KEY, plan, ())],
        *([one] for one in flush.outputs),
        *([[row] for row in rows] if splits else of_rows),
        [(positions.POSITION_KEY, positions.pack(flush.position), ())],
    ]


def _committed(flush: Flush) -> list[Row]:
    position = (positions.POSITION_KEY, positions.pack(flush.position), ())
    return [*((key, value, ()) for key, value in flush.rows), position]


def played(seed: int, crash_per_mille: int, *given: Any, **named: Any) -> Node:
    """Play one log to its end."""
    chance = Random(seed)  # noqa: S311 - a schedule that must replay
    node = Node(log_of(chance), chance, *given, **named)
    for nth in range(_STEPS_MAX):
        node.step(crash_per_mille)
        if nth % 50 == 0 and node.is_done:
            return node
    raise AssertionError(f"seed {seed} came to no end")


def rows_of(node: Node) -> dict[bytes, bytes]:
    """Return the records as the log has them."""
    return _there({k: v for k, v, _ in node.rows if not k.startswith(b"\x00")})


def _there(rows: Mapping[bytes, bytes | None]) -> dict[bytes, bytes]:
    return {key: value for key, value in rows.items() if value is not None}


def checked(seeds: Sequence[int], *given: Any, **named: Any) -> tuple[list[Node], Counter[str]]:
    """Play, and hold every word and row against a computation of its own; count the crashes."""
    nodes, crashes = list[Node](), Counter[str]()
    for seed in seeds:
        try:
            nodes.append(played(seed, 25, *given, **named))
            hold(nodes[-1])
        except BaseException as failed:
            failed.add_note(f"seed {seed}")
            raise
        crashes.update(nodes[-1].crashes)
    return nodes, crashes


def hold(node: Node) -> None:
    """Compute everything anew from what was said, and go on to the end of the log."""
    whole = Heard(node.log, again(node.log, node.outputs, node.spec), node.spec)
    whole.feed_all()
    assert (whole.outputs, _there(whole.rows)) == ([], rows_of(node))
    stood = node.restored().positions[0]
    assert replace(whole.position, flush=0) == replace(stood, flush=0)


def repeats(nodes: Sequence[Node]) -> int:
    """Return how many outputs stand in the log once more."""
    return sum(len(node.outputs) - len(set(node.outputs)) for node in nodes)


def test_rows_are_exact_and_outputs_only_repeat() -> None:
    nodes, crashes = checked(SEEDS)
    assert repeats(nodes) > len(SEEDS)
    assert len(crashes) == 5, crashes
    assert min(crashes.values()) > len(SEEDS) / 20


@pytest.mark.parametrize(
    ("deliveries", "kinds"),
    [((PLAIN,), 5), ((TRANSACTIONS,), 2), ((PLAIN, TRANSACTIONS), 6)],
    ids=["plain", "transactions", "one behind the other"],
)
def test_rows_in_parts_are_exact_under_either_delivery_and_when_it_changes(
    deliveries: Sequence[str], kinds: int
) -> None:
    nodes, crashes = checked(FEWER, IN_PARTS, deliveries)
    assert (repeats(nodes) > 0) == (PLAIN in deliveries)
    assert len(crashes) == kinds, crashes


def test_rows_are_exact_where_the_delivery_changes() -> None:
    _, crashes = checked(FEWER, TELLING, (PLAIN, TRANSACTIONS))
    assert len(crashes) == 6, crashes


def test_a_row_too_large_for_a_batch_is_rebuilt_where_it_ends_in_its_middle() -> None:
    nodes, _ = checked(FEWER, IN_PARTS, splits=True)
    assert sum(node.rebuilt for node in nodes) > len(FEWER) / 20


def test_nothing_repeats_where_nothing_crashes() -> None:
    for seed in SEEDS[:30]:
        node = played(seed, 0)
        assert len(node.outputs) == len(set(node.outputs))
        hold(node)


def _row(flush: int, key: bytes = KEYS[0]) -> Row:
    return key, b"\x01\x00\x00\x00\x07\x03odd[]", (("arrears-flush", b"%d" % flush),)


def _plan(flush: int) -> Row:
    plan = Plan([("in.a", flush)], Position(offsets={"in.a": flush}, flush=flush))
    return positions.PLAN_KEY, positions.pack(plan), ()


def _position(flush: int) -> Row:
    return positions.POSITION_KEY, positions.pack(Position(flush=flush)), ()


def taken(*rows: Row) -> Restored[Any]:
    """Read a rows topic back."""
    restored = Restored({0: new_store()})
    for key, value, headers in rows:
        restored.take(0, key, value, headers)
    return restored


@pytest.mark.parametrize(
    "behind", [_row(4), _row(5), _plan(5), _position(4)], ids=["older", "same", "plan", "position"]
)
def test_what_a_second_owner_wrote_behind_a_newer_flush_is_noticed(behind: Row) -> None:
    assert taken(_plan(5), _row(5), _position(5)).foreign == set()
    assert taken(_plan(5), _row(5), _position(5), behind).foreign == {0}


def test_two_plans_of_one_flush_are_of_two_owners() -> None:
    other = positions.pack(Plan([("in.b", 1)], Position(flush=5)))
    assert taken(_position(4), _plan(5), _plan(5)).foreign == set()
    assert taken(_position(4), _plan(5), (positions.PLAN_KEY, other, ())).foreign == {0}


def test_a_compacted_topic_is_read_as_it_stands() -> None:
    """Of plans and positions the last alone is left; rows are of any flush before."""
    restored = taken(_row(2), _row(7, KEYS[1]), _plan(9), _row(9, KEYS[2]), _position(9))
    assert (restored.torn, restored.foreign, restored.plans) == (set(), set(), {})
    unfinished = taken(_row(2), _position(8), _plan(9), _row(9, KEYS[2]))
    assert unfinished.plans[0].written == {KEYS[2]}
    assert (unfinished.torn, unfinished.foreign) == (set(), set())


def test_rows_of_a_flush_whose_plan_is_lost_are_torn() -> None:
    assert taken(_position(4), _row(5)).torn == {0}


def test_a_policy_refused_while_a_flush_is_done_again_is_refused_in_the_next() -> None:
    plan = Plan([("in.a", 1)], Position(offsets={"in.a": 1}, flush=1))
    part: Partition[Any, Any, Any, Any] = Partition(
        TELLING, 0, PARTITIONS, new_store(), Position(), unfinished=Unfinished(plan, set())
    )
    part.feed(POLICY, [Record(0, b"d9", b"d9 no factor")], 1)
    part.feed("in.a", [Record(0, KEYS[0], b"3"), Record(1, KEYS[0], b"5")], 2)
    flushes: list[Flush] = []
    for _ in range(9):
        part.advance(100)
        flush = part.take() if part.must_flush or flushes else None
        flushes += [] if flush is None else [flush]
    assert [one.position.offsets for one in flushes] == [{"in.a": 1}, {"in.a": 2, POLICY: 1}]
    assert flushes[0].position == replace(plan.position, rows=1)
    assert [topic for topic, *_ in flushes[0].outputs] == ["out"]
    assert sorted(topic for topic, *_ in flushes[1].outputs) == ["dead.letters", "out"]
