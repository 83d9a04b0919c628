"""A partition whose rows are gone, on a broker: noticed at the start, and rebuilt when asked to.

A worker never rebuilds by itself: it would take as long as it takes unasked, while others wait for
the partition, and whoever lost a topic should know. It stops, and names the command.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from aiokafka import TopicPartition
from msgspec import Struct, structs

from streams.engine.errors import InputsGone, RowsGone, RowsUnreadable
from streams.engine.names import Names
from streams.engine.parted import store_of
from streams.engine.position import PLAN_KEY, POSITION_KEY
from streams.engine.reading import Progress, Take, bounds, read_whole, sent_ends, unheard
from streams.engine.rebuilding import rebuilt
from streams.engine.recovery import Restored, restore
from streams.engine.spoken import Spoken
from streams.engine.stage import Incoming, StageSpec
from streams.engine.working import Flush
from streams.engine.writer import Writer
from streams.terms.routes import CLOCK, POLICY

# Of outputs so many offsets are looked at to see that the rows are not behind them.
_TAIL = 200
# Where most of them were aborted, so many times as many.
_FURTHER = 10
# Rows a transaction: it must end well before its timeout.
_ROWS_MAX = 20_000

Spec = StageSpec[Any, Any, Any, Any]


class Place(Struct, frozen=True):
    """A stage of a run on a cluster."""

    bootstrap: str
    names: Names
    spec: Spec
    partitions: int

    def parts(self, topics: Iterable[str], numbers: Iterable[int]) -> list[TopicPartition]:
        """Return the partitions with those numbers of each topic."""
        every = list(numbers)
        return [TopicPartition(self.names.full(t), number) for t in topics for number in every]

    @property
    def outputs(self) -> tuple[str, ...]:
        """The topics in which what was said can be found."""
        return (*self.spec.routes.outputs, *self.spec.routes.tables)


class Rebuilt(Struct, frozen=True):
    """What a rebuild of a partition came to: nothing where its rows are as they should be."""

    rows: int = 0
    sources: int = 0
    was_needed: bool = False


async def require_rows(place: Place, restored: Restored[Any]) -> None:
    """Raise RowsGone where a partition has said more than its rows know of, or they are torn.

    Raises RowsUnreadable where anything that counts in them cannot be read.

    One without a position must never have said anything: all its outputs are read. Of any other the
    last outputs are looked at: what a broker loses, it loses from the end.
    """
    for broken in restored.unreadable.values():
        for reason in broken.values():
            raise RowsUnreadable(reason)
    spoken = {number: Spoken(place.spec, number) for number in restored.stores}
    stood = restored.positions
    # Of a tick that is half applied all that was said is counted, wherever it stands.
    without = [n for n in spoken if n not in stood or stood[n].cursor is not None]
    if without:
        await _hear(place, range(place.partitions), {n: spoken[n] for n in without}, unheard)
    for number in spoken.keys() - without:
        await _hear(place, [number], {number: spoken[number]}, unheard, tail=_TAIL)
    for number, one in sorted(spoken.items()):
        lack = lack_of(one, restored)
        if lack is not None:
            rows = place.names.full(place.spec.routes.rows)
            raise RowsGone(
                f"{rows}/{number} {lack}: going on would say things twice; restore the topic, or"
                " stop the workers and run `arrears rebuild`"
            )


def lack_of(spoken: Spoken, restored: Restored[Any]) -> str | None:
    """Return what the rows of a partition lack, None where they are all there."""
    broken = _broken(spoken.number, restored)
    if broken is not None:
        return broken
    position = restored.positions.get(spoken.number)
    if spoken.number in restored.plans:
        position = restored.plans[spoken.number].plan.position
    offsets = {} if position is None else dict(position.offsets)
    if position is not None and position.cursor is not None:
        offset = offsets.get(CLOCK, 0)
        if len(spoken.said.get(f"{CLOCK}/{spoken.number}/{offset}", ())) > position.half_said:
            return f"has half of the tick at offset {offset}, and more of it was said"
        offsets[CLOCK] = offset + 1
    beyond = [topic for topic, until in spoken.until.items() if until > offsets.get(topic, 0)]
    if not beyond:
        return None
    topic = min(beyond)
    lacks = "holds no position" if position is None else f"has {topic} to {offsets.get(topic, 0)}"
    return f"{lacks}, and outputs name sources up to {topic} {spoken.until[topic] - 1}"


def _broken(number: int, restored: Restored[Any]) -> str | None:
    """Return what the rows of a partition tell against themselves."""
    if restored.unreadable[number]:
        return "holds what cannot be read"
    if number in restored.torn:
        return "ends in the middle of a flush"
    if number in restored.foreign:
        return "was written by two workers at a time"
    if number in restored.plans:
        # Rows of a flush that was not written to its end may be there before their count.
        return "ends in the middle of a row" if restored.plans[number].is_halved else None
    position, rows = restored.positions.get(number), len(restored.stores[number])
    if position is None or position.rows in {-1, rows}:
        return None
    return f"holds {rows:,} rows, and its last flush counted {position.rows:,}"


async def rebuild(place: Place, number: int, progress: Progress) -> Rebuilt:
    """Fence a partition and write its rows anew where they are gone or behind what was said.

    Raises InputsGone where an input does not begin at its first record any more, SaidOtherwise
    where the inputs lead to something else than was said; nothing is written then.
    """
    routes = place.spec.routes
    writer = Writer(place.bootstrap, place.names, routes.name, routes.rows, number)
    await writer.open()
    try:
        rows = place.names.full(routes.rows)
        restored = await restore(place.bootstrap, rows, {number: store_of(place.spec)}, unheard)
        spoken = Spoken(place.spec, number)
        await _hear(place, range(place.partitions), {number: spoken}, progress)
        if lack_of(spoken, restored) is None:
            return Rebuilt()
        inputs = await _inputs(place, number)
        made = rebuilt(place.spec, number, place.partitions, inputs, spoken)
        # Behind every number that stands in the topic, so that none of those is taken for newer.
        position = structs.replace(made.position, flush=restored.flushes[number] + 1)
        flush = replace(made, position=position)
        before = restored.stores[number].keys() | restored.unreadable[number].keys()
        await _write(writer, flush, before - {POSITION_KEY, PLAN_KEY})
        return Rebuilt(len(flush.rows), len(spoken.said), was_needed=True)
    finally:
        await writer.close()


async def _hear(
    place: Place,
    numbers: Iterable[int],
    spoken: Mapping[int, Spoken],
    progress: Progress,
    tail: int | None = None,
) -> None:
    plain: Callable[[str], str] = place.names.plain

    def take(part: TopicPartition, record: Any) -> None:
        for one in spoken.values():
            one.hear(plain(part.topic), part.partition, record)

    parts = place.parts(place.outputs, numbers)
    if tail is not None:
        await _hear_last(place, parts, take, tail)
        return
    # Others may be in the middle of a flush there, and hide what was committed behind its start.
    ends = await sent_ends(place.bootstrap, parts)
    await read_whole(place.bootstrap, parts, take, progress, ends=ends)


async def _hear_last(place: Place, parts: list[TopicPartition], take: Take, tail: int) -> None:
    """Hear the last records that count: offsets before them may be of what was aborted."""
    while parts:
        heard: Counter[TopicPartition] = Counter()

        def count(
            part: TopicPartition, record: Any, heard: Counter[TopicPartition] = heard
        ) -> None:
            heard[part] += 1
            take(part, record)

        begins, ends = await bounds(place.bootstrap, parts)
        await read_whole(place.bootstrap, parts, count, starts=dict.fromkeys(parts, -tail))
        parts = [p for p in parts if heard[p] < _TAIL and ends[p] - tail > begins[p]]
        tail *= _FURTHER


async def _inputs(place: Place, number: int) -> dict[str, list[Incoming]]:
    topics = (*place.spec.routes.facts, CLOCK, POLICY)
    found: dict[str, list[Incoming]] = {topic: [] for topic in topics}

    def take(part: TopicPartition, record: Any) -> None:
        found[place.names.plain(part.topic)].append(record)

    begins = await read_whole(place.bootstrap, place.parts(topics, [number]), take)
    for part, begin in sorted(begins.items()):
        if begin > 0 and place.names.plain(part.topic) != POLICY:
            raise InputsGone(
                f"{part.topic}/{part.partition} begins at {begin}, so its rows cannot be computed"
                " from the first record on: restore that topic, or the rows topic, from a copy"
            )
    return found


async def _write(writer: Writer, flush: Flush, before: set[bytes]) -> None:
    """Write the rows, their position with the last of them; a crash before leaves no position."""
    gone = before - {key for key, _ in flush.rows}
    rows = [*((key, None) for key in sorted(gone)), *flush.rows]
    # Behind a position that was withdrawn nothing older counts, whoever wrote it.
    await writer.write(Flush([], [], flush.position, flush.tally, withdraws=True))
    for start in range(0, max(1, len(rows)), _ROWS_MAX):
        some = rows[start : start + _ROWS_MAX]
        withdraws = start + _ROWS_MAX < len(rows)
        await writer.write(Flush([], some, flush.position, flush.tally, withdraws))
