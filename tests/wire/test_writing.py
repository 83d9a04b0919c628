"""What our writer makes of a record is, byte for byte, what fastavro makes of it."""

from io import BytesIO
from typing import Any

import pytest
from fastavro import parse_schema, schemaless_writer
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import asdict

from schemas.catalog import schema_of, topics
from streams.terms.days import Day
from streams.terms.routes import ACCOUNTS, STANDINGS
from streams.terms.standing import LedgerStanding, Standing
from streams.wire.envelope import start_of
from streams.wire.frames import HEAD
from streams.wire.plain import stripped
from streams.wire.standings import encoded
from streams.wire.writing import long, named, writer_of

TOPICS = [topic.name for topic in topics() if topic.records]
LONGS = st.integers(-(2**63), 2**63 - 1)
WORDS = st.text(max_size=12)
DAYS = st.integers(-30_000, 60_000).map(Day)
AMOUNTS = st.integers(-(10**15), 10**15)


def by_fastavro(schema: Any, record: object) -> bytes:
    """Write a record as fastavro does."""
    stream = BytesIO()
    schemaless_writer(stream, parse_schema(schema), record)
    return stream.getvalue()


def values(schema: Any) -> st.SearchStrategy[Any]:
    """Return values of an Avro type."""
    if isinstance(schema, list):
        return st.one_of(*map(values, schema))
    kind = schema["type"] if isinstance(schema, dict) else schema
    plain: dict[Any, st.SearchStrategy[Any]] = {
        "null": st.none(),
        "boolean": st.booleans(),
        "int": st.integers(-(2**31), 2**31 - 1),
        "long": LONGS,
        "string": WORDS,
        "bytes": st.binary(max_size=12),
    }
    if kind in plain:
        return plain[kind]
    if kind == "enum":
        return st.sampled_from(schema["symbols"])
    if kind == "array":
        return st.lists(values(schema["items"]), max_size=3)
    if kind == "map":
        return st.dictionaries(WORDS, values(schema["values"]), max_size=3)
    return records(schema)


def records(schema: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Return records of a schema; what has a default may be left out."""
    said = {f["name"]: values(f["type"]) for f in schema["fields"] if "default" not in f}
    may = {f["name"]: values(f["type"]) for f in schema["fields"] if "default" in f}
    return st.fixed_dictionaries(said, optional=may)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_record_of_any_topic_is_written_as_fastavro_writes_it(topic: str) -> None:
    schema = stripped(schema_of(topic))
    put = named(schema)

    @given(records(schema))
    def same(record: dict[str, Any]) -> None:
        assert put(record) == by_fastavro(schema, record)

    same()


LEDGERS = st.builds(
    LedgerStanding,
    currency=st.sampled_from(["CNY", "JPY"]),
    balance_minor=AMOUNTS,
    past_due_minor=AMOUNTS,
    oldest_due_on=st.none() | DAYS,
    days_past_due=st.integers(0, 9_999),
    bucket=WORDS,
    episode_origin=st.none() | WORDS,
    upcoming_statement_id=st.none() | WORDS,
    upcoming_due_on=st.none() | DAYS,
    upcoming_minor=AMOUNTS,
    contractual_due_on=st.none() | DAYS,
    delinquent_days=st.integers(0, 9_999),
    held_minor=AMOUNTS,
    parts_minor=st.dictionaries(WORDS, AMOUNTS, max_size=2),
    first_delinquency_on=st.none() | DAYS,
    material_since=st.none() | DAYS,
    defaulted_on=st.none() | DAYS,
    classes=st.dictionaries(WORDS, WORDS, max_size=2),
    bureau_status=WORDS,
    payment_history=WORDS,
    closes=st.lists(DAYS, max_size=2).map(tuple),
    recovered_minor=AMOUNTS,
)
SAID = st.builds(
    Standing,
    account_id=WORDS,
    customer_id=WORDS,
    version=st.integers(0, 2**40),
    as_of=DAYS,
    days_past_due=st.integers(0, 9_999),
    bucket=WORDS,
    ledgers=st.lists(LEDGERS, max_size=2).map(tuple),
    incomplete=st.booleans(),
    next_change_on=st.none() | DAYS,
    collection_policy=WORDS,
    holds=st.lists(WORDS, max_size=2).map(tuple),
    life=WORDS,
    cause=WORDS,
    role=WORDS,
)


@pytest.mark.parametrize("topic", [ACCOUNTS, STANDINGS])
def test_a_standing_is_written_as_the_record_of_its_fields(topic: str) -> None:
    schema = stripped(schema_of(topic))

    @given(SAID)
    def same(standing: Standing) -> None:
        # The event id is a text of 36 behind its length, and of all fields the first.
        written = encoded(topic, standing)[HEAD:]
        assert written[37:] == by_fastavro(schema, _plain(standing))[37:]

    same()


def _plain(standing: Standing) -> dict[str, Any]:
    """Return the record of a standing under an event id of the usual length."""
    record = asdict(standing)
    as_of = record.pop("as_of")
    ledgers = [asdict(ledger) for ledger in standing.ledgers]
    for ledger in ledgers:
        ledger["material_since_on"] = ledger.pop("material_since")
    record["ledgers"], record["holds"] = ledgers, list(standing.holds)
    return record | {
        "event_id": "x" * 36,
        "type": "STANDING",
        "effective_on": as_of,
        "occurred_at": start_of(as_of),
        "source": "delinquency",
        "source_seq": standing.version,
    }


def test_a_number_that_no_long_can_hold_is_refused() -> None:
    with pytest.raises(OverflowError):
        long(2**63)
    with pytest.raises(OverflowError):
        long(-(2**63) - 1)


def test_what_no_contract_uses_is_refused() -> None:
    with pytest.raises(TypeError, match="double"):
        writer_of("double")
    with pytest.raises(TypeError, match="one type"):
        writer_of(["null", "int", "string"])


def test_a_field_without_a_default_is_missed() -> None:
    put = named({"fields": [{"name": "id", "type": "string"}]})
    with pytest.raises(KeyError):
        put({})
