"""What the rules about home visits must agree on with ladders, hours and limits of the same day.

A rung that can never be visited is refused like any other that is out of reach, and so is one that
could be visited without a rule.
"""

from collections.abc import Iterator

from msgspec import Struct

from streams.policy.contact_shapes import Limit
from streams.policy.fault import Faults
from streams.policy.placed import Placed, holding
from streams.policy.sections import Sections
from streams.policy.shapes import RungShape
from streams.policy.values import minute_of
from streams.policy.visit_shapes import VisitRuleEntry
from streams.policy.visit_words import MONTHS, PLANNING_DAYS, REQUIRED, VisitRule
from streams.terms.days import Day, iso

VISIT, LETTER = "VISIT", "LETTER"
SECOND = 2

_Held = dict[VisitRule, Placed[VisitRuleEntry]]


class _Visit(Struct, frozen=True):
    """A rung that is a visit, where it stands, and the letters that its ladder has."""

    place: str
    rung: RungShape
    letters: frozenset[str]


def check_visit_agreement(
    sections: Sections, whole: frozenset[str], day: Day, faults: Faults
) -> None:
    """Note rules that are missing or contradict what else holds on a day, and visits without any.

    `whole` names the sections of which every entry could be read.
    """
    held: _Held = {p.entry.visit_rule: p for p in holding(sections.visit_rules, day)}
    visits = tuple(_visits(sections, day))
    if "visit_rules" in whole:
        _check_whole(sections, held, visits, day, faults)
    if not held:
        return
    _check_hours(sections, held, day, faults)
    _check_light(held, faults)
    for visit in visits:
        _check_last_resort(visit, held, faults)
        _check_room(visit, held, faults)
        _check_second(visit, held, faults)
    if visits:
        _check_limits(sections, held, whole, day, faults)


def _visits(sections: Sections, day: Day) -> Iterator[_Visit]:
    for ladder in holding(sections.ladders, day):
        letters = frozenset(r.id for r in ladder.entry.rungs if r.channel == LETTER)
        for i, rung in enumerate(ladder.entry.rungs):
            if rung.channel == VISIT:
                yield _Visit(f"{ladder.key}.rungs[{i}]", rung, letters)


def _check_whole(
    sections: Sections, held: _Held, visits: tuple[_Visit, ...], day: Day, faults: Faults
) -> None:
    """Note rules that are missing beside others, and visits that go on when all of them have ended.

    Before the first of them a visit is left to the house, as in a document without any.
    """
    if held:
        for kind in REQUIRED:
            if kind not in held:
                cure = (
                    f"add an entry with visit_rule = '{kind}' to [[visit_rules]] that holds on"
                    f" {iso(day)}: visits have all of their rules or none"
                )
                faults.add(f"visit_rules.{kind}", "visit_rule_missing", cure)
        return
    if any(placed.gates and placed.first <= day for placed in sections.visit_rules):
        for visit in visits:
            cure = f"let [[visit_rules]] hold on {iso(day)} too, or end the ladder before"
            faults.add(f"{visit.place}.channel", "visit_without_rules", cure)


def _check_hours(sections: Sections, held: _Held, day: Day, faults: Faults) -> None:
    """Note visits outside what a law for visits, or the house, allows."""
    rule = held.get("VISIT_HOURS")
    if rule is None or rule.entry.opens is None or rule.entry.closes is None:
        return
    laws = (law.entry for law in holding(sections.contact.law_hours, day))
    bounds = [(law.id, law.opens, law.closes) for law in laws if VISIT in law.channels]
    houses = (house.entry for house in holding(sections.house_hours, day))
    bounds += [(house.id, house.opens, house.closes) for house in houses]
    for name, opens, closes in bounds:
        early = minute_of(rule.entry.opens) < minute_of(opens)
        if early or minute_of(rule.entry.closes) > minute_of(closes):
            cure = f"stay between {opens} and {closes}, as {name} has it"
            place = f"{rule.key}.{'opens' if early else 'closes'}"
            faults.add(place, "visit_hours_too_wide", cure)


