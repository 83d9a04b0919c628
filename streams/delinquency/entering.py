"""A statement becomes an obligation: what it obliges to, of which parts, less what never was.

Source of the split: minimum dues hold charges in full and a share of the principal, so charges are
filled first; `docs/decisions/0010-the-complete-ledger.md` gives the reasons.
"""

from streams.delinquency.knowledge import Known
from streams.delinquency.ledger_state import Part
from streams.delinquency.occurrences import capped, fraud_minor, owed, owed_by
from streams.delinquency.rows import Billed, Noted
from streams.delinquency.slots import PRINCIPAL, struck
from streams.policy.ledger import COMPONENTS, LedgerRules
from streams.terms.days import Day

_NO_CHARGES = (0, 0, 0, 0)
_COUNTS = {"+": True, "-": False}
_PLACE = {name: place for place, name in enumerate(COMPONENTS)}


def parts_of(
    bill: Billed, last_close_on: Day | None, known: Known, rules: LedgerRules
) -> tuple[Part, ...]:
    """Return the parts of the obligation of a statement; empty where it obliges to nothing."""
    note = _correction(bill, known)
    own = owed_by(bill)
    amounts = (bill.cost_minor, bill.penalty_minor, bill.fee_minor, bill.interest_minor)
    if note is not None:
        anew = owed(note.numbers[1:4])
        if anew <= own:
            _, _, _, _, _, _, interest, fee, penalty, cost = note.numbers
            own, amounts = anew, (cost, penalty, fee, interest)
    if own <= 0:
        return ()
    if not known.charges and not known.cases.carves and amounts == _NO_CHARGES:
        return (Part(PRINCIPAL, "principal" in rules.counts, own),)
    sums = _filled(own, amounts)
    if known.charges:
        parts = _charged(sums, bill, last_close_on, known, rules)
    else:
        parts = tuple(
            Part(place, COMPONENTS[place] in rules.counts, minor)
            for place, minor in enumerate(sums)
            if minor
        )
    return struck(parts, fraud_minor(bill, known)) if known.cases.carves else parts


def total_of(bill: Billed, known: Known) -> int:
    """Return the closing balance as it is known now."""
    note = _correction(bill, known)
    return bill.total_due_minor if note is None else note.numbers[4]


def credit_used(bill: Billed, known: Known) -> tuple[int, Day]:
    """Return how much lower an applied credit made the obligation, and when that was due."""
    note = _correction(bill, known)
    minimum, included, credit = (
        (bill.min_due_minor, bill.past_due_included_minor, bill.credit_applied_minor)
        if note is None
        else note.numbers[1:4]
    )
    return min(max(0, minimum - included), credit), bill.due_on


def _correction(bill: Billed, known: Known) -> Noted | None:
    if not known.corrections:
        return None
    return known.corrections.get((bill.statement_id, bill.currency))


def _filled(own: int, charges: tuple[int, int, int, int]) -> list[int]:
    sums: list[int] = []
    for billed in charges:
        taken = min(max(0, billed), own)
        own -= taken
        sums.append(taken)
    sums.append(own)
    return sums


def _charged(
    sums: list[int], bill: Billed, last_close_on: Day | None, known: Known, rules: LedgerRules
) -> tuple[Part, ...]:
    """Return the parts where single charges say whether they count, or were waived."""
    counting = [COMPONENTS[place] in rules.counts for place in range(len(COMPONENTS))]
    moved = [0] * len(sums)
    for charge in _of_cycle(bill, last_close_on, known):
        place = _PLACE[charge.text.rstrip("+-")]
        amount = charge.amount_minor or 0
        waived = sum(
            taken
            for _, _, taken in capped(known.waived.get((charge.id, charge.currency), ()), amount)
        )
        gone = min(waived, sums[place])
        sums[place] -= gone
        moved[place] = min(moved[place], sums[place])
        counts = _COUNTS.get(charge.text[-1:], counting[place])
        if counts is not counting[place]:
            moved[place] += min(amount - waived, sums[place] - moved[place])
    return _split(sums, moved, counting)


def _split(sums: list[int], moved: list[int], counting: list[bool]) -> tuple[Part, ...]:
    parts: list[Part] = []
    for place, minor in enumerate(sums):
        sides = {counting[place]: minor - moved[place], not counting[place]: moved[place]}
        parts += [Part(place, side, sides[side]) for side in (True, False) if sides[side]]
    return tuple(parts)


def _of_cycle(bill: Billed, last_close_on: Day | None, known: Known) -> list[Noted]:
    return [
        one
        for one in known.charges
        if one.currency == bill.currency
        and one.on <= bill.closed_on
        and (last_close_on is None or one.on > last_close_on)
    ]
