"""The value of an entry that limits contact in one line, for people."""

from streams.policy.contact_shapes import (
    AnsweringEntry,
    CapEntry,
    GapEntry,
    HolidayEntry,
    Limit,
    OptInEntry,
    VerifiedEntry,
)
from streams.policy.shapes import Entry, LawHours

_COUNTED = {"ATTEMPTS": "tries", "CONNECTED": "answered"}
_OVER = {"PERSON": "a person", "DEBT": "a debt", "NUMBER": "a number or address"}


def contact_value_of(entry: Entry) -> str:
    """Return the value of an entry that limits contact, and "-" of any other."""
    match entry:
        case LawHours():
            hours = f"{entry.opens}-{entry.closes}"
            return hours if entry.is_for_all else f"{hours} for {', '.join(entry.channels)}"
        case AnsweringEntry():
            return f"answered within {entry.days} days"
        case Limit():
            return f"{', '.join(entry.channels)}: {_limit(entry)}"
    return "-"


def _limit(entry: Limit) -> str:
    match entry:
        case CapEntry():
            days = "a day" if entry.days == 1 else f"in {entry.days} days"
            counted = _COUNTED[entry.counts]
            return f"at most {entry.contacts_max} {counted} {days}, over {_OVER[entry.per]}"
        case GapEntry():
            return f"none for {entry.days} days from a talk on, over {_OVER[entry.per]}"
        case OptInEntry():
            return "with consent alone"
        case HolidayEntry():
            return "not on public holidays"
        case VerifiedEntry():
            return "to verified points alone"
    return "-"
