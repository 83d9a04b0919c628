"""What a ladder may say: rungs in order, each of them reachable, a visit 2 only after a visit 1."""

from streams.policy.fault import Faults
from streams.policy.placed import Placed
from streams.policy.sections import Sections
from streams.policy.shapes import LadderEntry, RungShape
from streams.policy.waiting import check_waiting, refuse_rung

# After these nobody goes again: the customer, an illness or a danger has forbidden it.
_FINAL = frozenset({"REFUSED_VISIT", "VULNERABLE_STOP", "SAFETY_STOP"})


def check_ladders(sections: Sections, faults: Faults) -> None:
    """Note everything that is wrong with the rungs of each ladder, looked at on its own."""
    for ladder in sections.ladders:
        rungs = ladder.entry.rungs
        for i, rung in enumerate(rungs):
            place = f"{ladder.key}.rungs[{i}]"
            _check_order(rung, rungs[:i], place, faults)
            _check_days(rung, place, faults)
            _check_condition(rung, rungs[:i], rungs[i:], place, faults)
            _check_visit(rung, rungs[:i], place, faults)
            check_waiting(rung, rungs[:i], rungs[i:], place, faults)


def check_reach(ladder: Placed[LadderEntry], contacts_max: int, faults: Faults) -> None:
    """Note rungs for whose whole window the rungs before them use up the day's contacts.

    Rungs are climbed in order, each on the first day that still has a contact free. One that waits
    for an outcome has a clock of its own and is left out.
    """
    used: dict[int, int] = {}
    for i, rung in enumerate(ladder.entry.rungs):
        if rung.after_outcome_of is not None:
            continue
        for number in range(rung.times):
            first = rung.at_days + number * rung.repeat_days
            window = range(first, first + min(rung.window_days, i + 1))
            day = next((d for d in window if used.get(d, 0) < contacts_max), None)
            if day is None:
                cure = f"widen its window or move it: at {contacts_max} a day none is left for it"
                faults.add(f"{ladder.key}.rungs[{i}]", "rung_is_unreachable", cure)
                break
            used[day] = used.get(day, 0) + 1


def _check_order(
    rung: RungShape, before: tuple[RungShape, ...], place: str, faults: Faults
) -> None:
    if any(rung.id == earlier.id for earlier in before):
        cure = f"{rung.id} names an earlier rung; choose another id"
        faults.add(f"{place}.id", "duplicate_id", cure)
    if before and rung.at_days < before[-1].at_days:
        cure = f"write {before[-1].at_days} or later, or list it before {before[-1].id}"
        faults.add(f"{place}.at_days", "rungs_out_of_order", cure)


def _check_days(rung: RungShape, place: str, faults: Faults) -> None:
    if rung.at_days == 0:
        cure = "write a day before (-1) or after (1): on the due date itself nothing is late"
        faults.add(f"{place}.at_days", "rung_on_the_due_date", cure)
    if rung.at_days < 0 and rung.at_days + rung.window_days > 1:
        cure = f"write {1 - rung.at_days} or less: a reminder ends with the due date"
        faults.add(f"{place}.window_days", "reminder_outlives_due_date", cure)


def _check_condition(
    rung: RungShape,
    before: tuple[RungShape, ...],
    behind: tuple[RungShape, ...],
    place: str,
    faults: Faults,
) -> None:
    if rung.after_outcome_of is None:
        if rung.outcomes or rung.after_days:
            cure = "name the rung whose outcome it waits for, or remove outcomes and after_days"
            faults.add(f"{place}.after_outcome_of", "condition_names_no_rung", cure)
        return
    if not rung.outcomes:
        cure = "list the outcomes it may follow: an empty condition never holds"
        faults.add(f"{place}.outcomes", "condition_is_empty", cure)
    anchor = next((b for b in before if b.id == rung.after_outcome_of), None)
    if anchor is None:
        refuse_rung(rung.after_outcome_of, before, behind, f"{place}.after_outcome_of", faults)
        return
    _check_anchor(rung, anchor, place, faults)


def _check_anchor(rung: RungShape, anchor: RungShape, place: str, faults: Faults) -> None:
    if anchor.channel != "VISIT":
        cure = f"name a visit: {anchor.id} ({anchor.channel}) reports no outcome"
        faults.add(f"{place}.after_outcome_of", "rung_is_unreachable", cure)
    elif rung.at_days + rung.window_days <= anchor.at_days + rung.after_days:
        cure = f"widen its window: {anchor.id} lets it come due at {anchor.at_days} + after_days"
        faults.add(place, "rung_is_unreachable", cure)


def _check_visit(
    rung: RungShape, before: tuple[RungShape, ...], place: str, faults: Faults
) -> None:
    number = rung.visit_number
    if (rung.channel == "VISIT") != (number is not None):
        cure = "give every VISIT, and nothing else, a visit_number"
        faults.add(f"{place}.visit_number", "visit_number_is_for_visits", cure)
    if rung.channel != "VISIT" or number is None:
        return
    if any(b.visit_number == number for b in before):
        faults.add(f"{place}.visit_number", "duplicate_visit", f"visit {number} is listed before")
    if number > 1:
        _check_follow_up(rung, number, before, place, faults)


def _check_follow_up(
    rung: RungShape, number: int, before: tuple[RungShape, ...], place: str, faults: Faults
) -> None:
    first = next((b.id for b in before if b.visit_number == number - 1), None)
    if first is None:
        cure = f"list visit {number - 1} before it"
        faults.add(f"{place}.visit_number", "visit_without_the_one_before", cure)
    elif rung.after_outcome_of != first:
        cure = f"write after_outcome_of = '{first}'"
        faults.add(f"{place}.after_outcome_of", "visit_needs_outcome_of_the_one_before", cure)
    barred = sorted(_FINAL.intersection(rung.outcomes))
    if barred:
        cure = f"remove {', '.join(barred)}: nobody goes again after it"
        faults.add(f"{place}.outcomes", "outcome_forbids_another_visit", cure)
