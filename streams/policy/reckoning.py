"""How lateness is reckoned on one day, worked out from a document's sections.

>>> from streams.policy.ledger_sections import LedgerSections
>>> rules = reckoned(LedgerSections(), {"CNY": 1_000}, Day(0))
>>> rules.order_of("payment", 0)[0], len(rules.key)
('cost', 12)
>>> rules.key == reckoned(LedgerSections(), {"CNY": 1_000}, Day(9)).key
True
>>> rules.key == reckoned(LedgerSections(), {"CNY": 999}, Day(0)).key
False
"""

from collections.abc import Sequence
from hashlib import sha256
from zoneinfo import ZoneInfo

import msgspec
from msgspec import structs

from streams.policy.bands import DayBand
from streams.policy.business_days import SATURDAY, BusinessDays
from streams.policy.ledger import (
    COMPONENTS,
    Allocation,
    Bureau,
    Classification,
    CutOff,
    Grace,
    Horizon,
    LateFee,
    LedgerRules,
    Materiality,
    Order,
    PenaltyInterest,
    PromiseTerms,
    ReAgeLimits,
    WaiverOffer,
)
from streams.policy.ledger_sections import LedgerSections
from streams.policy.ledger_shapes import (
    Allocating,
    ClassShape,
    CollectionRow,
    MarkShape,
    StatusShape,
)
from streams.policy.placed import holding, sole
from streams.policy.values import minute_of, zone_of
from streams.terms.days import Day, day_of

_KEY_DIGITS = 12


def reckoned(
    sections: LedgerSections,
    tolerance_minor: dict[str, int],
    day: Day,
    amount_bands: Sequence[str] = (),
) -> LedgerRules:
    """Return what says how late a ledger is on a day, with its `key`.

    `amount_bands` are the ids that a class's name may end in; `tolerance_minor` is part of the key,
    since it says how late a ledger is as much as anything here.
    """
    counting, crediting = sole(sections.counts_for_dpd, day), sole(sections.credits, day)
    reversing, reporting = sole(sections.reversals, day), sole(sections.reported, day)
    shifting, charging_off = sole(sections.due_shift, day), sole(sections.charge_off, day)
    rules = LedgerRules(
        counts=frozenset(COMPONENTS if counting is None else counting.components),
        allocations={
            a.entry.kind: _allocation(a.entry) for a in holding(sections.allocations, day)
        },
        credits_pay=frozenset(() if crediting is None else crediting.kinds),
        ages_from_reversal=frozenset(() if reversing is None else reversing.age_from_reversal),
        grace=_grace(sections, day),
        materiality=_materiality(sections, day),
        clocks=_clocks(sections, day),
        reported=() if reporting is None else reporting.clocks,
        bureau=_bureau(sections, day),
        charge_off_days=None if charging_off is None else charging_off.days,
        late_fees=_late_fees(sections, day),
        penalties=_penalties(sections, day),
        waiver=_waiver(sections, day),
        collection=_collection(sections, day, amount_bands),
        cut_off=_cut_off(sections, day),
        calendar=_calendar(sections, day),
        due_shifts=shifting is not None and shifting.shifts,
        re_age=_re_age(sections, day),
        promise=_promise(sections, day),
        horizon=_horizon(sections, day),
    )
    return structs.replace(rules, key=_key_of(rules, tolerance_minor))


def _key_of(rules: LedgerRules, tolerance_minor: dict[str, int]) -> str:
    # Sorted throughout, sets too: the same rules written in another order have the same key.
    content = msgspec.json.encode((rules, tolerance_minor), enc_hook=_zone_key, order="sorted")
    return sha256(content).hexdigest()[:_KEY_DIGITS]


def _zone_key(value: object) -> str:
    if isinstance(value, ZoneInfo):
        return value.key
    raise TypeError(f"{type(value).__name__} has no canonical text")


def _allocation(entry: Allocating) -> Allocation:
    orders = tuple(Order(from_days=o.from_days, components=o.components) for o in entry.orders)
    return Allocation(orders=orders, newest_first=entry.newest_first)


def _grace(sections: LedgerSections, day: Day) -> Grace:
    entry = sole(sections.grace, day)
    return Grace() if entry is None else Grace(days=entry.days, is_free=entry.free)


