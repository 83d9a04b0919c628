"""One obligation: how it is made of parts, what is held out of it, how a sum is laid on it.

A part is a component and whether it counts for days past due. What is held or struck off is taken
from the principal first, so that a dispute never leaves a customer later than it has to.

>>> slot = slot_of(Day(30), Day(10), "s1", (Part(3, True, 50), Part(4, True, 250)))
>>> slot.left_minor, held(slot, "d1", 100)[0].held[0].minor
(300, 100)
>>> partly(slot, 60, ("interest", "principal")).parts[-1].minor
240
"""

from streams.delinquency.ledger_state import Held, Part, Slot
from streams.policy.ledger import COMPONENTS
from streams.terms.days import Day

PRINCIPAL = COMPONENTS.index("principal")
_PLACE = {name: place for place, name in enumerate(COMPONENTS)}


def slot_of(
    due_on: Day, closed_on: Day, id_: str, parts: tuple[Part, ...], corrects: str = ""
) -> Slot:
    """Return an obligation of those parts; one that a correction owes names its statement."""
    left, counting = _sums(parts)
    return Slot(due_on, closed_on, id_, left, counting, parts, (), corrects)


def struck(parts: tuple[Part, ...], minor: int) -> tuple[Part, ...]:
    """Return the parts less an amount: principal first, of one component what counts first."""
    left: list[Part] = []
    for part in sorted(parts, key=_strike_order):
        taken = min(part.minor, minor)
        minor -= taken
        if part.minor > taken:
            left.append(Part(part.component, part.counts, part.minor - taken))
    return tuple(sorted(left, key=_in_place))


def unheld(slot: Slot) -> Slot:
    """Return the obligation without what disputes and reports keep out of it."""
    if not slot.held:
        return slot
    rest = struck(slot.parts, held_minor(slot))
    return _made_of(slot, rest)


def held_minor(slot: Slot) -> int:
    """Return how much is held out of the obligation."""
    return min(slot.left_minor, sum(one.minor for one in slot.held))


def held(slot: Slot, case_id: str, minor: int | None) -> tuple[Slot, int | None]:
    """Hold an amount (None: all) out of the obligation; returns it and what is left to hold."""
    free = slot.left_minor - held_minor(slot)
    taken = free if minor is None else min(free, minor)
    left = None if minor is None else minor - taken
    if taken == 0:
        return slot, left
    hold = (*slot.held, Held(case_id, taken))
    return _made_of(slot, slot.parts, hold), left


def released(slot: Slot, case_id: str, *, drop: bool) -> Slot:
    """Return the obligation without that hold; with `drop` what was held is owed no more."""
    mine = sum(one.minor for one in slot.held if one.case_id == case_id)
    hold = tuple(one for one in slot.held if one.case_id != case_id)
    parts = struck(slot.parts, mine) if drop else slot.parts
    return _made_of(slot, parts, hold)


def partly(slot: Slot, minor: int, order: tuple[str, ...]) -> Slot:
    """Return the obligation after a sum below its unheld rest was laid on it in that order."""
    if not slot.held and len(slot.parts) == 1:
        only = slot.parts[0]
        left = (Part(only.component, only.counts, only.minor - minor),)
        return _made_of(slot, left)
    payable = unheld(slot).parts
    places = {_PLACE[name]: at for at, name in enumerate(order)}
    paid: dict[tuple[int, bool], int] = {}
    for part in sorted(payable, key=lambda p: (places[p.component], not p.counts)):
        taken = min(part.minor, minor)
        minor -= taken
        paid[part.component, part.counts] = taken
    rest = tuple(
        Part(p.component, p.counts, p.minor - paid.get((p.component, p.counts), 0))
        for p in slot.parts
        if p.minor > paid.get((p.component, p.counts), 0)
    )
    return _made_of(slot, rest, slot.held)


def settled(slot: Slot) -> Slot | None:
    """Return what stands of the obligation once its unheld rest is paid: what is held, or None."""
    if not slot.held:
        return None
    rest = struck_to(slot.parts, held_minor(slot))
    return _made_of(slot, rest, slot.held)


def struck_to(parts: tuple[Part, ...], minor: int) -> tuple[Part, ...]:
    """Return what `struck` would take."""
    kept = {(p.component, p.counts): p.minor for p in struck(parts, minor)}
    gone = (
        Part(p.component, p.counts, p.minor - kept.get((p.component, p.counts), 0)) for p in parts
    )
    return tuple(part for part in gone if part.minor)


def grown(slot: Slot, minor: int, *, counts: bool) -> Slot:
    """Return the obligation with more principal in it."""
    parts = [p for p in slot.parts if (p.component, p.counts) != (PRINCIPAL, counts)]
    had = slot.left_minor - sum(p.minor for p in parts)
    parts.append(Part(PRINCIPAL, counts, had + minor))
    ordered = tuple(sorted(parts, key=_in_place))
    return _made_of(slot, ordered, slot.held)


def _made_of(slot: Slot, parts: tuple[Part, ...], hold: tuple[Held, ...] = ()) -> Slot:
    left, counting = _sums(parts)
    return Slot(slot.due_on, slot.closed_on, slot.id, left, counting, parts, hold, slot.corrects)


def _sums(parts: tuple[Part, ...]) -> tuple[int, int]:
    """Return what is left of an obligation, and how much of it counts."""
    left = counting = 0
    for part in parts:
        left += part.minor
        if part.counts:
            counting += part.minor
    return left, counting


def _strike_order(part: Part) -> tuple[int, bool]:
    return -part.component, not part.counts


def _in_place(part: Part) -> tuple[int, bool]:
    return part.component, not part.counts
