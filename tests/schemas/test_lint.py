"""Each house rule for schemas refuses the schema that breaks it, and only that."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from schemas.catalog import TopicDoc, read_record, topics
from schemas.lint import lint

Schema = dict[str, Any]
GOOD = read_record("payments.posted.v1.avsc")


def broken(change: Callable[[Schema], object]) -> list[tuple[str, str]]:
    """Return rule and field of what lint finds in a payment schema that was changed."""
    schema = deepcopy(GOOD)
    change(schema)
    findings = lint("payments.posted", "payments.posted.v1.avsc", schema)
    assert all(finding.cure for finding in findings)
    return [(finding.rule, finding.field) for finding in findings]


def field(schema: Schema, name: str) -> Schema:
    """Return one field of a schema."""
    found: Schema = next(each for each in schema["fields"] if each["name"] == name)
    return found


def added(name: str, kind: object, **more: object) -> Callable[[Schema], object]:
    """Return a change that adds a documented field."""
    return lambda s: s["fields"].append({"name": name, "type": kind, "doc": "A field.", **more})


@pytest.mark.parametrize("doc", topics(), ids=lambda doc: doc.name)
def test_every_schema_of_ours_keeps_every_rule(doc: TopicDoc) -> None:
    for file in doc.records:
        assert lint(doc.name, file, read_record(file)) == ()


def test_a_field_needs_a_doc() -> None:
    assert broken(lambda s: field(s, "channel").pop("doc")) == [("doc_missing", "channel")]


def test_a_record_needs_a_doc() -> None:
    assert broken(lambda s: s.update(doc="")) == [("doc_missing", "PaymentPosting")]


def test_an_inner_field_needs_a_doc_too() -> None:
    inner = {"type": "record", "name": "I", "doc": "In.", "fields": [{"name": "x", "type": "int"}]}
    change = added("parts", {"type": "array", "items": inner})
    assert broken(change) == [("doc_missing", "parts.x")]


@pytest.mark.parametrize("kind", ["float", "double", ["null", "double"]])
def test_nothing_is_a_float(kind: object) -> None:
    more = {"default": None} if isinstance(kind, list) else {}
    assert broken(added("rate", kind, **more)) == [("money_is_float", "rate")]


def test_a_float_inside_a_map_is_one_too() -> None:
    change = added("rates", {"type": "map", "values": "double"})
    assert broken(change) == [("money_is_float", "rates")]


def test_an_amount_is_a_long() -> None:
    assert broken(added("fee_minor", "int")) == [("money_not_long", "fee_minor")]


@pytest.mark.parametrize("values", ["int", "string"])
def test_amounts_in_a_map_are_longs_too(values: str) -> None:
    parts = {"type": "map", "values": values}
    assert broken(added("parts_minor", parts, default={})) == [("money_not_long", "parts_minor")]
    assert broken(added("parts_minor", {**parts, "values": "long"}, default={})) == []


@pytest.mark.parametrize("gone", [(), ("currency",)])
def test_the_currency_of_a_part_may_stand_round_it(gone: tuple[str, ...]) -> None:
    part = {"name": "due_minor", "type": "long", "doc": "A part."}
    inner = {"type": "record", "name": "I", "doc": "In.", "fields": [part]}

    def change(schema: Schema) -> None:
        added("parts", {"type": "array", "items": inner})(schema)
        schema["fields"] = [each for each in schema["fields"] if each["name"] not in gone]

    alone = [("money_without_currency", "PaymentPosting"), ("money_without_currency", "parts")]
    assert broken(change) == (alone if gone else [])


def test_an_amount_stands_beside_its_currency() -> None:
    change = broken(lambda s: s["fields"].remove(field(s, "currency")))
    assert change == [("money_without_currency", "PaymentPosting")]


def test_an_enum_has_a_default() -> None:
    change = broken(lambda s: field(s, "type")["type"].pop("default"))
    assert change == [("enum_without_default", "type")]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("paid_on", "int"),
        ("paid_on", "string"),
        ("paid", {"type": "int", "logicalType": "date"}),
    ],
)
def test_a_day_is_a_date_and_says_so(name: str, kind: object) -> None:
    assert broken(added(name, kind)) == [("day_not_date", name)]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("paid_at", "long"),
        ("at", "string"),
        ("paid_at", {"type": "long", "logicalType": "timestamp-millis"}),
        ("seen", {"type": "long", "logicalType": "local-timestamp-micros"}),
    ],
)
def test_an_instant_is_in_microseconds_of_utc(name: str, kind: object) -> None:
    assert broken(added(name, kind)) == [("instant_not_micros", name)]


def test_an_id_is_text() -> None:
    assert broken(added("agent_id", "long")) == [("id_not_text", "agent_id")]


def test_an_id_that_we_make_is_a_uuid() -> None:
    assert broken(lambda s: field(s, "event_id").update(type="string")) == [
        ("id_not_uuid", "event_id")
    ]


@pytest.mark.parametrize(
    "change",
    [
        added("note", ["null", "string"]),
        added("note", ["string", "null"], default=""),
        added("note", ["string", "null"], default=None),
        added("note", ["null", "string"], default="none"),
    ],
)
def test_what_may_be_null_is_null_by_default(change: Callable[[Schema], object]) -> None:
    assert broken(change) == [("nullable_without_default", "note")]


def test_a_mark_of_personal_fields_is_one_of_two() -> None:
    assert broken(added("phone", "string", pii="yes")) == [("pii_mark_unknown", "phone")]


def test_a_pseudonym_is_marked() -> None:
    change = broken(lambda s: field(s, "account_id").pop("pii"))
    assert change == [("pii_mark_missing", "account_id")]


@pytest.mark.parametrize("name", ["org.arrears.payments.v1", "org.arrears.payments.posted.v2"])
def test_a_namespace_is_that_of_the_topic(name: str) -> None:
    assert broken(lambda s: s.update(namespace=name)) == [("namespace_wrong", "namespace")]


@pytest.mark.parametrize("name", ["event_id", "type", "occurred_at", "source_seq", "tenant"])
def test_the_envelope_stands_first_and_whole(name: str) -> None:
    change = broken(lambda s: s["fields"].remove(field(s, name)))
    assert change == [("envelope_incomplete", "fields")]
