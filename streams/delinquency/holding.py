"""Disputes and fraud reports take hold of obligations, and let go of them or strike them off.

Source: US 12 CFR 1026.13(d) and (g): the disputed part need not be paid nor reported late while
it is open; the undisputed part may be.
"""

from streams.delinquency.cases import Carve
from streams.delinquency.ledger_state import OpenCase, Slot
from streams.delinquency.slots import held, released, settled
from streams.terms.days import Day


def opened(slots: list[Slot], carve: Carve) -> OpenCase | None:
    """Take hold of obligations, in place; returns the case while it may take hold of more."""
    left = carve.amount_minor
    for at, slot in enumerate(slots):
        if _is_about(carve.statement_id, slot):
            slots[at], left = held(slot, carve.id, left)
    return None if left == 0 else OpenCase(carve.id, carve.statement_id, left)


def _taken(slot: Slot, cases: list[OpenCase]) -> Slot:
    """Return an obligation with what the open cases hold of it; the cases shrink, in place."""
    for at, case in enumerate(cases):
        if _is_about(case.statement_id, slot):
            slot, left = held(slot, case.case_id, case.left_minor)
            cases[at] = OpenCase(case.case_id, case.statement_id, left)
    cases[:] = [case for case in cases if case.left_minor != 0]
    return slot


def retaken(slots: list[Slot], cases: list[OpenCase]) -> None:
    """Let the open cases take hold of what has become free again, both in place."""
    for at, slot in enumerate(slots):
        slots[at] = _taken(slot, cases)


def ended(slots: list[Slot], cases: list[OpenCase], case_id: str, *, drop: bool) -> None:
    """Let go of what a case holds, in place; with `drop` that is owed no more."""
    kept = (
        released(slot, case_id, drop=drop) if slot.held and _holds(slot, case_id) else slot
        for slot in slots
    )
    slots[:] = [slot for slot in kept if slot.left_minor]
    cases[:] = [case for case in cases if case.case_id != case_id]


def re_aged(slots: list[Slot], on: Day) -> int:
    """Take what is due by a day out, in place, and return its sum; what is held stays."""
    left = [settled(slot) if slot.due_on <= on else slot for slot in slots]
    before = sum(slot.left_minor for slot in slots)
    slots[:] = [slot for slot in left if slot is not None]
    return before - sum(slot.left_minor for slot in slots)


def struck_off(slots: list[Slot], case_id: str) -> None:
    """Strike off what a case holds, in place; the case may go on to hold more."""
    left = (
        released(slot, case_id, drop=True) if slot.held and _holds(slot, case_id) else slot
        for slot in slots
    )
    slots[:] = [slot for slot in left if slot.left_minor]


def _holds(slot: Slot, case_id: str) -> bool:
    return any(one.case_id == case_id for one in slot.held)


def _is_about(statement_id: str, slot: Slot) -> bool:
    """Tell whether a case of a statement is about an obligation; what corrects it up included."""
    return not statement_id or statement_id in {slot.corrects, slot.id}
