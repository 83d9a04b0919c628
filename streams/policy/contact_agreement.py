"""What entries that limit contact must agree on while they are in force on the same day."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from streams.policy.fault import Faults
from streams.policy.placed import Placed, holding
from streams.policy.sections import Sections
from streams.policy.shapes import Entry, HouseHours, LawHours
from streams.policy.values import minute_of, zone_of
from streams.terms.days import Day, date_of, day_of, iso

_DAY = 24 * 60
_HALF_A_YEAR = 182
PRODUCT = "product"
"""The force of what the house chose by itself."""
# The day behind the last date that can be written is no date any more.
_LAST = day_of(date(9998, 1, 1))


def check_contact_agreement(
    sections: Sections, whole: frozenset[str], day: Day, faults: Faults
) -> None:
    """Note hours in which a rung never fits, and holidays that no calendar knows.

    `whole` names the sections of which every entry could be read.
    """
    _check_hours(sections, day, faults)
    _check_rungs(sections, day, faults)
    if "law_hours" in whole:
        _check_lawless(sections, day, faults)
    if "calendars" in whole:
        _check_holidays(sections, day, faults)


def _check_hours(sections: Sections, day: Day, faults: Faults) -> None:
    # A law for all channels bounds the house's hours; one for some is left to the gate.
    for house in holding(sections.house_hours, day):
        for law in holding(sections.contact.law_hours, day):
            if not law.entry.is_for_all:
                continue
            opens, closes = law.entry.opens, law.entry.closes
            early = minute_of(house.entry.opens) < minute_of(opens)
            late = minute_of(house.entry.closes) > minute_of(closes)
            if early or late:
                place = f"{house.key}.{'opens' if early else 'closes'}"
                cure = f"stay between {opens} and {closes}, as {law.entry.id} demands"
                faults.add(place, "house_hours_outside_law", cure)


def _check_lawless(sections: Sections, day: Day, faults: Faults) -> None:
    """Note channels without hours of law, where a law limits contact on that day.

    A letter has no hour. Where no law is written down at all, the house answers for its own hours.
    """
    laws = [law.entry.id for law in _laws(sections, day)]
    covered = {c for law in holding(sections.contact.law_hours, day) for c in law.entry.channels}
    used = {r.channel for ladder in holding(sections.ladders, day) for r in ladder.entry.rungs}
    missing = sorted(used - covered - {"LETTER"})
    if not laws or not missing:
        return
    for house in holding(sections.house_hours, day):
        cure = f"add [[law_hours]] for {', '.join(missing)}: {laws[0]} limits contact on {iso(day)}"
        faults.add(house.key, "channel_without_law_hours", cure)


def _laws(sections: Sections, day: Day) -> Iterator[Placed[Entry]]:
    """Yield what limits contact on a day and is more than the house's own choice."""
    contact = sections.contact
    limits: tuple[tuple[Placed[Entry], ...], ...] = (
        contact.law_hours,
        contact.caps,
        contact.talk_gaps,
        contact.opt_in,
        contact.no_holidays,
        contact.verified_points,
    )
    for section in limits:
        yield from (placed for placed in holding(section, day) if placed.entry.force != PRODUCT)


def _check_rungs(sections: Sections, day: Day, faults: Faults) -> None:
    for house in holding(sections.house_hours, day):
        for ladder in holding(sections.ladders, day):
            for i, rung in enumerate(ladder.entry.rungs):
                laws = [
                    law.entry
                    for law in holding(sections.contact.law_hours, day)
                    if rung.channel in law.entry.channels
                    and (house.entry.customer_zones or not law.entry.is_for_all)
                ]
                if not _has_room(house.entry, laws, day):
                    names = ", ".join(law.id for law in laws)
                    cure = f"widen {house.key}: of its hours {names} leave a {rung.channel} none"
                    place = f"{ladder.key}.rungs[{i}].channel"
                    faults.add(place, "rung_fits_only_into_quiet_hours", cure)


def _has_room(house: HouseHours, laws: list[LawHours], day: Day) -> bool:
    """Tell whether a minute of the house's hours suits every law wherever the customer may be."""
    opens, closes = minute_of(house.opens), minute_of(house.closes)
    bounds = [(minute_of(law.opens), minute_of(law.closes)) for law in laws]
    # Clocks are changed between summer and winter; half a year on they all are.
    for on in (day, Day(day + _HALF_A_YEAR)):
        here = _offset(house.zone, on)
        shifts = {_offset(name, on) - here for name in house.customer_zones} or {0}
        if not any(
            all(
                first <= (minute + shift) % _DAY < last
                for first, last in bounds
                for shift in shifts
            )
            for minute in range(opens, closes)
        ):
            return not laws
    return True


def _offset(name: str, day: Day) -> int:
    """Return by how many minutes a zone is ahead of UTC; 0 where there is no such zone."""
    zone = zone_of(name)
    noon = datetime.combine(date_of(min(day, _LAST)), time(12), tzinfo=zone or UTC)
    return int((noon.utcoffset() or timedelta()).total_seconds()) // 60


def _check_holidays(sections: Sections, day: Day, faults: Faults) -> None:
    if holding(sections.ledger.calendars, day):
        return
    for resting in holding(sections.contact.no_holidays, day):
        cure = "add a calendar to [[calendars]] that is in force with it, or remove this entry"
        faults.add(resting.key, "holidays_need_a_calendar", cure)
