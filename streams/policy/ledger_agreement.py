"""What entries about lateness must agree on while they are in force on the same day."""

from streams.policy.calendar_tables import check_calendars
from streams.policy.fault import Faults
from streams.policy.ledger import Horizon
from streams.policy.ledger_sections import LedgerSections
from streams.policy.ledger_shapes import ClockEntry, Looking, Waiving
from streams.policy.placed import Placed, holding, sole
from streams.policy.sections import Sections
from streams.terms.days import Day


def check_ledger_agreement(
    sections: Sections, whole: frozenset[str], day: Day, faults: Faults
) -> None:
    """Note entries about lateness that contradict one another, or others, on that day.

    What is missing is only looked for in sections named by `whole`: where an entry could not be
    read, the hole it leaves is no fault of the others.
    """
    ledger = sections.ledger
    _check_horizon(ledger, day, faults)
    _check_buckets(sections, day, faults)
    check_calendars(ledger.calendars, day, faults)
    if "clocks" in whole:
        _check_reported(ledger, day, faults)
    if {"materiality", "default_cure"} <= whole:
        _check_cure(ledger, day, faults)
    if {"due_shift", "calendars"} <= whole:
        _check_shift(ledger, day, faults)
    if {"waiver_offer", "late_fees", "grace"} <= whole:
        for offer in holding(ledger.waiver_offer, day):
            _check_offer(ledger, offer, day, faults)


def check_ledger_currencies(sections: Sections, faults: Faults) -> None:
    """Note amounts in a currency that has no tolerance: the document does not know it."""
    known = {p.entry.currency for p in sections.tolerance if p.gates}
    ledger = sections.ledger
    named = [(p.entry.currency, f"{p.key}.currency") for p in ledger.late_fees if p.gates]
    named += [(p.entry.currency, f"{p.key}.currency") for p in ledger.penalty_interest if p.gates]
    named += [
        (amount.currency, f"{placed.key}.amounts[{i}].currency")
        for placed in ledger.materiality
        if placed.gates
        for i, amount in enumerate(placed.entry.amounts)
    ]
    for currency, place in named:
        if currency not in known:
            cure = f"add an entry for {currency} to [[tolerance]], or remove this one"
            faults.add(place, "currency_is_half_known", cure)


def _check_reported(ledger: LedgerSections, day: Day, faults: Faults) -> None:
    clocks = {p.entry.clock: p.entry for p in holding(ledger.clocks, day)}
    for placed in holding(ledger.reported, day):
        found: ClockEntry | None = None
        for i, name in enumerate(placed.entry.clocks):
            clock = clocks.get(name)
            place = f"{placed.key}.clocks[{i}]"
            if clock is None:
                cure = f"name a clock that holds then ({', '.join(sorted(clocks)) or 'none'})"
                faults.add(place, "reported_clock_is_unknown", cure)
                continue
            found = found or clock
            if _names(clock) != _names(found):
                cure = f"give {name} the classes of {found.clock}: {', '.join(_names(found))}"
                faults.add(place, "reported_clocks_differ", cure)


def _names(clock: ClockEntry) -> list[str]:
    return [clock.lowest, *(band.id for band in clock.bands)]


def _check_buckets(sections: Sections, day: Day, faults: Faults) -> None:
    days = sole(sections.day_bands, day)
    sizes = sole(sections.amount_bands, day)
    if days is None or sizes is None:
        return
    bands, amounts = [b.id for b in days.bands], [b.id for b in sizes.bands]
    for placed in holding(sections.ledger.collection, day):
        for i, row in enumerate(placed.entry.rows):
            place = f"{placed.key}.rows[{i}]"
            if row.days not in bands:
                cure = f"name a day band: {', '.join(bands)}"
                faults.add(f"{place}.days", "unknown_bucket", cure)
            if row.amount is not None and row.amount not in amounts:
                cure = f"name an amount band: {', '.join(amounts)}"
                faults.add(f"{place}.amount", "unknown_bucket", cure)


def _check_cure(ledger: LedgerSections, day: Day, faults: Faults) -> None:
    material, cure = holding(ledger.materiality, day), holding(ledger.default_cure, day)
    if material and not cure:
        how = "add an entry to [[default_cure]]: without one default is never left"
        faults.add(material[0].key, "default_without_cure", how)
    if cure and not material:
        how = "add an entry to [[materiality]]: without one default is never entered"
        faults.add(cure[0].key, "cure_without_default", how)


def _check_shift(ledger: LedgerSections, day: Day, faults: Faults) -> None:
    for placed in holding(ledger.due_shift, day):
        if placed.entry.shifts and not holding(ledger.calendars, day):
            cure = "add an entry to [[calendars]], or write shifts = false"
            faults.add(f"{placed.key}.shifts", "due_shift_without_calendar", cure)


def _check_offer(ledger: LedgerSections, offer: Placed[Waiving], day: Day, faults: Faults) -> None:
    grace = sole(ledger.grace, day)
    fee_at = 1 if grace is None else grace.days + 1
    if not holding(ledger.late_fees, day):
        cure = "add an entry to [[late_fees]]: there is no fee to waive"
        faults.add(offer.key, "offer_without_late_fee", cure)
    elif offer.entry.to_days < fee_at:
        cure = f"write {fee_at} or more: the first late fee comes due then"
        faults.add(f"{offer.key}.to_days", "offer_ends_before_the_fee", cure)


def _check_horizon(ledger: LedgerSections, day: Day, faults: Faults) -> None:
    looking = holding(ledger.horizon, day)
    late_days = looking[0].entry.late_days if looking else Horizon().late_days
    key = looking[0].key if looking else "horizon"
    waits = _waits(ledger, looking, day)
    longest = max(waits, key=lambda wait: wait[1], default=("", 0))
    if longest[1] > late_days:
        cure = f"write {longest[1]} or more: {longest[0]} waits so long for a fact"
        faults.add(f"{key}.late_days", "horizon_shorter_than_a_wait", cure)
    if looking and looking[0].entry.closed_days < late_days:
        cure = f"write {late_days} or more: until then a fact may open the account again"
        faults.add(f"{key}.closed_days", "account_gone_inside_horizon", cure)


def _waits(
    ledger: LedgerSections, looking: list[Placed[Looking]], day: Day
) -> list[tuple[str, int]]:
    """Return how long this and that waits, in days, each with its place."""
    waits = [(f"{p.key}.review_days", p.entry.review_days) for p in looking]
    waits += [(f"{p.key}.parked_days", p.entry.parked_days) for p in looking]
    waits += [(f"{p.key}.days", p.entry.days) for p in holding(ledger.grace, day)]
    waits += [(f"{p.key}.days_max", p.entry.days_max) for p in holding(ledger.materiality, day)]
    waits += [(f"{p.key}.days", p.entry.days) for p in holding(ledger.default_cure, day)]
    waits += [
        (f"{p.key}.valid_days", p.entry.valid_days) for p in holding(ledger.waiver_offer, day)
    ]
    waits += [
        (f"{p.key}.late_days_max", p.entry.late_days_max) for p in holding(ledger.promises, day)
    ]
    return waits
