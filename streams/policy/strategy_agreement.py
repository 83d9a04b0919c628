"""What the strategy may say on a day: only what exists then, and no row that is never reached."""

from itertools import product
from typing import Any

from streams.policy.contact import CHANNELS
from streams.policy.fault import Faults
from streams.policy.placed import holding
from streams.policy.sections import Sections
from streams.policy.shapes import ClassAskedShape
from streams.policy.strategy_shapes import ASKED, RowShape
from streams.policy.values import minute_of
from streams.policy.waiting import check_asked
from streams.terms.days import Day

Box = dict[str, frozenset[Any]]
"""For each kind of class those that are meant; days late and amount past due are one kind."""

FIRM, VULNERABLE = "firm", "vulnerable"

_LATE = "lateness"
_STEPS_MAX = 10_000


def check_traits(sections: Sections, faults: Faults) -> None:
    """Note thresholds that a trait needs and lacks, and those that it does not take."""
    for placed in sections.behaviour.traits:
        asked, given = ASKED[placed.entry.trait], placed.entry.numbers
        for name in asked:
            if name not in given:
                cure = f"write {name}: {placed.entry.trait} is found by it"
                faults.add(f"{placed.key}.{name}", "threshold_missing", cure)
        for name in given:
            if name not in asked:
                cure = f"remove it: {placed.entry.trait} asks for {', '.join(asked) or 'no number'}"
                faults.add(f"{placed.key}.{name}", "threshold_not_of_trait", cure)


def check_rows(sections: Sections, faults: Faults) -> None:
    """Note what contradicts itself in a row, whatever the day."""
    for placed in sections.behaviour.strategy:
        for i, row in enumerate(placed.entry.rows):
            place = f"{placed.key}.rows[{i}]"
            _check_tone(row, place, faults)
            _check_channels(row, place, faults)
            _check_hours(row, place, faults)


def check_strategy_agreement(sections: Sections, day: Day, faults: Faults) -> None:
    """Note traits, ladders, bands and hours that do not exist on a day, and rows out of reach."""
    traits = {placed.entry.trait for placed in holding(sections.behaviour.traits, day)}
    ladders = {placed.entry.ladder: placed for placed in holding(sections.ladders, day)}
    chosen: set[str | None] = set()
    for placed in holding(sections.behaviour.strategy, day):
        before = len(faults)
        for i, row in enumerate(placed.entry.rows):
            place = f"{placed.key}.rows[{i}]"
            chosen.add(row.ladder)
            for trait in row.traits:
                if trait not in traits:
                    cure = (
                        f"add a threshold for {trait} to [[traits]] that holds then, or remove it"
                    )
                    faults.add(f"{place}.traits", "trait_without_threshold", cure)
            if row.ladder is not None and row.ladder not in ladders:
                cure = f"name a ladder that holds then: {', '.join(sorted(ladders)) or 'none'}"
                faults.add(f"{place}.ladder", "ladder_unknown", cure)
            _check_days(sections, row, place, day, faults)
            check_asked(sections, row.amounts, row.classes, place, day, faults)
            _check_inside(sections, row, place, day, faults)
        # A row that asks for what does not exist is out of reach for that reason alone.
        if len(faults) == before:
            _check_reach(sections, placed.entry.rows, placed.key, day, faults)
            if VULNERABLE in traits:
                _check_firm(sections, placed.entry.rows, placed.key, day, faults)
    for name, ladder in ladders.items():
        if ladder.entry.by_strategy and name not in chosen:
            cure = "name it in a row of [[strategy]], or remove by_strategy"
            faults.add(f"{ladder.key}.by_strategy", "ladder_is_never_chosen", cure)


def _check_tone(row: RowShape, place: str, faults: Faults) -> None:
    if row.tone == FIRM and VULNERABLE in row.traits:
        faults.add(f"{place}.tone", "vulnerable_spoken_to_firmly", "write kind or plain")


def _check_channels(row: RowShape, place: str, faults: Faults) -> None:
    left_out = set(row.leaves_out or ())
    if left_out.issuperset(CHANNELS):
        cure = "leave a channel: a stop, and not a strategy, is what ends all contact"
        faults.add(f"{place}.leaves_out", "row_leaves_no_channel", cure)
    if left_out.intersection(row.first or ()):
        cure = "name a channel in first or in leaves_out"
        faults.add(f"{place}.first", "channel_is_left_out", cure)


def _check_hours(row: RowShape, place: str, faults: Faults) -> None:
    first, last = row.from_, row.to
    if (first is None) != (last is None):
        name = "from" if first is None else "to"
        faults.add(f"{place}.{name}", "hours_are_half_given", "write both from and to, or neither")
    elif first is not None and last is not None and minute_of(last) <= minute_of(first):
        faults.add(f"{place}.to", "hours_are_empty", f"write an hour after {first}")


