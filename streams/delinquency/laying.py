"""A sum is laid on the open obligations: oldest first, or newest first where policy says so.

What is disputed is passed over. Only the obligation that a sum does not cover asks for an order of
components, and that order may depend on how late the ledger is at the value date (in China: art. 57
of the card measures, interest and fees first up to day 90, principal first from day 91).

>>> from streams.delinquency.ledger_state import Part
>>> slots = [Slot(Day(30), Day(10), "s1", 300, 300, (Part(4, True, 300),))]
>>> lay(slots, 200, "payment", Day(31), LedgerRules()), slots[0].left_minor
(0, 100)
"""

from streams.delinquency.lateness import lateness_of
from streams.delinquency.ledger_state import Slot
from streams.delinquency.slots import held_minor, partly, settled
from streams.policy.ledger import LedgerRules
from streams.terms.days import Day


def lay(slots: list[Slot], minor: int, kind: str, on: Day, rules: LedgerRules) -> int:
    """Lay a sum on the obligations, in place; returns what is left of it."""
    if not slots or minor <= 0:
        return minor
    allocation = rules.allocations.get(kind)
    order = rules.order_of(kind, 0)
    if allocation is not None and len(allocation.orders) > 1:
        # The lateness that counts is that before the payment, whatever it settles on its way.
        anchor = lateness_of(slots, on).contractual_due_on
        order = rules.order_of(kind, 0 if anchor is None else on - anchor)
    if allocation is not None and allocation.newest_first:
        return _newest_first(slots, minor, order)
    return _oldest_first(slots, minor, order)


def _oldest_first(slots: list[Slot], minor: int, order: tuple[str, ...]) -> int:
    at = 0
    while at < len(slots) and minor:
        slot = slots[at]
        free = slot.left_minor - held_minor(slot) if slot.held else slot.left_minor
        if free > minor:
            slots[at] = partly(slot, minor, order)
            return 0
        minor -= free
        rest = settled(slot)
        if rest is None:
            del slots[at]
        else:
            slots[at] = rest
            at += 1
    return minor


def _newest_first(slots: list[Slot], minor: int, order: tuple[str, ...]) -> int:
    for slot in reversed(list(slots)):
        if not minor:
            break
        one = [slot]
        minor = _oldest_first(one, minor, order)
        at = slots.index(slot)
        slots[at : at + 1] = one
    return minor
