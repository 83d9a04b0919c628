"""Counts out of counts, where nothing is drawn by chance and so no interval is called for.

>>> part([True, False, True]).told(), part([]).told()
('67 % (2 of 3)', 'none')
>>> per_thousand(3, 400), per_thousand(1, 0)
('7.5', 'none')
"""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

from msgspec import Struct


class Part(Struct, frozen=True):
    """How many of how many."""

    count: int
    of: int

    @property
    def value(self) -> Fraction | None:
        """The share, 0 to 1; of nothing there is none."""
        return Fraction(self.count, self.of) if self.of else None

    def told(self) -> str:
        """Return it in per cent; only all of them are 100 %, and only none are 0 %."""
        if not self.of:
            return "none"
        return f"{in_percent(self)} % ({self.count:,} of {self.of:,})"


def part(found: Iterable[bool]) -> Part:
    """Return how many of these are so."""
    every = list(found)
    return Part(sum(every), len(every))


def in_percent(one: Part) -> int:
    """Return whole per cents that never round a single exception away.

    >>> in_percent(Part(9_999, 10_000)), in_percent(Part(1, 10_000))
    (99, 1)
    """
    if one.count in {0, one.of}:
        return 0 if one.count == 0 else 100
    return min(99, max(1, (200 * one.count + one.of) // (2 * one.of)))


def per_thousand(count: int, of: int) -> str:
    """Return how many come on a thousand, with one digit behind the point."""
    if not of:
        return "none"
    tenths = (20_000 * count + of) // (2 * of)
    return f"{tenths // 10:,}.{tenths % 10}"


def tallied(words: Iterable[str]) -> dict[str, int]:
    """Return how often each word comes, the most frequent first, those alike by name."""
    counted = Counter(words)
    return dict(sorted(counted.items(), key=lambda each: (-each[1], each[0])))
