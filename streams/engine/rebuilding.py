"""The rows of a partition computed anew from its inputs, up to where its outputs have come.

Nothing is said a second time: what each record leads to is held against what stands under it in the
outputs, and taken out. So rows, journal and numbers are those with which it was said; where the
inputs lead to anything else, SaidOtherwise names the place and nothing is given back.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from streams.engine.errors import SaidOtherwise
from streams.engine.orders import Fact, Heads, ordered
from streams.engine.parted import store_of
from streams.engine.position import Position
from streams.engine.runs import RUN_MAX, Runs
from streams.engine.spoken import Spoken, digest_of
from streams.engine.stage import Incoming, StageSpec
from streams.engine.working import Flush, Outcome, Working
from streams.terms.control import Tick, Watermark
from streams.terms.routes import CLOCK, POLICY

Inputs = Mapping[str, Sequence[Incoming]]
_NEVER_REFUSED = 2**63


def rebuilt(
    spec: StageSpec[Any, Any, Any, Any],
    number: int,
    partitions: int,
    inputs: Inputs,
    spoken: Spoken,
) -> Flush:
    """Return rows and position as they stood behind the last output; raises SaidOtherwise.

    `inputs` are all records of the partition by topic, from the first one ever.
    """
    return _Rebuild(spec, number, partitions, inputs, spoken).run()


class _Rebuild:
    def __init__(
        self,
        spec: StageSpec[Any, Any, Any, Any],
        number: int,
        partitions: int,
        inputs: Inputs,
        spoken: Spoken,
    ) -> None:
        self._spec, self._number, self._partitions = spec, number, partitions
        self._inputs, self._spoken = inputs, spoken
        self._runs = Runs({}, RUN_MAX)
        store = store_of(spec)
        self._work = Working(spec, number, partitions, store, Position(), runs=self._runs)
        self._at = dict.fromkeys(spec.routes.facts, 0)
        self._index = dict.fromkeys(spec.routes.facts, 0)
        self._outcomes: dict[tuple[str, int], Outcome] = {}
        self._heard: set[str] = set()

    def run(self) -> Flush:
        """Walk from tick to tick, then as far as was said after the last."""
        self._read_policies()
        until = self._spoken.until
        for record in self._inputs[CLOCK]:
            if record.offset >= until.get(CLOCK, 0):
                break
            tick = self._work.heed(CLOCK, record)
            if tick is None:
                self._hold_against(f"{CLOCK}/{self._number}/{record.offset}", self._work)
            else:
                self._tick(record.offset, tick)
        self._last({topic: max(at, until.get(topic, 0)) for topic, at in self._at.items()})
        unheard = sorted(self._spoken.said.keys() - self._heard)
        if unheard:
            raise self._otherwise(unheard[0], "there is no such record among the inputs")
        self._count_runs()
        self._end_policies()
        return self._work.taken()

    # Control.

    def _read_policies(self) -> None:
        """Learn every policy; a refusal that nobody has said yet is left for the worker to say."""
        until, work = self._spoken.until.get(POLICY, 0), self._work
        for record in self._inputs[POLICY]:
            if record.offset >= until:
                work.offsets[POLICY] = _NEVER_REFUSED
            work.heed(POLICY, record)
            self._hold_against(f"{POLICY}/{self._number}/{record.offset}", work)
        self._end_policies()

    def _end_policies(self) -> None:
        self._work.offsets.pop(POLICY, None)
        if POLICY in self._spoken.until:
            self._work.offsets[POLICY] = self._spoken.until[POLICY]

    def _tick(self, offset: int, tick: Tick) -> None:
        work, origin = self._work, f"{CLOCK}/{self._number}/{offset}"
        if work.clock is not None and tick.as_of.at <= work.clock.as_of.at:
            work.turn(offset, tick)
            return
        mark = self._spoken.marks.get(offset)
        positions = self._cut(tick) if mark is None else mark.positions
        self._interval({t: max(at, positions.get(t, 0)) for t, at in self._at.items()})
        if not work.knows(tick.policy_digest):
            raise self._otherwise(origin, f"it names policy {tick.policy_digest}, which is gone")
        if mark is None:
            self._half(origin, offset, tick)
            return
        work.offsets = dict(mark.positions)
        work.turn(offset, tick)
        self._hold_against(origin, work)

    def _cut(self, tick: Tick) -> dict[str, int]:
        """Return where a tick was applied that no watermark tells of: facts are held meanwhile."""
        upstream = self._spec.routes.upstream
        until = self._spoken.until
        positions = {t: max(self._behind(t, tick.cut.get(t, 0)), until.get(t, 0)) for t in self._at}
        if upstream is None:
            return positions
        marks = dict(self._work.marks)
        positions[upstream] = self._at[upstream]
        for record in self._inputs[upstream][self._index[upstream] :]:
            if min(marks.get(n, -1) for n in range(self._partitions)) >= tick.as_of.at:
                break
            read = self._spec.decode(upstream, record.key, record.value)
            if isinstance(read, Watermark):
                marks[read.partition] = max(marks.get(read.partition, -1), read.as_of.at)
            positions[upstream] = record.offset + 1
        return positions

    def _behind(self, topic: str, cut: int) -> int:
        """Return the offset behind the last record before a cut: markers may lie between."""
        records = self._inputs[topic]
        at = bisect_left(records, cut, key=lambda record: record.offset)
        return records[at - 1].offset + 1 if at else 0

    def _half(self, origin: str, offset: int, tick: Tick) -> None:
        """Apply a tick to the rows up to the last one of which anything was said."""
        work = self._work
        left = set(self._spoken.said.get(origin, ()))
        work.begin_turn(offset, tick)
        while left:
            work.turn_on(1)
            digests = self._digests(work)
            if not digests <= left or not work.is_turning:
                raise self._otherwise(origin, "half of the tick was said, and not like this")
            left -= digests
        if work.cursor is None:
            raise self._otherwise(origin, "a later one was applied, and this one was not")
        self._heard.add(origin)

    # Facts.

    def _interval(self, to: Mapping[str, int]) -> None:
        for order in self._orders(to, {}):
            self._handle(order)
        self._stand_at(to)

    def _last(self, to: dict[str, int]) -> None:
        """Handle what was said behind the last tick, and what of the rest that rests on."""
        while True:
            orders = list(self._orders(to, self._inputs))
            more = dict(to)
            for topic, record in (fact for order in orders for fact in order):
                more[topic] = max(more[topic], record.offset + 1)
            if more == to:
                break
            # A topic is handled in order: whatever stands before such a fact was handled as well.
            to = more
        for order in orders:
            self._handle(order)
        self._stand_at(to)
        self._work.offsets |= {topic: at for topic, at in to.items() if at}

    def _stand_at(self, to: Mapping[str, int]) -> None:
        for topic, until in to.items():
            records, at = self._inputs[topic], self._index[topic]
            while at < len(records) and records[at].offset < until:
                at += 1
            self._index[topic], self._at[topic] = at, until
            if at:
                self._work.last[topic] = records[at - 1]

    def _orders(self, to: Mapping[str, int], beyond: Inputs) -> Iterator[list[Fact]]:
        by_key: dict[bytes | None, dict[str, list[Fact]]] = {}
        for topic, until in to.items():
            for record in self._inputs[topic][self._index[topic] :]:
                if record.offset >= until and topic not in beyond:
                    break
                by_key.setdefault(record.key, {}).setdefault(topic, []).append((topic, record))
        for key, by_topic in by_key.items():
            facts = tuple(by_topic.values())
            must = tuple(sum(one.offset < to[topic] for topic, one in of) for of in facts)
            yield self._order(key, Heads(facts, must))

    def _order(self, key: bytes | None, heads: Heads) -> list[Fact]:
        if len(heads.facts) == 1:
            return list(heads.facts[0][: heads.must[0]])
        found = ordered(self._work, key, heads, self._is_said)
        if found is None:
            topic, record = next(facts[0] for facts in heads.facts)
            origin = f"{topic}/{self._number}/{record.offset}"
            raise self._otherwise(origin, "no order of its key's facts leads to what was said")
        return found

    def _is_said(self, alone: "Working[Any, Any, Any, Any]", fact: Fact) -> bool:
        topic, record = fact
        alone.one(topic, record)
        origin = f"{topic}/{self._number}/{record.offset}"
        return self._digests(alone) == self._spoken.said.get(origin, set())

    def _handle(self, order: list[Fact]) -> None:
        for topic, record in order:
            outcome = self._work.one(topic, record)
            if outcome is not Outcome.HANDLED:
                self._outcomes[topic, record.offset] = outcome
            self._hold_against(f"{topic}/{self._number}/{record.offset}", self._work)

    # What was said.

    def _digests(self, work: "Working[Any, Any, Any, Any]") -> set[bytes]:
        tables = self._spec.routes.tables
        return {
            digest_of(topic, number, key, value)
            for topic, number, key, value, _ in work.mute()
            if topic not in tables
        }

    def _hold_against(self, origin: str, work: "Working[Any, Any, Any, Any]") -> None:
        said, leads_to = self._spoken.said.get(origin, set()), self._digests(work)
        if said != leads_to:
            raise self._otherwise(
                origin, f"{len(leads_to - said)} outputs are not there, {len(said - leads_to)} more"
            )
        self._heard.add(origin)

    def _otherwise(self, origin: str, why: str) -> SaidOtherwise:
        return SaidOtherwise(
            f"what was said under {origin} cannot be computed again ({why}): nothing was written;"
            " restore the rows topic from a copy, or start over under another prefix"
        )

    def _count_runs(self) -> None:
        """Count refused records in a row as they were counted, topic after topic."""
        for topic, until in self._at.items():
            for record in self._inputs[topic]:
                if record.offset >= until:
                    break
                self._runs.is_full(topic, record.offset)
                outcome = self._outcomes.get((topic, record.offset), Outcome.HANDLED)
                if outcome is Outcome.REFUSED:
                    self._runs.refused(topic)
                elif outcome is Outcome.HANDLED:
                    self._runs.handled(topic, 1)
