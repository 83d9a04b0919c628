"""The value of an entry in one line, for people."""

from streams.policy.shapes import (
    AmountBands,
    ContactsPerDay,
    DayBands,
    Entry,
    HouseHours,
    LadderEntry,
    LawHours,
    RungShape,
    Tolerance,
)
from streams.terms.money import show


def value_of(entry: Entry) -> str:
    """Return the value of an entry, amounts with their currency and hours with their zone."""
    text = "-"
    match entry:
        case DayBands(bands=days):
            text = ", ".join(f"{b.id} from day {b.from_days}" for b in days)
        case AmountBands(bands=sizes, currency=code):
            text = ", ".join(f"{b.id} from {show(b.from_minor, code)}" for b in sizes)
        case Tolerance():
            text = f"up to {show(entry.max_minor, entry.currency)}"
        case LadderEntry():
            text = f"{entry.ladder}: " + "; ".join(map(_rung, entry.rungs))
        case HouseHours():
            text = f"{entry.opens}-{entry.closes} {entry.zone}"
        case LawHours():
            text = f"{entry.opens}-{entry.closes}"
        case ContactsPerDay():
            text = f"at most {entry.contacts_max} a day"
    return text


def _rung(rung: RungShape) -> str:
    last = rung.at_days + rung.window_days - 1
    text = f"{rung.id} {rung.channel} days {rung.at_days} to {last}"
    if rung.after_outcome_of is None:
        return text
    outcomes = "/".join(rung.outcomes)
    return f"{text}, {rung.after_days} days after {rung.after_outcome_of} said {outcomes}"
