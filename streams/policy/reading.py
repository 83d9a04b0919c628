"""Reads plain TOML values into a shape, noting every fault instead of stopping at the first.

A field's annotation carries the rule and cure it is refused with (`words.asks`).

>>> from msgspec import Struct
>>> class Point(Struct):
...     x: int
>>> faults = Faults("a.toml")
>>> read(Point, {"x": "1", "z": 2}, "points[0]", faults) is None
True
>>> [(f.key, f.rule) for f in faults.found]
[('points[0].z', 'unknown_key'), ('points[0].x', 'wrong_kind')]
"""

import re
from datetime import date
from difflib import get_close_matches
from typing import Annotated, Any, TypeVar, cast, get_args, get_origin

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import FieldInfo

from streams.policy.fault import Faults

Shape = TypeVar("Shape", bound=Struct)

_REFUSED = object()
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def read(kind: type[Shape], raw: object, key: str, faults: Faults) -> Shape | None:
    """Return the shape, or None after noting every fault of the table at `key`."""
    if not isinstance(raw, dict):
        faults.add(key, "table_expected", "write it as a table of keys and values")
        return None
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    strays = refuse_strays(raw, tuple(fields), key, faults)
    values = {f.name: _field(f, raw, key, faults) for f in fields.values() if _wanted(f, raw)}
    if strays or any(value is _REFUSED for value in values.values()):
        return None
    return kind(**values)


def read_each(kind: type[Shape], raw: object, key: str, faults: Faults) -> list[Shape | None]:
    """Return the shapes of a list of tables, None where one is refused."""
    if not isinstance(raw, list):
        faults.add(key, "list_expected", f"write each as a table headed [[{key}]]")
        return [None]
    return [read(kind, item, f"{key}[{i}]", faults) for i, item in enumerate(raw)]


def refuse_strays(
    raw: dict[str, Any], known: tuple[str, ...], key: str, faults: Faults
) -> list[str]:
    """Return the keys of a table that are not known, each noted with the likeliest cure."""
    strays = [name for name in raw if name not in known]
    for name in strays:
        near = get_close_matches(name, known, n=1)
        cure = f"did you mean {near[0]}?" if near else f"remove it; known are {', '.join(known)}"
        faults.add(_under(key, name), "unknown_key", cure)
    return strays


def refuse_floats(raw: object, key: str, faults: Faults) -> None:
    """Note every float anywhere below `key`: amounts and days are whole, so none is ever right."""
    # Not by recursion: a text may be nested deeper than the interpreter's stack.
    left = [(key, raw)]
    while left:
        place, value = left.pop()
        if isinstance(value, float):
            faults.add(place, "float_refused", "write a whole number, money in minor units")
        elif isinstance(value, dict):
            left += reversed([(_under(place, name), inner) for name, inner in value.items()])
        elif isinstance(value, list):
            left += reversed([(f"{place}[{i}]", inner) for i, inner in enumerate(value)])


def _under(key: str, name: str) -> str:
    # An odd name is quoted as TOML quotes it, so that a fault stays one line.
    shown = name if _BARE.fullmatch(name) else msgspec.json.encode(name).decode()
    return f"{key}.{shown}" if key else shown


def _wanted(field: FieldInfo, raw: dict[str, Any]) -> bool:
    return field.required or field.encode_name in raw


def _field(field: FieldInfo, raw: dict[str, Any], key: str, faults: Faults) -> object:
    place = _under(key, field.encode_name)
    if field.encode_name not in raw:
        faults.add(place, "missing_key", "add it")
        return _REFUSED
    value = raw[field.encode_name]
    # A float is refused once for the whole document; a second fault would only repeat it.
    if isinstance(value, float):
        return _REFUSED
    nested = _nested(field.type)
    if nested is not None and isinstance(value, list) and value:
        shapes = read_each(nested, value, place, faults)
        return _REFUSED if None in shapes else tuple(shapes)
    return _plain(field.type, value, place, faults)


def _nested(kind: Any) -> type[Struct] | None:
    bare = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    inner = get_args(bare)[0] if get_origin(bare) is tuple else None
    return inner if isinstance(inner, type) and issubclass(inner, Struct) else None


def _plain(kind: Any, value: object, place: str, faults: Faults) -> object:
    try:
        # Dates are TOML's own; one in quotes is refused like any other text.
        return cast("object", msgspec.convert(value, kind, builtin_types=(date,)))
    except msgspec.ValidationError as broken:
        asked = _asked(kind)
        faults.add(place, asked.get("rule", "wrong_kind"), asked.get("cure", str(broken)))
        return _REFUSED


def _asked(kind: Any) -> dict[str, str]:
    metas = [m for m in _metas(kind) if m.extra]
    return cast("dict[str, str]", metas[0].extra) if metas else {}


def _metas(kind: Any) -> list[Meta]:
    """Return the notes on an annotation, those of `X | None` too."""
    if get_origin(kind) is Annotated:
        return [m for m in get_args(kind)[1:] if isinstance(m, Meta)]
    return [m for part in get_args(kind) for m in _metas(part)]
