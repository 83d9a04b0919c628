"""The order in which facts of one key were handled, found again from what was said about each.

Within a topic the log has the order. Between two topics, from one tick to the next, only what was
said tells it: an order is searched in which every fact leads to exactly what stands under it.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from streams.engine.stage import Incoming
from streams.engine.working import Working

# Orders tried for one key between two ticks, of which it usually has a fact or two.
_STEPS_MAX = 20_000

Fact = tuple[str, Incoming]
Matches = Callable[["Working[Any, Any, Any, Any]", Fact], bool]


class Heads(NamedTuple):
    """Facts of a key by topic, each in order; of each the first `must` have to be handled."""

    facts: tuple[Sequence[Fact], ...]
    must: tuple[int, ...]


class _Stood(NamedTuple):
    row: Any
    at: tuple[int, ...]
    left: list[int]
    last: Fact | None


def ordered(
    working: "Working[Any, Any, Any, Any]", key: bytes | None, heads: Heads, matches: Matches
) -> list[Fact] | None:
    """Return the first order found in which every fact matches, None where there is none.

    `matches` handles a fact by the state it is given and tells whether that is what was said. Facts
    beyond those that have to be handled are taken only where one of these needs it.
    """
    row = working.store.get(key) if key and key in working.store else None
    start = (0,) * len(heads.facts)
    trail = [_Stood(row, start, _left(heads, start), None)]
    been: set[tuple[tuple[int, ...], object]] = set()
    for _ in range(_STEPS_MAX):
        if not trail:
            return None
        stood = trail[-1]
        if all(at >= must for at, must in zip(stood.at, heads.must, strict=True)):
            return [one.last for one in trail if one.last is not None]
        if not stood.left:
            trail.pop()
            continue
        chosen = stood.left.pop(0)
        fact = heads.facts[chosen][stood.at[chosen]]
        alone = working.alone(key, stood.row)
        if not matches(alone, fact):
            continue
        after = alone.store.get(key) if key and key in alone.store else None
        at = (*stood.at[:chosen], stood.at[chosen] + 1, *stood.at[chosen + 1 :])
        here = at, None if after is None else working.packed(after)
        if here not in been:
            been.add(here)
            trail.append(_Stood(after, at, _left(heads, at), fact))
    return None


def _left(heads: Heads, at: tuple[int, ...]) -> list[int]:
    """Return which topic's next fact may come: what has to come first, and then by time."""
    found = [n for n, facts in enumerate(heads.facts) if at[n] < len(facts)]

    def rank(n: int) -> tuple[bool, int, str, int]:
        topic, record = heads.facts[n][at[n]]
        return at[n] >= heads.must[n], record.timestamp, topic, record.offset

    return sorted(found, key=rank)
