"""The customer's row as bytes: what the changelog keeps of it.

The first byte is the format; the rest is MessagePack, structs as arrays. A later version of the
house reads every format it ever wrote, so a format is never changed, only followed by another.

>>> unpack(pack(CustomerRow(customer_id="c1"))).customer_id
'c1'
"""

import msgspec

from streams.treatment.rows import CustomerRow

FORMAT = b"\x01"

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(CustomerRow)


class RowCorrupt(ValueError):
    """Bytes that are no row of a format known here; the message says why."""


def pack(row: CustomerRow) -> bytes:
    """Write a row; equal rows give equal bytes."""
    return FORMAT + _ENCODER.encode(row)


def unpack(packed: bytes) -> CustomerRow:
    """Read a row back; raises RowCorrupt on an unknown format or broken bytes."""
    if packed[:1] != FORMAT:
        raise RowCorrupt(f"a row begins with the unknown format {packed[:1]!r}")
    try:
        return _DECODER.decode(memoryview(packed)[1:])
    except msgspec.DecodeError as broken:
        raise RowCorrupt(f"a row of {len(packed)} bytes cannot be read: {broken}") from broken
