"""Every fact comes back as it went out, and every example is read or refused as it says."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.catalog import schema_of, versions_of
from schemas.examples import NOT_OF_SCHEMA
from streams.terms import routes
from streams.terms.account_facts import PaymentPosted, RecordRefused
from streams.terms.case_facts import ClockHeld, ClockReleased
from streams.terms.control import Watermark
from streams.terms.customer_facts import (
    AccountWithdrawn,
    CustomerRecordRefused,
    PastCorrected,
    StandingChanged,
)
from streams.terms.days import Day
from streams.terms.delinquency_notices import (
    CorrectionNotice,
    StandingNotice,
    StandingWithdrawn,
)
from streams.terms.records import Outgoing
from streams.terms.step import Reject
from streams.terms.treatment_notices import AccountEffect
from streams.wire.account_shapes import ACCOUNT_SHAPES
from streams.wire.control import encode_watermark
from streams.wire.facts_out import encode_fact
from streams.wire.notices_out import encode_delinquency, encode_treatment
from streams.wire.plain import must_read
from tests.wire import words
from tests.wire.reading import PAID, READ, STAMP, STOOD, decoded
from tests.wire.words import (
    STANDING,
)
from tests.wire.written import Case, cases, written

# A version that only held a topic's place says no fact.
READ_HERE = [
    case
    for case in cases()
    if case[0] in READ
    if case[2].expected != NOT_OF_SCHEMA
    if "Provisional:" not in versions_of(case[0])[case[1] - 1]["doc"]
]


@pytest.mark.parametrize("kind", [*words.ACCOUNT_FACTS, *words.CUSTOMER_FACTS, *words.FIELD_FACTS])
@given(st.data())
@settings(max_examples=40)
def test_a_fact_comes_back_as_it_went_out(kind: type[Any], data: st.DataObject) -> None:
    fact = data.draw(words.any_of(kind))
    record = encode_fact(fact, STAMP)
    assert decoded(record) == fact
    assert record.partition is None


def test_every_fact_about_an_account_is_said_once_and_in_a_topic_that_is_read() -> None:
    assert {shape.fact for shape in ACCOUNT_SHAPES} == set(words.ACCOUNT_FACTS)
    # What a customer told in a contact comes a second way, from the stage that heard of it.
    told = [shape for shape in ACCOUNT_SHAPES if shape.kind.endswith("_TOLD")]
    assert {shape.topic for shape in told} == {routes.ACCOUNT_EFFECTS}
    assert len(ACCOUNT_SHAPES) - len(told) == len(words.ACCOUNT_FACTS)
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


@given(words.CORRECTIONS_TOLD)
def test_a_customer_hears_which_days_were_corrected(told: CorrectionNotice) -> None:
    record = encode_delinquency(told)
    fact = decoded(record)
    assert isinstance(fact, PastCorrected)
    assert (fact.event_id, fact.source_seq) == (told.event_id, told.seq)
    assert (fact.account_id, fact.currency) == (told.account_id, told.currency)
    assert (fact.spans, fact.cause) == (told.spans, told.cause)
    assert fact.customer_id == told.customer_id == record.key.decode()
    assert (record.topic, fact.effective_on) == ("delinquency.standings", told.as_of)


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


def test_a_record_of_the_first_version_is_a_fact_without_what_came_later() -> None:
    case = next(c for c in READ_HERE if c[:2] == ("payments.posted", 1) and c[2].is_good)
    found = decoded(Outgoing(case[0], case[2].key.encode(), written(*case)))
    assert isinstance(found, PaymentPosted)
    assert found.paid_at is None


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
