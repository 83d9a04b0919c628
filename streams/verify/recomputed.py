"""A partition of a stage, computed anew from its inputs: what it should have said, and its rows."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kafka.partitioner.default import murmur2
from msgspec import Struct

from streams.engine.stage import StageSpec
from streams.terms.control import Watermark
from streams.verify.cuts import Applied, Cuts
from streams.verify.fold import Fact, Life, Said, Told, folded
from streams.verify.logged import Logged, is_compacted
from streams.verify.rows import Rows, frame

Spec = StageSpec[Any, Any, Any, Any]

_KEY_LENGTH_MAX = 128


class Recomputed(Struct, frozen=True):
    """What a partition should have said under each position, in order, and what it should keep.

    `astray` are the positions of records whose key belongs to no row here: each has one letter.
    `last` is the last word on each key of the topics that keep no other. `unkeyed` counts what
    could hold no row, `facts` all that was folded.
    """

    said: dict[str, list[Said]]
    framed: dict[bytes, bytes]
    last: dict[tuple[str, bytes], bytes | None]
    astray: frozenset[str]
    unkeyed: int
    facts: int


class Inputs(Struct, frozen=True):
    """What a partition is computed from."""

    number: int
    partitions: int
    log: Logged
    rows: Rows
    cuts: Cuts


def recomputed(spec: Spec, inputs: Inputs, logged: Mapping[str, Sequence[Said]]) -> Recomputed:
    """Return what the records that a partition has handled lead to."""
    said: defaultdict[str, list[Said]] = defaultdict(list)
    by_key: dict[bytes, dict[str, list[Fact]]] = {}
    astray: set[str] = set()
    facts = 0
    for fact in _facts(spec, inputs):
        facts += 1
        if belongs(fact.entry.key, inputs.number, inputs.partitions):
            by_key.setdefault(fact.entry.key or b"", {}).setdefault(fact.topic, []).append(fact)
        else:
            astray.add(fact.origin)
    for topic, entry in inputs.cuts.refused:
        astray.add(f"{topic}/{inputs.number}/{entry.offset}")
    framed: dict[bytes, bytes] = {}
    last: dict[tuple[str, bytes], bytes | None] = {}
    for key in sorted(by_key):
        blank = Life(spec.blank(key.decode()))
        for one in folded(spec, blank, by_key[key], _ticks_of(key, inputs), logged):
            if isinstance(one, Told):
                said[one.origin] += one.said
                last |= {(t, of): value for t, of, value in one.said if is_compacted(t)}
            elif one.is_kept:
                framed[key] = frame(spec.label(one.row), one.wake_on, spec.pack(one.row))
    for origin, mark in _marks(spec, inputs):
        said[origin] += [mark] * inputs.partitions
    return Recomputed(dict(said), framed, last, frozenset(astray), len(astray), facts)


def _ticks_of(key: bytes, inputs: Inputs) -> tuple[Applied, ...]:
    """Return the ticks that were applied to a row: one under way only up to the cursor."""
    cursor, cuts = inputs.rows.cursor, inputs.cuts
    if cursor is None or cuts.half is None or key > cursor:
        return cuts.applied
    return (*cuts.applied, cuts.half)


def _facts(spec: Spec, inputs: Inputs) -> Iterator[Fact]:
    for topic in spec.routes.facts:
        handled = inputs.rows.offsets.get(topic, 0)
        for entry in inputs.log.of(topic, inputs.number):
            if entry.offset >= handled:
                break
            read = spec.decode(topic, entry.key, entry.value)
            if not isinstance(read, Watermark):
                yield Fact(topic, inputs.number, entry, read)


def _marks(spec: Spec, inputs: Inputs) -> Iterator[tuple[str, Said]]:
    """Yield the watermark of each tick; it goes to every partition downstream."""
    for tick in inputs.cuts.applied:
        mark = Watermark(
            stage=spec.routes.name,
            partition=inputs.number,
            as_of=tick.tick.as_of,
            positions=dict(tick.positions),
        )
        sent = spec.watermark(mark, spec.routes.downstream, 0)
        yield tick.origin, (sent.topic, sent.key, sent.value)


def belongs(key: bytes | None, number: int, partitions: int) -> bool:
    r"""Tell whether a record of that key may stand in a partition.

    >>> belongs(b"21", 340, 1000), belongs(b"21", 341, 1000), belongs(b"\n", 0, 1)
    (True, False, False)
    """
    if not key:
        return False
    try:
        text = key.decode()
    except UnicodeDecodeError:
        return False
    is_id = text.isprintable() and len(text) <= _KEY_LENGTH_MAX
    return is_id and (murmur2(key) & 0x7FFFFFFF) % partitions == number