def _check_light(held: _Held, faults: Faults) -> None:
    """Note months in which no visit fits between the hours for visits and the daylight."""
    light, hours, leaving = held.get("DAYLIGHT"), held.get("VISIT_HOURS"), held.get("LEAVE")
    if light is None or hours is None or leaving is None:
        return
    opens, closes, takes = hours.entry.opens, hours.entry.closes, leaving.entry.visit_minutes_max
    if opens is None or closes is None or takes is None:
        return
    for i, (name, month) in enumerate(zip(MONTHS, light.entry.months, strict=False)):
        first = max(minute_of(opens), minute_of(month.opens))
        last = min(minute_of(closes), minute_of(month.closes))
        if last - first < takes:
            cure = (
                f"leave {takes} minutes of light between {opens} and {closes} in {name},"
                f" as {leaving.entry.id} lets a visit take"
            )
            faults.add(f"{light.key}.months[{i}]", "daylight_leaves_no_room", cure)


def _check_last_resort(visit: _Visit, held: _Held, faults: Faults) -> None:
    rule = held.get("LAST_RESORT")
    if rule is None:
        return
    if visit.letters.isdisjoint(visit.rung.needs):
        named = f" ({', '.join(sorted(visit.letters))})" if visit.letters else ""
        cure = f"name a letter of its ladder{named}: {rule.entry.id} asks for one before a visit"
        faults.add(f"{visit.place}.needs", "visit_is_no_last_resort", cure)
    for name in ("tries_min", "tries_days_min"):
        asked, given = getattr(rule.entry, name), getattr(visit.rung, name)
        if asked is not None and given < asked:
            cure = f"write {asked} or more, as {rule.entry.id} asks for before a visit"
            faults.add(f"{visit.place}.{name}", "visit_is_no_last_resort", cure)


def _check_room(visit: _Visit, held: _Held, faults: Faults) -> None:
    """Note windows that are over before a visit could be planned and notice of it be given."""
    notice = held.get("NOTICE")
    if notice is None or notice.entry.days is None:
        return
    taken = notice.entry.days + PLANNING_DAYS
    if visit.rung.window_days <= taken:
        cure = (
            f"write {taken + 1} or more: {notice.entry.id} asks for {notice.entry.days} days of"
            f" notice, and planning for {PLANNING_DAYS}"
        )
        faults.add(f"{visit.place}.window_days", "visit_window_leaves_no_notice", cure)
    put_off = held.get("HELD_OUT")
    if visit.rung.visit_number != SECOND or put_off is None or put_off.entry.days is None:
        return
    if visit.rung.window_days <= taken + put_off.entry.days:
        cure = (
            f"write {taken + put_off.entry.days + 1} or more: {put_off.entry.id} puts some off by"
            f" {put_off.entry.days} days, and planning and notice take {taken}"
        )
        faults.add(f"{visit.place}.window_days", "visit_put_off_beyond_its_window", cure)


def _check_second(visit: _Visit, held: _Held, faults: Faults) -> None:
    rule = held.get("SECOND_VISIT")
    if rule is None or visit.rung.visit_number != SECOND or rule.entry.apart_days is None:
        return
    if visit.rung.after_days < rule.entry.apart_days:
        cure = f"write {rule.entry.apart_days} or more, as {rule.entry.id} asks for between visits"
        faults.add(f"{visit.place}.after_days", "second_visit_too_soon", cure)


def _check_limits(
    sections: Sections, held: _Held, whole: frozenset[str], day: Day, faults: Faults
) -> None:
    """Note rules on addresses and holidays that no limit on contact carries out."""
    contact = sections.contact
    kept: tuple[tuple[Placed[VisitRuleEntry] | None, str, tuple[Placed[Limit], ...]], ...] = (
        (held.get("ADDRESS"), "verified_points", contact.verified_points),
        (held.get("NO_HOLIDAY"), "no_holidays", contact.no_holidays),
    )
    for rule, name, limits in kept:
        named = any(VISIT in limit.entry.channels for limit in holding(limits, day))
        if name in whole and rule is not None and not named:
            cure = f"add VISIT to [[{name}]] for {iso(day)}: {rule.entry.id} is kept by it"
            faults.add(rule.key, "visit_rule_is_not_kept", cure)
