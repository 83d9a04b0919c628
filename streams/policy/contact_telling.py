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
from streams.policy.reporting_shapes import (
    EffectiveEntry,
    KeepingEntry,
    NoticeEntry,
    ReportsEntry,
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
        case ReportsEntry() | NoticeEntry() | KeepingEntry() | EffectiveEntry():
            return _reporting(entry)
        case Limit():
            return f"{', '.join(entry.channels)}: {_limit(entry)}"
    return "-"


def _reporting(entry: ReportsEntry | NoticeEntry | KeepingEntry | EffectiveEntry) -> str:
    match entry:
        case ReportsEntry():
            return f"adverse unless {' or '.join(entry.not_adverse)}"
        case NoticeEntry():
            sent = f"one only sent counts {entry.sent_days} days later"
            return f"told before the first adverse report, {sent}; an alert at {entry.held_days}"
        case KeepingEntry():
            return f"kept {entry.years} years from the end of the default"
        case EffectiveEntry():
            return f"two of them {entry.apart_days} days apart"


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
