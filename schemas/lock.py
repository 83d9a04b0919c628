"""The lock of schema ids: what it should say, beside what it says.

A schema's fingerprint leaves out `doc` and the order of keys, and keeps all else: defaults,
logical types and marks of personal fields too, which Avro's own canonical form would drop.

>>> fingerprint({"type": "string", "doc": "a"}) == fingerprint({"doc": "b", "type": "string"})
True
"""

import json
from hashlib import sha256
from typing import Any

from schemas.catalog import Locked, Schema, locked, topics, versions_of


def fingerprint(schema: Schema) -> str:
    """Return the SHA-256 of a schema's canonical form, in hex."""
    text = json.dumps(_bare(schema), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def due() -> tuple[Locked, ...]:
    """Return the lines the lock should hold; a version without an id yet is given the next."""
    given = {(line.topic, line.version): line.id for line in locked()}
    free = max(given.values(), default=0) + 1
    lines = []
    for doc in topics():
        for version, schema in enumerate(versions_of(doc.name), 1):
            held = given.get((doc.name, version))
            sha = fingerprint(schema)
            lines.append(Locked(id=held or free, topic=doc.name, version=version, sha256=sha))
            free += held is None
    return tuple(sorted(lines, key=lambda line: line.id))


def written(lines: tuple[Locked, ...]) -> str:
    """Return lines as the lock file holds them."""
    return "\n".join(
        f'[[schema]]\nid = {line.id}\ntopic = "{line.topic}"\n'
        f'version = {line.version}\nsha256 = "{line.sha256}"\n'
        for line in lines
    )


def _bare(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _bare(value) for key, value in node.items() if key != "doc"}
    return [_bare(item) for item in node] if isinstance(node, list) else node
