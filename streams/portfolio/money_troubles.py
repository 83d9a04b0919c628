"""Troubles about amounts: a late fee, a credit, a payment taken back, a reversal without one."""

from msgspec.structs import replace

from streams.portfolio.books import Booking
from streams.portfolio.chance import Chance
from streams.portfolio.trouble import Bill, Happening, name_of, priced
from streams.terms.account_facts import PaymentReversed
from streams.terms.charge_facts import ChargePosted, ChargeWaived, CreditPosted
from streams.terms.days import Day

_GRACE_DAYS = 3
_FEE_PERCENT = 5
_LEAST_FEE_UNITS = 10
_WAIVED_AFTER_DAYS = 3
_CREDIT_AFTER_DAYS = 10
_CREDIT_UNITS = 20
_CHARGED_BACK_AFTER_DAYS = 15


def charged_for_lateness(bill: Bill, chance: Chance) -> Happening | None:
    """Charge who pays after the days of grace a late fee; half of them ask, and it is waived."""
    if bill.answer.after_due_days <= _GRACE_DAYS:
        return None
    on = Day(bill.due_on + _GRACE_DAYS + 1)
    least = _LEAST_FEE_UNITS * bill.born.unit_minor
    fee = max(bill.min_due_minor * _FEE_PERCENT // 100, least)
    charge = ChargePosted(
        **priced(bill, "late fee", on, fee), charge_id=name_of(bill, "fee"), kind="PENALTY"
    )
    booked = Booking(on=on, balance_minor=fee, penalty_minor=fee)
    if chance.below(2, "fee waived", bill.cycle):
        return Happening(facts=((on, charge),), bookings=(booked,))
    waived_on = Day(on + _WAIVED_AFTER_DAYS)
    waiver = ChargeWaived(
        **priced(bill, "fee waived", waived_on, fee),
        waiver_id=name_of(bill, "waiver"),
        charge_id=charge.charge_id,
    )
    back = Booking(on=waived_on, balance_minor=-fee, penalty_minor=-fee)
    return Happening(facts=((on, charge), (waived_on, waiver)), bookings=(booked, back))


def given_a_credit(bill: Bill, chance: Chance) -> Happening:
    """Give a credit for goodwill; it lowers the balance and settles nothing."""
    del chance
    on, amount = Day(bill.closed_on + _CREDIT_AFTER_DAYS), _CREDIT_UNITS * bill.born.unit_minor
    credit = CreditPosted(
        **priced(bill, "credit", on, amount), credit_id=name_of(bill, "credit"), kind="GOODWILL"
    )
    return Happening(facts=((on, credit),), bookings=(Booking(on=on, balance_minor=-amount),))


def charged_back(bill: Bill, chance: Chance) -> Happening | None:
    """Take a payment back that had counted for weeks: it is owed anew from that day on."""
    del chance
    if bill.answer.amount_minor <= 0:
        return None
    stays = replace(bill.answer, is_reversed=False)
    on = Day(bill.due_on + stays.after_due_days + _CHARGED_BACK_AFTER_DAYS)
    amount = stays.amount_minor
    reversal = PaymentReversed(
        **priced(bill, "charged back", on, amount),
        reversal_id=name_of(bill, "chargeback"),
        payment_id=name_of(bill, "p"),
        reason="CHARGEBACK",
        mode="AGE_FROM_REVERSAL",
    )
    owed = Booking(on=on, balance_minor=amount, asks_minor=amount)
    return Happening(facts=((on, reversal),), bookings=(owed,), answer=stays)


def loses_a_reversal(bill: Bill, chance: Chance) -> Happening:
    """Reverse a payment that nobody ever sent: it waits, and at last for a person."""
    del chance
    reversal = PaymentReversed(
        **priced(bill, "lost reversal", bill.due_on, bill.born.unit_minor),
        reversal_id=name_of(bill, "lost"),
        payment_id=name_of(bill, "never"),
        reason="NSF",
    )
    return Happening(facts=((bill.due_on, reversal),))
