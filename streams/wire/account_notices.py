"""Notices about an account as records, both ways: events, corrections, promises, dues, work."""

from streams.terms.delinquency_notices import (
    Corrected,
    DelinquencyEvent,
    DueNotice,
    PromiseNotice,
    ReviewNotice,
)
from streams.terms.routes import CORRECTIONS, DELINQUENCY_EVENTS, DUES, PROMISE_STATUS, WORK_ITEMS
from streams.wire.speech import Speech

EVENT = Speech(DelinquencyEvent, DELINQUENCY_EVENTS, "kind")
CORRECTED = Speech(Corrected, CORRECTIONS, None, "CORRECTED")
PROMISE = Speech(PromiseNotice, PROMISE_STATUS, "status", "PROMISE_")
DUE = Speech(DueNotice, DUES, "kind")
REVIEW = Speech(ReviewNotice, WORK_ITEMS, "status", "REVIEW_")
