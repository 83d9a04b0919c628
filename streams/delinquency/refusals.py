"""The rules a fact can break; each is a `Reject` of that name, and the row stays as it was.

>>> from streams.terms.account_facts import PaymentPosted
>>> from streams.terms.days import Day
>>> nothing = PaymentPosted(event_id="e1", account_id="a1", effective_on=Day(0), payment_id="p1",
...                         currency="CNY", amount_minor=0, value_on=Day(0))
>>> refusal_of(AccountRow(account_id="a1"), nothing, None, None).rule
'payment_amount_must_be_positive'
"""

from collections.abc import Callable
from typing import Any
from zoneinfo import available_timezones

from streams.delinquency.noting import ENTRIES, STARTS, note_of
from streams.delinquency.refused_amounts import of_amount, of_bill, of_currency, of_parts
from streams.delinquency.review import MET, WAITING_MAX, counts_on, item_id_for
from streams.delinquency.rows import AccountRow, Noted, Waiting
from streams.policy.rules import Rules
from streams.terms.account_facts import (
    AccountOpened,
    AnyAccountFact,
    PaymentPosted,
    PaymentReversed,
    StatementIssued,
)
from streams.terms.case_facts import (
    CauseStated,
    ClockHeld,
    ClockReleased,
    PauseStarted,
    PlanAgreed,
    PromiseMade,
    ReviewDecided,
)
from streams.terms.charge_facts import StatementCorrected
from streams.terms.days import AsOf, Day, iso
from streams.terms.life_facts import (
    AccountClosed,
    CardReplaced,
    CurrencyChanged,
    LiabilityChanged,
)
from streams.terms.step import Reject

# A product choice, not law: long enough for value dates over a week of holidays, short enough that
# a wrong year is refused instead of waiting in the row unseen.
DAYS_AHEAD_MAX = 7

# A product choice: an instant further away from the value date than a week is a slip.
PAID_AT_DAYS_MAX = 7
_DAY_MICROS = 86_400_000_000

# Cases that an account may have: pauses, disputes, promises and the like, their ends apart.
CASES_MAX = 200

# Facts about money inside the horizon: some five a day. More is a broken source, and a row that no
# longer fits into a record would stop its partition.
FACTS_MAX = 2_000
_MARK = 4

# Facts that move no ledger, and yet are told on their day or soon after.
_SAID_ON_THE_DAY = frozenset({AccountClosed, CurrencyChanged, CauseStated, CardReplaced})

# A stop may be known long ahead of the day from which it holds the clock.
_MAY_LIE_AHEAD = frozenset({ClockHeld, ClockReleased})

_UNDOINGS = frozenset({"ChargeOffUndone", "ReAgeUndone", "FraudConfirmed"})


def refusal_of(
    row: AccountRow, fact: AnyAccountFact, rules: Rules | None, as_of: AsOf | None
) -> Reject | None:
    """Return the first rule that the fact breaks, or None; dates are judged once a tick came."""
    if isinstance(fact, ReviewDecided):
        return _of_decision(row, fact, rules, as_of)
    if isinstance(fact, AccountOpened):
        return _of_opening(fact) or _dated(fact.effective_on, as_of)
    kind = type(fact)
    broken = _OF_CONTENT.get(kind, _of_amount)(fact)
    if broken is not None:
        return broken
    moves_on = counts_on(fact)
    day = fact.effective_on if kind in _SAID_ON_THE_DAY else moves_on
    late = None if day is None or kind in _MAY_LIE_AHEAD else _dated(day, as_of)
    return late or _ledger(row, fact) or _room(row, fact, moves_on, rules, as_of)


