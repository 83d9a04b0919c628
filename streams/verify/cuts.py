"""The ticks of a partition in the order they were applied, and the positions they were applied at.

A watermark names the positions. A tick of which none is found although the partition has handled it
was a repeat, or was lost: the first says nothing, the second is a finding.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from streams.engine.stage import StageSpec
from streams.terms.control import PolicyPublished, Resumed, Tick, Watermark
from streams.terms.days import AsOf
from streams.terms.routes import CLOCK, POLICY
from streams.verify.findings import Finding
from streams.verify.logged import Entry, Logged
from streams.verify.rows import Rows
from streams.wire.control import watermark_in
from streams.wire.watermarks import WATERMARK_KEY

Spec = StageSpec[Any, Any, Any, Any]


class Applied(Struct, frozen=True):
    """A tick as it was applied: where it stood, at which positions, by which rules of its day."""

    tick: Tick
    origin: str
    positions: Mapping[str, int]
    rules: Any


class Cuts(Struct, frozen=True):
    """The ticks of a partition, and the control records that cannot be read.

    `half` is applied to some rows and not to all.
    """

    applied: tuple[Applied, ...]
    refused: tuple[tuple[str, Entry], ...]
    findings: tuple[Finding, ...]
    half: Applied | None = None


def cuts_of(spec: Spec, number: int, log: Logged, rows: Rows) -> Cuts:
    """Return the ticks that a partition has handled: those before its place on the clock."""
    handled = rows.offsets.get(CLOCK, 0)
    books, refused = _books(spec, number, log)
    marks = _marks(spec, number, log)
    applied: list[Applied] = []
    findings: list[Finding] = []
    last: AsOf | None = None
    for entry in log.of(CLOCK, number):
        if entry.offset >= handled:
            break
        read = spec.control(CLOCK, entry.value)
        if not isinstance(read, Tick):
            refused.append((CLOCK, entry))
            continue
        if last is not None and read.as_of.at <= last.at:
            continue
        last = read.as_of
        origin = f"{CLOCK}/{number}/{entry.offset}"
        mark, book = marks.get(read.as_of.at), books.get(read.policy_digest)
        if mark is None or book is None:
            lacks = "watermark" if mark is None else "policy"
            says = f"the tick was handled, and its {lacks} is nowhere in the log"
            findings.append(_finding(spec, origin, says))
            continue
        applied.append(Applied(read, origin, mark.positions, book.on(read.as_of.on)))
        findings += [
            _finding(spec, origin, f"applied at {topic} {mark.positions.get(topic, 0)}, cut {cut}")
            for topic, cut in _cut(spec, read)
            if mark.positions.get(topic, 0) < _last_before(log, topic, number, cut)
        ]
    half = None if rows.cursor is None else _half(spec, number, log, rows, books)
    return Cuts(tuple(applied), tuple(refused), tuple(findings), half)


def _half(
    spec: Spec, number: int, log: Logged, rows: Rows, books: Mapping[str, Any]
) -> Applied | None:
    """Return the tick at a partition's place on the clock; facts wait while it is applied."""
    offset = rows.offsets.get(CLOCK, 0)
    entry = next((one for one in log.of(CLOCK, number) if one.offset == offset), None)
    read = None if entry is None else spec.control(CLOCK, entry.value)
    book = books.get(read.policy_digest) if isinstance(read, Tick) else None
    if not isinstance(read, Tick) or book is None:
        return None
    origin = f"{CLOCK}/{number}/{offset}"
    return Applied(read, origin, rows.offsets, book.on(read.as_of.on))


def _cut(spec: Spec, tick: Tick) -> Iterator[tuple[str, int]]:
    for topic, cut in sorted(tick.cut.items()):
        if topic in spec.routes.facts and topic != spec.routes.upstream:
            yield topic, cut


def _last_before(log: Logged, topic: str, number: int, cut: int) -> int:
    """Return the offset behind the last record before a cut: markers may lie between."""
    entries = log.of(topic, number)
    at = bisect_left(entries, cut, key=lambda entry: entry.offset)
    return entries[at - 1].offset + 1 if at else 0


def _finding(spec: Spec, origin: str, says: str) -> Finding:
    return Finding(invariant="I1", stage=spec.routes.name, where=origin, says=says)


def _books(spec: Spec, number: int, log: Logged) -> tuple[dict[str, Any], list[tuple[str, Entry]]]:
    books: dict[str, Any] = {}
    refused: list[tuple[str, Entry]] = []
    for entry in log.of(POLICY, number):
        read = spec.control(POLICY, entry.value)
        if isinstance(read, Resumed):
            continue
        book = spec.rulebook(read) if isinstance(read, PolicyPublished) else None
        if isinstance(read, PolicyPublished) and hasattr(book, "on"):
            books[read.digest] = book
        else:
            refused.append((POLICY, entry))
    return books, refused


def _marks(spec: Spec, number: int, log: Logged) -> dict[int, Watermark]:
    found: dict[int, Watermark] = {}
    downstream = spec.routes.downstream
    for entry in log.of(downstream, 0):
        if entry.key == WATERMARK_KEY:
            # What cannot be read is nobody's; that it stands there is found among the outputs.
            mark = watermark_in(downstream, entry.value)
            if mark is not None and (mark.stage, mark.partition) == (spec.routes.name, number):
                found.setdefault(mark.as_of.at, mark)
    return found
