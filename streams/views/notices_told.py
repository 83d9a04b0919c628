"""What delinquency said about an account, as clauses.

>>> from streams.terms.days import Day
>>> kept = PromiseNotice(event_id="e", account_id="a", customer_id="c", seq=1, as_of=Day(20_568),
...                      promise_id="p1", currency="CNY", status="PARTLY_KEPT", paid_minor=40_000,
...                      short_minor=20_000, cause=None)
>>> notice_told(kept)
('promise', 'promise p1 partly kept: 400.00 CNY paid, 200.00 CNY missing')
"""

import re

from streams.terms.days import Day, iso
from streams.terms.delinquency_notices import (
    Corrected,
    CorrectedSpan,
    DelinquencyEvent,
    DueNotice,
    PromiseNotice,
    ReviewNotice,
)
from streams.terms.money import show
from streams.views.counted import counted
from streams.views.words import event_in_words, rule_in_words

AnyTold = DelinquencyEvent | Corrected | PromiseNotice | DueNotice | ReviewNotice
"""The notices that are told as lines of their own; all of an account count in one order."""

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def notice_told(notice: AnyTold) -> tuple[str, str]:
    """Return the kind of line a notice makes, and its words."""
    match notice:
        case DelinquencyEvent():
            return "event", event_in_words(notice)
        case Corrected():
            return "correction", _corrected(notice)
        case PromiseNotice():
            return "promise", _promise(notice)
        case DueNotice():
            return "due", _due(notice)
        case ReviewNotice():
            return "review", _review(notice)


def _corrected(notice: Corrected) -> str:
    days = counted(notice.days_changed, "day")
    spans = "; ".join(map(_span, notice.spans))
    return f"{days} of {notice.currency} stood otherwise than said: {spans}"


def _span(span: CorrectedSpan) -> str:
    was = _stood(span.was_bucket, span.was_oldest_due_on)
    now = _stood(span.is_bucket, span.is_oldest_due_on)
    return f"{iso(span.first_on)} to {iso(span.last_on)} {was} -> {now}"


def _stood(bucket: str, oldest_due_on: Day | None) -> str:
    return bucket if oldest_due_on is None else f"{bucket} since {iso(oldest_due_on)}"


def _promise(notice: PromiseNotice) -> str:
    paid, short = (show(n, notice.currency) for n in (notice.paid_minor, notice.short_minor))
    missing = f", {short} missing" if notice.short_minor else ""
    return f"promise {notice.promise_id} {_plain(notice.status)}: {paid} paid{missing}"


def _due(notice: DueNotice) -> str:
    amount, what = show(notice.amount_minor, notice.currency), _plain(notice.kind)
    if notice.amount_minor == 0:
        return f"{what} taken back, of {notice.origin}"
    is_charge = notice.kind in {"LATE_FEE", "PENALTY_INTEREST"}
    until = "" if notice.valid_until is None else f" until {iso(notice.valid_until)}"
    return f"{what}{' due' if is_charge else ''}: {amount}{until}, of {notice.origin}"


def _review(notice: ReviewNotice) -> str:
    what = f"{_plain(_HUMP.sub(' ', notice.fact_kind))} {notice.business_id}"
    lead = f"{what} of {iso(notice.effective_on)}"
    why = f"{rule_in_words(notice.rule)} (rule {notice.rule}), item {notice.item_id}"
    match notice.status:
        case "OPEN":
            return f"{lead} waits for a person until {iso(notice.deadline_on)}: {why}"
        case "OVERDUE":
            return f"{lead} waits longer than it may, until {iso(notice.deadline_on)}: {why}"
    if notice.decided_by is None:
        return f"{lead} waits no longer, item {notice.item_id}: what it waited for has come"
    return f"{lead} {_plain(notice.status)} by {notice.decided_by}, item {notice.item_id}"


def _plain(word: str) -> str:
    return word.replace("_", " ").lower()
