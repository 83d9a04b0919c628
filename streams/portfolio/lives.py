"""The life of one made-up account: every fact of it, with the day on which it arrives."""

from collections.abc import Iterator
from datetime import date

from msgspec.structs import replace

from streams.portfolio.billing import Billed, MinimumRule, billed
from streams.portfolio.books import Books, closed, payment, with_bookings
from streams.portfolio.born import Arriving, Born, event_id
from streams.portfolio.chance import Chance
from streams.portfolio.habits import Answer, Asked, habit_of
from streams.portfolio.people import EVERYDAY, People
from streams.portfolio.trouble import Bill
from streams.portfolio.troubles import trouble_of
from streams.terms.account_facts import (
    AccountOpened,
    PaymentPosted,
    PaymentReversed,
    StatementIssued,
)
from streams.terms.days import Day, date_of, day_of
from streams.terms.life_facts import LiabilityChanged

MINIMUM = MinimumRule(per_mille=50, floor_minor=0)
DUE_AFTER_DAYS = 20
_LAST_SAFE_DAY = 28
_REVERSED_AFTER_DAYS = 4
_REPEATED_PER_MILLE = 30
_LATE_PER_MILLE = 40
_LATE_DAYS_MAX = 12
_SHARED_PER_MILLE = 20
_SHARED_DAYS = 60


def life(born: Born, chance: Chance, people: People = EVERYDAY) -> Iterator[Arriving]:
    """Yield the account's facts that arrive up to `ends_on`, statement by statement."""
    opened = AccountOpened(
        event_id=event_id(born, "opened"),
        account_id=born.account_id,
        effective_on=born.opened_on,
        customer_id=born.customer_id,
        currencies=(born.currency,),
    )
    yield born.opened_on, opened
    if chance.happens(_SHARED_PER_MILLE, "shared"):
        yield born.opened_on, _shared(born, chance)
    for on, fact in _cycles(born, chance, people):
        if on <= born.ends_on:
            yield on, fact


def _shared(born: Born, chance: Chance) -> LiabilityChanged:
    """Return that somebody else is liable too, half of them for a while only."""
    for_a_while = Day(born.opened_on + _SHARED_DAYS)
    return LiabilityChanged(
        event_id=event_id(born, "shared"),
        account_id=born.account_id,
        effective_on=born.opened_on,
        liability_id=f"{born.account_id}-shared",
        customer_id=f"{born.customer_id}-beside",
        role="CO_HOLDER",
        liable_until=for_a_while if chance.below(2, "for a while") else None,
    )


def _cycles(born: Born, chance: Chance, people: People) -> Iterator[Arriving]:
    """Yield statements, payments and what else comes of them; a closing books what counts by it."""
    habit = habit_of(chance, people.habits)
    trouble = trouble_of(habit, chance, people.troubles)
    books = Books((1_500 + chance.below(20_000, "balance")) * born.unit_minor)
    for cycle, closed_on in enumerate(_closings(born, chance)):
        books = closed(books, closed_on)
        asks = billed(books.balance_minor, sum(books.unpaid), MINIMUM)
        statement = _statement(born, cycle, closed_on, books, asks)
        yield closed_on, statement
        fresh = asks.min_due_minor - asks.past_due_included_minor
        answer = habit(chance, Asked(cycle, asks.min_due_minor, books.balance_minor))
        books = replace(books, unpaid=(*books.unpaid, fresh))
        if trouble is not None:
            happened = trouble(_bill(born, cycle, statement, fresh, answer), chance)
            if happened is not None:
                trouble, answer = None, happened.answer or answer
                yield from happened.facts
                books = with_bookings(books, happened.bookings)
        if answer.amount_minor > 0:
            paid = _payment(born, cycle, statement.due_on, answer)
            yield from _sent(born, chance, cycle, paid)
            if answer.is_reversed:
                # Taken back before the next closing, so the bank's books never hold it.
                yield _reversal(born, cycle, paid)
            else:
                books = with_bookings(books, (payment(paid.value_on, paid.amount_minor),))
        spent = chance.below(1_500, "spent", cycle) * born.unit_minor
        books = replace(books, balance_minor=books.balance_minor + spent)


def _bill(born: Born, cycle: int, one: StatementIssued, fresh: int, answer: Answer) -> Bill:
    return Bill(
        born=born,
        cycle=cycle,
        closed_on=one.closed_on,
        due_on=one.due_on,
        min_due_minor=one.min_due_minor,
        fresh_minor=fresh,
        answer=answer,
    )


def _statement(
    born: Born, cycle: int, closed_on: Day, books: Books, asks: Billed
) -> StatementIssued:
    return StatementIssued(
        event_id=event_id(born, "statement", cycle),
        account_id=born.account_id,
        effective_on=closed_on,
        statement_id=f"{born.account_id}-s{cycle}",
        currency=born.currency,
        closed_on=closed_on,
        due_on=Day(closed_on + DUE_AFTER_DAYS),
        min_due_minor=asks.min_due_minor,
        total_due_minor=books.balance_minor,
        past_due_included_minor=asks.past_due_included_minor,
        principal_minor=books.balance_minor - books.penalty_minor,
        penalty_minor=books.penalty_minor,
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
        event_id=event_id(born, "payment", cycle),
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
        again = replace(payment, event_id=event_id(born, "payment again", cycle))
        yield Day(payment.value_on + delay + 1), again


def _reversal(born: Born, cycle: int, payment: PaymentPosted) -> Arriving:
    on = Day(payment.value_on + _REVERSED_AFTER_DAYS)
    return on, PaymentReversed(
        event_id=event_id(born, "reversal", cycle),
        account_id=born.account_id,
        effective_on=on,
        reversal_id=f"{born.account_id}-r{cycle}",
        payment_id=payment.payment_id,
        currency=payment.currency,
        amount_minor=payment.amount_minor,
        reason="NSF",
    )
