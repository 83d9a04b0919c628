"""What entries in force on the same day must agree on."""

from streams.policy.climbing import check_reach
from streams.policy.contact_agreement import check_contact_agreement
from streams.policy.fault import Faults
from streams.policy.ledger_agreement import check_ledger_agreement
from streams.policy.placed import Placed, holding
from streams.policy.reporting_agreement import check_notices
from streams.policy.sections import Sections
from streams.policy.shapes import AmountBands, DayBands
from streams.policy.strategy_agreement import check_strategy_agreement
from streams.policy.visit_agreement import check_visit_agreement
from streams.policy.waiting import check_bands
from streams.policy.wording_agreement import check_wording_agreement
from streams.terms.days import Day

# A row names what other sections have; where one of those could not be read, nobody can tell.
_OF_STRATEGY = frozenset({"traits", "strategy", "ladders"})


def turning_days(sections: Sections) -> list[Day]:
    """Return the days on which an entry in force begins or has just ended, rising."""
    days: set[Day] = set()
    for _, section in sections.each():
        for placed in section:
            if placed.gates:
                days.add(placed.first)
            if placed.gates and placed.last is not None:
                days.add(Day(placed.last + 1))
    return sorted(days)


def check_agreement(sections: Sections, whole: frozenset[str], faults: Faults) -> None:
    """Note entries that contradict one another on some day on which both are in force.

    `whole` names the sections of which every entry could be read.
    """
    for day in turning_days(sections):
        check_ledger_agreement(sections, whole, day, faults)
        check_contact_agreement(sections, whole, day, faults)
        check_visit_agreement(sections, whole, day, faults)
        check_wording_agreement(sections, whole, day, faults)
        check_notices(sections, day, faults)
        if whole.issuperset(_OF_STRATEGY):
            check_strategy_agreement(sections, day, faults)
        for bands in holding(sections.day_bands, day):
            for tiers in holding(sections.tiers, day):
                _check_tiers(bands, tiers, faults)
        _check_sizes(holding(sections.amount_bands, day), faults)
        for ladder in holding(sections.ladders, day):
            check_bands(sections, ladder, day, faults)
            for cap in holding(sections.contacts_per_day, day):
                check_reach(ladder, cap.entry.contacts_max, faults)


def check_currencies(sections: Sections, faults: Faults) -> None:
    """Note currencies that have amount bands but no tolerance, or the other way round."""
    banded = {p.entry.currency: p.key for p in sections.amount_bands if p.gates}
    tolerated = {p.entry.currency: p.key for p in sections.tolerance if p.gates}
    for here, there, name in (
        (banded, tolerated, "tolerance"),
        (tolerated, banded, "amount_bands"),
    ):
        for currency in sorted(here.keys() - there.keys()):
            cure = f"add an entry for {currency} to [[{name}]], or remove this one"
            faults.add(f"{here[currency]}.currency", "currency_is_half_known", cure)


def _check_tiers(bands: Placed[DayBands], tiers: Placed[DayBands], faults: Faults) -> None:
    starts = {band.from_days for band in bands.entry.bands}
    for tier in tiers.entry.bands:
        if tier.from_days not in starts:
            cure = f"begin a band at {tier.from_days}: {tiers.entry.id} begins {tier.id} there"
            faults.add(f"{bands.key}.bands", "bands_cross_a_tier", cure)


def _check_sizes(amounts: list[Placed[AmountBands]], faults: Faults) -> None:
    for other in amounts[1:]:
        ids = [band.id for band in amounts[0].entry.bands]
        if [band.id for band in other.entry.bands] != ids:
            cure = f"use the ids of {amounts[0].key} in the same order: {', '.join(ids)}"
            faults.add(f"{other.key}.bands", "amount_bands_differ", cure)
