"""The examples, read and written by both Avro libraries for Python."""

import io
import json
from typing import Any
from uuid import UUID

import avro.errors
import avro.io
import avro.schema
import fastavro
import pytest
from fastavro.validation import ValidationError

from schemas.catalog import Schema, topics, versions_of
from schemas.examples import NOT_OF_SCHEMA, Example, examples, typed

CASES = [
    (doc.name, schema, example)
    for doc in topics()
    for version, schema in enumerate(versions_of(doc.name), 1)
    for example in examples(doc.name, version)
]
WRITABLE = [case for case in CASES if case[2].expected != NOT_OF_SCHEMA]
UNWRITABLE = [case for case in CASES if case[2].expected == NOT_OF_SCHEMA]


def named(cases: list[tuple[str, Schema, Example]]) -> pytest.MarkDecorator:
    """Return the cases as parameters, named by topic and example."""
    ids = [f"{topic}/{example.name}" for topic, _, example in cases]
    return pytest.mark.parametrize(("topic", "schema", "example"), cases, ids=ids)


def by_apache(schema: Schema, record: object) -> bytes:
    """Write a record with Apache's library."""
    stream = io.BytesIO()
    writer = avro.io.DatumWriter(avro.schema.parse(json.dumps(schema)))
    writer.write(record, avro.io.BinaryEncoder(stream))
    return stream.getvalue()


def read_by_apache(schema: Schema, body: bytes) -> Any:
    """Read a record with Apache's library."""
    reader = avro.io.DatumReader(avro.schema.parse(json.dumps(schema)))
    return reader.read(avro.io.BinaryDecoder(io.BytesIO(body)))


def by_fastavro(schema: Schema, record: object) -> bytes:
    """Write a record with fastavro."""
    stream = io.BytesIO()
    fastavro.schemaless_writer(stream, fastavro.parse_schema(schema), record)
    return stream.getvalue()


def checked_by_fastavro(schema: Schema, record: object) -> None:
    """Refuse a record as fastavro does; its writer alone cuts a float down to a whole number."""
    fastavro.validate(record, fastavro.parse_schema(schema))
    by_fastavro(schema, record)


def filled(schema: Schema, record: dict[str, Any]) -> dict[str, Any]:
    """Return a record with the defaults of the fields it leaves out, as Apache's writer wants."""
    defaults = {f["name"]: f["default"] for f in schema["fields"] if "default" in f}
    return {**defaults, **record}


def with_text_ids(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record as Apache's library reads it, which leaves a uuid as text."""
    return {name: str(v) if isinstance(v, UUID) else v for name, v in record.items()}


@pytest.mark.parametrize("doc", topics(), ids=lambda doc: doc.name)
def test_every_version_has_good_examples_and_bad_ones(doc: Any) -> None:
    for version, _ in enumerate(doc.records, 1):
        marks = [example.is_good for example in examples(doc.name, version)]
        assert any(marks)
        assert not all(marks)


@pytest.mark.parametrize("doc", topics(), ids=lambda doc: doc.name)
def test_every_type_of_a_filled_topic_has_an_example(doc: Any) -> None:
    if doc.provisional or doc.record is None or doc.name == "escalations":
        return
    # A type of an older version that is said no more is shown as one that is refused.
    shown = {
        example.record["type"]
        for example in examples(doc.name, len(doc.records))
        if example.is_good or example.expected == "type_unknown"
    } - {"UNKNOWN"}
    symbols = versions_of(doc.name)[-1]["fields"][1]["type"]["symbols"]
    assert shown == set(symbols) - {"UNKNOWN"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}/{case[2].name}")
def test_an_example_is_named_by_what_it_is(case: tuple[str, Schema, Example]) -> None:
    example = case[2]
    assert example.name.startswith("good-" if example.is_good else "bad-")
    assert example.is_good or example.why.endswith(".")


@named(WRITABLE)
def test_both_libraries_write_the_same_bytes_and_read_them_back(
    topic: str, schema: Schema, example: Example
) -> None:
    record = filled(schema, typed(schema, example.record))
    body = by_fastavro(schema, record)
    assert body == by_apache(schema, record)
    read = fastavro.schemaless_reader(io.BytesIO(body), fastavro.parse_schema(schema))
    assert with_text_ids(read) == read_by_apache(schema, body) == record, topic


@named(UNWRITABLE)
def test_neither_library_writes_what_is_not_of_the_schema(
    topic: str, schema: Schema, example: Example
) -> None:
    record = typed(schema, example.record)
    with pytest.raises((ValueError, TypeError, ValidationError)):
        checked_by_fastavro(schema, record)
    with pytest.raises((avro.errors.AvroTypeException, TypeError)):
        by_apache(schema, filled(schema, record))
    assert topic
