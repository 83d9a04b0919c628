"""Promises and plans: what was paid towards them, and what became of them.

A promise is judged by what was paid from its day on up to each instalment's day and the days of
tolerance behind it. It is decided once; only a fact about the past decides it anew.

>>> promise = Noted(Day(10), "promise", "p1", currency="CNY", numbers=(20, 100))
>>> terms = PromiseTerms(short_bp_max=100, late_days_max=1)
>>> standing_on(promise, ((Day(21), 99),), terms, Day(21), None).status
'KEPT'
>>> standing_on(promise, ((Day(21), 98),), terms, Day(22), None).status
'PARTLY_KEPT'
"""

from msgspec import Struct

from streams.delinquency.cases import Cases
from streams.delinquency.journal import SaidPromise
from streams.delinquency.ledger_state import LedgerState
from streams.delinquency.noting import instalments_of
from streams.delinquency.rows import NEVER, Noted
from streams.policy.ledger import PromiseTerms
from streams.terms.days import Day
from streams.terms.delinquency_notices import PromiseStatus

Sums = tuple[tuple[Day, int], ...]
_WHOLE_BP = 10_000


class Committed(Struct, frozen=True, gc=False):
    """A promise as it stands; `next_on` is the first day on which time alone may decide it.

    `until` is the last day on which a payment can count towards it.
    """

    promise_id: str
    currency: str
    status: PromiseStatus
    paid_minor: int
    short_minor: int
    next_on: Day | None
    until: Day = NEVER


DECIDED: dict[str, tuple[int, int]] = {"KEPT": (1, 0), "BROKEN": (0, 1), "PARTLY_KEPT": (0, 1)}
"""What a promise that is decided counts for: one kept, or one broken."""

NONE_COUNTED = (0, 0)
"""None kept, none broken."""


def promise_counts(said: tuple[SaidPromise, ...]) -> tuple[int, int]:
    """Return how many of the promises were kept, and how many broken in part or whole."""
    found = [DECIDED.get(one.status, (0, 0)) for one in said]
    return sum(kept for kept, _ in found), sum(broken for _, broken in found)


def promises_on(
    cases: Cases, states: tuple[LedgerState, ...], terms: PromiseTerms, on: Day
) -> tuple[Committed, ...]:
    """Return every promise known, in order of its making; a later one supersedes an open one."""
    sums = {tally.case_id: tally.sums for state in states for tally in state.tallies}
    made = sorted(
        (one for one in cases.commitments if one.kind == "promise"), key=lambda n: (n.on, n.id)
    )
    found = []
    for at, one in enumerate(made):
        later = [other.on for other in made[at + 1 :] if other.currency == one.currency]
        end = cases.ends.get(("promise", one.id))
        paid = sums.get(tally_id(one), ())
        now = standing_on(one, paid, terms, on, None if end is None else end.on)
        if later and _is_open(
            standing_on(one, paid, terms, later[0], None if end is None else end.on)
        ):
            now = Committed(
                one.id, one.currency, "SUPERSEDED", now.paid_minor, now.short_minor, None, now.until
            )
        found.append(now)
    return tuple(found)


def standing_on(
    promise: Noted, paid: Sums, terms: PromiseTerms, on: Day, cancelled_on: Day | None
) -> Committed:
    """Return a promise as of a day."""
    status, next_on = _status(promise, paid, terms, on)
    if cancelled_on is not None and cancelled_on <= on:
        then, _ = _status(promise, paid, terms, cancelled_on)
        if then == "OPEN":
            status, next_on = "CANCELLED", None
    parts = instalments_of(promise)
    last_on = counts_until(promise, terms)
    total, so_far = sum(p.amount_minor for p in parts), paid_by(paid, Day(min(on, last_on)))
    short = max(0, total - so_far)
    return Committed(promise.id, promise.currency, status, so_far, short, next_on, last_on)


def tally_id(case: Noted) -> str:
    """Return the name under which payments towards a promise or plan are tallied."""
    return f"{case.kind}/{case.id}"


def counts_until(case: Noted, terms: PromiseTerms) -> Day:
    """Return the last day on which a payment can count towards a promise or plan."""
    return Day(instalments_of(case)[-1].due_on + terms.late_days_max)


def performs(plan: Noted, paid: Sums, on: Day, broken_on: Day | None) -> bool:
    """Tell whether a plan runs on a day and every instalment due before it is covered."""
    parts = instalments_of(plan)
    if on > parts[-1].due_on or (broken_on is not None and broken_on <= on):
        return False
    return paid_by(paid, on) >= sum(p.amount_minor for p in parts if p.due_on < on)


def plan_moves_on(plan: Noted, on: Day) -> Day | None:
    """Return the first later day on which time alone may end or break the plan."""
    return next((Day(p.due_on + 1) for p in instalments_of(plan) if p.due_on >= on), None)


def paid_by(paid: Sums, on: Day) -> int:
    """Return what was paid up to a day, that day included."""
    return sum(minor for day, minor in paid if day <= on)


def _is_open(one: Committed) -> bool:
    return one.status == "OPEN"


def _status(
    promise: Noted, paid: Sums, terms: PromiseTerms, on: Day
) -> tuple[PromiseStatus, Day | None]:
    due = 0
    next_on: Day | None = None
    last_on = Day(0)
    for part in instalments_of(promise):
        due += part.amount_minor
        last_on = Day(part.due_on + terms.late_days_max)
        so_far = paid_by(paid, last_on)
        if on > last_on and so_far < _needed(due, terms):
            return ("PARTLY_KEPT" if so_far else "BROKEN"), None
        if on <= last_on and next_on is None:
            next_on = Day(last_on + 1)
    if paid_by(paid, Day(min(on, last_on))) >= _needed(due, terms):
        return "KEPT", None
    return "OPEN", next_on


def _needed(due: int, terms: PromiseTerms) -> int:
    """Return the least that counts as so much; fractions are rounded up."""
    return -(-due * (_WHOLE_BP - terms.short_bp_max) // _WHOLE_BP)
