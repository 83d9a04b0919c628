"""How sure a share is, and the difference between two shares: 95 % intervals by the score method.

Sources: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209-212, for one share; R. G. Newcombe,
Statistics in Medicine 17 (1998) 873-890, method 10, for the difference of two independent ones.
Both keep inside what is possible and hold for small groups, where the plain formula
gives an interval of no width at 0 and 1.

>>> share(81, 263).in_percent()
'31 % (26 to 37)'
>>> difference(share(56, 70), share(48, 80)).in_points()
'+20 points (+5 to +33)'
>>> share(0, 0) is None
True
"""

from math import sqrt
from statistics import NormalDist

from msgspec import Struct

CONFIDENCE = 0.95
"""How often such an interval holds the true value."""

_Z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)


class Share(Struct, frozen=True):
    """How many of how many, and between which shares the true one lies; `of` is above zero."""

    count: int
    of: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share itself, 0 to 1."""
        return self.count / self.of

    def in_percent(self) -> str:
        """Return it in whole per cent, with its interval."""
        return f"{_whole(self.value)} % ({_whole(self.low)} to {_whole(self.high)})"


class Difference(Struct, frozen=True):
    """One share less another, -1 to 1, and between which values the true difference lies."""

    value: float
    low: float
    high: float

    @property
    def is_sure(self) -> bool:
        """Whether the interval leaves out that there is no difference."""
        return self.low > 0 or self.high < 0

    def in_points(self) -> str:
        """Return it in whole points of a per cent, with its interval."""
        return f"{_whole(self.value):+d} points ({_whole(self.low):+d} to {_whole(self.high):+d})"


def share(count: int, of: int) -> Share | None:
    """Return a share with its interval; of nobody there is none.

    Raises ValueError where more are counted than there are.
    """
    if not 0 <= count <= of:
        raise ValueError(f"{count} of {of} is no share")
    if of == 0:
        return None
    value, spread = count / of, _Z * _Z / of
    middle = value + spread / 2
    reach = sqrt(spread * value * (1 - value) + spread * spread / 4)
    # Rounding must not put the share itself, or what is possible, outside.
    low = max(0.0, min(value, (middle - reach) / (1 + spread)))
    high = min(1.0, max(value, (middle + reach) / (1 + spread)))
    return Share(count, of, low, high)


def difference(one: Share | None, other: Share | None) -> Difference | None:
    """Return `one` less `other` with its interval; where one of them is none there is none."""
    if one is None or other is None:
        return None
    value = one.value - other.value
    below = sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2)
    above = sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2)
    return Difference(value, max(-1.0, value - below), min(1.0, value + above))


def _whole(value: float) -> int:
    # Half a point is rounded away from zero, so that swapping two groups turns the sign alone.
    return int(abs(value) * 100 + 0.5) * (1 if value >= 0 else -1)
