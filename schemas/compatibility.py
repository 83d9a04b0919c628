"""Whether every version of a topic's schema can be read by every other its mode speaks of.

Avro's own checker decides most of it, but it lets pass what changes a meaning without changing a
byte: a decimal of another scale, a date that becomes a timestamp. Two rules of ours catch those.

>>> def version(kind):
...     fields = [{"name": "x", "type": kind}]
...     return {"type": "record", "name": "T", "fields": fields}
>>> versions = (version("int"), version("long"))
>>> conflicts("t", "BACKWARD_TRANSITIVE", versions)
()
>>> [finding.rule for finding in conflicts("t", "FULL_TRANSITIVE", versions)]
['type_mismatch']
"""

import json
from collections.abc import Iterator, Sequence
from itertools import combinations

import avro.schema
from avro.compatibility import ReaderWriterCompatibilityChecker

from schemas.catalog import Mode, Schema, topics, versions_of
from schemas.findings import Finding
from schemas.walk import base_of, fields_in, logical_of, value_type

_SCALE = ("precision", "scale")


def gate() -> tuple[Finding, ...]:
    """Return the conflicts of every topic that is filled; a provisional one may still change."""
    return tuple(
        finding
        for doc in topics()
        if not doc.provisional
        for finding in conflicts(doc.name, doc.compatibility, versions_of(doc.name))
    )


def conflicts(topic: str, mode: Mode, versions: Sequence[Schema]) -> tuple[Finding, ...]:
    """Return what keeps the versions (oldest first) from being read as the mode promises.

    In both modes each version must read all older ones; in FULL_TRANSITIVE also all newer ones.
    """
    found: list[Finding] = []
    for (old_number, old), (new_number, new) in combinations(enumerate(versions, 1), 2):
        older, newer = f"{topic}.v{old_number}.avsc", f"{topic}.v{new_number}.avsc"
        found += _unreadable(newer, new, older, old)
        if mode == "FULL_TRANSITIVE":
            found += _unreadable(older, old, newer, new)
        found += _changed_meaning(newer, new, old)
    return tuple(found)


def _unreadable(
    reader_file: str, reader: Schema, writer_file: str, writer: Schema
) -> Iterator[Finding]:
    result = ReaderWriterCompatibilityChecker().get_compatibility(
        avro.schema.parse(json.dumps(reader)), avro.schema.parse(json.dumps(writer))
    )
    where = ", ".join(sorted(result.locations))
    cure = f"let it read what {writer_file} wrote: {'; '.join(sorted(result.messages))}"
    for kind in result.incompatibilities:
        yield Finding(reader_file, where, kind.name, cure)


def _changed_meaning(file: str, new: Schema, old: Schema) -> Iterator[Finding]:
    before = dict(fields_in(old))
    for path, field in fields_in(new):
        if path not in before:
            continue
        was, now = before[path]["type"], field["type"]
        if logical_of(was) != logical_of(now):
            cure = f"keep {logical_of(was) or base_of(was)}, or add a field of another name"
            yield Finding(file, path, "logical_type_changed", cure)
        elif _scale_of(was) != _scale_of(now):
            cure = "keep precision and scale: another scale shifts every amount by powers of ten"
            yield Finding(file, path, "decimal_changed", cure)


def _scale_of(kind: object) -> tuple[object, ...] | None:
    inner = value_type(kind)
    if not isinstance(inner, dict) or inner.get("logicalType") != "decimal":
        return None
    return tuple(inner.get(part, 0) for part in _SCALE)
