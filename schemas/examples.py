"""The examples of a topic: records that are good, and bad ones with the rule they break.

In a file, days and instants are written out; `typed` gives them the types that Avro libraries take
for their logical types.

>>> [example.name for example in examples("account.effects")]
['bad-kind', 'bad-not-of-schema', 'good-clock-held', 'good-clock-released']
"""

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from schemas.catalog import ROOM, Schema
from schemas.walk import value_type

NOT_OF_SCHEMA = "not_of_schema"


class Example(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One example: the key as text and the record as people read it.

    `expected` is None for a good one; else the rule by which reading it is refused, or
    `not_of_schema` where no Avro library would write it. `why` says so in a sentence.
    """

    name: str
    key: str
    record: dict[str, Any]
    expected: str | None = None
    why: str = ""

    @property
    def is_good(self) -> bool:
        """Whether the record is to be accepted."""
        return self.expected is None


def examples(topic: str, version: int = 1) -> tuple[Example, ...]:
    """Return the examples of a version of a topic's schema, by name."""
    files = sorted((ROOM / "examples" / topic / f"v{version}").glob("*.json"))
    return tuple(_example(file) for file in files)


def typed(kind: Any, value: Any) -> Any:
    """Return a value as Avro libraries take it; what is not of the type comes back as it is."""
    inner = value_type(kind)
    if value is None or not isinstance(inner, dict | str):
        return value
    if isinstance(inner, str):
        return value.encode() if inner == "bytes" and isinstance(value, str) else value
    if inner.get("logicalType") in _LOGICAL and isinstance(value, str):
        return _moment(_LOGICAL[inner["logicalType"]], value)
    return _within(inner, value)


def _moment(parse: Callable[[str], object], text: str) -> object:
    try:
        return parse(text)
    except ValueError:
        return text


def _within(kind: Schema, value: Any) -> Any:
    match kind["type"]:
        case "record" if isinstance(value, dict):
            types = {field["name"]: field["type"] for field in kind["fields"]}
            return {name: typed(types[name], part) for name, part in value.items()}
        case "array" if isinstance(value, list):
            return [typed(kind["items"], part) for part in value]
    return value


def _example(file: Path) -> Example:
    written = json.loads(file.read_text(encoding="utf-8"))
    return msgspec.convert({"name": file.stem, **written}, Example)


_LOGICAL: dict[str, Callable[[str], object]] = {
    "date": date.fromisoformat,
    "timestamp-micros": datetime.fromisoformat,
}
