"""Avro records as plain dictionaries: days and instants are the integers that `terms.days` counts.

Logical types are stripped from the schemas before they are read or written by, so that no date
object is built for a fact; the bytes are the same either way.

>>> record = {"event_id": "e", "type": "CLOCK_RELEASED", "account_id": "a", "effective_on": 0}
>>> record |= {"occurred_at": 0, "effect_id": "f"}
>>> read("account.effects", write("account.effects", record))["account_id"]
'a'
"""

from functools import cache
from io import BytesIO
from typing import Any

from fastavro import parse_schema, schemaless_reader

from schemas.catalog import Schema, by_id, id_of, schema_of
from streams.terms.step import Reject
from streams.wire.frames import head, unframe
from streams.wire.writing import Writer, named

Record = dict[str, Any]


class Unreadable(ValueError):
    """A value that is no record of its topic; the message starts with the rule it broke."""


def read(topic: str, value: bytes | None) -> Record | Reject:
    """Return a value as a record of the topic's newest schema, or the rule it broke."""
    framed = unframe(value)
    if isinstance(framed, Reject):
        return framed
    schema_id, body = framed
    owner, written, newest = _schemas(schema_id)
    if owner != topic:
        detail = f"schema id {schema_id} belongs to {owner}, not to {topic}"
        return Reject("schema_not_of_this_topic", detail)
    return read_body(body, written, newest)


def read_body(body: bytes, written: Schema, newest: Schema | None) -> Record | Reject:
    """Return a body as a record of the `newest` schema (None: of the one it was written with)."""
    stream = BytesIO(body)
    try:
        record: Record = schemaless_reader(stream, written, newest)
    except Exception as broken:  # noqa: BLE001 - whatever foreign bytes raise is their fault
        return Reject("bytes_unreadable", f"the body does not decode: {type(broken).__name__}")
    if stream.tell() != len(body):
        left = len(body) - stream.tell()
        return Reject("bytes_unreadable", f"{left} bytes are left over behind the record")
    return record


def must_read(topic: str, value: bytes | None) -> Record:
    """Return a value as a record; raises Unreadable where `read` would refuse it."""
    record = read(topic, value)
    if isinstance(record, Reject):
        raise Unreadable(f"{record.rule}: {record.detail}")
    return record


def write(topic: str, record: Record) -> bytes:
    """Return a record, framed, in the topic's newest schema; absent fields take their defaults."""
    start, put = _writer(topic)
    return start + put(record)


def stripped(node: Any) -> Any:
    """Return a schema without logical types and prose, which change no byte."""
    if isinstance(node, dict):
        if "logicalType" in node:
            return node["type"]
        return {key: stripped(part) for key, part in node.items() if key not in {"doc", "pii"}}
    return [stripped(part) for part in node] if isinstance(node, list) else node


@cache
def _schemas(schema_id: int) -> tuple[str, Schema, Schema | None]:
    topic, schema = by_id(schema_id)
    newest = None if schema_id == id_of(topic) else parse_schema(stripped(schema_of(topic)))
    return topic, parse_schema(stripped(schema)), newest


@cache
def _writer(topic: str) -> tuple[bytes, Writer]:
    return head(id_of(topic)), named(stripped(schema_of(topic)))
