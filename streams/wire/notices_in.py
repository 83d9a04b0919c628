"""What the stages said, from bytes, for readers; each raises Unreadable for anything else."""

from typing import get_args

import msgspec

from streams.terms.delinquency_notices import (
    Corrected,
    DelinquencyEvent,
    DueNotice,
    PromiseNotice,
    ReviewNotice,
)
from streams.terms.field_notices import FieldEvent, PlanAsked, VisitNotice
from streams.terms.routes import ACCOUNTS, ESCALATIONS
from streams.terms.standing import Standing
from streams.terms.treatment_notices import Escalation, Verdict
from streams.wire import account_notices, field_notices, standings
from streams.wire.plain import Record, Unreadable, must_read

_VERDICTS = frozenset(get_args(Verdict))


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
    return account_notices.EVENT.decode(value)


def decode_corrected(value: bytes | None) -> Corrected:
    """Return the correction of a value of the topic of corrections to what was said."""
    return account_notices.CORRECTED.decode(value)


def decode_promise(value: bytes | None) -> PromiseNotice:
    """Return what became of a promise, from a value of the topic of their status."""
    return account_notices.PROMISE.decode(value)


def decode_due(value: bytes | None) -> DueNotice:
    """Return what is due or offered, from a value of the topic of dues."""
    return account_notices.DUE.decode(value)


def decode_review(value: bytes | None) -> ReviewNotice:
    """Return where an item of work stands, from a value of the topic of work items."""
    return account_notices.REVIEW.decode(value)


def decode_visit(value: bytes | None) -> VisitNotice:
    """Return the step of a visit, from a value of the topic of visits; no watermark is one."""
    return field_notices.VISIT.decode(value)


def decode_plan_asked(value: bytes | None) -> PlanAsked:
    """Return the question to a planner, from a value of the topic of planning."""
    return field_notices.PLAN_ASKED.decode(value)


def decode_field_event(value: bytes | None) -> FieldEvent:
    """Return what a person has to look at in an area, from a value of the topic of events."""
    return field_notices.EVENT.decode(value)


def decode_account(value: bytes | None) -> Standing:
    """Return the standing of a value of the public table."""
    return standings.standing_of(_of_kind(ACCOUNTS, value, {standings.KIND}))


def _of_kind(topic: str, value: bytes | None, kinds: frozenset[str] | set[str]) -> Record:
    record = must_read(topic, value)
    if record["type"] not in kinds:
        raise Unreadable(f"type_unknown: {topic} has type {record['type']}, which is new here")
    return record
