"""What the stages said, from bytes, for readers; each raises Unreadable for anything else."""

from typing import get_args

import msgspec

from streams.terms.delinquency_notices import DelinquencyEvent, EventKind
from streams.terms.routes import ACCOUNTS, DELINQUENCY_EVENTS, ESCALATIONS
from streams.terms.standing import Standing
from streams.terms.treatment_notices import Escalation, Verdict
from streams.wire import standings
from streams.wire.plain import Record, Unreadable, must_read

_VERDICTS = frozenset(get_args(Verdict))
_EVENTS = frozenset(get_args(EventKind))


def decode_escalation(value: bytes | None) -> Escalation:
    """Return the escalation of a value of the topic of escalations."""
    record = _of_kind(ESCALATIONS, value, _VERDICTS)
    record["verdict"] = record["type"]
    record["as_of"] = record["effective_on"]
    record["at"] = record["occurred_at"]
    record["seq"] = record["source_seq"]
    return msgspec.convert(record, Escalation)


def decode_event(value: bytes | None) -> DelinquencyEvent:
    """Return the event of a value of the topic of delinquency events."""
    record = _of_kind(DELINQUENCY_EVENTS, value, _EVENTS)
    record["kind"] = record["type"]
    record["as_of"] = record["effective_on"]
    record["seq"] = record["source_seq"]
    record["cause"] = record["causation_id"]
    return msgspec.convert(record, DelinquencyEvent)


def decode_account(value: bytes | None) -> Standing:
    """Return the standing of a value of the public table."""
    return standings.standing_of(_of_kind(ACCOUNTS, value, {standings.KIND}))


def _of_kind(topic: str, value: bytes | None, kinds: frozenset[str] | set[str]) -> Record:
    record = must_read(topic, value)
    if record["type"] not in kinds:
        raise Unreadable(f"type_unknown: {topic} has type {record['type']}, which is new here")
    return record
