"""The life of one made-up account: every fact of it, with the day on which it arrives."""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from streams.portfolio.billing import Billed, MinimumRule, billed, settled
from streams.portfolio.chance import Chance
from streams.portfolio.habits import Answer, Asked, habit_of
from streams.terms.account_facts import (
    AccountOpened,
    AnyAccountFact,
    PaymentPosted,
    PaymentReversed,
    StatementIssued,
)
from streams.terms.days import Day, date_of, day_of
from streams.terms.identity import stable_id

Arriving = tuple[Day, AnyAccountFact]

MINIMUM = MinimumRule(per_mille=50, floor_minor=0)
DUE_AFTER_DAYS = 20
_LAST_SAFE_DAY = 28
_REVERSED_AFTER_DAYS = 4
_REPEATED_PER_MILLE = 30
_LATE_PER_MILLE = 40
_LATE_DAYS_MAX = 12


class Born(Struct, frozen=True):
    """Who an account belongs to, and when and in what it is kept; `unit` is a major unit."""

    account_id: str
    customer_id: str
    opened_on: Day
    ends_on: Day
    currency: str
    unit_minor: int


def life(born: Born, chance: Chance) -> Iterator[Arriving]:
    """Yield the account's facts that arrive up to `ends_on`, statement by statement."""
    opened = AccountOpened(
        event_id=_event_id(born, "opened"),
        account_id=born.account_id,
        effective_on=born.opened_on,
        customer_id=born.customer_id,
        currencies=(born.currency,),
    )
    yield born.opened_on, opened
    for on, fact in _cycles(born, chance):
        if on <= born.ends_on:
            yield on, fact


def _cycles(born: Born, chance: Chance) -> Iterator[Arriving]:
    """Yield statements and payments; a closing books what was valued up to it and stayed."""
    habit = habit_of(chance)
    balance = (1_500 + chance.below(20_000, "balance")) * born.unit_minor
    unpaid: tuple[int, ...] = ()
    coming: tuple[PaymentPosted, ...] = ()
    for cycle, closed_on in enumerate(_closings(born, chance)):
        paid = sum(one.amount_minor for one in coming if one.value_on <= closed_on)
        coming = tuple(one for one in coming if one.value_on > closed_on)
        unpaid = settled(unpaid, paid)
        balance -= paid
        asks = billed(balance, sum(unpaid), MINIMUM)
        statement = _statement(born, cycle, closed_on, balance, asks)
        yield closed_on, statement
        unpaid = (*unpaid, asks.min_due_minor - asks.past_due_included_minor)
        answer = habit(chance, Asked(cycle, asks.min_due_minor, balance))
        if answer.amount_minor > 0:
            payment = _payment(born, cycle, statement.due_on, answer)
            yield from _sent(born, chance, cycle, payment)
            if answer.is_reversed:
                # Taken back before the next closing, so the bank's books never hold it.
                yield _reversal(born, cycle, payment)
            else:
                coming = (*coming, payment)
        balance += chance.below(1_500, "spent", cycle) * born.unit_minor


def _statement(
    born: Born, cycle: int, closed_on: Day, balance_minor: int, asks: Billed
) -> StatementIssued:
    return StatementIssued(
        event_id=_event_id(born, "statement", cycle),
        account_id=born.account_id,
        effective_on=closed_on,
        statement_id=f"{born.account_id}-s{cycle}",
        currency=born.currency,
        closed_on=closed_on,
        due_on=Day(closed_on + DUE_AFTER_DAYS),
        min_due_minor=asks.min_due_minor,
        total_due_minor=balance_minor,
        past_due_included_minor=asks.past_due_included_minor,
        principal_minor=balance_minor,
    )


def _closings(born: Born, chance: Chance) -> Iterator[Day]:
    """Yield the closing days: one day of the month for each account, spread over the month."""
    first = date_of(born.opened_on)
    day = 1 + chance.below(_LAST_SAFE_DAY, "cycle day")
    month = first.year * 12 + first.month - 1 + (1 if day <= first.day else 0)
    while True:
        closed_on = day_of(date(month // 12, month % 12 + 1, day))
        if closed_on > born.ends_on:
            return
        yield closed_on
        month += 1


def _payment(born: Born, cycle: int, due_on: Day, answer: Answer) -> PaymentPosted:
    value_on = Day(due_on + answer.after_due_days)
    return PaymentPosted(
        event_id=_event_id(born, "payment", cycle),
        account_id=born.account_id,
        effective_on=value_on,
        payment_id=f"{born.account_id}-p{cycle}",
        currency=born.currency,
        amount_minor=answer.amount_minor,
        value_on=value_on,
    )


def _sent(born: Born, chance: Chance, cycle: int, payment: PaymentPosted) -> Iterator[Arriving]:
    """Yield the payment on the day it arrives, sometimes late, and sometimes once more."""
    is_late = chance.happens(_LATE_PER_MILLE, "arrives late", cycle)
    delay = 1 + chance.below(_LATE_DAYS_MAX, "delay", cycle) if is_late else 0
    yield Day(payment.value_on + delay), payment
    if chance.happens(_REPEATED_PER_MILLE, "sent twice", cycle):
        again = replace(payment, event_id=_event_id(born, "payment again", cycle))
        yield Day(payment.value_on + delay + 1), again


def _reversal(born: Born, cycle: int, payment: PaymentPosted) -> Arriving:
    on = Day(payment.value_on + _REVERSED_AFTER_DAYS)
    return on, PaymentReversed(
        event_id=_event_id(born, "reversal", cycle),
        account_id=born.account_id,
        effective_on=on,
        reversal_id=f"{born.account_id}-r{cycle}",
        payment_id=payment.payment_id,
        currency=payment.currency,
        amount_minor=payment.amount_minor,
        reason="NSF",
    )


def _event_id(born: Born, what: str, cycle: int = 0) -> str:
    return stable_id("simulation", born.account_id, what, cycle)
