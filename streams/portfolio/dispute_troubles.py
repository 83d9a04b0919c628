"""Troubles that protect an account for a while: disputes and pauses."""

from msgspec.structs import replace

from streams.portfolio.books import payment
from streams.portfolio.chance import Chance
from streams.portfolio.trouble import Bill, Happening, name_of, priced, told
from streams.terms.case_facts import DisputeOpened, DisputeResolved, PauseEnded, PauseStarted
from streams.terms.days import Day

_OPENED_AFTER_DAYS = 3
# Before the next closing, whichever the month: its books hold what came of the dispute.
_RESOLVED_AFTER_DAYS = 25
_WHOLE_OPENED_AFTER_DAYS = 10
_WHOLE_RESOLVED_AFTER_DAYS = 30
_PAUSED_AFTER_DAYS = 8
_PAUSED_DAYS = 30


def disputes_a_part(bill: Bill, chance: Chance) -> Happening | None:
    """Dispute a part of a bill and pay the rest; most are right and owe it no more."""
    part = bill.fresh_minor // 2
    if not 0 < part <= bill.answer.amount_minor:
        return None
    dispute_id = name_of(bill, "dispute")
    on, done_on = (
        Day(bill.closed_on + _OPENED_AFTER_DAYS),
        Day(bill.closed_on + _RESOLVED_AFTER_DAYS),
    )
    is_upheld = chance.below(3, "dispute", bill.cycle) > 0
    opened = DisputeOpened(
        **priced(bill, "dispute", on, part),
        dispute_id=dispute_id,
        statement_id=name_of(bill, "s"),
    )
    done = DisputeResolved(
        **told(bill, "dispute done", done_on),
        dispute_id=dispute_id,
        outcome="UPHELD" if is_upheld else "REJECTED",
    )
    return Happening(
        facts=((on, opened), (done_on, done)),
        bookings=(payment(done_on, part),) if is_upheld else (),
        answer=replace(bill.answer, amount_minor=bill.answer.amount_minor - part),
    )


def disputes_all(bill: Bill, chance: Chance) -> Happening | None:
    """Dispute all that is owed; the bank finds nothing wrong with it."""
    del chance
    if not bill.is_short:
        return None
    on = Day(bill.due_on + _WHOLE_OPENED_AFTER_DAYS)
    done_on = Day(on + _WHOLE_RESOLVED_AFTER_DAYS)
    dispute_id = name_of(bill, "dispute")
    opened = DisputeOpened(
        **told(bill, "dispute", on), dispute_id=dispute_id, currency=bill.born.currency
    )
    done = DisputeResolved(
        **told(bill, "dispute done", done_on), dispute_id=dispute_id, outcome="REJECTED"
    )
    return Happening(facts=((on, opened), (done_on, done)))


def rests(bill: Bill, chance: Chance) -> Happening | None:
    """Pause collection for a month; some pauses are ended early."""
    if not bill.is_short:
        return None
    on, pause_id = Day(bill.due_on + _PAUSED_AFTER_DAYS), name_of(bill, "pause")
    started = PauseStarted(
        **told(bill, "pause", on),
        pause_id=pause_id,
        until_on=Day(on + _PAUSED_DAYS),
        reason="ILLNESS",
    )
    if chance.below(2, "ends early", bill.cycle):
        return Happening(facts=((on, started),))
    ended_on = Day(on + _PAUSED_DAYS // 2)
    ended = PauseEnded(**told(bill, "pause ended", ended_on), pause_id=pause_id)
    return Happening(facts=((on, started), (ended_on, ended)))
