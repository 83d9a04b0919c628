r"""Avro bytes of a schema: one function a type, put together once and called for every record.

The path of every fact ends here, twice or more. fastavro looks at each value of a union to find
its branch; a writer made of the schema knows the only branch that is not null. A record is taken
from a dictionary by name, or from any value by attribute. What of it is mostly the same from record
to record is written once and remembered.

>>> schema = {"type": "record", "name": "Paid", "fields": [
...     {"name": "id", "type": "string"},
...     {"name": "minor", "type": ["null", "long"], "default": None}]}
>>> named(schema)({"id": "p1", "minor": -3}), named(schema)({"id": "p1"})
(b'\x04p1\x02\x05', b'\x04p1\x00')
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

Writer = Callable[[Any], bytes]

_NULL = "null"
_LOW, _MORE = 0x7F, 0x80
_LONG_BITS = 63
# Days, lengths and versions come again and again; amounts mostly do not.
_NUMBERS_KEPT = 65_536
_STRETCHES_KEPT = 16_384


@lru_cache(maxsize=_NUMBERS_KEPT)
def long(number: int) -> bytes:
    r"""Return a whole number as Avro writes it: zigzag, seven bits a byte, the lowest first.

    >>> long(0), long(-1), long(64)
    (b'\x00', b'\x01', b'\x80\x01')
    """
    left = (number << 1) ^ (number >> _LONG_BITS)
    if left >> (_LONG_BITS + 1):
        raise OverflowError(f"{number} does not fit into 64 bits")
    written = bytearray()
    while left > _LOW:
        written.append(left & _LOW | _MORE)
        left >>= 7
    written.append(left)
    return bytes(written)


def text(value: str) -> bytes:
    """Return a text behind its length."""
    content = value.encode()
    return long(len(content)) + content


def named(schema: Any) -> Writer:
    """Return what writes a dictionary as a record of the schema; what it lacks takes its default.

    The writer raises KeyError for a field that has no default and is not there.
    """
    pieces = [(field["name"], writer_of(field["type"])) for field in schema["fields"]]
    unsaid = {
        field["name"]: writer_of(field["type"])(field["default"])
        for field in schema["fields"]
        if "default" in field
    }

    def write(record: Mapping[str, Any]) -> bytes:
        return b"".join(
            [put(record[name]) if name in record else unsaid[name] for name, put in pieces]
        )

    return write


class Source(NamedTuple):
    """Where the fields of a record are taken from, when any value is written as one.

    A field is the attribute of its name, or the one that `attributes` gives for it; of `fixed` it
    has a value of its own, whatever is written. `steady` fields take few values. `writers` stand
    for fields that are written in another way than their type says.
    """

    fixed: Mapping[str, Any] = {}
    attributes: Mapping[str, str] = {}
    steady: Collection[str] = ()
    writers: Mapping[str, Writer] = {}


def of_attributes(fields: Sequence[Any], source: Source) -> Writer:
    """Return what writes the attributes of a value as the fields of a record, in their order.

    A stretch of steady fields is written once for each set of their values, and remembered.
    """
    pieces = [_piece(stretch, source) for stretch in _stretches(fields, source)]

    def write(value: Any) -> bytes:
        return b"".join([put(take(value)) for take, put in pieces])

    return write


def writer_of(schema: Any) -> Writer:
    """Return what writes a value of a type; raises TypeError for a type that no contract uses."""
    if isinstance(schema, list):
        return _optional(schema)
    kind = schema["type"] if isinstance(schema, dict) else schema
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind == "enum":
        places = {symbol: long(place) for place, symbol in enumerate(schema["symbols"])}
        return places.__getitem__
    if kind == "array":
        return many(writer_of(schema["items"]))
    if kind == "map":
        return _by_name(writer_of(schema["values"]))
    if kind == "record":
        return named(schema)
    raise TypeError(f"no contract uses the Avro type {kind}")


def _optional(branches: list[Any]) -> Writer:
    if _NULL not in branches or len(branches) != len((_NULL, "another")):
        raise TypeError(f"a union is of null and one type, not {branches}")
    at = branches.index(_NULL)
    kind, nothing, head = branches[1 - at], long(at), long(1 - at)
    if kind == "string":
        return _optional_text(nothing, head)
    put = writer_of(kind)

    def write(value: Any) -> bytes:
        return nothing if value is None else head + put(value)

    return write


def _optional_text(nothing: bytes, head: bytes) -> Writer:
    # Most of what may be null is a text; it is spared a call.
    def write(value: str | None) -> bytes:
        if value is None:
            return nothing
        content = value.encode()
        return head + long(len(content)) + content

    return write


def many(put: Writer) -> Writer:
    """Return what writes values in a row, each by `put`, as an array."""

    def write(values: Sequence[Any]) -> bytes:
        if not values:
            return b"\0"
        return b"".join([long(len(values)), *map(put, values), b"\0"])

    return write


def _by_name(put: Writer) -> Writer:
    def write(values: Mapping[str, Any]) -> bytes:
        if not values:
            return b"\0"
        pairs = [text(name) + put(value) for name, value in values.items()]
        return b"".join([long(len(values)), *pairs, b"\0"])

    return write


def _piece(stretch: Sequence[Any], source: Source) -> tuple[Callable[[Any], Any], Writer]:
    puts: list[Writer | bytes] = []
    names: list[str] = []
    for field in stretch:
        name = field["name"]
        put = source.writers.get(name) or writer_of(field["type"])
        if name in source.fixed:
            puts.append(put(source.fixed[name]))
        else:
            puts.append(put)
            names.append(source.attributes.get(name, name))
    if not names:
        return id, _always(b"".join(put for put in puts if isinstance(put, bytes)))
    only = puts[0]
    if len(puts) == 1 and not isinstance(only, bytes):
        return attrgetter(*names), only
    return attrgetter(*names), _remembered(puts, is_one=len(names) == 1)


def _remembered(puts: Sequence[Writer | bytes], *, is_one: bool) -> Writer:
    @lru_cache(maxsize=_STRETCHES_KEPT)
    def write(values: Any) -> bytes:
        coming = iter((values,) if is_one else values)
        return b"".join([put if isinstance(put, bytes) else put(next(coming)) for put in puts])

    return write


def _always(written: bytes) -> Writer:
    return lambda _: written


def _stretches(fields: Sequence[Any], source: Source) -> Iterator[list[Any]]:
    """Yield the fields in order: neighbours that are all steady together, any other alone."""
    together: list[Any] = []
    for field in fields:
        if field["name"] in source.steady or field["name"] in source.fixed:
            together.append(field)
            continue
        if together:
            yield together
        together = []
        yield [field]
    if together:
        yield together


def _raw(value: bytes) -> bytes:
    return long(len(value)) + value


def _boolean(value: bool) -> bytes:  # noqa: FBT001 - a writer takes the value it writes
    return b"\1" if value else b"\0"


_PLAIN: Mapping[Any, Writer] = {
    "string": text,
    "bytes": _raw,
    "int": long,
    "long": long,
    "boolean": _boolean,
}
