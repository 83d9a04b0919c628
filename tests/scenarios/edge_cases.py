"""The page that maps each edge case to what we do about it and to the tests that show it.

`python -m tests.scenarios.edge_cases > docs/edge-cases.md` writes it anew; a test holds it fresh.
"""

import sys
import tomllib
from pathlib import Path

import msgspec
from msgspec import Struct

from tests.scenarios.story import read

FOLDER = Path(__file__).parent
MAP = FOLDER / "map" / "edge-cases.toml"

_HEAD = """# Edge cases

What goes wrong in this field, what we do about it, and what shows it. Made by
`python -m tests.scenarios.edge_cases`, held fresh by a test. Stories stand in `tests/scenarios/`,
one file each, and [their page](../tests/scenarios/README.md) tells how to read and run one; other
tests are named by file and function. A number is the name of a case and is kept for good, so that
a story or a page can refer to it: {numbers} stand here.
The numbers between them are set aside for how the stages are run, and
say nothing here. Those with an R come from rules of law, most of them Chinese; G1 is a table of
another system that ours agrees with.

| case | what happens | what we do | shown by | decision |
| --- | --- | --- | --- | --- |
"""


class Case(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One case: its number, in our words, what we do, where else it is shown, what we decided."""

    id: str
    case: str
    does: str
    tests: tuple[str, ...] = ()
    decision: str = ""


class _Map(Struct, frozen=True, forbid_unknown_fields=True):
    case: tuple[Case, ...]


def cases() -> tuple[Case, ...]:
    """Return the cases in the order of the page; raises msgspec.ValidationError on a wrong word."""
    return msgspec.convert(tomllib.loads(MAP.read_text(encoding="utf-8")), _Map).case


def stories() -> dict[str, list[str]]:
    """Return the names of the stories by the cases they show."""
    found: dict[str, list[str]] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        for number in read(path).edge_cases:
            found.setdefault(str(number), []).append(path.name)
    return found


def page() -> str:
    """Return the page."""
    told = stories()
    found = cases()
    head = _HEAD.format(numbers=spans([int(one.id) for one in found if one.id.isdigit()]))
    return head + "".join(_row(one, told.get(one.id, [])) for one in found)


def spans(numbers: list[int]) -> str:
    """Write numbers for people, those in a row as a span.

    >>> spans([1, 2, 3, 58, 84, 85])
    '1 to 3, 58, 84 to 85'
    """
    ends = [one for one in numbers if one + 1 not in numbers]
    starts = [one for one in numbers if one - 1 not in numbers]
    pairs = zip(starts, ends, strict=True)
    return ", ".join(f"{a}" if a == b else f"{a} to {b}" for a, b in pairs)


def _row(one: Case, told: list[str]) -> str:
    names = ", ".join(f"`{name}`" for name in (*told, *one.tests))
    return f"| {one.id} | {one.case} | {one.does} | {names} | {one.decision} |\n"


if __name__ == "__main__":
    sys.stdout.write(page())
