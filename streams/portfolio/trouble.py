"""What a trouble is: facts beside a bill and its payment, and what the bank books of them."""

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from streams.portfolio.books import Booking, payment
from streams.portfolio.born import Arriving, Born, event_id
from streams.portfolio.chance import Chance
from streams.portfolio.habits import Answer
from streams.terms.account_facts import PaymentPosted
from streams.terms.days import Day


class Bill(Struct, frozen=True, kw_only=True):
    """A statement of an account, and what its holder is about to do about it.

    `fresh_minor` is the part of the minimum that no statement before asked for.
    """

    born: Born
    cycle: int
    closed_on: Day
    due_on: Day
    min_due_minor: int
    fresh_minor: int
    answer: Answer

    @property
    def is_short(self) -> bool:
        """Tell whether less than the minimum is paid."""
        return self.answer.amount_minor < self.min_due_minor


class Happening(Struct, frozen=True, kw_only=True):
    """What came of a bill beyond its payment: facts, what is booked, and how it is paid then."""

    facts: tuple[Arriving, ...]
    bookings: tuple[Booking, ...] = ()
    answer: Answer | None = None
    """What the holder does instead; None leaves it at the habit's answer."""


Trouble = Callable[[Bill, Chance], Happening | None]
"""Tells what happens about a bill; None where it gives no occasion."""


def told(bill: Bill, what: str, on: Day) -> dict[str, Any]:
    """Return what every fact of an account carries; `what` names this one within its cycle."""
    return {
        "event_id": event_id(bill.born, what, bill.cycle),
        "account_id": bill.born.account_id,
        "effective_on": on,
    }


def priced(bill: Bill, what: str, on: Day, amount_minor: int) -> dict[str, Any]:
    """Return the same with an amount."""
    priced_in = {"currency": bill.born.currency, "amount_minor": amount_minor}
    return told(bill, what, on) | priced_in


def name_of(bill: Bill, what: str) -> str:
    """Return the business id of a fact of this cycle.

    >>> born = Born("sim-1", "cust-1", Day(0), Day(9), "CNY", 100)
    >>> name_of(Bill(born=born, cycle=3, closed_on=Day(0), due_on=Day(20), min_due_minor=0,
    ...              fresh_minor=0, answer=Answer(0)), "plan")
    'sim-1-plan3'
    """
    return f"{bill.born.account_id}-{what}{bill.cycle}"


def paid_beside(bill: Bill, what: str, on: Day, amount_minor: int) -> tuple[Arriving, Booking]:
    """Return a payment that no bill asked for by that day, and its booking."""
    paid = PaymentPosted(
        **priced(bill, what, on, amount_minor), payment_id=name_of(bill, what), value_on=on
    )
    return (on, paid), payment(on, amount_minor)
