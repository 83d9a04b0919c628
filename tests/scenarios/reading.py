"""Why a story cannot be read, said to the person who wrote it: place, word, and what is allowed.

>>> from tests.scenarios.expected import Expected
>>> next(unknown_words(inspect.type_info(Expected), {"dys": 3}, "expect 1"))[:40]
"expect 1: unknown word 'dys'; did you me"
"""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any

from msgspec import inspect


class StoryFault(ValueError):
    """A story cannot be read: its text names file and place and, for a word, what may stand."""


def unknown_words(kind: inspect.Type, told: Any, place: str) -> Iterator[str]:
    """Yield a line for every word in a part of a story that may not stand where it does."""
    match kind:
        case inspect.StructType(fields=fields) if isinstance(told, dict):
            kinds = {one.encode_name: one.type for one in fields}
            yield from (_unknown(place, word, kinds) for word in told if word not in kinds)
        case inspect.LiteralType(values=values) if told not in values:
            yield _unknown(place, told, map(str, values))
    for part, value, where in _parts(kind, told, place):
        yield from unknown_words(part, value, where)


def _parts(kind: inspect.Type, told: Any, place: str) -> Iterator[tuple[inspect.Type, Any, str]]:
    """Yield what a part of a story holds: its kind, what is written, and its place."""
    match kind:
        case inspect.StructType(fields=fields) if isinstance(told, dict):
            for one in fields:
                if one.encode_name in told:
                    where = f"{place}.{one.encode_name}".lstrip(".")
                    yield one.type, told[one.encode_name], where
        case inspect.VarTupleType(item_type=item) if isinstance(told, list):
            yield from ((item, value, f"{place} {number}") for number, value in enumerate(told, 1))
        case inspect.DictType(value_type=of) if isinstance(told, dict):
            yield from ((of, value, f"{place}.{word}") for word, value in told.items())
        case inspect.UnionType(types=types) if told is not None:
            named = (inspect.StructType, inspect.LiteralType, inspect.DictType)
            yield from ((one, told, place) for one in types if isinstance(one, named))


def _unknown(place: str, word: object, allowed: Iterable[str]) -> str:
    names = sorted(allowed)
    near = get_close_matches(str(word), names, n=1)
    meant = f"did you mean {near[0]}? " if near else ""
    where = f"{place}: " if place else ""
    return f"{where}unknown word {word!r}; {meant}allowed are {', '.join(names)}"
