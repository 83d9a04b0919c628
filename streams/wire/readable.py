"""Any topic's value for people: dates and instants written out, personal values masked.

>>> last_four("acct-0000012345"), last_four("c1")
('***2345', '***')
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from schemas.catalog import Schema, schema_of
from streams.terms.days import Day, Instant, datetime_of, iso
from streams.wire.plain import must_read

MASK = "***"
_SHOWN = 4


def readable(topic: str, value: bytes | None, *, masked: bool = True) -> dict[str, object]:
    """Return a value by field name, nulls left out; raises Unreadable for broken bytes.

    With `masked`, personal fields are replaced whole and pseudonymous keys keep their last four
    characters, those of four or fewer none. What is empty says nothing about anybody and is shown.
    """
    record = must_read(topic, value)
    return _record(schema_of(topic), record, masked=masked)


def last_four(text: str) -> str:
    """Return a pseudonym masked up to its last four characters; a short one is masked whole."""
    return MASK + text[-_SHOWN:] if len(text) > _SHOWN else MASK


def told_apart(pseudonyms: Iterable[str]) -> Callable[[str], str]:
    """Return how each of some pseudonyms is masked beside the others: no two of them alike.

    Those that end alike are numbered, in their own order, within what is shown together.

    >>> named = told_apart(["agent-east-0001", "agent-west-0001", "agent-west-0002"])
    >>> named("agent-east-0001"), named("agent-west-0001"), named("agent-west-0002")
    ('***0001/1', '***0001/2', '***0002')
    """
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for pseudonym in sorted(set(pseudonyms)):
        alike[last_four(pseudonym)].append(pseudonym)
    names = {
        pseudonym: f"{mask}/{number}" if len(those) > 1 else mask
        for mask, those in alike.items()
        for number, pseudonym in enumerate(those, 1)
    }
    return lambda pseudonym: names.get(pseudonym, last_four(pseudonym))


def _record(schema: Schema, record: dict[str, Any], *, masked: bool) -> dict[str, object]:
    shown = {}
    for field in schema["fields"]:
        value = record.get(field["name"])
        if value is None:
            continue
        is_empty = isinstance(value, str | bytes | list | dict) and not value
        pii = field.get("pii") if masked and not is_empty else None
        plain = MASK if pii is True else _shown(field["type"], value, masked=masked)
        shown[field["name"]] = _pseudonym(plain) if pii == "key" else plain
    return shown


def _pseudonym(plain: object) -> object:
    if isinstance(plain, list):
        return [last_four(str(each)) for each in plain]
    return last_four(str(plain))


def _shown(kind: Any, value: Any, *, masked: bool) -> object:
    if isinstance(kind, list):
        kind = next(branch for branch in kind if branch != "null")
    if isinstance(kind, str):
        return _text(value) if kind == "bytes" else value
    if "logicalType" in kind:
        return _LOGICAL.get(kind["logicalType"], _same)(value)
    match kind["type"]:
        case "record":
            return _record(kind, value, masked=masked)
        case "array":
            return [_shown(kind["items"], item, masked=masked) for item in value]
        case "map":
            return {key: _shown(kind["values"], item, masked=masked) for key, item in value.items()}
    return value


def _text(value: bytes) -> str:
    text = value.decode("utf-8", "backslashreplace")
    return text if text.isprintable() else value.hex()


def _day(value: int) -> str:
    try:
        return iso(Day(value))
    except (ValueError, OverflowError):
        return f"day {value}"


def _instant(value: int) -> str:
    try:
        return datetime_of(Instant(value)).isoformat().replace("+00:00", "Z")
    except OverflowError:
        return f"microsecond {value}"


def _same(value: Any) -> object:
    shown: object = value
    return shown


_LOGICAL: dict[str, Callable[[Any], object]] = {"date": _day, "timestamp-micros": _instant}
