"""The row of the counting stages: a key's sum, and its bytes."""

import msgspec
from msgspec import Struct


class Sum(Struct, frozen=True):
    """A key's sum, how many ticks have seen it, and whether a record of it was refused."""

    key: str
    total: int = 0
    ticks: int = 0
    held: bool = False


def pack(row: Sum) -> bytes:
    """Write a row."""
    return msgspec.json.encode([row.key, row.total, row.ticks, row.held])


def unpack(packed: bytes) -> Sum:
    """Read it back."""
    key, total, ticks, held = msgspec.json.decode(packed)
    return Sum(key, total, ticks, held)
