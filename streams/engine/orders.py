"""The order in which facts of one key were handled, found again from what was said about each.

Within a topic the log has the order. Between two topics, from one tick to the next, only what was
said tells it: an order is searched in which every fact leads to exactly what stands under it.

Of the rows on the way only some are kept, and none is packed but one that led nowhere: a large row
has thousands of facts between two ticks, and is another object behind each.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

from streams.engine.stage import Incoming, StageSpec
from streams.engine.working import Working

# Steps that may lead nowhere, for one key between two ticks, of which it usually has a fact or two.
_STEPS_IN_VAIN_MAX = 200_000
# So many last rows are kept, and before them one in so many.
_ROWS_KEPT = 64
_DIGEST_BYTES = 16

Fact = tuple[str, Incoming]
At = tuple[int, ...]
Matches = Callable[["Working[Any, Any, Any, Any]", Fact], bool]


class Heads(NamedTuple):
    """Facts of a key by topic, each in order; of each the first `must` have to be handled."""

    facts: tuple[Sequence[Fact], ...]
    must: At


class _Stood(NamedTuple):
    at: At
    left: list[int]
    last: Fact | None


def ordered(
    working: "Working[Any, Any, Any, Any]", key: bytes | None, heads: Heads, matches: Matches
) -> list[Fact] | None:
    """Return the first order found in which every fact matches, None where there is none.

    `matches` handles a fact by the state it is given and tells whether that is what was said. Facts
    beyond those that have to be handled are taken only where one of these needs it.
    """
    return _Search(working, key, heads, matches).run()


class _Search:
    """Goes on while what is said matches, and back where nothing does."""

    def __init__(
        self,
        working: "Working[Any, Any, Any, Any]",
        key: bytes | None,
        heads: Heads,
        matches: Matches,
    ) -> None:
        self._working, self._key, self._heads, self._matches = working, key, heads, matches
        start = (0,) * len(heads.facts)
        self._trail = [_Stood(start, _left(heads, start), None)]
        self._rows: dict[int, Any] = {0: self._row_in(working)}
        # From where nothing led on; what is still on the trail cannot be come to a second time.
        self._dead: defaultdict[At, set[int]] = defaultdict(set)
        self._digests = _Digests(working.spec)

    def run(self) -> list[Fact] | None:
        """Search; an order that is found at once costs a try for each topic and fact."""
        facts, must = self._heads
        for _ in range(_STEPS_IN_VAIN_MAX + len(facts) * sum(must) + 1):
            if not self._trail:
                return None
            at, left, _ = self._trail[-1]
            if all(now >= end for now, end in zip(at, must, strict=True)):
                return [one.last for one in self._trail if one.last is not None]
            if left:
                self._try(at, left.pop(0))
            else:
                self._go_back(at)
        return None

    def _try(self, at: At, chosen: int) -> None:
        fact = self._heads.facts[chosen][at[chosen]]
        matches, row = self._step(self._row(), fact)
        at = (*at[:chosen], at[chosen] + 1, *at[chosen + 1 :])
        if not matches or (at in self._dead and self._digests.of(row) in self._dead[at]):
            return
        nth = len(self._trail)
        self._trail.append(_Stood(at, _left(self._heads, at), fact))
        self._rows[nth] = row
        if (nth - _ROWS_KEPT) % _ROWS_KEPT:
            self._rows.pop(nth - _ROWS_KEPT, None)

    def _go_back(self, at: At) -> None:
        self._dead[at].add(self._digests.of(self._row()))
        self._trail.pop()
        del self._rows[len(self._trail)]

    def _row(self) -> Any:
        """Return the row behind the last fact, computed again from the last one that was kept."""
        last = len(self._trail) - 1
        if last not in self._rows:
            for nth in range(last - last % _ROWS_KEPT + 1, last + 1):
                fact = self._trail[nth].last
                assert fact is not None  # noqa: S101 - only the first has none
                _, self._rows[nth] = self._step(self._rows[nth - 1], fact)
        return self._rows[last]

    def _step(self, row: Any, fact: Fact) -> tuple[bool, Any]:
        alone = self._working.alone(self._key, row)
        return self._matches(alone, fact), self._row_in(alone)

    def _row_in(self, working: "Working[Any, Any, Any, Any]") -> Any:
        key = self._key
        return working.store.get(key) if key and key in working.store else None


class _Digests:
    """Digests of rows, equal where rows are; of a row in parts only what differs is packed.

    That of a row in parts is the sum of those of its parts, so that it can be gone on with.
    """

    def __init__(self, spec: StageSpec[Any, Any, Any, Any]) -> None:
        self._pack, self._parts = spec.pack, spec.parts
        self._before: Any = None
        self._of: dict[str, int] = {}
        self._sum = 0

    def of(self, row: Any) -> int:
        """Return the digest of a row, of none where there is no row."""
        if row is None:
            return 0
        if self._parts is None:
            return _digest(self._pack(row))
        for name, part in self._parts.changed(row, self._before):
            self._sum -= self._of.pop(name, 0)
            if part is not None:
                self._of[name] = _digest(b"%s\x00%s" % (name.encode(), part))
                self._sum += self._of[name]
        self._before = row
        return self._sum + _digest(self._parts.head(row))


def _digest(packed: bytes) -> int:
    return int.from_bytes(blake2b(packed, digest_size=_DIGEST_BYTES).digest())


def _left(heads: Heads, at: At) -> list[int]:
    """Return which topic's next fact may come: what has to come first, and then by time."""
    found = [n for n, facts in enumerate(heads.facts) if at[n] < len(facts)]

    def rank(n: int) -> tuple[bool, int, str, int]:
        topic, record = heads.facts[n][at[n]]
        return at[n] >= heads.must[n], record.timestamp, topic, record.offset

    return sorted(found, key=rank)
