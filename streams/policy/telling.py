"""The value of an entry in one line, for people."""

from streams.policy.contact_telling import contact_value_of
from streams.policy.ledger_telling import ledger_value_of
from streams.policy.shapes import (
    AmountBands,
    ContactsPerDay,
    DayBands,
    Entry,
    HouseHours,
    LadderEntry,
    RungShape,
    Tolerance,
)
from streams.policy.strategy_telling import strategy_value_of
from streams.policy.visit_telling import visit_value_of
from streams.policy.word_telling import words_value_of
from streams.terms.money import show

Cells = tuple[str, str, str, str, str]

# Each knows entries of its own, and says "-" of any other.
_ELSEWHERE = (
    ledger_value_of,
    words_value_of,
    contact_value_of,
    strategy_value_of,
    visit_value_of,
)


def value_of(entry: Entry) -> str:
    """Return the value of an entry, amounts with their currency and hours with their zone."""
    told = (tell(entry) for tell in _ELSEWHERE)
    text = next((value for value in told if value != "-"), "-")
    match entry:
        case DayBands(bands=days):
            text = ", ".join(f"{b.id} from day {b.from_days}" for b in days)
        case AmountBands(bands=sizes, currency=code):
            text = ", ".join(f"{b.id} from {show(b.from_minor, code)}" for b in sizes)
        case Tolerance():
            text = f"up to {show(entry.max_minor, entry.currency)}"
        case LadderEntry():
            text = f"{entry.ladder}: {', '.join(rung.id for rung in entry.rungs)}"
        case HouseHours():
            text = f"{entry.opens}-{entry.closes} {entry.zone}"
            if entry.customer_zones:
                text += f"; without a zone a customer may be in {', '.join(entry.customer_zones)}"
        case ContactsPerDay():
            text = f"at most {entry.contacts_max} a day"
    return text


def rung_of(rung: RungShape, ladder: LadderEntry) -> Cells:
    """Return a rung's id, its channel, its days, what it waits for, and where it comes from."""
    days = f"{rung.at_days} to {rung.at_days + rung.window_days - 1}"
    waits = "-"
    if rung.after_outcome_of is not None:
        outcomes = ", ".join(rung.outcomes)
        waits = f"{rung.after_days} days after {rung.after_outcome_of} ended in {outcomes}"
    if rung.times > 1 and rung.channel == "VISIT":
        days += f", anew where it was recalled, {rung.times} times at most"
    elif rung.times > 1:
        days += f", {rung.times} times {rung.repeat_days} days apart"
    asked = _asked(rung)
    waited = "; ".join([waits, *asked] if waits != "-" else asked) or "-"
    return rung.id, rung.channel, days, waited, rung.source or ladder.source


def _asked(rung: RungShape) -> list[str]:
    """Return what a rung waits for beside its days, each in a few words."""
    words = [f"{name} carried out" for name in rung.needs]
    if rung.tries_min:
        words.append(f"{rung.tries_min} calls tried on {max(1, rung.tries_days_min)} days")
    if rung.amounts:
        words.append(f"an amount that is {' or '.join(rung.amounts)}")
    words += [f"{asked.clock} at {' or '.join(asked.ids)}" for asked in rung.classes]
    if rung.until and rung.channel != "VISIT":
        words.append(f"no more once {' or '.join(rung.until)}")
    return words
