"""Records of a run as an outsider reads them: frames of Confluent, schemas from the folder.

Nothing here imports what it audits.
"""

import io
import json
import struct
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import fastavro

SCHEMAS = Path(__file__).parents[2] / "schemas"
TOPICS = (
    "escalations",
    "delinquency.standings",
    "customers.profile",
    "contacts.outcomes",
    "field.handbacks",
    "dead.letters",
)
_HEAD = struct.Struct(">bi")


class Record(NamedTuple):
    """A record of a topic: when the broker or producer stamped it (ms), its key, what it says."""

    topic: str
    at_ms: int
    key: str
    said: dict[str, Any]


def read(topic: str, at_ms: int, key: bytes | None, value: bytes | None) -> Record | None:
    """Return a record, None for one that cannot be read: those are in the dead letters."""
    if key is None or value is None or len(value) < _HEAD.size:
        return None
    _, schema_id = _HEAD.unpack_from(value)
    schema = _schemas().get(schema_id)
    if schema is None or schema[0] != topic:
        return None
    try:
        said = fastavro.schemaless_reader(io.BytesIO(value[_HEAD.size :]), schema[1], None)
        return Record(topic, at_ms, key.decode(), dict(said))
    except (EOFError, ValueError, IndexError, UnicodeDecodeError):
        return None


def in_order(records: Iterable[Record]) -> list[Record]:
    """Return records by time; what the stages said stands behind what was told at that time."""
    return sorted(records, key=lambda r: (r.at_ms, r.topic == "escalations"))


@cache
def _schemas() -> dict[int, tuple[str, Any]]:
    lock = tomllib.loads((SCHEMAS / "lock.toml").read_text(encoding="utf-8"))["schema"]
    found = {}
    for line in lock:
        name = f"{line['topic']}.v{line['version']}.avsc"
        schema = json.loads((SCHEMAS / "records" / name).read_text(encoding="utf-8"))
        found[line["id"]] = (line["topic"], fastavro.parse_schema(schema))
    return found
