"""Framed Avro records to dicts for the Faust and Quix peers: fastavro, without logical types."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from fastavro import parse_schema, schemaless_reader

_RECORDS = Path(__file__).resolve().parents[3] / "schemas" / "records"
_HEAD = 5


def reader_of(file: str) -> Callable[[bytes], dict[str, Any]]:
    """Return a reader of the bodies of one schema file, whatever their head says."""
    schema = parse_schema(_plain(json.loads((_RECORDS / file).read_text())))

    def read(value: bytes) -> dict[str, Any]:
        body = BytesIO(value)
        body.seek(_HEAD)
        record: dict[str, Any] = schemaless_reader(body, schema, None)
        return record

    return read


def _plain(node: Any) -> Any:
    if isinstance(node, dict):
        if "logicalType" in node:
            return node["type"]
        return {key: _plain(part) for key, part in node.items() if key not in {"doc", "pii"}}
    return [_plain(part) for part in node] if isinstance(node, list) else node
