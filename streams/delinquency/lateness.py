"""What is late among the open obligations on a day.

>>> from streams.delinquency.ledger_state import Part
>>> slot = Slot(Day(30), Day(10), "s1", 300, 200, (Part(2, False, 100), Part(4, True, 200)))
>>> lateness_of([slot], Day(30)).past_due_minor, lateness_of([slot], Day(31)).past_due_minor
(0, 300)
>>> lateness_of([slot], Day(31)).counting_minor
200
"""

from collections.abc import Sequence

from msgspec import Struct

from streams.delinquency.ledger_state import Slot
from streams.delinquency.slots import held_minor, unheld
from streams.policy.ledger import COMPONENTS
from streams.terms.days import Day


class Lateness(Struct, frozen=True, gc=False):
    """What is late and not held; `contractual_due_on` is the oldest due date that counts."""

    past_due_minor: int
    counting_minor: int
    contractual_due_on: Day | None


NOT_LATE = Lateness(0, 0, None)


def lateness_of(slots: Sequence[Slot], on: Day) -> Lateness:
    """Return what is late on a day; the obligations are in the order of their due dates."""
    if not slots or slots[0].due_on >= on:
        return NOT_LATE
    past_due = counting = 0
    anchor: Day | None = None
    for slot in slots:
        if slot.due_on >= on:
            break
        rest = unheld(slot) if slot.held else slot
        past_due += rest.left_minor
        counting += rest.counting_minor
        if anchor is None and rest.counting_minor:
            anchor = slot.due_on
    return Lateness(past_due, counting, anchor)


def parts_late(slots: Sequence[Slot], on: Day) -> dict[str, int]:
    """Return the past due by component, without those of nothing."""
    sums: dict[str, int] = {}
    for slot in slots:
        if slot.due_on >= on:
            break
        for part in unheld(slot).parts:
            name = COMPONENTS[part.component]
            sums[name] = sums.get(name, 0) + part.minor
    return sums


def held_in(slots: Sequence[Slot]) -> int:
    """Return what disputes and reports keep out of the obligations, late or not."""
    return sum(held_minor(slot) for slot in slots if slot.held)
