"""Promises and plans: what was promised, what was kept of it, and by when that was settled."""

from dataclasses import dataclass

from streams.terms.account_facts import PaymentPosted
from streams.terms.case_facts import (
    Instalment,
    PlanAgreed,
    PlanBroken,
    PromiseCancelled,
    PromiseMade,
)
from streams.terms.days import Day
from streams.terms.delinquency_notices import PromiseStatus
from tests.delinquency.second.known import Known
from tests.delinquency.second.receipts import kept_minor


@dataclass(frozen=True)
class PromiseAnswer:
    """A promise on a day; `paid_minor` is what counted when it was settled, or counts today."""

    currency: str
    status: PromiseStatus
    paid_minor: int
    short_minor: int


def promises(known: Known) -> dict[str, PromiseAnswer]:
    """Return every promise by id."""
    return {promise.promise_id: _answer(known, promise) for promise in known.every(PromiseMade)}


def _answer(known: Known, promise: PromiseMade) -> PromiseAnswer:
    status: PromiseStatus = "OPEN"
    paid, day = _payments(known, promise), promise.effective_on
    for number in range(promise.effective_on, known.on + 1):
        day = Day(number)
        status = _status(known, promise, day, paid)
        if status != "OPEN":
            break
    # A promise that failed did so at the end of the day before; later money is too late for it.
    counted = _sum(paid, Day(day - 1) if status in {"BROKEN", "PARTLY_KEPT"} else day)
    need = sum(part.amount_minor for part in promise.instalments)
    return PromiseAnswer(promise.currency, status, counted, max(0, need - counted))


def _status(
    known: Known, promise: PromiseMade, day: Day, paid: list[tuple[Day, int]]
) -> PromiseStatus:
    for count, part in enumerate(promise.instalments, 1):
        last = Day(part.due_on + known.rules.ledger.promise.late_days_max)
        if day > last and _sum(paid, last) < _needed(known, promise, count):
            return "PARTLY_KEPT" if _sum(paid, last) > 0 else "BROKEN"
    if _sum(paid, day) >= _needed(known, promise, len(promise.instalments)):
        return "KEPT"
    cancelled = [c for c in known.every(PromiseCancelled) if c.promise_id == promise.promise_id]
    if any(cancel.effective_on <= day for cancel in cancelled):
        return "CANCELLED"
    return "SUPERSEDED" if _replaced(known, promise, day) else "OPEN"


def _needed(known: Known, promise: PromiseMade, count: int) -> int:
    # What may be short is rounded in the customer's disfavour by less than one minor unit.
    need = sum(part.amount_minor for part in promise.instalments[:count])
    return -(-need * (10_000 - known.rules.ledger.promise.short_bp_max) // 10_000)


def _payments(known: Known, promise: PromiseMade) -> list[tuple[Day, int]]:
    last = Day(promise.instalments[-1].due_on + known.rules.ledger.promise.late_days_max)
    return paid_between(known, promise.currency, promise.effective_on, last)


def _sum(paid: list[tuple[Day, int]], until: Day) -> int:
    return sum(minor for day, minor in paid if day <= until)


def _replaced(known: Known, promise: PromiseMade, day: Day) -> bool:
    ours = (promise.effective_on, promise.promise_id)
    return any(
        other.currency == promise.currency
        and ours < (other.effective_on, other.promise_id)
        and other.effective_on <= day
        for other in known.every(PromiseMade)
    )


def paid_between(known: Known, currency: str, first: Day, last: Day) -> list[tuple[Day, int]]:
    """Return what the bank still has of the payments valued between two days, both included."""
    return [
        (known.value_day(payment), kept_minor(known, payment))
        for payment in known.every(PaymentPosted)
        if payment.currency == currency and first <= known.value_day(payment) <= last
    ]


def performed_plans(known: Known) -> list[str]:
    """Return the plans in performance on the day that is asked.

    A plan that fell behind is performed again once it has caught up, unless the bank broke it.
    """
    broken = {fact.plan_id for fact in known.every(PlanBroken)}
    return [
        plan.plan_id
        for plan in known.every(PlanAgreed)
        if plan.plan_id not in broken and _is_performed(known, plan)
    ]


def _is_performed(known: Known, plan: PlanAgreed) -> bool:
    paid = _sum(paid_between(known, plan.currency, plan.effective_on, known.on), known.on)
    due: list[Instalment] = [part for part in plan.instalments if part.due_on < known.on]
    return len(due) < len(plan.instalments) and paid >= sum(part.amount_minor for part in due)
