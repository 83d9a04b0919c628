"""What a rung may wait for, and how it may repeat: only what can come about."""

from typing import get_args

from streams.policy.fault import Faults
from streams.policy.placed import Placed, holding
from streams.policy.sections import Sections
from streams.policy.shapes import ClassAskedShape, LadderEntry, RungShape
from streams.policy.visit_words import RECALLED
from streams.terms.contact_facts import Outcome, Result
from streams.terms.days import Day


def check_waiting(
    rung: RungShape,
    before: tuple[RungShape, ...],
    behind: tuple[RungShape, ...],
    place: str,
    faults: Faults,
) -> None:
    """Note repeats without spacing, and conditions that can never be met.

    `behind` begins with the rung itself.
    """
    _check_repeats(rung, place, faults)
    known = {earlier.id for earlier in before}
    for name in rung.needs:
        if name not in known:
            refuse_rung(name, before, behind, f"{place}.needs", faults)
    _check_tries(rung, before, place, faults)


def refuse_rung(
    name: str,
    before: tuple[RungShape, ...],
    behind: tuple[RungShape, ...],
    key: str,
    faults: Faults,
) -> None:
    """Note that a rung waits for one that is not before it; `behind` begins with the rung itself.

    Waiting only for what comes before, no rungs can wait for each other in a circle.
    """
    known = ", ".join(earlier.id for earlier in before) or "none"
    if any(later.id == name for later in behind):
        cure = f"name a rung that comes before it ({known}): {name} comes no sooner than it does"
        faults.add(key, "rung_waits_in_a_circle", cure)
    else:
        cure = f"name an earlier rung of this ladder ({known})"
        faults.add(key, "requires_unknown_rung", cure)


def check_bands(sections: Sections, ladder: Placed[LadderEntry], day: Day, faults: Faults) -> None:
    """Note amount bands and classes that a rung asks for and that do not exist on a day."""
    for i, rung in enumerate(ladder.entry.rungs):
        place = f"{ladder.key}.rungs[{i}]"
        check_asked(sections, rung.amounts, rung.classes, place, day, faults)


def check_asked(  # noqa: PLR0917 - what is asked for, where, and when
    sections: Sections,
    amounts: tuple[str, ...],
    classes: tuple[ClassAskedShape, ...],
    place: str,
    day: Day,
    faults: Faults,
) -> None:
    """Note amount bands and classes that the table at `place` asks for and no day has."""
    bands = [p.entry.bands for p in holding(sections.amount_bands, day)]
    sizes = {band.id for each in bands for band in each}
    clocks = {
        clock.entry.clock: {clock.entry.lowest, *(band.id for band in clock.entry.bands)}
        for clock in holding(sections.ledger.clocks, day)
    }
    for name in amounts:
        if name not in sizes:
            cure = f"name amount bands that hold then: {', '.join(sorted(sizes)) or 'none'}"
            faults.add(f"{place}.amounts", "amount_band_unknown", cure)
    for j, asked in enumerate(classes):
        known = clocks.get(asked.clock)
        if known is None:
            cure = f"name a clock that runs then: {', '.join(sorted(clocks)) or 'none'}"
            faults.add(f"{place}.classes[{j}].clock", "clock_unknown", cure)
        elif not known.issuperset(asked.ids):
            cure = f"name classes of {asked.clock}: {', '.join(sorted(known))}"
            faults.add(f"{place}.classes[{j}].ids", "class_unknown", cure)


def _check_repeats(rung: RungShape, place: str, faults: Faults) -> None:
    if rung.times > 1 and rung.repeat_days == 0:
        cure = "write the days between two of them: without spacing all come on one day"
        faults.add(f"{place}.repeat_days", "repeats_without_spacing", cure)
    if rung.times == 1 and (rung.repeat_days or rung.until):
        cure = "write how many times it comes, or remove repeat_days and until"
        faults.add(f"{place}.times", "spacing_without_repeats", cure)
    if rung.times > 1 and rung.at_days < 0:
        cure = "write times = 1: a second reminder is a rung of its own"
        faults.add(f"{place}.times", "rung_does_not_repeat", cure)
    _check_until(rung, place, faults)


def _check_until(rung: RungShape, place: str, faults: Faults) -> None:
    """Note results that the channel does not have, and visits that are made again after one.

    Only where a visit was recalled may it be made once more: nobody was there.
    """
    known: tuple[str, ...] = get_args(Outcome if rung.channel == "VISIT" else Result)
    strange = [word for word in rung.until if word not in known]
    if strange:
        cure = f"remove {', '.join(strange)}: nothing of that kind comes of a {rung.channel}"
        faults.add(f"{place}.until", "result_of_another_channel", cure)
    if rung.channel != "VISIT" or rung.times == 1:
        return
    missing = [word for word in known if word not in rung.until and word != RECALLED]
    if missing:
        cure = f"add {', '.join(missing)}: a visit is made once more only where it was {RECALLED}"
        faults.add(f"{place}.until", "visit_repeats_after_its_outcome", cure)
    if RECALLED in rung.until:
        cure = f"remove {RECALLED}, or write times = 1: after any other outcome it never repeats"
        faults.add(f"{place}.until", "visit_never_repeats", cure)


def _check_tries(
    rung: RungShape, before: tuple[RungShape, ...], place: str, faults: Faults
) -> None:
    calls = sum(earlier.times for earlier in before if earlier.channel == "PHONE")
    if rung.tries_min > calls:
        cure = f"ask for {calls} at most, or add calls before it: so many come before it"
        faults.add(f"{place}.tries_min", "rung_is_unreachable", cure)
    if rung.tries_days_min > rung.tries_min:
        cure = f"write {rung.tries_min} at most: one try is on one day"
        faults.add(f"{place}.tries_days_min", "tries_contradict", cure)
