r"""Rows as bytes: what the changelog keeps of them.

The first byte is the format; the rest is MessagePack, structs as arrays. A later version of the
house reads every format it ever wrote, so a format is never changed, only followed by another.

>>> from msgspec import Struct
>>> class Point(Struct, frozen=True, array_like=True):
...     x: int
>>> points = Packing(Point, b"\x01")
>>> points.pack(Point(3)), points.unpack(b"\x01\x91\x03")
(b'\x01\x91\x03', Point(x=3))
"""

from typing import Generic, TypeVar

import msgspec

Row = TypeVar("Row")

_ENCODER = msgspec.msgpack.Encoder()


class RowCorrupt(ValueError):
    """Bytes that are no row of a format known here; the message says why."""


class Packing(Generic[Row]):
    """Writes and reads one kind of row in one format."""

    def __init__(self, kind: type[Row], form: bytes) -> None:
        self._form = form
        self._decoder = msgspec.msgpack.Decoder(kind)

    def pack(self, row: Row) -> bytes:
        """Write a row; equal rows give equal bytes."""
        return self._form + _ENCODER.encode(row)

    def unpack(self, packed: bytes) -> Row:
        """Read a row back; raises RowCorrupt on an unknown format or broken bytes."""
        if packed[:1] != self._form:
            raise RowCorrupt(f"a row begins with the unknown format {packed[:1]!r}")
        try:
            return self._decoder.decode(memoryview(packed)[1:])
        except msgspec.DecodeError as broken:
            raise RowCorrupt(f"a row of {len(packed)} bytes cannot be read: {broken}") from broken