def _check_days(sections: Sections, row: RowShape, place: str, day: Day, faults: Faults) -> None:
    known = {b.id for placed in holding(sections.day_bands, day) for b in placed.entry.bands}
    for name in row.days:
        if name not in known:
            cure = f"name day bands that hold then: {', '.join(sorted(known)) or 'none'}"
            faults.add(f"{place}.days", "day_band_unknown", cure)


def _check_inside(sections: Sections, row: RowShape, place: str, day: Day, faults: Faults) -> None:
    """Note preferred hours outside the house's: they are to narrow them."""
    if row.from_ is None or row.to is None:
        return
    for house in holding(sections.house_hours, day):
        opens, closes = house.entry.opens, house.entry.closes
        if minute_of(row.from_) < minute_of(opens) or minute_of(row.to) > minute_of(closes):
            cure = f"stay between {opens} and {closes}, as {house.entry.id} has it"
            faults.add(f"{place}.from", "row_hours_outside_house", cure)


def _check_reach(
    sections: Sections, rows: tuple[RowShape, ...], key: str, day: Day, faults: Faults
) -> None:
    """Note rows for which an earlier one always speaks.

    Whoever a row is for has at least its traits, and more traits only let more rows speak; so it
    is out of reach if, with its traits alone, no class is left to it.
    """
    whole = _classes(sections, rows, day)
    boxes = [_box(row, whole) for row in rows]
    for i, row in enumerate(rows):
        rivals = [boxes[n] for n in range(i) if {*rows[n].traits} <= {*row.traits}]
        if not _is_left(boxes[i], rivals):
            cure = "move it up, or remove it: a row before it speaks for all that it is for"
            faults.add(f"{key}.rows[{i}]", "row_is_never_reached", cure)


def _check_firm(
    sections: Sections, rows: tuple[RowShape, ...], key: str, day: Day, faults: Faults
) -> None:
    """Note firm rows that may speak for a vulnerable customer, no row before them doing so."""
    whole = _classes(sections, rows, day)
    boxes = [_box(row, whole) for row in rows]
    for i, row in enumerate(rows):
        known = {*row.traits, VULNERABLE}
        rivals = [boxes[n] for n in range(i) if {*rows[n].traits} <= known]
        if row.tone == FIRM and _is_left(boxes[i], rivals):
            cure = f"list a row for {VULNERABLE} before it that is not firm"
            faults.add(f"{key}.rows[{i}].tone", "vulnerable_spoken_to_firmly", cure)


def _is_left(box: Box, rivals: list[Box]) -> bool:
    """Tell whether rivals leave something of a box, cutting each out of what those before it left.

    Whether many boxes cover another may take longer to say than anybody waits; when the steps are
    used up the row is taken for one that is reached, since nothing unlawful comes of one that is
    not.
    """
    left = [(box, 0)]
    for _ in range(_STEPS_MAX):
        if not left:
            return False
        here, tried = left.pop()
        if not all(here.values()):
            continue
        meeting = (n for n, rival in enumerate(rivals) if n >= tried and _meet(here, rival))
        number = next(meeting, None)
        if number is None:
            return True
        for kind, ids in rivals[number].items():
            left.append(({**here, kind: here[kind] - ids}, number + 1))
            here = {**here, kind: here[kind] & ids}
    return True


def _meet(one: Box, other: Box) -> bool:
    return not any(one[kind].isdisjoint(other[kind]) for kind in one)


def _box(row: RowShape, whole: Box) -> Box:
    """Return the classes that a row is for: every mixture of one of each kind."""
    box = dict(whole)
    for asked in row.classes:
        box[_clock(asked)] &= frozenset(asked.ids)
    box[_LATE] = frozenset(
        (days, amount)
        for days, amount in whole[_LATE]
        if (not row.days or days in row.days) and (not row.amounts or amount in row.amounts)
    )
    return box


def _classes(sections: Sections, rows: tuple[RowShape, ...], day: Day) -> Box:
    """Return every class that an account may have, by what the rows ask for."""
    days = {b.id for band in holding(sections.day_bands, day) for b in band.entry.bands}
    amounts = {b.id for size in holding(sections.amount_bands, day) for b in size.entry.bands}
    # Nothing late, and a class of which no row speaks.
    late = {*product(days, amounts), ("", "")}
    found: dict[str, set[str]] = {}
    for asked in (asked for row in rows for asked in row.classes):
        found.setdefault(_clock(asked), {""}).update(asked.ids)
    return {_LATE: frozenset(late), **{clock: frozenset(ids) for clock, ids in found.items()}}


def _clock(asked: ClassAskedShape) -> str:
    return f"clock {asked.clock}"
