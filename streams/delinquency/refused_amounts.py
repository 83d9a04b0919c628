"""Rules about amounts that a fact can break.

>>> of_amount(0, "CNY", "payment").rule, of_amount(1, "XXQ", "payment").rule
('payment_amount_must_be_positive', 'currency_unknown')
"""

from streams.terms.account_facts import StatementIssued
from streams.terms.case_facts import PlanAgreed, PromiseMade
from streams.terms.charge_facts import StatementCorrected
from streams.terms.days import Day
from streams.terms.money import exponent_of
from streams.terms.step import Reject

# A product choice: 10 million million of a two-decimal currency. Sums of such amounts stay far
# inside the 64 bits that the contracts give them.
AMOUNT_MINOR_MAX = 10**15

# Five years of months: the longest plan that the card measures know (art. 70).
PARTS_MAX = 60


def of_amount(amount_minor: int, currency: str, what: str) -> Reject | None:
    """Return the rule that a single amount breaks."""
    if amount_minor <= 0:
        return Reject(f"{what}_amount_must_be_positive", f"the amount is {amount_minor}")
    if amount_minor > AMOUNT_MINOR_MAX:
        return Reject("amount_too_large", f"{amount_minor} passes {AMOUNT_MINOR_MAX}")
    return of_currency(currency)


def of_currency(currency: str) -> Reject | None:
    """Return the rule that a currency breaks."""
    if exponent_of(currency) is None:
        return Reject("currency_unknown", f"{currency!r} is no ISO-4217 currency")
    return None


def of_bill(fact: StatementIssued | StatementCorrected, closed_on: Day | None) -> Reject | None:
    """Return the rule that a statement's amounts or dates break; a correction has no close."""
    amounts = (
        fact.min_due_minor,
        fact.total_due_minor,
        fact.past_due_included_minor,
        fact.credit_applied_minor,
        fact.principal_minor,
        fact.interest_minor,
        fact.fee_minor,
        fact.penalty_minor,
        fact.cost_minor,
    )
    if max(amounts) > AMOUNT_MINOR_MAX or min(amounts) < -AMOUNT_MINOR_MAX:
        return Reject("amount_too_large", f"an amount of {amounts} passes {AMOUNT_MINOR_MAX}")
    if fact.past_due_included_minor < 0 or fact.credit_applied_minor < 0:
        return Reject(
            "statement_part_must_not_be_negative",
            f"past due included {fact.past_due_included_minor},"
            f" credit applied {fact.credit_applied_minor}",
        )
    if closed_on is not None and fact.due_on < closed_on:
        return Reject(
            "statement_due_date_precedes_close",
            f"due on day {fact.due_on}, closed on day {closed_on}",
        )
    return of_currency(fact.currency)


def of_parts(fact: PlanAgreed | PromiseMade) -> Reject | None:
    """Return the rule that the instalments of a promise or plan break."""
    parts = fact.instalments
    if not parts:
        return Reject("instalments_are_missing", "not one instalment is given")
    if len(parts) > PARTS_MAX:
        return Reject("instalments_too_many", f"{len(parts)} are given, at most {PARTS_MAX} taken")
    if min(part.due_on for part in parts) < fact.effective_on:
        return Reject("instalment_due_before_agreement", "an instalment was due before it")
    wrong = (of_amount(part.amount_minor, fact.currency, "instalment") for part in parts)
    return next(filter(None, wrong), None)
