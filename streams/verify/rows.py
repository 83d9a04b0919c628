"""The rows topic as the check reads it: frames and positions, taken apart without the engine.

A row is framed as `version, wake day, length of the label, label, packed row`; the position of a
partition stands under a key that no account can have.
"""

import contextlib
import struct
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from streams.engine.stage import Parts
from streams.terms.packing import RowCorrupt
from streams.terms.routes import CLOCK, POLICY
from streams.verify.logged import Entry

POSITION_KEY = b"\x00position"
_HEAD = struct.Struct(">BiB")
_NO_ROW = b"\x00"
_NEVER = -1
_UNKEYED = 4
_CURSOR = 6


class Rows(Struct, frozen=True):
    """The last record of each key, where the partition stands, and when it last said so (ms).

    With a `cursor` the tick that is next was applied to the rows up to that key; `unreadable` are
    the offsets of positions that are none.
    """

    framed: dict[bytes, bytes]
    offsets: Mapping[str, int]
    unkeyed: int
    moved_at: int
    cursor: bytes | None = None
    unreadable: tuple[int, ...] = ()


def rows_of(entries: list[Entry]) -> Rows:
    """Return what a partition of the rows topic holds; a partition that never ran is at 0."""
    framed: dict[bytes, bytes] = {}
    offsets: Mapping[str, int] = {}
    unkeyed, moved_at = 0, 0
    cursor: bytes | None = None
    unreadable: tuple[int, ...] = ()
    for entry in entries:
        if entry.key == POSITION_KEY and entry.value is not None:
            # version, offsets, clock, marks, unkeyed, runs, cursor
            position = _position_of(entry.value)
            if position is None:
                unreadable += (entry.offset,)
                continue
            cursor = position[_CURSOR] if len(position) > _CURSOR else None
            offsets, unkeyed, moved_at = position[1], position[4], entry.timestamp
        elif entry.key is not None and not entry.key.startswith(_NO_ROW):
            if entry.value is None:
                framed.pop(entry.key, None)
            else:
                framed[entry.key] = entry.value
    return Rows(framed, offsets, unkeyed, moved_at, cursor, unreadable)


def whole(parts: Parts[Any] | None, pack: Callable[[Any], bytes], rows: Rows) -> Rows:
    """Return the rows with what is kept in parts put together; a part of no row stays by itself.

    A part that cannot be read leaves its row as it stands, which is then like none computed.
    """
    if parts is None:
        return rows
    framed: dict[bytes, bytes] = {}
    beside: dict[bytes, dict[str, bytes]] = {}
    for key, value in rows.framed.items():
        row, is_part, name = key.partition(_NO_ROW)
        if is_part and row in rows.framed:
            beside.setdefault(row, {})[name.decode()] = value[_HEAD.size :]
        else:
            framed[key] = value
    for key in list(framed):
        with contextlib.suppress(RowCorrupt, struct.error, IndexError):
            begin = _HEAD.size + _HEAD.unpack_from(framed[key])[2]
            row = parts.join(framed[key][begin:], beside.get(key, {}))
            framed[key] = framed[key][:begin] + pack(row)
    return replace(rows, framed=framed)


def _position_of(value: bytes) -> list[Any] | None:
    """Return the fields of a position, None for bytes that are none."""
    try:
        fields: list[Any] = msgspec.msgpack.decode(value)
    except msgspec.DecodeError:
        return None
    is_one = isinstance(fields, list) and len(fields) > _UNKEYED and isinstance(fields[1], dict)
    return fields if is_one else None


def is_handled(origin: str, number: int, rows: Rows) -> bool:
    """Tell whether a position was handled by a partition when its rows were read."""
    place, _, offset = origin.rpartition("/")
    topic, _, partition = place.rpartition("/")
    if partition != str(number) or not (offset.isascii() and offset.isdigit()):
        return False
    if topic == CLOCK and rows.cursor is not None and int(offset) == rows.offsets.get(CLOCK, 0):
        return True
    # Policies are read from the start each time; a refused one is kept as refused once.
    return topic == POLICY or int(offset) < rows.offsets.get(topic, 0)


def behind(
    said: Iterable[Entry], stood: Mapping[int, Rows], inputs: Mapping[str, frozenset[int]]
) -> tuple[int, ...]:
    """Return the partitions that have said more than their rows know of; `inputs` are those read.

    Rows and outputs are committed together, so that only rows that were lost can be behind.
    """
    found = set()
    for origin in {entry.origin or "" for entry in said}:
        place, _, offset = origin.rpartition("/")
        is_offset = offset.isascii() and offset.isdigit()
        if is_offset and int(offset) in inputs.get(place, frozenset()):
            number = int(place.rpartition("/")[2])
            if not is_handled(origin, number, stood[number]):
                found.add(number)
    return tuple(sorted(found))


def frame(label: str, wake_on: int | None, packed: bytes) -> bytes:
    """Return a row's frame as the log should hold it."""
    name = label.encode()
    return _HEAD.pack(1, _NEVER if wake_on is None else wake_on, len(name)) + name + packed
