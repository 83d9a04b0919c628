"""Every broken record is refused by its rule, and no refusal repeats what the record says."""

from typing import Any

import pytest

from schemas.catalog import id_of
from streams.terms import routes
from streams.terms.days import Day
from streams.terms.delinquency_notices import StandingWithdrawn
from streams.wire.control import encode_watermark
from streams.wire.facts_out import encode_fact
from streams.wire.frames import frame
from streams.wire.notices_out import encode_delinquency
from streams.wire.plain import must_read, write
from tests.wire.reading import PAID, READ, STAMP, STOOD, paid, refused
from tests.wire.words import (
    DISPUTED,
    EVENT_ID,
    LIABLE,
    MARK,
    OUTCOME,
    PAYMENT,
    PROMISED,
    STATEMENT,
)


@pytest.mark.parametrize("topic", READ)
def test_a_key_and_a_value_are_needed(topic: str) -> None:
    assert refused(topic, None, b"x")[0] == "key_missing"
    assert refused(topic, b"", b"x")[0] == "key_missing"
    assert refused(topic, b"\xff\xfe", b"x")[0] == "key_not_utf8"
    assert refused(topic, b"k" * 129, b"x")[0] == "id_too_long"
    assert refused(topic, b"k", None)[0] == "value_missing"
    assert refused(topic, b"k", b"")[0] == "value_missing"
    assert refused(topic, b"k", b"{}")[0] == "magic_byte_wrong"
    assert refused(topic, b"k", b"\0\0\0")[0] == "bytes_unreadable"
    assert refused(topic, b"k", frame(9_999, b""))[0] == "schema_id_unknown"
    assert refused(topic, b"k", frame(id_of(topic), b"\x01"))[0] == "bytes_unreadable"


@pytest.mark.parametrize("fact", [PAYMENT, STATEMENT, OUTCOME])
def test_a_record_is_refused_under_another_key(fact: Any) -> None:
    record = encode_fact(fact, STAMP)
    assert refused(record.topic, b"acct-2", record.value)[0] == "key_does_not_match"
    assert refused(record.topic, record.key + b" ", record.value)[0] == "key_does_not_match"


def test_a_record_is_refused_in_another_topic() -> None:
    rule, detail = refused(routes.STATEMENTS, PAID.key, PAID.value)
    assert rule == "schema_not_of_this_topic"
    assert "payments.posted" in detail


def test_a_type_that_is_new_is_refused() -> None:
    assert paid({"type": "UNKNOWN"})[0] == "type_unknown"
    record = must_read(STOOD.topic, STOOD.value) | {"type": "UNKNOWN"}
    assert refused(STOOD.topic, STOOD.key, write(STOOD.topic, record))[0] == "type_unknown"


def test_a_field_that_the_type_needs_is_named() -> None:
    assert paid({"value_on": None}) == ("field_missing", "PAYMENT_POSTED needs value_on")
    assert paid({"type": "PAYMENT_REVERSED"}) == (
        "field_missing",
        "PAYMENT_REVERSED needs reversal_id",
    )


@pytest.mark.parametrize("name", ["event_id", "payment_id", "account_id"])
def test_an_empty_or_endless_id_is_refused(name: str) -> None:
    assert paid({name: ""}) == (
        "field_missing",
        f"PAYMENT_POSTED needs {name}, and it is empty",
    )
    if name != "account_id":
        assert paid({name: "x" * 129}) == ("id_too_long", f"{name} has 129 characters")


@pytest.mark.parametrize("day", [-25_568, 376_200, -(2**31), 2**31 - 1])
@pytest.mark.parametrize("name", ["effective_on", "value_on"])
def test_a_day_outside_the_calendar_of_cards_is_refused(name: str, day: int) -> None:
    rule, detail = paid({name: day})
    assert rule == "day_out_of_range"
    assert detail.startswith(name)


@pytest.mark.parametrize("at", [-(2**63), 2**63 - 1, 376_200 * 86_400_000_000])
def test_an_instant_outside_the_calendar_of_cards_is_refused(at: int) -> None:
    record = encode_fact(OUTCOME, STAMP)
    value = write(record.topic, must_read(record.topic, record.value) | {"at": at})
    rule, detail = refused(record.topic, record.key, value)
    assert rule == "instant_out_of_range"
    assert detail.startswith("at ")


