"""What the stages say, to bytes."""

from msgspec.structs import asdict

from streams.terms.delinquency_notices import (
    AccountTableRow,
    AnyDelinquencyNotice,
    DelinquencyEvent,
    StandingNotice,
)
from streams.terms.identity import stable_id
from streams.terms.records import Outgoing
from streams.terms.routes import ACCOUNTS, DELINQUENCY_EVENTS, ESCALATIONS, STANDINGS
from streams.terms.treatment_notices import AnyTreatmentNotice
from streams.wire import standings
from streams.wire.envelope import start_of
from streams.wire.plain import write


def encode_delinquency(notice: AnyDelinquencyNotice) -> Outgoing:
    """Return the record of a notice: a standing goes to its customer, all else to the account."""
    match notice:
        case AccountTableRow(standing=standing):
            value = write(ACCOUNTS, standings.record_of(standing))
            return Outgoing(ACCOUNTS, standing.account_id.encode(), value)
        case StandingNotice(standing=standing):
            value = write(STANDINGS, standings.record_of(standing))
            return Outgoing(STANDINGS, standing.customer_id.encode(), value)
        case DelinquencyEvent():
            return _event(notice)


def encode_treatment(notice: AnyTreatmentNotice) -> Outgoing:
    """Return the record of an escalation, keyed by its customer; the verdict is its type."""
    record = asdict(notice)
    seq = record.pop("seq")
    record["event_id"] = stable_id("verdict", notice.escalation_id, seq)
    record["type"] = record.pop("verdict")
    record["effective_on"] = record.pop("as_of")
    record["occurred_at"] = record.pop("at")
    record["source"] = "treatment"
    record["source_seq"] = seq
    return Outgoing(ESCALATIONS, notice.customer_id.encode(), write(ESCALATIONS, record))


def _event(notice: DelinquencyEvent) -> Outgoing:
    record = asdict(notice)
    as_of = record.pop("as_of")
    record["type"] = record.pop("kind")
    record["effective_on"] = as_of
    record["occurred_at"] = start_of(as_of)
    record["source"] = "delinquency"
    record["source_seq"] = record.pop("seq")
    record["causation_id"] = record.pop("cause")
    value = write(DELINQUENCY_EVENTS, record)
    return Outgoing(DELINQUENCY_EVENTS, notice.account_id.encode(), value)
