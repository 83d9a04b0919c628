"""One account's books kept slowly, from its facts alone."""

from streams.portfolio.day_of_facts import AnyFact
from streams.terms.account_fact import AccountFact
from streams.terms.account_facts import (
    PaymentPosted,
    PaymentReversed,
    StatementIssued,
)
from streams.terms.days import Day


def by_account(found: list[tuple[Day, AnyFact]]) -> dict[str, list[AccountFact]]:
    """Return the facts of each account in the order of their arrival."""
    accounts: dict[str, list[AccountFact]] = {}
    for _, fact in found:
        if isinstance(fact, AccountFact):
            accounts.setdefault(fact.account_id, []).append(fact)
    return accounts


def statements_of(facts: list[AccountFact]) -> list[StatementIssued]:
    """Return the statements, oldest first."""
    found = [fact for fact in facts if isinstance(fact, StatementIssued)]
    return sorted(found, key=lambda one: one.closed_on)


def paid_of(facts: list[AccountFact], currency: str) -> list[PaymentPosted]:
    """Return each payment that stayed, once, by value date; refused ones never came in."""
    gone = {fact.payment_id for fact in facts if isinstance(fact, PaymentReversed)}
    stayed = {
        fact.payment_id: fact
        for fact in facts
        if isinstance(fact, PaymentPosted)
        and fact.payment_id not in gone
        and fact.amount_minor > 0
        and fact.currency == currency
    }
    return sorted(stayed.values(), key=lambda one: one.value_on)


def paid_up_to(paid: list[PaymentPosted], on: Day) -> int:
    """Return the sum of what was paid up to a day."""
    return sum(one.amount_minor for one in paid if one.value_on <= on)


def unpaid_at(on: Day, statements: list[StatementIssued], paid: list[PaymentPosted]) -> int:
    """Return what is open on a day of the minimums asked for before it, settled oldest first."""
    before = [one for one in statements if one.closed_on < on]
    left = [one.min_due_minor - one.past_due_included_minor for one in before]
    for payment in (one for one in paid if one.value_on <= on):
        rest = payment.amount_minor
        for place, asked in enumerate(before):
            if asked.closed_on < payment.value_on:
                taken = min(left[place], rest)
                left[place] -= taken
                rest -= taken
    return sum(left)
