"""The rules a fact can break; each is a `Reject` of that name, and the row stays as it was.

>>> from streams.terms.account_facts import PaymentPosted
>>> from streams.terms.days import Day
>>> nothing = PaymentPosted(event_id="e1", account_id="a1", effective_on=Day(0), payment_id="p1",
...                         currency="CNY", amount_minor=0, value_on=Day(0))
>>> refusal_of(AccountRow(account_id="a1"), nothing, None).rule
'payment_amount_must_be_positive'
"""

from streams.delinquency.rows import AccountRow
from streams.terms.account_facts import (
    AccountOpened,
    AnyAccountFact,
    PaymentPosted,
    PaymentReversed,
    StatementIssued,
)
from streams.terms.days import AsOf, Day, iso
from streams.terms.money import exponent_of
from streams.terms.step import Reject

# A product choice, not law: long enough for value dates over a week of holidays, short enough that
# a wrong year is refused instead of waiting in the row unseen.
DAYS_AHEAD_MAX = 7

# A product choice: 10 million million of a two-decimal currency. Sums of such amounts stay far
# inside the 64 bits that the contracts give them.
AMOUNT_MINOR_MAX = 10**15


def refusal_of(row: AccountRow, fact: AnyAccountFact, as_of: AsOf | None) -> Reject | None:
    """Return the first rule that the fact breaks, or None; dates are judged once a tick came."""
    match fact:
        case StatementIssued():
            broken = _of_statement(fact)
            return broken or _dated(fact.closed_on, as_of) or _ledger(row, fact.currency)
        case PaymentPosted():
            broken = _of_amount(fact.amount_minor, fact.currency, "payment")
            return broken or _dated(fact.value_on, as_of) or _ledger(row, fact.currency)
        case PaymentReversed():
            broken = _of_amount(fact.amount_minor, fact.currency, "reversal")
            return broken or _dated(fact.effective_on, as_of) or _ledger(row, fact.currency)
        case AccountOpened():
            return _of_opening(fact) or _dated(fact.effective_on, as_of)
        case _:
            return None


def _of_opening(fact: AccountOpened) -> Reject | None:
    if not fact.currencies:
        return Reject("account_needs_a_currency", "the account declares no currency")
    return next(filter(None, map(_currency, fact.currencies)), None)


def _of_statement(fact: StatementIssued) -> Reject | None:
    amounts = (
        fact.min_due_minor,
        fact.total_due_minor,
        fact.past_due_included_minor,
        fact.credit_applied_minor,
        fact.principal_minor,
        fact.interest_minor,
        fact.fee_minor,
        fact.penalty_minor,
    )
    if max(amounts) > AMOUNT_MINOR_MAX or min(amounts) < -AMOUNT_MINOR_MAX:
        return Reject("amount_too_large", f"an amount of {amounts} passes {AMOUNT_MINOR_MAX}")
    if fact.past_due_included_minor < 0 or fact.credit_applied_minor < 0:
        return Reject(
            "statement_part_must_not_be_negative",
            f"past due included {fact.past_due_included_minor},"
            f" credit applied {fact.credit_applied_minor}",
        )
    if fact.due_on < fact.closed_on:
        return Reject(
            "statement_due_date_precedes_close",
            f"due on day {fact.due_on}, closed on day {fact.closed_on}",
        )
    return _currency(fact.currency)


def _of_amount(amount_minor: int, currency: str, what: str) -> Reject | None:
    if amount_minor <= 0:
        return Reject(f"{what}_amount_must_be_positive", f"the amount is {amount_minor}")
    if amount_minor > AMOUNT_MINOR_MAX:
        return Reject("amount_too_large", f"{amount_minor} passes {AMOUNT_MINOR_MAX}")
    return _currency(currency)


def _currency(currency: str) -> Reject | None:
    if exponent_of(currency) is None:
        return Reject("currency_unknown", f"{currency!r} is no ISO-4217 currency")
    return None


def _dated(day: Day, as_of: AsOf | None) -> Reject | None:
    if as_of is None or day - as_of.on <= DAYS_AHEAD_MAX:
        return None
    return Reject(
        "fact_dated_too_far_ahead",
        f"dated {day - as_of.on} days after {iso(as_of.on)}, at most {DAYS_AHEAD_MAX} are taken",
    )


def _ledger(row: AccountRow, currency: str) -> Reject | None:
    if row.opening is None or currency in row.opening.currencies:
        return None
    declared = ", ".join(row.opening.currencies)
    return Reject("currency_without_ledger", f"{currency} is none of {declared}")
