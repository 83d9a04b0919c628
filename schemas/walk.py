"""One way through a schema: every field of every record in it, with its path.

>>> inner = {"type": "record", "name": "B", "fields": [{"name": "c", "type": "long"}]}
>>> outer = {"name": "A", "fields": [{"name": "b", "type": {"type": "array", "items": inner}}]}
>>> [path for path, _ in fields_in(outer)]
['b', 'b.c']
"""

from collections.abc import Iterator
from typing import Any

from schemas.catalog import Schema

Node = Any


def fields_in(record: Schema, within: str = "") -> Iterator[tuple[str, Schema]]:
    """Yield each field of a record and of the records inside it, outermost first."""
    for field in record["fields"]:
        path = within + field["name"]
        yield path, field
        for node in nodes_in(field["type"]):
            if isinstance(node, dict) and node.get("type") == "record":
                yield from fields_in(node, f"{path}.")


def records_in(record: Schema) -> Iterator[tuple[str, Schema]]:
    """Yield the record itself and each record inside it, with the path of the field that has it."""
    yield "", record
    for path, field in fields_in(record):
        for node in nodes_in(field["type"]):
            if isinstance(node, dict) and node.get("type") == "record":
                yield path, node


def nodes_in(kind: Node) -> Iterator[Node]:
    """Yield a type and the types inside it, a record's fields left out."""
    yield kind
    if isinstance(kind, list):
        for branch in kind:
            yield from nodes_in(branch)
    elif isinstance(kind, dict):
        for part in ("items", "values"):
            if part in kind:
                yield from nodes_in(kind[part])


def value_type(kind: Node) -> Node:
    """Return a field's type without its null; of a union of more, the first branch."""
    if isinstance(kind, list):
        return next((branch for branch in kind if branch != "null"), "null")
    return kind


def logical_of(kind: Node) -> str | None:
    """Return the logical type of a field's type, or None."""
    inner = value_type(kind)
    return inner.get("logicalType") if isinstance(inner, dict) else None


def base_of(kind: Node) -> str:
    """Return the name of the Avro type under a field's type."""
    inner = value_type(kind)
    name: str = inner["type"] if isinstance(inner, dict) else inner
    return name
