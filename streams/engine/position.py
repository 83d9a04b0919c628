"""Where a partition stands: written in the same transaction as its rows, read back at the start."""

import msgspec
from msgspec import Struct

from streams.engine.errors import RowsUnreadable
from streams.terms.days import AsOf

# No account or customer id may begin with a NUL, so this key can never be a row's.
POSITION_KEY = b"\x00position"
_VERSION = 1


class Clock(Struct, frozen=True, array_like=True):
    """The last tick applied."""

    as_of: AsOf
    newest: AsOf
    policy_digest: str


class Position(Struct, frozen=True, array_like=True):
    """The next offset to handle per input topic, the clock, and what the stage before has passed.

    `marks` holds, per upstream partition, the instant of the last tick that it has passed on.
    `unkeyed` counts the refused records whose key could not be held, `runs` per topic those that
    were refused one behind the other up to here. With a `cursor` the tick at the clock's offset is
    applied to the rows up to that key, and to no other yet; so much was `half_said` under it.
    """

    version: int = _VERSION
    offsets: dict[str, int] = {}
    clock: Clock | None = None
    marks: dict[int, int] = {}
    unkeyed: int = 0
    runs: dict[str, int] = {}
    cursor: bytes | None = None
    half_said: int = 0


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Position)


def pack(position: Position) -> bytes:
    """Return the bytes of a position."""
    return _ENCODER.encode(position)


def unpack(value: bytes) -> Position:
    """Read a position back; raises RowsUnreadable for bytes of another version."""
    try:
        position = _DECODER.decode(value)
    except msgspec.DecodeError as broken:
        raise RowsUnreadable(f"the position cannot be read: {broken}") from broken
    if position.version != _VERSION:
        raise RowsUnreadable(
            f"the position has version {position.version}, this worker reads {_VERSION}:"
            " start the version that wrote it"
        )
    return position
