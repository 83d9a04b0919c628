"""Notices, control records and dead letters come back as they went out."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from schemas.catalog import schema_of
from streams.terms import routes
from streams.terms.case_facts import DisputeOpened, PromiseMade
from streams.terms.control import PolicyPublished, Tick, Watermark
from streams.terms.delinquency_notices import (
    AccountTableGone,
    AccountTableRow,
    Corrected,
    DelinquencyEvent,
    DueNotice,
    PromiseNotice,
    ReviewNotice,
    StandingNotice,
)
from streams.terms.records import DeadLetter
from streams.terms.standing import Standing
from streams.terms.step import Reject
from streams.terms.treatment_notices import AccountTold, BureauUpdate, CustomerEvent, Escalation
from streams.wire import account_facts, account_notices, dead_letters
from streams.wire.control import (
    decode_control,
    decode_watermark,
    encode_policy,
    encode_tick,
    encode_watermark,
    watermark_in,
)
from streams.wire.notices_in import (
    decode_account,
    decode_corrected,
    decode_due,
    decode_escalation,
    decode_event,
    decode_promise,
    decode_review,
)
from streams.wire.notices_out import encode_delinquency, encode_treatment
from streams.wire.plain import Unreadable, must_read, write
from streams.wire.readable import readable
from streams.wire.speech import Speech
from tests.wire import words
from tests.wire.words import LETTER, MARK, STANDING
from tests.wire.written import Case, cases, written

SPEECHES = [one for one in vars(account_notices).values() if isinstance(one, Speech)]
ROW = encode_delinquency(AccountTableRow(standing=STANDING))


def first_of(topic: str) -> Case:
    """Return one good example of a topic."""
    return next(case for case in cases() if case[0] == topic and case[2].is_good)


@given(words.ESCALATIONS)
def test_an_escalation_comes_back(escalation: Escalation) -> None:
    record = encode_treatment(escalation)
    assert decode_escalation(record.value) == escalation
    assert (record.topic, record.key) == ("escalations", escalation.customer_id.encode())


@given(words.EVENTS)
def test_an_event_comes_back(event: DelinquencyEvent) -> None:
    record = encode_delinquency(event)
    assert decode_event(record.value) == event
    assert (record.topic, record.key) == ("delinquency.events", event.account_id.encode())


@given(words.CORRECTIONS)
def test_a_correction_comes_back(notice: Corrected) -> None:
    record = encode_delinquency(notice)
    assert decode_corrected(record.value) == notice
    assert (record.topic, record.key) == ("delinquency.corrections", notice.account_id.encode())


@given(words.PROMISES)
def test_what_became_of_a_promise_comes_back(notice: PromiseNotice) -> None:
    record = encode_delinquency(notice)
    assert decode_promise(record.value) == notice
    assert (record.topic, record.key) == ("promise.status", notice.account_id.encode())
    assert must_read(record.topic, record.value)["type"] == f"PROMISE_{notice.status}"


@given(words.DUES)
def test_what_is_due_comes_back(notice: DueNotice) -> None:
    record = encode_delinquency(notice)
    assert decode_due(record.value) == notice
    assert (record.topic, record.key) == ("billing.dues", notice.account_id.encode())


@given(words.REVIEWS)
def test_an_item_of_work_comes_back(notice: ReviewNotice) -> None:
    record = encode_delinquency(notice)
    assert decode_review(record.value) == notice
    assert (record.topic, record.key) == ("work.items", notice.account_id.encode())
    envelope = must_read(record.topic, record.value)
    assert envelope["effective_on"] == notice.as_of
    assert envelope["fact_effective_on"] == notice.effective_on


def test_an_account_that_left_the_public_table_leaves_no_value() -> None:
    record = encode_delinquency(AccountTableGone(account_id="acct-1"))
    assert (record.topic, record.key, record.value) == ("delinquency.accounts", b"acct-1", None)


@pytest.mark.parametrize("speech", SPEECHES)
def test_every_word_of_a_notice_is_a_type_of_its_topic(speech: Speech[Any]) -> None:
    symbols = schema_of(speech.topic)["fields"][1]["type"]["symbols"]
    assert set(symbols) == {"UNKNOWN", *speech.types}


def test_a_correction_without_its_cause_is_unreadable() -> None:
    case = first_of("delinquency.corrections")
    record = must_read(case[0], written(*case)) | {"causation_id": None}
    with pytest.raises(Unreadable, match=r"field_missing: .*cause"):
        decode_corrected(write(case[0], record))


@given(words.STANDINGS)
def test_a_row_of_the_public_table_comes_back(standing: Standing) -> None:
    record = encode_delinquency(AccountTableRow(standing=standing))
    # Of promises the customer's copy tells, not the table.
    assert decode_account(record.value) == replace(standing, promises_kept=0, promises_broken=0)
    assert (record.topic, record.key) == ("delinquency.accounts", standing.account_id.encode())


@given(words.TICKS)
def test_a_tick_comes_back(tick: Tick) -> None:
    record = encode_tick(tick, 3)
    assert decode_control(routes.CLOCK, record.value) == tick
    assert (record.topic, record.key, record.partition) == ("control.clock", b"tick", 3)


@given(words.POLICIES)
def test_a_policy_comes_back(policy: PolicyPublished) -> None:
    record = encode_policy(policy, 1)
    assert decode_control(routes.POLICY, record.value) == policy
    assert (record.topic, record.key) == ("control.policy", policy.digest.encode())
    assert record.partition == 1


@given(words.WATERMARKS)
def test_a_watermark_comes_back_from_every_stage(mark: Watermark) -> None:
    for topic in (routes.STANDINGS, routes.VISIT_REQUESTS, routes.VISITS):
        record = encode_watermark(mark, topic, 2)
        assert decode_watermark(topic, record.value) == watermark_in(topic, record.value) == mark
        assert (record.topic, record.key, record.partition) == (topic, b"watermark", 2)


@given(words.LETTERS)
def test_a_dead_letter_comes_back(letter: DeadLetter) -> None:
    record = dead_letters.encode(letter)
    assert dead_letters.decode(record.value) == letter
    assert (record.topic, record.key) == ("dead.letters", letter.key or b"")


def test_a_standing_is_no_watermark() -> None:
    record = encode_delinquency(StandingNotice(standing=STANDING))
    assert decode_watermark(routes.STANDINGS, record.value) is None


def test_one_notice_has_one_id_and_the_next_another() -> None:
    def event_id(standing: Standing) -> str:
        value = encode_delinquency(StandingNotice(standing=standing)).value
        return str(must_read(routes.STANDINGS, value)["event_id"])

    later = Standing(
        account_id=STANDING.account_id,
        customer_id=STANDING.customer_id,
        version=8,
        as_of=STANDING.as_of,
        days_past_due=0,
        bucket="current",
        ledgers=(),
    )
    assert event_id(STANDING) == event_id(STANDING) != event_id(later)


def test_what_is_only_known_to_the_day_happened_at_its_start() -> None:
    record = must_read(ROW.topic, ROW.value)
    assert record["occurred_at"] == STANDING.as_of * 86_400_000_000


@pytest.mark.parametrize("value", [None, b"", b"{}", ROW.value])
def test_readers_are_told_why_a_value_is_none_of_theirs(value: bytes | None) -> None:
    readers = (decode_corrected, decode_promise, decode_due, decode_review)
    for decode in (decode_escalation, decode_event, dead_letters.decode, *readers):
        with pytest.raises(Unreadable, match=r"^[a-z_]+: "):
            decode(value)


def test_readers_are_told_of_a_type_that_is_new_to_them() -> None:
    record = must_read(ROW.topic, ROW.value) | {"type": "UNKNOWN"}
    with pytest.raises(Unreadable, match="type_unknown"):
        decode_account(write(ROW.topic, record))
    case = first_of("work.items")
    item = must_read(case[0], written(*case)) | {"type": "UNKNOWN"}
    with pytest.raises(Unreadable, match=r"type_unknown: work\.items"):
        decode_review(write(case[0], item))


def test_broken_control_records_are_refused_by_rule() -> None:
    mark = encode_watermark(MARK, routes.STANDINGS, 0)
    for topic in (routes.CLOCK, routes.POLICY):
        for value, rule in ((None, "value_missing"), (b"x", "magic_byte_wrong")):
            found = decode_control(topic, value)
            assert isinstance(found, Reject)
            assert found.rule == rule
    found = decode_control(routes.CLOCK, mark.value)
    assert isinstance(found, Reject)
    assert found.rule == "schema_not_of_this_topic"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"policy_digest": ""}, "field_missing"),
        ({"type": "UNKNOWN"}, "type_unknown"),
        ({"effective_on": 2**31 - 1}, "day_out_of_range"),
        ({"newest_on": -(2**31)}, "day_out_of_range"),
        ({"occurred_at": 2**63 - 1}, "instant_out_of_range"),
        ({"newest_at": -(2**63)}, "instant_out_of_range"),
    ],
)
def test_a_tick_out_of_shape_is_refused(change: dict[str, object], rule: str) -> None:
    tick = Tick(as_of=MARK.as_of, newest=MARK.as_of, policy_digest="d", cut={})
    good = encode_tick(tick, 0)
    found = decode_control(
        good.topic, write(good.topic, must_read(good.topic, good.value) | change)
    )
    assert isinstance(found, Reject)
    assert found.rule == rule


def test_a_control_record_cut_at_any_byte_is_refused() -> None:
    tick = Tick(as_of=MARK.as_of, newest=MARK.as_of, policy_digest="d", cut={"a": 1})
    value = encode_tick(tick, 0).value or b""
    cuts = [decode_control(routes.CLOCK, value[:length]) for length in range(len(value))]
    assert len(cuts) > 60
    assert all(isinstance(found, Reject) for found in cuts)


def test_a_dead_letter_cut_at_any_byte_is_unreadable() -> None:
    value = dead_letters.encode(LETTER).value or b""
    for length in range(len(value)):
        with pytest.raises(Unreadable):
            dead_letters.decode(value[:length])


def test_a_stage_that_refuses_what_another_refused_writes_a_letter_of_its_own() -> None:
    ids = set()
    for stage in ("delinquency", "treatment", "delinquency"):
        letter = DeadLetter(
            topic="control.clock",
            partition=0,
            offset=1,
            at=LETTER.at,
            key=None,
            value=None,
            headers=(),
            stage=stage,
            rule="value_missing",
            detail="",
        )
        value = dead_letters.encode(letter).value
        ids.add(must_read(routes.DEAD_LETTERS, value)["event_id"])
    assert len(ids) == 2


@given(
    words.any_of(AccountTold, kind=st.just("PROMISE"), due_on=words.DAYS, amount_minor=words.LONGS)
)
def test_a_promise_told_in_a_contact_is_one_that_its_account_reads(told: AccountTold) -> None:
    record = encode_treatment(told)
    assert (record.topic, record.key) == (routes.ACCOUNT_EFFECTS, told.account_id.encode())
    read = account_facts.decode(record.topic, record.key, record.value)
    assert isinstance(read, PromiseMade)
    assert (read.promise_id, read.currency) == (told.case_id, told.currency)
    assert [(p.due_on, p.amount_minor) for p in read.instalments] == [
        (told.due_on, told.amount_minor)
    ]
    assert encode_treatment(replace(told, seq=told.seq)).value == record.value


@given(words.any_of(AccountTold, kind=st.just("DISPUTE")))
def test_a_dispute_told_in_a_contact_is_one_that_its_account_reads(told: AccountTold) -> None:
    record = encode_treatment(told)
    read = account_facts.decode(record.topic, record.key, record.value)
    assert isinstance(read, DisputeOpened)
    assert (read.dispute_id, read.amount_minor) == (told.case_id, told.amount_minor)
    assert read.effective_on == told.effective_on


@given(words.any_of(CustomerEvent))
def test_an_alert_about_a_customer_hides_whom_it_is_about(event: CustomerEvent) -> None:
    record = encode_treatment(event)
    assert (record.topic, record.key) == (routes.CUSTOMER_EVENTS, event.customer_id.encode())
    shown = readable(record.topic, record.value, masked=True)
    assert shown["type"] == event.kind
    assert shown["source_seq"] == event.seq
    assert event.customer_id not in str(shown["customer_id"]) or len(event.customer_id) <= 4


@given(words.any_of(BureauUpdate, number=st.integers(0, 99)))
def test_a_report_to_the_bureau_goes_to_its_account_under_an_id_of_its_own(
    update: BureauUpdate,
) -> None:
    record = encode_treatment(update)
    assert (record.topic, record.key) == (routes.BUREAU_UPDATES, update.account_id.encode())
    shown = readable(record.topic, record.value, masked=True)
    assert (shown["type"], shown["mark"], shown["was_mark"]) == (
        update.kind,
        update.mark,
        update.was_mark,
    )
    again = readable(record.topic, encode_treatment(update).value, masked=True)
    assert again["event_id"] == shown["event_id"]
    other = encode_treatment(replace(update, number=update.number + 1))
    assert readable(other.topic, other.value, masked=True)["event_id"] != shown["event_id"]
