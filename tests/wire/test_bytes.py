"""The bytes themselves: pinned, read alike by Apache's library, and readable for people."""

import io
import json
from copy import deepcopy
from typing import Any

import avro.io
import avro.schema
import pytest
from msgspec.structs import replace

from schemas.catalog import schema_of
from streams.terms.delinquency_notices import AccountTableRow, StandingNotice
from streams.terms.records import Outgoing
from streams.terms.step import Reject
from streams.wire import dead_letters
from streams.wire.facts_out import Stamp, encode_fact
from streams.wire.frames import frame, named_id, unframe
from streams.wire.notices_out import encode_delinquency
from streams.wire.plain import Unreadable, must_read, read_body, stripped, write
from streams.wire.readable import readable
from tests.wire.words import LETTER, MARK, OUTCOME, PAYMENT, PROMISED, STANDING, STATEMENT
from tests.wire.written import Case, cases, written

GOOD = [case for case in cases() if case[2].is_good]
NEWEST = [case for case in cases(only_newest=True) if case[2].is_good]


def each(found: list[Case]) -> pytest.MarkDecorator:
    """Return the cases as parameters, named by topic, version and example."""
    ids = [f"{topic}/v{version}/{example.name}" for topic, version, example in found]
    return pytest.mark.parametrize("case", found, ids=ids)


STAMP = Stamp(MARK.as_of.at, None, "core")
PAID = encode_fact(PAYMENT, STAMP)
ROW = AccountTableRow(standing=STANDING)
ENVELOPE = "4836663161356265322d346233352d346136652d396430632d326631663666336638613631"


def read_by_apache(topic: str, body: bytes) -> Any:
    """Read a body with Apache's library, logical types left aside as on our own way."""
    schema = avro.schema.parse(json.dumps(stripped(schema_of(topic))))
    return avro.io.DatumReader(schema).read(avro.io.BinaryDecoder(io.BytesIO(body)))


def body_of(value: bytes | None) -> bytes:
    """Return the body of a frame that is good."""
    framed = unframe(value)
    assert not isinstance(framed, Reject)
    return framed[1]


@each(NEWEST)
def test_apache_reads_what_we_read(case: Case) -> None:
    topic, value = case[0], written(*case)
    record = must_read(topic, value)
    assert record == read_by_apache(topic, body_of(value))
    assert write(topic, record) == value


@pytest.mark.parametrize(
    "record",
    [
        *(encode_fact(fact, STAMP) for fact in (PAYMENT, STATEMENT, OUTCOME, PROMISED)),
        encode_delinquency(StandingNotice(standing=STANDING)),
        encode_delinquency(AccountTableRow(standing=STANDING)),
        dead_letters.encode(LETTER),
    ],
    ids=lambda record: record.topic,
)
def test_apache_reads_what_we_write(record: Outgoing) -> None:
    ours = must_read(record.topic, record.value)
    assert ours == read_by_apache(record.topic, body_of(record.value))


def test_the_bytes_of_a_payment_stay_as_they_are() -> None:
    value = encode_fact(PAYMENT, STAMP).value
    assert value is not None
    pinned = (
        f"0000000025{ENVELOPE}021c616363742d303030343831353136a6c10280b4a0cec4fba70600"
        "08636f7265aa0100000012"
        "7061792d373731323006434e5980890f02a4c1021a42414e4b5f5452414e5346455200000000"
    )
    assert value.hex() == pinned


def test_a_frame_comes_apart_as_it_was_put_together() -> None:
    assert unframe(frame(25, b"")) == (25, b"")
    assert frame(25, b"x") == b"\0\0\0\0\x19x"


@pytest.mark.parametrize(
    ("value", "named"),
    [(None, None), (b"", None), (b"\0\0\0", None), (b"\1\0\0\0\7", None), (b"\0\0\0\1\0x", 256)],
)
def test_the_id_of_a_frame_is_told_where_it_is_legible(
    value: bytes | None, named: int | None
) -> None:
    assert named_id(value) == named


