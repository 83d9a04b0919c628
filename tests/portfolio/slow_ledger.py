"""One account's books kept slowly, day by day, from its facts alone."""

from collections.abc import Iterator

from streams.portfolio.day_of_facts import AnyFact
from streams.terms.account_fact import AccountFact
from streams.terms.account_facts import (
    PaymentPosted,
    PaymentReversed,
    StatementIssued,
)
from streams.terms.case_facts import DisputeOpened, DisputeResolved
from streams.terms.charge_facts import ChargePosted, ChargeWaived, CreditPosted
from streams.terms.days import Day

Amounts = list[tuple[Day, int]]
"""Amounts with the day from which each counts."""


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
    """Return each payment that stayed, once, by value date; refused ones never came in.

    One that was charged back stays: it is owed anew, as if it were another debt.
    """
    gone = {
        fact.payment_id
        for fact in facts
        if isinstance(fact, PaymentReversed) and fact.mode != "AGE_FROM_REVERSAL"
    }
    stayed = {
        fact.payment_id: fact
        for fact in facts
        if isinstance(fact, PaymentPosted)
        and fact.payment_id not in gone
        and fact.amount_minor > 0
        and fact.currency == currency
    }
    return sorted(stayed.values(), key=lambda one: one.value_on)


def upheld_of(facts: list[AccountFact]) -> Amounts:
    """Return what customers were right to dispute: it is owed no more from that day on."""
    parts = {
        fact.dispute_id: fact.amount_minor or 0 for fact in facts if isinstance(fact, DisputeOpened)
    }
    return [
        (fact.effective_on, parts[fact.dispute_id])
        for fact in facts
        if isinstance(fact, DisputeResolved) and fact.outcome == "UPHELD"
    ]


def charged_back_of(facts: list[AccountFact]) -> Amounts:
    """Return what is owed anew because a payment was charged back."""
    return [
        (fact.effective_on, fact.amount_minor)
        for fact in facts
        if isinstance(fact, PaymentReversed) and fact.mode == "AGE_FROM_REVERSAL"
    ]


def repaid_up_to(facts: list[AccountFact], currency: str, on: Day) -> int:
    """Return by how much everything but spending has lowered the balance up to a day."""
    return sum(amount for day, amount in _repaid(facts, currency) if day <= on)


def unpaid_at(on: Day, facts: list[AccountFact], currency: str) -> int:
    """Return what is open before a day's closing of all that was asked for, settled oldest first.

    Of one day first comes what settles, then what is charged back, then the closing.
    """
    settles = [(one.value_on, one.amount_minor) for one in paid_of(facts, currency)]
    settles += upheld_of(facts)
    asked = {one.closed_on: one for one in statements_of(facts)}
    anew = charged_back_of(facts)
    left: list[int] = []
    for number in range(min(asked), on + 1):
        for rest in (amount for day, amount in settles if day == number):
            _settle(left, rest)
        left += [amount for day, amount in anew if day == number]
        closing = asked.get(Day(number))
        if closing is not None and number < on:
            left.append(closing.min_due_minor - closing.past_due_included_minor)
    return sum(left)


def _settle(left: list[int], rest: int) -> None:
    for place, open_minor in enumerate(left):
        taken = min(open_minor, rest)
        left[place] -= taken
        rest -= taken


def _repaid(facts: list[AccountFact], currency: str) -> Iterator[tuple[Day, int]]:
    yield from ((one.value_on, one.amount_minor) for one in paid_of(facts, currency))
    yield from upheld_of(facts)
    yield from ((day, -amount) for day, amount in charged_back_of(facts))
    for fact in facts:
        if isinstance(fact, ChargePosted):
            yield fact.effective_on, -fact.amount_minor
        if isinstance(fact, ChargeWaived | CreditPosted):
            yield fact.effective_on, fact.amount_minor
