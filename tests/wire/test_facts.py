"""Every fact comes back as it went out, and every broken record is refused by its rule."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.catalog import id_of, schema_of
from schemas.examples import NOT_OF_SCHEMA
from streams.terms import routes
from streams.terms.account_facts import PaymentPosted, RecordRefused
from streams.terms.case_facts import ClockHeld, ClockReleased
from streams.terms.control import Watermark
from streams.terms.customer_facts import AccountWithdrawn, CustomerRecordRefused, StandingChanged
from streams.terms.days import Day, Instant
from streams.terms.delinquency_notices import StandingNotice, StandingWithdrawn
from streams.terms.records import Outgoing
from streams.terms.step import Reject
from streams.terms.treatment_notices import AccountEffect
from streams.wire import account_facts, customer_facts
from streams.wire.account_shapes import ACCOUNT_SHAPES
from streams.wire.control import encode_watermark
from streams.wire.facts_out import Stamp, encode_fact
from streams.wire.frames import frame
from streams.wire.notices_out import encode_delinquency, encode_treatment
from streams.wire.plain import must_read, write
from tests.wire import words
from tests.wire.words import (
    DISPUTED,
    EVENT_ID,
    LIABLE,
    MARK,
    OUTCOME,
    PAYMENT,
    PROMISED,
    STANDING,
    STATEMENT,
)
from tests.wire.written import Case, cases, written

STAMP = Stamp(Instant(1_776_734_100_000_000), Instant(1_776_734_200_000_000), "core")
PAID = encode_fact(PAYMENT, STAMP)
STOOD = encode_delinquency(StandingNotice(standing=STANDING))
READ_HERE = [
    case
    for case in cases()
    if case[0] in {*routes.DELINQUENCY.facts, *routes.TREATMENT.facts}
    if case[2].expected != NOT_OF_SCHEMA
]


def decoded(record: Outgoing) -> object:
    """Read a record as the stage does that reads its topic."""
    room = account_facts if record.topic in routes.DELINQUENCY.facts else customer_facts
    return room.decode(record.topic, record.key, record.value)


def refused(topic: str, key: bytes | None, value: bytes | None) -> tuple[str, str]:
    """Return rule and detail of a refusal."""
    room = account_facts if topic in routes.DELINQUENCY.facts else customer_facts
    found = room.decode(topic, key, value)
    assert isinstance(found, Reject), found
    return found.rule, found.detail


def paid(change: dict[str, object], key: bytes = PAID.key) -> tuple[str, str]:
    """Return the refusal of a payment whose record was changed."""
    record = must_read(PAID.topic, PAID.value)
    return refused(PAID.topic, key, write(PAID.topic, record | change))


@pytest.mark.parametrize("kind", [*words.ACCOUNT_FACTS, *words.CUSTOMER_FACTS])
@given(st.data())
@settings(max_examples=40)
def test_a_fact_comes_back_as_it_went_out(kind: type[Any], data: st.DataObject) -> None:
    fact = data.draw(words.any_of(kind))
    record = encode_fact(fact, STAMP)
    assert decoded(record) == fact
    assert record.partition is None


def test_every_fact_about_an_account_is_said_once_and_in_a_topic_that_is_read() -> None:
    assert {shape.fact for shape in ACCOUNT_SHAPES} == set(words.ACCOUNT_FACTS)
    assert len(ACCOUNT_SHAPES) == len(words.ACCOUNT_FACTS)
    assert {shape.topic for shape in ACCOUNT_SHAPES} == set(routes.DELINQUENCY.facts)


@pytest.mark.parametrize("topic", sorted({shape.topic for shape in ACCOUNT_SHAPES}))
def test_every_type_of_a_topic_is_some_fact(topic: str) -> None:
    kinds = {shape.kind for shape in ACCOUNT_SHAPES if shape.topic == topic}
    assert kinds == set(schema_of(topic)["fields"][1]["type"]["symbols"]) - {"UNKNOWN"}


@given(words.STANDINGS)
def test_a_standing_reaches_its_customer(standing: Any) -> None:
    record = encode_delinquency(StandingNotice(standing=standing))
    fact = decoded(record)
    assert isinstance(fact, StandingChanged)
    assert fact.standing == standing
    assert fact.customer_id == standing.customer_id == record.key.decode()
    assert (fact.effective_on, fact.source_seq) == (standing.as_of, standing.version)


@given(words.WITHDRAWALS)
def test_a_customer_hears_that_an_account_is_theirs_no_longer(gone: StandingWithdrawn) -> None:
    record = encode_delinquency(gone)
    fact = decoded(record)
    assert isinstance(fact, AccountWithdrawn)
    assert (fact.account_id, fact.version, fact.source_seq) == (
        gone.account_id,
        gone.version,
        gone.version,
    )
    assert fact.customer_id == gone.customer_id == record.key.decode()
    assert (record.topic, fact.effective_on) == ("delinquency.standings", gone.as_of)


@given(words.EFFECTS)
def test_an_effect_reaches_the_account(effect: AccountEffect) -> None:
    record = encode_treatment(effect)
    fact = decoded(record)
    assert isinstance(fact, ClockHeld | ClockReleased)
    assert isinstance(fact, ClockHeld) == (effect.change == "CLOCK_HELD")
    assert (fact.effect_id, fact.account_id) == (effect.effect_id, effect.account_id)
    assert (fact.effective_on, fact.source_seq) == (effect.effective_on, effect.seq)
    if isinstance(fact, ClockHeld):
        assert (fact.kind, fact.until_on) == (effect.kind, None)
    assert record.key == effect.account_id.encode()


@given(words.WATERMARKS)
def test_a_watermark_is_read_in_band(mark: Watermark) -> None:
    assert decoded(encode_watermark(mark, routes.STANDINGS, 3)) == mark


def test_the_stamp_stands_in_the_envelope() -> None:
    record = must_read(PAID.topic, PAID.value)
    seen = [record[name] for name in ("occurred_at", "received_at", "source", "source_seq")]
    assert seen == [STAMP.occurred_at, STAMP.received_at, "core", 85]
    assert (record["type"], record["tenant"]) == ("PAYMENT_POSTED", None)


@pytest.mark.parametrize(
    "fact",
    [
        RecordRefused(event_id="e", account_id="a", effective_on=Day(0), origin="t/0/1", rule="r"),
        CustomerRecordRefused(
            event_id="e", customer_id="c", effective_on=Day(0), origin="t/0/1", rule="r"
        ),
        StandingChanged(event_id="e", customer_id="c", effective_on=Day(0), standing=STANDING),
    ],
)
def test_what_is_made_inside_is_never_published_as_a_fact(fact: Any) -> None:
    with pytest.raises(TypeError, match=type(fact).__name__):
        encode_fact(fact, STAMP)


@pytest.mark.parametrize("topic", [*routes.DELINQUENCY.facts, *routes.TREATMENT.facts])
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


def test_a_record_of_the_first_version_is_a_fact_without_what_came_later() -> None:
    case = next(c for c in READ_HERE if c[:2] == ("payments.posted", 1) and c[2].is_good)
    found = decoded(Outgoing(case[0], case[2].key.encode(), written(*case)))
    assert isinstance(found, PaymentPosted)
    assert found.paid_at is None


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


@given(st.binary(max_size=60), st.integers(0, 200), st.sampled_from([PAID, STOOD]))
def test_no_bytes_raise(noise: bytes, at: int, good: Outgoing) -> None:
    value = good.value or b""
    for bad in (noise, value[:5] + noise, value[:at] + noise + value[at + len(noise) :]):
        decoded(Outgoing(good.topic, good.key, bad))


@pytest.mark.parametrize("case", READ_HERE, ids=lambda case: f"{case[0]}/v{case[1]}/{case[2].name}")
def test_an_example_is_read_or_refused_as_it_says(case: Case) -> None:
    topic, _, example = case
    found = decoded(Outgoing(topic, example.key.encode(), written(*case)))
    if example.is_good:
        assert not isinstance(found, Reject), found
    else:
        assert isinstance(found, Reject)
        assert found.rule == example.expected


def test_no_refusal_repeats_a_value_of_the_record() -> None:
    changes: list[dict[str, object]] = [
        {"payment_id": "x" * 129},
        {"event_id": ""},
        {"type": "UNKNOWN"},
    ]
    seen = [*map(paid, changes), paid({}, b"acct-9")]
    personal = ("acct-", "xxx", "pay-77120", EVENT_ID)
    assert not any(part in detail for _, detail in seen for part in personal)