@pytest.mark.parametrize(
    ("fact", "change", "found"),
    [
        (DISPUTED, {"statement_id": ""}, "DISPUTE_OPENED needs statement_id, and it is empty"),
        (DISPUTED, {"statement_id": "x" * 129}, "statement_id has 129 characters"),
        (PROMISED, {"instalments": []}, "PROMISE_MADE needs instalments, and it is empty"),
        (PROMISED, {"currency": None}, "PROMISE_MADE needs currency"),
        (LIABLE, {"liable_until_on": 376_200}, "liable_until is day 376200 from 1970-01-01"),
        (LIABLE, {"role": "FRIEND"}, "role of LIABILITY_CHANGED is none of PRIMARY,"),
        (PAYMENT, {"paid_at": -(2**63)}, "paid_at is microsecond"),
        (PROMISED, {"type": "PROMISE_CANCELLED", "promise_id": ""}, "PROMISE_CANCELLED needs"),
    ],
)
def test_what_is_seldom_there_is_looked_at_too(
    fact: Any, change: dict[str, object], found: str
) -> None:
    record = encode_fact(fact, STAMP)
    value = write(record.topic, must_read(record.topic, record.value) | change)
    assert refused(record.topic, record.key, value)[1].startswith(found)


@pytest.mark.parametrize("at", [0, 1])
def test_the_day_of_every_part_of_a_promise_is_looked_at(at: int) -> None:
    record = encode_fact(PROMISED, STAMP)
    changed = must_read(record.topic, record.value)
    changed["instalments"][at]["due_on"] = -25_568
    found = refused(record.topic, record.key, write(record.topic, changed))
    assert found == ("day_out_of_range", "instalments.due_on is day -25568 from 1970-01-01")


def test_a_word_that_is_none_of_the_known_is_refused_and_not_repeated() -> None:
    reversal: dict[str, object] = {
        "type": "PAYMENT_REVERSED",
        "reversal_id": "r",
        "mode": "acct-secret",
    }
    known = "RESTORE_ORIGINAL, AGE_FROM_REVERSAL"
    assert paid(reversal) == ("code_unknown", f"mode of PAYMENT_REVERSED is none of {known}")
    assert paid({"mode": "acct-secret", "payment_id": ""})[0] == "field_missing"


@pytest.mark.parametrize(
    "name", ["customer_id", "account_id", "version", "days_past_due", "bucket", "incomplete"]
)
def test_a_standing_with_a_gap_is_refused(name: str) -> None:
    record = must_read(STOOD.topic, STOOD.value) | {name: None}
    found = refused(STOOD.topic, STOOD.key, write(STOOD.topic, record))
    assert found == ("field_missing", f"STANDING needs {name}")


@pytest.mark.parametrize("name", ["customer_id", "account_id", "version"])
def test_a_withdrawal_with_a_gap_is_refused(name: str) -> None:
    gone = StandingWithdrawn(account_id="a", customer_id="c", version=3, as_of=Day(0))
    out = encode_delinquency(gone)
    record = must_read(out.topic, out.value) | {name: None}
    found = refused(out.topic, out.key, write(out.topic, record))
    assert found == ("field_missing", f"STANDING_WITHDRAWN needs {name}")
    assert refused(out.topic, b"cust-1", out.value)[0] == "key_does_not_match"


def test_a_standing_is_refused_under_another_key() -> None:
    assert refused(STOOD.topic, b"cust-1", STOOD.value)[0] == "key_does_not_match"


@pytest.mark.parametrize("name", ["stage", "partition", "positions"])
def test_a_watermark_with_a_gap_is_refused(name: str) -> None:
    mark = encode_watermark(MARK, routes.STANDINGS, 0)
    record = must_read(mark.topic, mark.value) | {name: None}
    found = refused(mark.topic, mark.key, write(mark.topic, record))
    assert found == ("field_missing", f"WATERMARK needs {name}")
    assert refused(mark.topic, b"cust-1", mark.value)[0] == "key_does_not_match"


@pytest.mark.parametrize("value", [PAID.value, STOOD.value])
def test_a_record_cut_or_grown_at_any_byte_is_refused(value: bytes) -> None:
    where = (PAID.topic, PAID.key) if value == PAID.value else (STOOD.topic, STOOD.key)
    for length in range(len(value)):
        rule, _ = refused(*where, value[:length])
        assert rule == ("bytes_unreadable" if length else "value_missing")
    assert refused(*where, value + b"\0") == (
        "bytes_unreadable",
        "1 bytes are left over behind the record",
    )


def test_no_refusal_repeats_a_value_of_the_record() -> None:
    changes: list[dict[str, object]] = [
        {"payment_id": "x" * 129},
        {"event_id": ""},
        {"type": "UNKNOWN"},
    ]
    seen = [*map(paid, changes), paid({}, b"acct-9")]
    personal = ("acct-", "xxx", "pay-77120", EVENT_ID)
    assert not any(part in detail for _, detail in seen for part in personal)


def test_a_text_has_a_length() -> None:
    assert paid({"channel": "x" * 257}) == ("text_too_long", "channel has 257 characters")
    with pytest.raises(AssertionError):
        paid({"channel": "x" * 256})
