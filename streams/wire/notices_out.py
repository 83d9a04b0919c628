"""What the stages say, to bytes."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import asdict

from streams.terms.delinquency_notices import (
    AccountTableGone,
    AccountTableRow,
    AnyDelinquencyNotice,
    Corrected,
    CorrectionNotice,
    DelinquencyEvent,
    DueNotice,
    PromiseNotice,
    ReviewNotice,
    StandingNotice,
    StandingWithdrawn,
)
from streams.terms.identity import stable_id
from streams.terms.records import Outgoing
from streams.terms.routes import (
    ACCOUNT_EFFECTS,
    ACCOUNTS,
    BUREAU_UPDATES,
    CUSTOMER_EVENTS,
    ESCALATIONS,
    MOVES,
    STANDINGS,
)
from streams.terms.treatment_notices import (
    AccountEffect,
    AccountTold,
    AnyTreatmentNotice,
    AreaTold,
    BureauUpdate,
    ContentsMoved,
    CustomerEvent,
    Escalation,
)
from streams.wire import account_notices, standings
from streams.wire.facts_out import Stamp, encode_fact
from streams.wire.plain import write


def encode_delinquency(notice: AnyDelinquencyNotice) -> Outgoing:
    """Return the record of a notice: a standing goes to its customer, all else to the account."""
    return _ENCODERS[type(notice)](notice)


def encode_treatment(notice: AnyTreatmentNotice) -> Outgoing:
    """Return the record of a notice, keyed by the account, customer or area that it is for."""
    return _OF_TREATMENT[type(notice)](notice)


def _escalation(notice: Escalation) -> Outgoing:
    record = asdict(notice)
    seq = record.pop("seq")
    record["event_id"] = stable_id("verdict", notice.escalation_id, seq)
    record["type"] = record.pop("verdict")
    record["effective_on"] = record.pop("as_of")
    record["occurred_at"] = record.pop("at")
    record["source"] = "treatment"
    record["source_seq"] = seq
    return Outgoing(ESCALATIONS, notice.customer_id.encode(), write(ESCALATIONS, record))


def _effect(notice: AccountEffect) -> Outgoing:
    record = {
        "event_id": stable_id("effect", notice.effect_id, notice.change),
        "type": notice.change,
        "account_id": notice.account_id,
        "effective_on": notice.effective_on,
        "occurred_at": notice.at,
        "source": "treatment",
        "source_seq": notice.seq,
        "effect_id": notice.effect_id,
        "kind": notice.kind,
    }
    value = write(ACCOUNT_EFFECTS, record)
    return Outgoing(ACCOUNT_EFFECTS, notice.account_id.encode(), value)


def _told(notice: AccountTold) -> Outgoing:
    record: dict[str, object] = {
        "event_id": stable_id("told", notice.case_id),
        "type": f"{notice.kind}_TOLD",
        "account_id": notice.account_id,
        "effective_on": notice.effective_on,
        "occurred_at": notice.at,
        "source": "treatment",
        "source_seq": notice.seq,
        "currency": notice.currency,
    }
    if notice.kind == "PROMISE":
        part = {"due_on": notice.due_on, "amount_minor": notice.amount_minor}
        record |= {"promise_id": notice.case_id, "instalments": [part]}
    else:
        record |= {"dispute_id": notice.case_id, "amount_minor": notice.amount_minor}
    value = write(ACCOUNT_EFFECTS, record)
    return Outgoing(ACCOUNT_EFFECTS, notice.account_id.encode(), value)


def _customer_event(notice: CustomerEvent) -> Outgoing:
    record = asdict(notice)
    record["event_id"] = stable_id("customer event", notice.customer_id, notice.seq)
    record["type"] = record.pop("kind")
    record["effective_on"] = record.pop("as_of")
    record["occurred_at"] = record.pop("at")
    record["source"] = "treatment"
    record["source_seq"] = record.pop("seq")
    value = write(CUSTOMER_EVENTS, record)
    return Outgoing(CUSTOMER_EVENTS, notice.customer_id.encode(), value)


def _bureau_update(notice: BureauUpdate) -> Outgoing:
    record = asdict(notice)
    number = record.pop("number")
    record["event_id"] = stable_id("bureau update", notice.report_id, notice.kind, number)
    record["type"] = record.pop("kind")
    record["effective_on"] = record.pop("as_of")
    record["occurred_at"] = record.pop("at")
    record["source"] = "treatment"
    record["source_seq"] = record.pop("seq")
    value = write(BUREAU_UPDATES, record)
    return Outgoing(BUREAU_UPDATES, notice.account_id.encode(), value)


def _moved(notice: ContentsMoved) -> Outgoing:
    record = asdict(notice)
    record["event_id"] = stable_id("moved", notice.other_id, notice.merge_id, notice.seq)
    record["type"] = "CUSTOMER_MOVED"
    record["effective_on"] = record.pop("as_of")
    record["occurred_at"] = record.pop("at")
    record["source"] = "treatment"
    record["source_seq"] = record.pop("seq")
    return Outgoing(MOVES, notice.customer_id.encode(), write(MOVES, record))


def _area_told(notice: AreaTold) -> Outgoing:
    return encode_fact(notice.told, Stamp(notice.at, source="treatment"))


def _table_row(notice: AccountTableRow) -> Outgoing:
    value = standings.encoded(ACCOUNTS, notice.standing)
    return Outgoing(ACCOUNTS, notice.standing.account_id.encode(), value)


def _table_gone(notice: AccountTableGone) -> Outgoing:
    # A compacted topic forgets a key behind a record without value.
    return Outgoing(ACCOUNTS, notice.account_id.encode(), None)


def _standing(notice: StandingNotice) -> Outgoing:
    value = standings.encoded(STANDINGS, notice.standing)
    return Outgoing(STANDINGS, notice.standing.customer_id.encode(), value)


def _withdrawn(notice: StandingWithdrawn) -> Outgoing:
    value = write(STANDINGS, standings.withdrawn_record(notice))
    return Outgoing(STANDINGS, notice.customer_id.encode(), value)


def _correction(notice: CorrectionNotice) -> Outgoing:
    value = write(STANDINGS, standings.correction_record(notice))
    return Outgoing(STANDINGS, notice.customer_id.encode(), value)


_OF_TREATMENT: Mapping[type, Callable[[Any], Outgoing]] = {
    Escalation: _escalation,
    AccountEffect: _effect,
    AccountTold: _told,
    CustomerEvent: _customer_event,
    BureauUpdate: _bureau_update,
    ContentsMoved: _moved,
    AreaTold: _area_told,
}
_ENCODERS: Mapping[type, Callable[[Any], Outgoing]] = {
    AccountTableRow: _table_row,
    AccountTableGone: _table_gone,
    StandingNotice: _standing,
    StandingWithdrawn: _withdrawn,
    CorrectionNotice: _correction,
    DelinquencyEvent: account_notices.EVENT.encode,
    Corrected: account_notices.CORRECTED.encode,
    PromiseNotice: account_notices.PROMISE.encode,
    DueNotice: account_notices.DUE.encode,
    ReviewNotice: account_notices.REVIEW.encode,
}
