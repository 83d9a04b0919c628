"""House rules for one schema, beyond what Avro itself asks.

>>> schema = {"type": "record", "name": "T", "namespace": "org.arrears.t.v1", "doc": "A thing.",
...           "fields": [{"name": "fee_minor", "type": "double", "doc": "A fee."}]}
>>> sorted({finding.rule for finding in lint("t", "t.v1.avsc", schema)})
['envelope_incomplete', 'money_is_float', 'money_not_long', 'money_without_currency']
"""

from collections.abc import Callable, Iterator

from schemas.catalog import Schema
from schemas.findings import Finding
from schemas.walk import base_of, fields_in, logical_of, nodes_in, records_in, value_type

Broken = Iterator[tuple[str, str]]
Rule = Callable[[Schema], Broken]

_BEFORE_KEY = ("event_id", "type")
_AFTER_KEY = (
    *("effective_on", "occurred_at", "received_at", "source", "source_seq"),
    *("causation_id", "correlation_id", "tenant"),
)
_UUIDS = {"event_id", "escalation_id", "due_id", "item_id"}
_PSEUDONYMS = {"account_id", "customer_id"}
# The number that the frame carries; Confluent's framing makes it an int.
_NUMBERED = {"schema_id"}
_MOMENTS = {"timestamp-millis", "local-timestamp-millis", "local-timestamp-micros"}


def lint(topic: str, file: str, schema: Schema) -> tuple[Finding, ...]:
    """Return every house rule that a topic's schema breaks."""
    return (
        *_of_schema(topic, file, schema),
        *(
            Finding(file, path, rule, cure)
            for path, field in fields_in(schema)
            for check in _FIELD_RULES
            for rule, cure in check(field)
        ),
    )


def _of_schema(topic: str, file: str, schema: Schema) -> Iterator[Finding]:
    wanted = f"org.arrears.{topic}.v1"
    if schema.get("namespace") != wanted:
        cure = f"set it to {wanted}; a change that breaks readers needs a new topic"
        yield Finding(file, "namespace", "namespace_wrong", cure)
    names = [field["name"] for field in schema["fields"]]
    behind = names[2 if names[2:3] == ["effective_on"] else 3 :]
    if tuple(names[:2]) != _BEFORE_KEY or tuple(behind[: len(_AFTER_KEY)]) != _AFTER_KEY:
        cure = f"begin with {', '.join(_BEFORE_KEY)}, the key, {', '.join(_AFTER_KEY)}"
        yield Finding(file, "fields", "envelope_incomplete", cure)
    for path, record in records_in(schema):
        yield from _of_record(file, path, record, is_named=_names_currency(schema))


def _of_record(file: str, path: str, record: Schema, *, is_named: bool) -> Iterator[Finding]:
    if not record.get("doc"):
        yield Finding(file, path or record["name"], "doc_missing", "say what the record is")
    has_money = any(field["name"].endswith("_minor") for field in record["fields"])
    # The parts of a promise are all in the one currency that stands in the record round them.
    if has_money and not is_named and not _names_currency(record):
        cure = "put a string field currency (ISO-4217) beside the amounts"
        yield Finding(file, path or record["name"], "money_without_currency", cure)


def _names_currency(record: Schema) -> bool:
    types = {field["name"]: field["type"] for field in record["fields"]}
    return base_of(types.get("currency", "null")) == "string"


def _documented(field: Schema) -> Broken:
    if not field.get("doc"):
        yield "doc_missing", "say what the field holds, its unit, and what null means"


def _no_float(field: Schema) -> Broken:
    if any(node in ("float", "double") for node in map(_name_of, nodes_in(field["type"]))):
        yield "money_is_float", "use long minor units beside a currency; nothing here is inexact"


def _amounts_are_long(field: Schema) -> Broken:
    amount = value_type(field["type"])
    if isinstance(amount, dict) and amount["type"] == "map":
        amount = amount["values"]
    if field["name"].endswith("_minor") and base_of(amount) != "long":
        yield "money_not_long", "make it a long of minor units, or a map of such"


def _enums_have_default(field: Schema) -> Broken:
    for node in nodes_in(field["type"]):
        if isinstance(node, dict) and node.get("type") == "enum" and "default" not in node:
            yield "enum_without_default", "give it a default, so that old readers survive a symbol"


def _days_are_dates(field: Schema) -> Broken:
    if field["name"].endswith("_on") != (logical_of(field["type"]) == "date"):
        yield "day_not_date", "a name ends in _on exactly where the type is int with date"


def _instants_are_micros(field: Schema) -> Broken:
    kind = logical_of(field["type"])
    named = field["name"] == "at" or field["name"].endswith("_at")
    if (named and kind != "timestamp-micros") or kind in _MOMENTS:
        yield "instant_not_micros", "make it a long with timestamp-micros"


def _ids_are_text(field: Schema) -> Broken:
    name = field["name"]
    if not name.endswith("_id") or name in _NUMBERED:
        return
    if base_of(field["type"]) != "string":
        yield "id_not_text", "make it a string"
    if name in _UUIDS and logical_of(field["type"]) != "uuid":
        yield "id_not_uuid", "make it a string with logicalType uuid"


def _nulls_have_default(field: Schema) -> Broken:
    kind = field["type"]
    if not isinstance(kind, list):
        return
    if kind[0] != "null" or "default" not in field or field["default"] is not None:
        yield "nullable_without_default", "put null first in the union and default to null"


def _personal_fields_are_marked(field: Schema) -> Broken:
    mark = field.get("pii")
    if mark not in (None, True, "key"):
        yield "pii_mark_unknown", 'mark it with true (personal) or "key" (a pseudonym)'
    if field["name"] in _PSEUDONYMS and mark != "key":
        yield "pii_mark_missing", 'mark it with "pii": "key"'


def _name_of(node: object) -> object:
    return node.get("type") if isinstance(node, dict) else node


_FIELD_RULES: tuple[Rule, ...] = (
    _documented,
    _no_float,
    _amounts_are_long,
    _enums_have_default,
    _days_are_dates,
    _instants_are_micros,
    _ids_are_text,
    _nulls_have_default,
    _personal_fields_are_marked,
)
