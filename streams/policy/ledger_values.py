"""What the entries about lateness may say, each looked at on its own."""

from collections.abc import Sequence

from streams.policy.calendar_tables import check_tables
from streams.policy.fault import Faults
from streams.policy.ledger import COMPONENTS, REPORTED
from streams.policy.ledger_sections import LedgerSections
from streams.policy.ledger_shapes import (
    Allocating,
    ClockEntry,
    Collecting,
    LateFeeEntry,
    Material,
    ReAging,
    Reported,
    Waiving,
)
from streams.policy.placed import Placed
from streams.policy.values import check_currency, check_ids, check_rising, check_zone


def check_ledger_values(sections: LedgerSections, faults: Faults) -> None:
    """Note whatever is wrong with the value of an entry, seen alone."""
    for allocation in sections.allocations:
        _check_allocation(allocation, faults)
    for counting in sections.counts_for_dpd:
        _check_counting(counting.entry.components, f"{counting.key}.components", faults)
    for cut_off in sections.cut_off:
        check_zone(cut_off.entry.zone, cut_off.key, faults)
    for calendar in sections.calendars:
        check_tables(calendar, faults)
    for limits in sections.re_age:
        _check_limits(limits, faults)
    _check_classes(sections, faults)
    _check_sums(sections, faults)


def _check_classes(sections: LedgerSections, faults: Faults) -> None:
    for clock in sections.clocks:
        _check_clock(clock, faults)
    for reporting in sections.reported:
        _check_once(reporting.entry.clocks, f"{reporting.key}.clocks", "clock", faults)
    for bureau in sections.bureau:
        _check_bureau(bureau, faults)
    for collecting in sections.collection:
        _check_rows(collecting, faults)


def _check_sums(sections: LedgerSections, faults: Faults) -> None:
    for material in sections.materiality:
        _check_material(material, faults)
    for fee in sections.late_fees:
        _check_fee(fee, faults)
    for penalty in sections.penalty_interest:
        check_currency(penalty.entry.currency, penalty.key, faults)
    for offer in sections.waiver_offer:
        _check_offer(offer, faults)


def _check_once(names: Sequence[str], place: str, what: str, faults: Faults) -> None:
    for i, name in enumerate(names):
        if name in names[:i]:
            cure = f"remove it: {name} stands there before"
            faults.add(f"{place}[{i}]", f"{what}_listed_twice", cure)


def _check_allocation(placed: Placed[Allocating], faults: Faults) -> None:
    place = f"{placed.key}.orders"
    orders = placed.entry.orders
    check_rising([order.from_days for order in orders], 0, place, "from_days", faults)
    for i, order in enumerate(orders):
        _check_once(order.components, f"{place}[{i}].components", "component", faults)
        missing = [c for c in COMPONENTS if c not in order.components]
        if missing:
            cure = f"add {', '.join(missing)}: what no order names would never be paid"
            faults.add(f"{place}[{i}].components", "component_is_missing", cure)


def _check_counting(components: Sequence[str], place: str, faults: Faults) -> None:
    _check_once(components, place, "component", faults)
    if not components:
        cure = "list at least principal: where nothing counts, nobody is ever late"
        faults.add(place, "nothing_counts", cure)


def _check_material(placed: Placed[Material], faults: Faults) -> None:
    codes = [amount.currency for amount in placed.entry.amounts]
    for i, code in enumerate(codes):
        place = f"{placed.key}.amounts[{i}]"
        check_currency(code, place, faults)
        if code in codes[:i]:
            cure = f"remove it: {code} has an amount before"
            faults.add(f"{place}.currency", "currency_listed_twice", cure)


def _check_clock(placed: Placed[ClockEntry], faults: Faults) -> None:
    entry, place = placed.entry, f"{placed.key}.bands"
    ids = [band.id for band in entry.bands]
    if entry.clock == REPORTED:
        cure = f"choose another name: {REPORTED} is the worse of the clocks in [[reported]]"
        faults.add(f"{placed.key}.clock", "clock_name_is_taken", cure)
    check_rising([band.from_days for band in entry.bands], None, place, "from_days", faults)
    check_ids(ids, place, faults)
    if entry.lowest in ids:
        cure = f"choose another name: {entry.lowest} is one of the bands"
        faults.add(f"{placed.key}.lowest", "duplicate_id", cure)


def _check_bureau(placed: Placed[Reported], faults: Faults) -> None:
    lists = (("statuses", placed.entry.statuses), ("marks", placed.entry.marks))
    for name, bands in lists:
        place = f"{placed.key}.{name}"
        check_rising([band.from_days for band in bands], 0, place, "from_days", faults)
        check_ids([band.id for band in bands], place, faults)


def _check_fee(placed: Placed[LateFeeEntry], faults: Faults) -> None:
    check_currency(placed.entry.currency, placed.key, faults)
    if placed.entry.least_minor > placed.entry.most_minor:
        cure = f"write {placed.entry.least_minor} or more, which is the least"
        faults.add(f"{placed.key}.most_minor", "least_is_above_most", cure)


def _check_offer(placed: Placed[Waiving], faults: Faults) -> None:
    if placed.entry.to_days < placed.entry.from_days:
        cure = f"write {placed.entry.from_days} or more, where the offer begins"
        faults.add(f"{placed.key}.to_days", "days_reversed", cure)


def _check_rows(placed: Placed[Collecting], faults: Faults) -> None:
    classes = [(row.days, row.amount) for row in placed.entry.rows]
    for i, (days, amount) in enumerate(classes):
        if (days, amount) in classes[:i]:
            cure = f"remove it: {days if amount is None else f'{days}.{amount}'} has a row before"
            faults.add(f"{placed.key}.rows[{i}]", "bucket_listed_twice", cure)


def _check_limits(placed: Placed[ReAging], faults: Faults) -> None:
    least = placed.entry.within_12_months_max
    if placed.entry.within_5_years_max < least:
        cure = f"write {least} or more: five years hold at least what twelve months may"
        faults.add(f"{placed.key}.within_5_years_max", "limits_contradict", cure)
