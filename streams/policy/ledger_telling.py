"""The value of an entry about lateness in one line, for people."""

from collections.abc import Sequence

from streams.policy.ledger_shapes import (
    Allocating,
    CalendarEntry,
    ChargingOff,
    ClassShape,
    ClockEntry,
    Collecting,
    Counting,
    Crediting,
    Curing,
    CuttingOff,
    Gracing,
    LateFeeEntry,
    Looking,
    MarkShape,
    Material,
    PenaltyEntry,
    Promising,
    ReAging,
    Reported,
    Reporting,
    Reversing,
    Shifting,
    StatusShape,
    Waiving,
)
from streams.policy.shapes import Entry
from streams.terms.money import show

_NO_MOST = 2**63 - 1


def ledger_value_of(entry: Entry) -> str:
    """Return the value of an entry about lateness, and "-" of any other."""
    match entry:
        case Allocating() | Counting() | Crediting() | Reversing() | Gracing():
            return _paying(entry)
        case ClockEntry() | Reporting() | Reported() | Material() | Curing() | ChargingOff():
            return _clock(entry)
        case LateFeeEntry() | PenaltyEntry() | Waiving():
            return _due(entry)
        case CuttingOff() | CalendarEntry() | Shifting():
            return _day(entry)
        case Collecting() | ReAging() | Promising() | Looking():
            return _limit(entry)
    return "-"


def _percent(basis_points: int) -> str:
    """Write basis points as a percentage.

    >>> _percent(500), _percent(5), _percent(155)
    ('5 %', '0.05 %', '1.55 %')
    """
    whole, rest = divmod(basis_points, 100)
    return f"{whole}.{rest:02}".rstrip("0").rstrip(".") + " %"


def _paying(entry: Allocating | Counting | Crediting | Reversing | Gracing) -> str:
    match entry:
        case Allocating(orders=orders):
            laid = "; ".join(f"from day {o.from_days}: {', '.join(o.components)}" for o in orders)
            return f"{entry.kind}, {'newest' if entry.newest_first else 'oldest'} first, {laid}"
        case Counting(components=components):
            return f"{', '.join(components)} count"
        case Crediting(kinds=kinds):
            return f"{', '.join(kinds) or 'no credit'} counts as payment"
        case Reversing(age_from_reversal=reasons):
            return f"{', '.join(reasons) or 'no reason'} ages from the reversal"
        case Gracing(days=days, free=free):
            return f"{days} days, {'never counted' if free else 'counted once they are over'}"


def _clock(
    entry: ClockEntry | Reporting | Reported | Material | Curing | ChargingOff,
) -> str:
    match entry:
        case ClockEntry(clock=clock, lowest=lowest, bands=bands):
            return f"{clock}: {lowest}, {_bands(bands)}"
        case Reporting(clocks=clocks):
            return f"the worse of {', '.join(clocks)}"
        case Reported():
            ends = f"charged off {entry.charged_off}, sold {entry.sold}"
            marks = f"{entry.history_max} marks: {_bands(entry.marks)}"
            return f"{_bands(entry.statuses)}; {ends}; {marks}"
        case Material(amounts=amounts, share_bp=share):
            above = ", ".join(show(a.above_minor, a.currency) for a in amounts)
            return f"above {above} and {_percent(share)} for more than {entry.days_max} days"
        case Curing(days=days):
            return f"{days} days"
        case ChargingOff(days=days):
            return f"from day {days}"


def _bands(bands: Sequence[ClassShape | StatusShape | MarkShape]) -> str:
    return ", ".join(f"{b.id} from day {b.from_days}" for b in bands)


def _due(entry: LateFeeEntry | PenaltyEntry | Waiving) -> str:
    match entry:
        case LateFeeEntry(currency=code, least_minor=least, most_minor=most):
            bound = "" if most == _NO_MOST else f", at most {show(most, code)}"
            return f"{_percent(entry.share_bp)}, at least {show(least, code)}{bound}"
        case PenaltyEntry(currency=code, daily_ppm=ppm, cycle_share_bp_max=share):
            return f"{ppm} ppm a day on {code}, at most {_percent(share)} a cycle"
        case Waiving(from_days=first, to_days=last, valid_days=valid):
            return f"offered from day {first} to day {last}, valid {valid} days"


def _day(entry: CuttingOff | CalendarEntry | Shifting) -> str:
    match entry:
        case CuttingOff(zone=zone, at=at):
            return f"{at} {zone}"
        case CalendarEntry(country=country, years=years):
            tables = (f"{t.year}: {len(t.closed)} closed, {len(t.worked)} worked" for t in years)
            return f"{country} {'; '.join(tables)}"
        case Shifting(shifts=shifts):
            return "to the next business day" if shifts else "due dates stay"


def _limit(entry: Collecting | ReAging | Promising | Looking) -> str:
    match entry:
        case Collecting(rows=rows):
            named = ((r.days if r.amount is None else f"{r.days}.{r.amount}", r) for r in rows)
            return ", ".join(f"{name}: {row.policy}" for name, row in named)
        case ReAging():
            often = (
                f"{entry.within_12_months_max} in 12 months, {entry.within_5_years_max} in 5 years"
            )
            apart = f"after a workout {entry.workouts_within_5_years_max} in 5 years"
            return f"from {entry.account_months_min} months on; {often}; {apart}"
        case Promising(short_bp_max=short, late_days_max=late):
            return f"kept up to {_percent(short)} short and {late} days late"
        case Looking():
            waits = f"review {entry.review_days}, parked {entry.parked_days}"
            return f"{entry.late_days} days back; {waits}, closed {entry.closed_days} days"