def _of_payment(fact: PaymentPosted) -> Reject | None:
    broken = of_amount(fact.amount_minor, fact.currency, "payment")
    if broken is not None or fact.paid_at is None:
        return broken
    apart = abs(fact.paid_at // _DAY_MICROS - fact.value_on)
    if apart <= PAID_AT_DAYS_MAX:
        return None
    return Reject(
        "payment_instant_far_from_value_date",
        f"paid {apart} days away from its value date, at most {PAID_AT_DAYS_MAX} are taken",
    )


def _of_amount(fact: AnyAccountFact) -> Reject | None:
    amount = getattr(fact, "amount_minor", None)
    currency = getattr(fact, "currency", None) or getattr(fact, "to_currency", None)
    if amount is not None:
        return of_amount(amount, currency or "", _kind(fact))
    return None if currency is None else of_currency(currency)


def _kind(fact: AnyAccountFact) -> str:
    return "reversal" if isinstance(fact, PaymentReversed) else "fact"


def _until(since: Day, until: Day | None, what: str) -> Reject | None:
    if until is None or until >= since:
        return None
    return Reject(f"{what}_ends_before_it_begins", f"from {iso(since)} until {iso(until)}")


def _of_opening(fact: AccountOpened) -> Reject | None:
    if not fact.currencies:
        return Reject("account_needs_a_currency", "the account declares no currency")
    if fact.zone and fact.zone not in _ZONES:
        return Reject("zone_unknown", f"{fact.zone!r} is no IANA time zone")
    return next(filter(None, map(of_currency, fact.currencies)), None)


def _of_decision(
    row: AccountRow, fact: ReviewDecided, rules: Rules | None, as_of: AsOf | None
) -> Reject | None:
    item = next((one for one in row.waiting if one.item_id == fact.item_id), None)
    if item is None or rules is None or as_of is None:
        return Reject("review_item_unknown", f"nothing of this account waits as {fact.item_id}")
    if item.decided and item.decided not in {fact.verdict, MET}:
        return Reject("review_item_decided_already", f"it was decided before: {item.decided}")
    if fact.verdict == "APPLY" and not item.decided and not _can_apply(item):
        return Reject(
            "review_item_cannot_be_applied",
            f"{item.rule}: there is nothing to apply {item.kind} to; discard it, or send what it"
            " waits for",
        )
    oldest = as_of.on - rules.ledger.horizon.late_days
    if fact.verdict == "APPLY" and not oldest <= fact.counts_on <= as_of.on:
        return Reject(
            "decision_day_outside_horizon",
            f"counts from {iso(fact.counts_on)}, not in {iso(Day(oldest))} to {iso(as_of.on)}",
        )
    return None


def _can_apply(item: Waiting) -> bool:
    """Tell whether applying means anything: an undone case behind the horizon cannot be redone."""
    return bool(item.fact) and item.kind not in _UNDOINGS


def _dated(day: Day, as_of: AsOf | None) -> Reject | None:
    if as_of is None or day - as_of.on <= DAYS_AHEAD_MAX:
        return None
    return Reject(
        "fact_dated_too_far_ahead",
        f"dated {day - as_of.on} days after {iso(as_of.on)}, at most {DAYS_AHEAD_MAX} are taken",
    )


def _ledger(row: AccountRow, fact: Any) -> Reject | None:
    currency = getattr(fact, "currency", None)
    if row.opening is None or currency is None or currency in row.opening.currencies:
        return None
    later = tuple(one.currency for one in row.cases if one.kind == "currency")
    if currency in later:
        return None
    declared = ", ".join((*row.opening.currencies, *later))
    return Reject("currency_without_ledger", f"{currency} is none of {declared}")


def _room(
    row: AccountRow,
    fact: AnyAccountFact,
    day: Day | None,
    rules: Rules | None,
    as_of: AsOf | None,
) -> Reject | None:
    if day is not None and _facts_in(row) >= FACTS_MAX:
        return Reject("account_has_too_many_facts", f"it has {_facts_in(row)} inside the horizon")
    if len(row.cases) >= CASES_MAX and _is_new_start(row, note_of(fact)):
        return Reject("account_has_too_many_cases", f"it has {len(row.cases)} already")
    if rules is None or as_of is None or len(row.waiting) < WAITING_MAX:
        return None
    oldest = as_of.on - rules.ledger.horizon.late_days
    waits = item_id_for(row, fact) in {one.item_id for one in row.waiting}
    if day is None or day >= oldest or waits:
        return None
    open_items = sum(not one.decided for one in row.waiting)
    if open_items < WAITING_MAX:
        return None
    return Reject("too_many_facts_wait_for_review", f"{open_items} wait already")


def _facts_in(row: AccountRow) -> int:
    facts = row.recent
    recent = len(facts.statements) + len(facts.payments) + len(facts.reversals)
    return recent + len(facts.entries) + len(row.past_ids) // _MARK


def _is_new_start(row: AccountRow, note: Noted | None) -> bool:
    if note is None or note.kind in ENTRIES or note.kind in STARTS:
        return False
    return not any((n.kind, n.id) == (note.kind, note.id) for n in row.cases)


_OF_CONTENT: dict[type, Callable[[Any], Reject | None]] = {
    PaymentPosted: _of_payment,
    StatementIssued: lambda fact: of_bill(fact, fact.closed_on),
    StatementCorrected: lambda fact: of_bill(fact, None),
    PlanAgreed: of_parts,
    PromiseMade: of_parts,
    PauseStarted: lambda fact: _until(fact.effective_on, fact.until_on, "pause"),
    LiabilityChanged: lambda fact: _until(fact.effective_on, fact.liable_until, "liability"),
}
_ZONES = frozenset(available_timezones())
