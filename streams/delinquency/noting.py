"""Facts without a shape of their own in the row become notes, one kind each.

>>> from streams.terms.case_facts import PauseEnded
>>> note_of(PauseEnded(event_id="e", account_id="a", effective_on=Day(9), pause_id="p1")).kind
'unpause'
"""

from collections.abc import Callable
from typing import Any

from streams.delinquency.rows import NEVER, Noted
from streams.terms.account_facts import AnyAccountFact
from streams.terms.case_facts import (
    CauseStated,
    ClockHeld,
    ClockReleased,
    DisputeOpened,
    DisputeResolved,
    FraudConfirmed,
    FraudRejected,
    FraudReported,
    Instalment,
    PauseEnded,
    PauseStarted,
    PlanAgreed,
    PlanBroken,
    PromiseCancelled,
    PromiseMade,
    ReAged,
    ReAgeUndone,
    WaiverGranted,
)
from streams.terms.charge_facts import (
    ChargePosted,
    ChargeWaived,
    CreditBalanceRefunded,
    CreditPosted,
    StatementCorrected,
    StatementVoided,
)
from streams.terms.days import Day
from streams.terms.life_facts import (
    AccountChargedOff,
    AccountClosed,
    AccountSold,
    CardReplaced,
    ChargeOffUndone,
    CurrencyChanged,
    LiabilityChanged,
    RecoveryPosted,
)

ENTRIES = frozenset({"correct", "void", "charge", "waive", "credit", "refund", "recover", "grant"})
"""Kinds that move money; they age with the statements. All others are cases."""

# For each end of a case, the kind it ends; both go by the same id.
STARTS = {
    "unpause": "pause",
    "resolve": "dispute",
    "confirm": "fraud",
    "reject": "fraud",
    "unplan": "plan",
    "re_age_undo": "re_age",
    "release": "hold",
    "unpromise": "promise",
    "write_back": "write_off",
}

NAMES = {
    "statement": "StatementIssued",
    "payment": "PaymentPosted",
    "reversal": "PaymentReversed",
    "opening": "AccountOpened",
    "correct": "StatementCorrected",
    "void": "StatementVoided",
    "charge": "ChargePosted",
    "waive": "ChargeWaived",
    "credit": "CreditPosted",
    "refund": "CreditBalanceRefunded",
    "recover": "RecoveryPosted",
    "grant": "WaiverGranted",
    "close": "AccountClosed",
    "write_off": "AccountChargedOff",
    "write_back": "ChargeOffUndone",
    "sell": "AccountSold",
    "currency": "CurrencyChanged",
    "card": "CardReplaced",
    "liable": "LiabilityChanged",
    "pause": "PauseStarted",
    "unpause": "PauseEnded",
    "dispute": "DisputeOpened",
    "resolve": "DisputeResolved",
    "fraud": "FraudReported",
    "confirm": "FraudConfirmed",
    "reject": "FraudRejected",
    "plan": "PlanAgreed",
    "unplan": "PlanBroken",
    "re_age": "ReAged",
    "re_age_undo": "ReAgeUndone",
    "cause": "CauseStated",
    "hold": "ClockHeld",
    "release": "ClockReleased",
    "promise": "PromiseMade",
    "unpromise": "PromiseCancelled",
}
"""The fact that each kind stands for, by the name under which people know it."""

RETROACTIVE = frozenset({"correct", "void", "waive", "confirm", "re_age_undo", "write_back"})
"""Kinds that rewrite history from the start once they are known."""


def note_of(fact: AnyAccountFact) -> Noted | None:
    """Return the note of a fact, or None for one that has a shape of its own."""
    made = _NOTES.get(type(fact))
    return None if made is None else made(fact)


def _noted(fact: Any, kind: str, id_: str, **more: Any) -> Noted:
    return Noted(
        on=fact.effective_on,
        kind=kind,
        id=id_,
        source_seq=fact.source_seq,
        event_id=fact.event_id,
        **more,
    )


def _correct(fact: StatementCorrected) -> Noted:
    numbers = (
        fact.due_on,
        fact.min_due_minor,
        fact.past_due_included_minor,
        fact.credit_applied_minor,
        fact.total_due_minor,
        fact.principal_minor,
        fact.interest_minor,
        fact.fee_minor,
        fact.penalty_minor,
        fact.cost_minor,
    )
    return _noted(
        fact,
        "correct",
        fact.correction_id,
        target=fact.statement_id,
        currency=fact.currency,
        numbers=numbers,
    )


