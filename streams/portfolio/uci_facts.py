"""Facts of a real card account, under stated assumptions.

Statement of month m: the balance of m, its minimum by `billing.billed`. Payment of month m: posted
on the payment day of m, so it settles the statements of earlier months, oldest first. What was
paid in April settled a March statement that the file does not hold, and April's balance is already
net of it: it becomes no fact. A month in which nothing was paid has no payment.

>>> row = UciRow(id=7, bills=(100, 60, 0, 0, 0, 0), payments=(0, 45, 60, 0, 0, 0))
>>> [type(fact).__name__ for _, fact in facts_of(row, Assumptions())][:4]
['AccountOpened', 'StatementIssued', 'PaymentPosted', 'StatementIssued']
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from streams.portfolio.assumptions import STATEMENTS, Assumptions
from streams.portfolio.billing import billed, settled
from streams.portfolio.born import point_of
from streams.portfolio.day_of_facts import AnyFact, DayOfFacts, every_day
from streams.portfolio.uci_card import UciRow
from streams.terms.account_facts import (
    AccountOpened,
    AnyAccountFact,
    PaymentPosted,
    StatementIssued,
)
from streams.terms.days import Day
from streams.terms.identity import stable_id
from streams.terms.money import to_minor
from streams.terms.profile_facts import ContactPointSet


def account_of(row: UciRow) -> str:
    """Return the account id of a row."""
    return f"uci-{row.id}"


def facts_of(row: UciRow, assumptions: Assumptions) -> tuple[tuple[Day, AnyAccountFact], ...]:
    """Return the account's facts with the days on which they arrive, in order of arrival.

    Ids follow from row and month alone, so a second import of the same file repeats them.
    """
    opened = _opened(row, assumptions)
    facts: list[tuple[Day, AnyAccountFact]] = [(opened.effective_on, opened)]
    unpaid: tuple[int, ...] = ()
    for month in range(STATEMENTS):
        if month and row.payments[month]:
            payment = _payment(row, month, assumptions)
            unpaid = settled(unpaid, payment.amount_minor)
            facts.append((payment.value_on, payment))
        statement = _statement(row, month, sum(unpaid), assumptions)
        unpaid += (statement.min_due_minor - statement.past_due_included_minor,)
        facts.append((statement.closed_on, statement))
    return tuple(facts)


def by_day(rows: Iterable[UciRow], assumptions: Assumptions) -> Iterator[DayOfFacts]:
    """Yield every calendar day from the opening of the accounts to the last due date.

    Inside a day the facts stand in the order of the rows. All facts are held in memory: about
    14 an account, the customer's address among them.
    """
    arriving: defaultdict[Day, list[AnyFact]] = defaultdict(list)
    for row in rows:
        arriving[assumptions.first_day].append(_reachable(row, assumptions))
        for on, fact in facts_of(row, assumptions):
            arriving[on].append(fact)
    return every_day(assumptions.first_day, assumptions.last_day, arriving)


def _event_id(row: UciRow, what: str, when: str) -> str:
    return stable_id("uci-card", account_of(row), what, when)


def customer_of(row: UciRow) -> str:
    """Return the customer id of a row."""
    return f"uci-c-{row.id}"


def _reachable(row: UciRow, assumptions: Assumptions) -> ContactPointSet:
    """Return the address of the customer: the file holds none, and visits ask for one."""
    return ContactPointSet(
        event_id=_event_id(row, "address", assumptions.month_name(0)),
        customer_id=customer_of(row),
        effective_on=assumptions.first_day,
        point_id=point_of(customer_of(row), "address"),
        point_kind="ADDRESS",
        verified=True,
    )


def _opened(row: UciRow, assumptions: Assumptions) -> AccountOpened:
    return AccountOpened(
        event_id=_event_id(row, "opened", assumptions.month_name(0)),
        account_id=account_of(row),
        effective_on=assumptions.first_day,
        customer_id=customer_of(row),
        currencies=(assumptions.currency,),
    )


def _payment(row: UciRow, month: int, assumptions: Assumptions) -> PaymentPosted:
    name = assumptions.month_name(month)
    return PaymentPosted(
        event_id=_event_id(row, "payment", name),
        account_id=account_of(row),
        effective_on=assumptions.paid_on(month),
        payment_id=f"{account_of(row)}-p-{name}",
        currency=assumptions.currency,
        amount_minor=to_minor(str(row.payments[month]), assumptions.currency),
        value_on=assumptions.paid_on(month),
    )


def _statement(
    row: UciRow, month: int, unpaid_minor: int, assumptions: Assumptions
) -> StatementIssued:
    name = assumptions.month_name(month)
    balance_minor = to_minor(str(row.bills[month]), assumptions.currency)
    asked = billed(balance_minor, unpaid_minor, assumptions.minimum)
    return StatementIssued(
        event_id=_event_id(row, "statement", name),
        account_id=account_of(row),
        effective_on=assumptions.statement_on(month),
        statement_id=f"{account_of(row)}-s-{name}",
        currency=assumptions.currency,
        closed_on=assumptions.statement_on(month),
        due_on=assumptions.due_on(month),
        min_due_minor=asked.min_due_minor,
        total_due_minor=balance_minor,
        past_due_included_minor=asked.past_due_included_minor,
        principal_minor=balance_minor,
    )