def test_a_record_of_an_older_version_takes_the_defaults_of_the_newest() -> None:
    newest = deepcopy(stripped(schema_of("payments.posted")))
    newest["fields"].append({"name": "branch", "type": "string", "default": "none"})
    value = encode_fact(PAYMENT, STAMP).value
    record = read_body(body_of(value), stripped(schema_of("payments.posted")), newest)
    assert not isinstance(record, Reject)
    assert (record["branch"], record["payment_id"]) == ("none", "pay-77120")


def test_a_symbol_of_a_newer_version_reads_as_unknown() -> None:
    newer = deepcopy(stripped(schema_of("payments.posted")))
    newer["fields"][1]["type"]["symbols"].insert(1, "CREDIT_POSTED")
    body = bytearray(body_of(encode_fact(PAYMENT, STAMP).value))
    assert body[37] == 2
    record = read_body(bytes(body), newer, stripped(schema_of("payments.posted")))
    assert not isinstance(record, Reject)
    assert record["type"] == "UNKNOWN"


@each(GOOD)
def test_people_read_dates_and_see_no_nulls(case: Case) -> None:
    topic, _, example = case
    shown = readable(topic, written(*case), masked=False)
    assert None not in shown.values()
    given = {name: value for name, value in example.record.items() if value is not None}
    for rows in ("headers", "ledgers", "spans"):
        given.pop(rows, None)
    assert shown | given == shown


@each(GOOD)
def test_personal_values_are_masked(case: Case) -> None:
    topic = case[0]
    shown = readable(topic, written(*case))
    for field in schema_of(topic)["fields"]:
        if field.get("pii") is True and shown.get(field["name"]):
            assert shown[field["name"]] == "***"
    text = json.dumps(shown)
    assert not any(part in text for part in ("acct-000481516", "cust-000234200", "j.chen", "ATTO"))


def test_a_pseudonym_keeps_its_last_four_characters() -> None:
    shown = readable(PAID.topic, PAID.value)
    assert shown["account_id"] == "***1516"
    assert shown["effective_on"] == "2026-04-20"
    assert shown["occurred_at"] == "2026-04-21T01:15:00Z"
    assert "tenant" not in shown


def test_why_a_customer_pays_late_is_masked() -> None:
    row = AccountTableRow(standing=replace(ROW.standing, holds=("deceased",), cause="ILLNESS"))
    shown = readable("delinquency.accounts", encode_delinquency(row).value)
    assert (shown["holds"], shown["cause"]) == ("***", "***")
    assert shown["life"] == "open"


def test_nothing_is_masked_where_there_is_nothing() -> None:
    bare = AccountTableRow(standing=replace(ROW.standing, holds=(), cause=""))
    shown = readable("delinquency.accounts", encode_delinquency(bare).value)
    assert (shown["holds"], shown["cause"]) == ([], "")


def test_the_inside_of_a_dead_letter_is_masked() -> None:
    shown = readable("dead.letters", dead_letters.encode(LETTER).value)
    assert (shown["record_key"], shown["value"]) == ("***1516", "***")
    assert shown["headers"] == [{"name": "traceparent", "value": "***"}]
    bare = readable("dead.letters", dead_letters.encode(LETTER).value, masked=False)
    assert bare["value"] == "\\xffnot Avro"


def test_a_standing_shows_its_ledgers() -> None:
    record = encode_delinquency(AccountTableRow(standing=STANDING))
    ledgers = readable(record.topic, record.value)["ledgers"]
    assert isinstance(ledgers, list)
    assert ledgers[0]["oldest_due_on"] == "2026-04-20"
    assert "upcoming_due_on" not in ledgers[0]


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("effective_on", 2**31 - 1, "day 2147483647"),
        ("occurred_at", 2**62, f"microsecond {2**62}"),
    ],
)
def test_a_moment_outside_the_calendar_is_shown_as_its_number(
    name: str, value: int, text: str
) -> None:
    record = must_read(PAID.topic, PAID.value) | {name: value}
    assert readable(PAID.topic, write(PAID.topic, record))[name] == text


def test_broken_bytes_are_told_to_people_by_rule() -> None:
    with pytest.raises(Unreadable, match="magic_byte_wrong"):
        readable(PAID.topic, b"{}")
