"""Troubles about paying later: promises and plans, kept and broken, and why."""

from streams.portfolio.books import Booking
from streams.portfolio.born import Arriving
from streams.portfolio.chance import Chance
from streams.portfolio.trouble import Bill, Happening, name_of, paid_beside, told
from streams.terms.case_facts import (
    Cause,
    CauseStated,
    Instalment,
    PlanAgreed,
    PlanBroken,
    PromiseMade,
)
from streams.terms.days import Day

_PROMISED_AFTER_DAYS = 8
_PROMISED_FOR_DAYS = 10
_AGREED_AFTER_DAYS = 15
_INSTALMENTS = 3
_INSTALMENT_DAYS = 21
_BROKEN_AFTER_DAYS = 5
_SAID_AFTER_DAYS = 2
_CAUSES: tuple[Cause, ...] = ("INCOME", "ILLNESS", "FORGOT")


def promises(bill: Bill, chance: Chance) -> Happening | None:
    """Promise the missing part, and pay it a day early."""
    made = _promised(bill, chance)
    if made is None:
        return None
    fact, part = made
    paid, booked = paid_beside(bill, "promised", Day(part.due_on - 1), part.amount_minor)
    return Happening(facts=(fact, *_why(bill, chance), paid), bookings=(booked,))


def promises_in_vain(bill: Bill, chance: Chance) -> Happening | None:
    """Promise the missing part, and pay a third of it or nothing."""
    made = _promised(bill, chance)
    if made is None:
        return None
    fact, part = made
    third = part.amount_minor // 3
    if third == 0 or chance.below(2, "pays nothing", bill.cycle):
        return Happening(facts=(fact, *_why(bill, chance)))
    paid, booked = paid_beside(bill, "promised", part.due_on, third)
    return Happening(facts=(fact, *_why(bill, chance), paid), bookings=(booked,))


def plans(bill: Bill, chance: Chance) -> Happening | None:
    """Agree on a plan and perform it to its end."""
    agreed = _agreed(bill)
    if agreed is None:
        return None
    fact, parts = agreed
    paid, booked = _performed(bill, parts)
    return Happening(facts=(fact, *_why(bill, chance), *paid), bookings=booked)


def plans_in_vain(bill: Bill, chance: Chance) -> Happening | None:
    """Agree on a plan and miss its last instalment: the bank ends it."""
    agreed = _agreed(bill)
    if agreed is None:
        return None
    fact, parts = agreed
    paid, booked = _performed(bill, parts[:-1])
    on = Day(parts[-1].due_on + _BROKEN_AFTER_DAYS)
    broken = PlanBroken(**told(bill, "plan broken", on), plan_id=name_of(bill, "plan"))
    return Happening(facts=(fact, *_why(bill, chance), *paid, (on, broken)), bookings=booked)


def says_why(bill: Bill, chance: Chance) -> Happening | None:
    """Say why less than the minimum is paid, or too late."""
    if not bill.is_short and bill.answer.after_due_days <= 0:
        return None
    return Happening(facts=_why(bill, chance))


def _promised(bill: Bill, chance: Chance) -> tuple[Arriving, Instalment] | None:
    if not bill.is_short:
        return None
    on = Day(bill.due_on + _PROMISED_AFTER_DAYS + chance.below(5, "promised", bill.cycle))
    missing = bill.min_due_minor - bill.answer.amount_minor
    part = Instalment(due_on=Day(on + _PROMISED_FOR_DAYS), amount_minor=missing)
    promise = PromiseMade(
        **told(bill, "promise", on),
        promise_id=name_of(bill, "promise"),
        currency=bill.born.currency,
        instalments=(part,),
    )
    return (on, promise), part


def _agreed(bill: Bill) -> tuple[Arriving, tuple[Instalment, ...]] | None:
    if not bill.is_short:
        return None
    on = Day(bill.due_on + _AGREED_AFTER_DAYS)
    missing = bill.min_due_minor - bill.answer.amount_minor
    parts = tuple(
        Instalment(due_on=Day(on + _INSTALMENT_DAYS * number), amount_minor=missing)
        for number in range(1, _INSTALMENTS + 1)
    )
    plan = PlanAgreed(
        **told(bill, "plan", on),
        plan_id=name_of(bill, "plan"),
        currency=bill.born.currency,
        instalments=parts,
    )
    return (on, plan), parts


def _performed(
    bill: Bill, parts: tuple[Instalment, ...]
) -> tuple[tuple[Arriving, ...], tuple[Booking, ...]]:
    each = [
        paid_beside(bill, f"part{number}-", part.due_on, part.amount_minor)
        for number, part in enumerate(parts)
    ]
    return tuple(paid for paid, _ in each), tuple(booked for _, booked in each)


def _why(bill: Bill, chance: Chance) -> tuple[Arriving, ...]:
    on = Day(bill.due_on + _SAID_AFTER_DAYS)
    said = CauseStated(
        **told(bill, "cause", on),
        cause_id=name_of(bill, "cause"),
        cause=_CAUSES[chance.below(len(_CAUSES), "cause")],
        stated_by=("CUSTOMER", "AGENT")[chance.below(2, "said by")],
    )
    return ((on, said),)
