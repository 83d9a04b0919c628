"""Choices without a generator of random numbers: the same question always has the same answer.

>>> Chance(1, "a-1").below(100, "paid", 3) == Chance(1, "a-1").below(100, "paid", 3)
True
>>> Chance(1, "a-1").below(100, "paid", 3) == Chance(2, "a-1").below(100, "paid", 3)
False
"""

from hashlib import blake2b

from msgspec import Struct


class Chance(Struct, frozen=True):
    """The luck of one subject in one world; `seed` is the world."""

    seed: int
    subject: str

    def below(self, bound: int, *what: str | int) -> int:
        """Return a number from 0 to `bound` - 1 that follows from world, subject and question."""
        text = "/".join(map(str, (self.seed, self.subject, *what))).encode()
        return int.from_bytes(blake2b(text, digest_size=8).digest(), "big") % bound

    def happens(self, per_mille: int, *what: str | int) -> bool:
        """Tell whether something happens that does so in so many of a thousand worlds."""
        return self.below(1000, *what) < per_mille
