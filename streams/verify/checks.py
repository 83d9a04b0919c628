"""The invariants, each a comparison of what the log holds with what it should hold."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from streams.terms.routes import ESCALATIONS
from streams.verify.findings import Finding
from streams.verify.fold import Said
from streams.verify.logged import Entry, is_compacted
from streams.verify.recomputed import Recomputed
from streams.verify.rows import Rows

# Of a longer key so many characters are shown.
_SHOWN = 4
_ORIGIN = re.compile(r"[a-z.]+/\d+/\d+")


def of_outputs(
    stage: str, should: Recomputed, logged: Mapping[str, Sequence[Said]]
) -> Iterator[Finding]:
    """I1, I2 and I3: under each position stands what it leads to, no more and no less."""
    for origin in sorted(should.said.keys() | logged.keys() | should.astray):
        found = Counter(logged.get(origin, ()))
        if origin in should.astray:
            if found.total() != 1:
                says = f"{found.total()} dead letters instead of one"
                yield _finding("I1" if not found else "I2", stage, origin, says)
            continue
        kept = [one for one in should.said.get(origin, ()) if not is_compacted(one[0])]
        lost, more = Counter(kept) - found, found - Counter(kept)
        for topic in sorted({one[0] for one in (*lost, *more)}):
            yield from _difference(stage, origin, topic, lost, more)


def _difference(
    stage: str, origin: str, topic: str, lost: "Counter[Said]", more: "Counter[Said]"
) -> Iterator[Finding]:
    fewer = sum(count for one, count in lost.items() if one[0] == topic)
    extra = sum(count for one, count in more.items() if one[0] == topic)
    says = f"{topic} lacks {fewer} and has {extra} that should not be there"
    if topic == ESCALATIONS:
        yield _finding("I3", stage, origin, says)
    elif fewer:
        yield _finding("I1", stage, origin, says)
    else:
        yield _finding("I2", stage, origin, says)


def of_rows(
    stage: str, number: int, should: Recomputed, rows: Rows, same: Callable[[bytes, bytes], bool]
) -> Iterator[Finding]:
    """I1: every row is what its facts lead to; `same` tells it of two framed rows."""
    for key in sorted(should.framed.keys() | rows.framed.keys()):
        expected, found = should.framed.get(key), rows.framed.get(key)
        if expected is None or found is None or not same(expected, found):
            lacks = "is missing" if key not in rows.framed else "differs from what its facts say"
            where = f"row {_blurred(key)} in partition {number}"
            yield _finding("I1", stage, where, f"the row {lacks}")
    if should.unkeyed != rows.unkeyed:
        says = f"{rows.unkeyed} refused records without a key are counted, {should.unkeyed} are"
        yield _finding("I1", stage, f"partition {number}", says)


def of_positions(stage: str, number: int, rows: Rows) -> Iterator[Finding]:
    """I1: where a partition stands can be read."""
    for offset in rows.unreadable:
        yield _finding("I1", stage, f"rows {number}/{offset}", "the position cannot be read")


def of_last_words(
    stage: str,
    should: Mapping[tuple[str, bytes], bytes | None],
    entries: Iterable[tuple[str, Entry]],
) -> Iterator[Finding]:
    """I1: of a topic that keeps the last word on a key, the last word is the right one."""
    last = {(topic, entry.key or b""): entry.value for topic, entry in entries}
    for topic, key in sorted(should.keys() | last.keys()):
        if should.get((topic, key)) != last.get((topic, key)):
            where = f"{topic}, key {_blurred(key)}"
            yield _finding("I1", stage, where, "the last word is not the one its facts lead to")


def of_numbers(stage: str, records: Iterable[tuple[str, str, str, int]]) -> Iterator[Finding]:
    """I4: numbers of a key rise by one, over all its topics, and in each topic they rise."""
    by_account: defaultdict[str, set[int]] = defaultdict(set)
    newest: dict[tuple[str, str], int] = {}
    for topic, where, account, seq in records:
        if seq <= newest.get((topic, account), 0):
            yield _finding("I4", stage, where, f"number {seq} stands behind a later one")
        newest[topic, account] = max(seq, newest.get((topic, account), 0))
        by_account[account].add(seq)
    for account, numbers in sorted(by_account.items()):
        gaps = max(numbers) - len(numbers)
        if gaps:
            where = f"key {_blurred(account.encode())}"
            yield _finding("I4", stage, where, f"{gaps} numbers are missing up to {max(numbers)}")


def of_origins(
    stage: str, entries: Iterable[tuple[str, Entry]], inputs: Mapping[str, frozenset[int]]
) -> Iterator[Finding]:
    """I5: what is said names a record that exists; `inputs` are the offsets of each place."""
    for where, entry in entries:
        place, _, offset = (entry.origin or "").rpartition("/")
        if not offset.isdigit() or int(offset) not in inputs.get(place, frozenset()):
            says = f"its source {entry.origin or 'is missing'} names no record of the log"
            yield _finding("I5", stage, where, says)


def of_progress(
    stage: str, number: int, rows: Rows, newest: Mapping[str, tuple[int, int]], deadline_ms: int
) -> Iterator[Finding]:
    """I6: no input waits longer than the deadline; `newest` is (offset, timestamp) by topic."""
    for topic, (offset, timestamp) in sorted(newest.items()):
        handled = rows.offsets.get(topic, 0)
        if offset >= handled and timestamp - rows.moved_at > deadline_ms:
            seconds = (timestamp - rows.moved_at) / 1000
            still = f"nothing moved for {seconds:.0f} s" if rows.moved_at else "nothing ever moved"
            says = f"handled up to {handled} of {offset + 1}, and {still}"
            yield _finding("I6", stage, f"{topic}/{number}", says)


def of_headers(stage: str, entries: Iterable[tuple[str, Entry]]) -> Iterator[Finding]:
    """I7: headers carry positions of the log and nothing else."""
    for where, entry in entries:
        for name, value in entry.headers:
            if name != "arrears-source" or not _ORIGIN.fullmatch(value.decode(errors="replace")):
                yield _finding("I7", stage, where, f"header {name} carries more than a position")


def of_words(stage: str, where: str, text: str, personal: frozenset[str]) -> Iterator[Finding]:
    """I7: a text for people names nobody; `personal` are the ids and texts that are personal."""
    words = set(re.findall(r"[^\s'\",;:()=]+", text))
    if not words.isdisjoint(personal):
        yield _finding("I7", stage, where, "a personal value stands in it")


def _finding(invariant: str, stage: str, where: str, says: str) -> Finding:
    return Finding(invariant=invariant, stage=stage, where=where, says=says)


def _blurred(key: bytes) -> str:
    """Return so much of a key as finds it again among others, and names nobody."""
    text = key.decode(errors="replace")
    return f"...{text[-_SHOWN:]}" if len(text) > 2 * _SHOWN else text
