"""Mutants that a person has judged equivalent: no test could tell them from the program.

Each stands in `equivalent.toml` with a sentence that says why. A sentence about a mutant that is
no longer made, or that a test kills after all, is stale and fails.
"""

import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec import Struct

from tests.mutation.mutants import Mutant

LIST = Path(__file__).with_name("equivalent.toml")

Key = tuple[str, str, str, str, int]


class Equivalent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Mutants of one piece of code, named by what they change, not by line, and why none is told.

    `nth` tells apart pieces of one function that read alike.
    """

    module: str
    within: str
    before: str
    after: tuple[str, ...]
    nth: int = 1
    why: str

    @property
    def keys(self) -> tuple[Key, ...]:
        """What the mutants are known by."""
        return tuple((self.module, self.within, self.before, one, self.nth) for one in self.after)


class _List(Struct, frozen=True, forbid_unknown_fields=True):
    equivalent: tuple[Equivalent, ...] = ()


def read(path: Path = LIST) -> tuple[Equivalent, ...]:
    """Return the list; a wrong word in it raises `msgspec.ValidationError`."""
    text = tomllib.loads(path.read_text(encoding="utf-8"))
    return msgspec.convert(text, _List).equivalent


def key_of(mutant: Mutant) -> Key:
    """Return what a mutant is known by."""
    return mutant.module, mutant.within, mutant.before, mutant.after, mutant.nth


def stale(entries: Iterable[Equivalent], made: Iterable[Mutant]) -> list[str]:
    """Return a line for each mutant of the list that is not made, or stands there twice."""
    keys = {key_of(mutant) for mutant in made}
    listed = Counter(key for entry in entries for key in entry.keys)
    return [
        f"{module}.py, {within}: {before} -> {after}: {'twice' if times > 1 else 'no such mutant'}"
        for (module, within, before, after, nth), times in listed.items()
        if times > 1 or (module, within, before, after, nth) not in keys
    ]
