"""What may change between two versions, and what no mode lets pass."""

from copy import deepcopy
from typing import Any

import pytest

from schemas.catalog import Mode, read_record, topics
from schemas.compatibility import conflicts, gate

Schema = dict[str, Any]
FULL: Mode = "FULL_TRANSITIVE"
BACK: Mode = "BACKWARD_TRANSITIVE"
V1 = read_record("payments.posted.v1.avsc")
DECIMAL = {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2}


def having(name: str, kind: object, **more: object) -> Schema:
    """Return the schema of payments with one field more."""
    schema = deepcopy(V1)
    schema["fields"].append({"name": name, "type": kind, "doc": "A field.", **more})
    return schema


def without(name: str) -> Schema:
    """Return the schema of payments with one field less."""
    fields = [field for field in V1["fields"] if field["name"] != name]
    return {**V1, "fields": fields}


def rules(mode: Mode, *versions: Schema) -> list[tuple[str, str]]:
    """Return file and rule of each conflict."""
    found = conflicts("payments.posted", mode, versions)
    assert all(finding.cure for finding in found)
    return [(finding.file.split(".")[2], finding.rule) for finding in found]


def test_our_own_versions_read_each_other() -> None:
    assert gate() == ()
    assert sum(not doc.provisional for doc in topics()) >= 15


def test_a_field_with_a_default_may_come_and_go() -> None:
    more = having("note", ["null", "string"], default=None)
    assert rules(FULL, V1, more, V1) == []


def test_a_new_symbol_may_come_where_the_enum_has_a_default() -> None:
    more = deepcopy(V1)
    more["fields"][1]["type"]["symbols"].append("CREDIT_POSTED")
    assert rules(FULL, V1, more) == []


def test_a_new_symbol_breaks_an_enum_without_default() -> None:
    bare, more = deepcopy(V1), deepcopy(V1)
    for schema in (bare, more):
        schema["fields"][1]["type"].pop("default")
    more["fields"][1]["type"]["symbols"].append("CREDIT_POSTED")
    assert rules(FULL, bare, more) == [("v1", "missing_enum_symbols")]


def test_a_new_field_without_a_default_breaks_the_newer_reader() -> None:
    for mode in (FULL, BACK):
        found = rules(mode, V1, having("branch", "string"))
        assert found == [("v2", "reader_field_missing_default_value")]


def test_a_field_without_a_default_that_goes_breaks_the_older_reader() -> None:
    assert rules(FULL, V1, without("payment_id")) == [("v1", "reader_field_missing_default_value")]
    assert rules(BACK, V1, without("payment_id")) == []


def test_a_type_may_widen_backward_only() -> None:
    narrow, wide = having("count", "int", default=0), having("count", "long", default=0)
    assert rules(BACK, narrow, wide) == []
    assert rules(FULL, narrow, wide) == [("v1", "type_mismatch")]


def test_every_pair_is_compared_and_not_neighbours_alone() -> None:
    text, number = having("x", "string", default=""), having("x", "int", default=0)
    assert rules(FULL, text, V1, number) == [("v3", "type_mismatch"), ("v1", "type_mismatch")]


def test_a_renamed_record_breaks_readers() -> None:
    assert rules(BACK, V1, {**V1, "name": "Payment"}) == [("v2", "name_mismatch")]


@pytest.mark.parametrize("change", [{"scale": 4}, {"precision": 20}])
def test_a_decimal_keeps_its_scale_and_precision(change: dict[str, int]) -> None:
    old, new = having("rate", DECIMAL), having("rate", {**DECIMAL, **change})
    assert rules(FULL, old, new) == [("v2", "decimal_changed")]


@pytest.mark.parametrize(
    "kind", ["long", {"type": "long", "logicalType": "timestamp-millis"}, {"type": "long"}]
)
def test_an_instant_keeps_its_meaning(kind: object) -> None:
    micros = {"type": "long", "logicalType": "timestamp-micros"}
    assert rules(FULL, having("x_at", micros), having("x_at", kind)) == [
        ("v2", "logical_type_changed")
    ]


def test_a_date_does_not_become_a_timestamp() -> None:
    old = having("x", {"type": "int", "logicalType": "date"})
    new = having("x", {"type": "long", "logicalType": "timestamp-micros"})
    assert rules(BACK, old, new) == [("v2", "logical_type_changed")]


def test_a_finding_says_where_and_how_to_mend_it() -> None:
    found = conflicts("payments.posted", FULL, (V1, having("branch", "string")))
    assert str(found[0]).startswith("payments.posted.v2.avsc: /fields/18: reader_field_missing")
    assert "payments.posted.v1.avsc" in found[0].cure