def _money(fact: Any, kind: str, id_: str, text: str = "", target: str = "") -> Noted:
    return _noted(
        fact,
        kind,
        id_,
        currency=fact.currency,
        amount_minor=fact.amount_minor,
        text=text,
        target=target,
    )


def _charge(fact: ChargePosted) -> Noted:
    override = {None: "", True: "+", False: "-"}[fact.counts_for_dpd]
    return _money(fact, "charge", fact.charge_id, fact.kind.lower() + override)


def _parts(fact: PlanAgreed | PromiseMade, kind: str, id_: str) -> Noted:
    parts: list[int] = []
    for one in sorted(fact.instalments):
        parts += (one.due_on, one.amount_minor)
    return _noted(fact, kind, id_, currency=fact.currency, numbers=tuple(parts))


def instalments_of(note: Noted) -> list[Instalment]:
    """Return the instalments of a promise or plan, in order of their days."""
    pairs = zip(note.numbers[::2], note.numbers[1::2], strict=True)
    return [Instalment(due_on=Day(due_on), amount_minor=minor) for due_on, minor in pairs]


def _until(day: Day | None) -> Day:
    return NEVER if day is None else day


_NOTES: dict[type, Callable[[Any], Noted]] = {
    StatementCorrected: _correct,
    StatementVoided: lambda f: _noted(f, "void", f.statement_id, target=f.statement_id),
    ChargePosted: _charge,
    ChargeWaived: lambda f: _money(f, "waive", f.waiver_id, target=f.charge_id),
    CreditPosted: lambda f: _money(f, "credit", f.credit_id, f.kind.lower()),
    CreditBalanceRefunded: lambda f: _money(f, "refund", f.refund_id),
    RecoveryPosted: lambda f: _money(f, "recover", f.recovery_id),
    WaiverGranted: lambda f: _money(f, "grant", f.waiver_id, "waiver"),
    AccountClosed: lambda f: _noted(f, "close", f.closing_id, text=f.reason),
    AccountChargedOff: lambda f: _noted(f, "write_off", f.charge_off_id),
    ChargeOffUndone: lambda f: _noted(f, "write_back", f.charge_off_id),
    AccountSold: lambda f: _noted(f, "sell", f.sale_id),
    CurrencyChanged: lambda f: _noted(
        f, "currency", f.change_id, currency=f.to_currency, text=f.from_currency
    ),
    CardReplaced: lambda f: _noted(f, "card", f.replacement_id, target=f.old_card, text=f.new_card),
    LiabilityChanged: lambda f: _noted(
        f,
        "liable",
        f.liability_id,
        target=f.customer_id,
        text=f.role,
        until=_until(f.liable_until),
    ),
    PauseStarted: lambda f: _noted(f, "pause", f.pause_id, until=_until(f.until_on), text=f.reason),
    PauseEnded: lambda f: _noted(f, "unpause", f.pause_id),
    DisputeOpened: lambda f: _money(f, "dispute", f.dispute_id, target=f.statement_id or ""),
    DisputeResolved: lambda f: _noted(f, "resolve", f.dispute_id, text=f.outcome),
    FraudReported: lambda f: _money(
        f, "fraud", f.fraud_id, f.transaction_id or "", f.statement_id or ""
    ),
    FraudConfirmed: lambda f: _noted(f, "confirm", f.fraud_id),
    FraudRejected: lambda f: _noted(f, "reject", f.fraud_id),
    PlanAgreed: lambda f: _parts(f, "plan", f.plan_id),
    PlanBroken: lambda f: _noted(f, "unplan", f.plan_id),
    ReAged: lambda f: _noted(
        f, "re_age", f.re_age_id, text="workout" if f.is_workout else "", target=f.approver
    ),
    ReAgeUndone: lambda f: _noted(f, "re_age_undo", f.re_age_id),
    CauseStated: lambda f: _noted(f, "cause", f.cause_id, text=f.cause, target=f.stated_by),
    ClockHeld: lambda f: _noted(
        f, "hold", f.effect_id, until=_until(f.until_on), text=f.kind.lower()
    ),
    ClockReleased: lambda f: _noted(f, "release", f.effect_id),
    PromiseMade: lambda f: _parts(f, "promise", f.promise_id),
    PromiseCancelled: lambda f: _noted(f, "unpromise", f.promise_id),
}