def _materiality(sections: LedgerSections, day: Day) -> Materiality | None:
    entry, cure = sole(sections.materiality, day), sole(sections.default_cure, day)
    if entry is None or cure is None:
        return None
    return Materiality(
        amounts_minor={a.currency: a.above_minor for a in entry.amounts},
        share_bp=entry.share_bp,
        days_max=entry.days_max,
        cure_days=cure.days,
    )


def _clocks(sections: LedgerSections, day: Day) -> tuple[Classification, ...]:
    held = (p.entry for p in holding(sections.clocks, day))
    found = (Classification(id=e.clock, lowest=e.lowest, bands=_bands(e.bands)) for e in held)
    return tuple(sorted(found, key=lambda clock: clock.id))


def _bands(shapes: Sequence[ClassShape | StatusShape | MarkShape]) -> tuple[DayBand, ...]:
    return tuple(DayBand(id=b.id, from_days=b.from_days) for b in shapes)


def _bureau(sections: LedgerSections, day: Day) -> Bureau | None:
    entry = sole(sections.bureau, day)
    if entry is None:
        return None
    first, *others = _bands(entry.statuses)
    blank, *marks = _bands(entry.marks)
    return Bureau(
        statuses=Classification(id="status", lowest=first.id, bands=tuple(others)),
        marks=Classification(id="mark", lowest=blank.id, bands=tuple(marks)),
        charged_off=entry.charged_off,
        sold=entry.sold,
        history_max=entry.history_max,
    )


def _late_fees(sections: LedgerSections, day: Day) -> dict[str, LateFee]:
    return {
        e.currency: LateFee(share_bp=e.share_bp, least_minor=e.least_minor, most_minor=e.most_minor)
        for e in (p.entry for p in holding(sections.late_fees, day))
    }


def _penalties(sections: LedgerSections, day: Day) -> dict[str, PenaltyInterest]:
    return {
        e.currency: PenaltyInterest(daily_ppm=e.daily_ppm, cycle_share_bp_max=e.cycle_share_bp_max)
        for e in (p.entry for p in holding(sections.penalty_interest, day))
    }


def _waiver(sections: LedgerSections, day: Day) -> WaiverOffer | None:
    e = sole(sections.waiver_offer, day)
    if e is None:
        return None
    return WaiverOffer(from_days=e.from_days, to_days=e.to_days, valid_days=e.valid_days)


def _collection(sections: LedgerSections, day: Day, amount_bands: Sequence[str]) -> dict[str, str]:
    entry = sole(sections.collection, day)
    rows: tuple[CollectionRow, ...] = () if entry is None else entry.rows
    whole = {f"{r.days}.{a}": r.policy for r in rows if r.amount is None for a in amount_bands}
    parts = {f"{r.days}.{r.amount}": r.policy for r in rows if r.amount is not None}
    return whole | parts


def _cut_off(sections: LedgerSections, day: Day) -> CutOff | None:
    entry = sole(sections.cut_off, day)
    zone = None if entry is None else zone_of(entry.zone)
    if entry is None or zone is None:
        return None
    return CutOff(zone=zone, minute=minute_of(entry.at))


def _calendar(sections: LedgerSections, day: Day) -> BusinessDays | None:
    held = [p.entry for p in holding(sections.calendars, day)]
    if not held:
        return None
    years = [table for entry in held for table in entry.years]
    return BusinessDays(
        id=held[0].country,
        years=frozenset(table.year for table in years),
        closed=frozenset(
            day_of(d) for table in years for d in table.closed if d.weekday() < SATURDAY
        ),
        worked=frozenset(day_of(d) for table in years for d in table.worked),
    )


def _re_age(sections: LedgerSections, day: Day) -> ReAgeLimits | None:
    e = sole(sections.re_age, day)
    if e is None:
        return None
    return ReAgeLimits(
        account_months_min=e.account_months_min,
        within_12_months_max=e.within_12_months_max,
        within_5_years_max=e.within_5_years_max,
        workouts_within_5_years_max=e.workouts_within_5_years_max,
    )


def _promise(sections: LedgerSections, day: Day) -> PromiseTerms:
    e = sole(sections.promises, day)
    if e is None:
        return PromiseTerms()
    return PromiseTerms(short_bp_max=e.short_bp_max, late_days_max=e.late_days_max)


def _horizon(sections: LedgerSections, day: Day) -> Horizon:
    e = sole(sections.horizon, day)
    if e is None:
        return Horizon()
    return Horizon(
        late_days=e.late_days,
        review_days=e.review_days,
        parked_days=e.parked_days,
        closed_days=e.closed_days,
    )
