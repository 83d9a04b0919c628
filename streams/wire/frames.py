"""The frame round every Avro body: a zero byte, the schema's id in four bytes, the body.

This is the framing that Confluent's clients and every console know.

>>> unframe(frame(1, b"body"))
(1, b'body')
>>> unframe(b"{}").rule
'magic_byte_wrong'
"""

from schemas.catalog import by_id
from streams.terms.step import Reject

HEAD = 5
_MAGIC = 0


def frame(schema_id: int, body: bytes) -> bytes:
    """Return a body behind its head; raises OverflowError for an id that is none."""
    return head(schema_id) + body


def head(schema_id: int) -> bytes:
    """Return the five bytes in front of a body."""
    return b"\0" + schema_id.to_bytes(4, "big")


def unframe(value: bytes | None) -> tuple[int, bytes] | Reject:
    """Return schema id and body, or the rule the frame broke."""
    if not value:
        return Reject("value_missing", "the record has no value")
    if value[0] != _MAGIC:
        return Reject("magic_byte_wrong", f"the first byte is {value[0]}, not 0")
    if len(value) < HEAD:
        return Reject("bytes_unreadable", f"a frame of {len(value)} bytes has no whole schema id")
    schema_id = int.from_bytes(value[1:HEAD], "big")
    if not _known(schema_id):
        return Reject("schema_id_unknown", f"schema id {schema_id} is not in the lock")
    return schema_id, value[HEAD:]


def named_id(value: bytes | None) -> int | None:
    """Return the schema id a frame names, known or not, or None where that is not legible."""
    if value is None or len(value) < HEAD or value[0] != _MAGIC:
        return None
    return int.from_bytes(value[1:HEAD], "big")


def _known(schema_id: int) -> bool:
    try:
        by_id(schema_id)
    except KeyError:
        return False
    return True
