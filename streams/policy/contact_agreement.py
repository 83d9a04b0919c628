"""What entries that limit contact must agree on while they are in force on the same day."""

from streams.policy.fault import Faults
from streams.policy.placed import holding
from streams.policy.sections import Sections
from streams.policy.values import minute_of
from streams.terms.days import Day


def check_contact_agreement(
    sections: Sections, whole: frozenset[str], day: Day, faults: Faults
) -> None:
    """Note hours in which a rung never fits, and holidays that no calendar knows.

    `whole` names the sections of which every entry could be read.
    """
    _check_hours(sections, day, faults)
    _check_rungs(sections, day, faults)
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


def _check_rungs(sections: Sections, day: Day, faults: Faults) -> None:
    for house in holding(sections.house_hours, day):
        for ladder in holding(sections.ladders, day):
            for i, rung in enumerate(ladder.entry.rungs):
                laws = [
                    law.entry
                    for law in holding(sections.contact.law_hours, day)
                    if rung.channel in law.entry.channels and not law.entry.is_for_all
                ]
                opens = [minute_of(h) for h in (house.entry.opens, *(x.opens for x in laws))]
                closes = [minute_of(h) for h in (house.entry.closes, *(x.closes for x in laws))]
                if max(opens) >= min(closes):
                    names = ", ".join(law.id for law in laws)
                    cure = f"widen {house.key}: of its hours {names} leave a {rung.channel} none"
                    place = f"{ladder.key}.rungs[{i}].channel"
                    faults.add(place, "rung_fits_only_into_quiet_hours", cure)


def _check_holidays(sections: Sections, day: Day, faults: Faults) -> None:
    if holding(sections.ledger.calendars, day):
        return
    for resting in holding(sections.contact.no_holidays, day):
        cure = "add a calendar to [[calendars]] that is in force with it, or remove this entry"
        faults.add(resting.key, "holidays_need_a_calendar", cure)
