"""The page of topics, written from this folder: `python -m schemas.page > docs/topics.md`.

>>> page().splitlines()[0]
'# Topics'
"""

import json
import sys
from collections.abc import Sequence
from typing import Any

from schemas.catalog import TopicDoc, id_of, schema_of, topics
from schemas.examples import examples
from schemas.walk import base_of, fields_in, logical_of, value_type

_ENVELOPE_FROM = "payments.posted"
_ENVELOPE = (
    *("event_id", "type", "effective_on", "occurred_at", "received_at", "source", "source_seq"),
    *("causation_id", "correlation_id", "tenant"),
)
_HEAD = """\
# Topics

Written from `schemas/` by `python -m schemas.page > docs/topics.md`; change it there.

Values are Avro in Confluent's frame (a zero byte, the schema's id in four bytes, the body); each
topic has one record, whose fields are those of all its types. Keys are raw UTF-8, partitioned by
murmur2. Amounts are whole minor units beside an ISO-4217 `currency`. A run puts its prefix in front
of the plain names below. *Provisional* topics may still change; all others keep what
`compatibility` promises. Topics of one co-partitioned group have equal partition counts.
"""


def page() -> str:
    """Return the whole page."""
    envelope = _table(_fields(schema_of(_ENVELOPE_FROM), _ENVELOPE))
    parts = [_HEAD, "## All topics\n", _overview(), "## The envelope of every record\n", envelope]
    return "\n".join([*parts, *(_section(doc) for doc in topics())])


def _overview() -> str:
    rows = [("topic", "key", "written by", "read by", "cleanup", "state")]
    for doc in topics():
        link = f"[{doc.name}](#{doc.name.replace('.', '')})"
        state = "provisional" if doc.provisional else "filled"
        rows.append((link, doc.key, doc.owner, ", ".join(doc.consumers), doc.cleanup, state))
    return _table(rows)


def _section(doc: TopicDoc) -> str:
    kept = "for ever" if doc.retention_ms < 0 else f"{doc.retention_ms // 86_400_000} days"
    settings = [f"{name}={value}" for name, value in doc.config.items()]
    facts = [
        *((f"*Provisional.* {doc.purpose}" if doc.provisional else doc.purpose), ""),
        f"* key: {doc.key}; written by {doc.owner}; read by {', '.join(doc.consumers)}",
        f"* {doc.partitions} partitions, co-partitioned group: {doc.copartitioned or 'none'}",
        f"* cleanup: {doc.cleanup}; kept {kept}; {', '.join(settings) or 'no further settings'}",
        f"* compatibility: {doc.compatibility}; values: {doc.framing}",
    ]
    return "\n".join([f"## {doc.name}\n", *facts, _record(doc) if doc.record else ""])


def _record(doc: TopicDoc) -> str:
    schema = schema_of(doc.name)
    types = ", ".join(f"`{symbol}`" for symbol in schema["fields"][1]["type"]["symbols"][1:])
    named = f"`{schema['namespace']}.{schema['name']}`"
    usual = {field["name"]: field["doc"] for field in schema_of(_ENVELOPE_FROM)["fields"]}
    own = [
        path
        for path, field in fields_in(schema)
        if path not in _ENVELOPE or field["doc"] != usual[path]
    ]
    good = next(example for example in examples(doc.name, len(doc.records)) if example.is_good)
    sample = json.dumps(good.record, indent=2, ensure_ascii=False)
    return "\n".join(
        [
            f"* record: {named}, schema id {id_of(doc.name)}, version {len(doc.records)}",
            f"* types: {types}\n",
            f"{schema['doc']}\n",
            _table(_fields(schema, own)),
            f"Example, under the key `{good.key}`:\n",
            f"```json\n{sample}\n```\n",
        ]
    )


def _fields(schema: dict[str, Any], names: tuple[str, ...] | list[str]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [("field", "type", "personal", "meaning")]
    marks = {None: "", True: "yes", "key": "pseudonym"}
    for path, field in fields_in(schema):
        if path in names:
            mark = marks[field.get("pii")]
            rows.append((f"`{path}`", _type_name(field["type"]), mark, field["doc"]))
    return rows


def _type_name(kind: Any) -> str:
    inner = value_type(kind)
    name = logical_of(kind) or base_of(kind)
    if isinstance(inner, dict):
        part = inner.get("items") or inner.get("values")
        name = f"{name} of {_type_name(part)}" if part else name
    return f"{name} or null" if isinstance(kind, list) else name


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    head, *body = (" | ".join(row) for row in rows)
    rule = " | ".join("---" for _ in rows[0])
    return "\n".join(f"| {line} |" for line in (head, rule, *body)) + "\n"


if __name__ == "__main__":
    sys.stdout.write(page())
