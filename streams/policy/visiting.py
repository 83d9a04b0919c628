"""What holds for home visits on one day, worked out from a document's rules."""

from streams.policy.field import (
    Certified,
    Daylight,
    FieldRules,
    HeldOut,
    LastResort,
    OnSite,
    Planning,
    Safety,
    SecondVisit,
    TwoAgents,
    VisitHours,
    VisitNoticeDays,
)
from streams.policy.placed import Placed, holding
from streams.policy.values import minute_of
from streams.policy.visit_shapes import VisitRuleEntry
from streams.policy.visit_words import REQUIRED, VisitRule
from streams.terms.days import Day

_Held = dict[VisitRule, VisitRuleEntry]


def visiting(section: tuple[Placed[VisitRuleEntry], ...], day: Day) -> FieldRules | None:
    """Return the rules in force on a day, or None where one that is required is not."""
    held: _Held = {placed.entry.visit_rule: placed.entry for placed in holding(section, day)}
    if not held.keys() >= set(REQUIRED):
        return None
    kept_out = held.get("HELD_OUT")
    return FieldRules(
        last_resort=LastResort(rule=held["LAST_RESORT"].id, **held["LAST_RESORT"].given),
        two_agents=TwoAgents(rule=held["TWO_AGENTS"].id, **held["TWO_AGENTS"].given),
        certified=Certified(rule=held["CERTIFIED"].id, **held["CERTIFIED"].given),
        fit_rule=held["FIT_AGENT"].id,
        hours=_hours(held["VISIT_HOURS"]),
        daylight=_daylight(held["DAYLIGHT"]),
        holiday_rule=held["NO_HOLIDAY"].id,
        notice=VisitNoticeDays(rule=held["NOTICE"].id, **held["NOTICE"].given),
        address_rule=held["ADDRESS"].id,
        on_site=_on_site(held),
        vulnerable_rule=held["VULNERABLE"].id,
        safety=Safety(rule=held["SAFETY"].id, **held["SAFETY"].given),
        second_visit=SecondVisit(rule=held["SECOND_VISIT"].id, **held["SECOND_VISIT"].given),
        planning=Planning(rule=held["PLANNING"].id, **held["PLANNING"].given),
        held_out=None if kept_out is None else HeldOut(rule=kept_out.id, **kept_out.given),
    )


def _hours(entry: VisitRuleEntry) -> VisitHours:
    given = entry.given
    opens, closes = minute_of(given["opens"]), minute_of(given["closes"])
    return VisitHours(rule=entry.id, opens_minute=opens, closes_minute=closes)


def _daylight(entry: VisitRuleEntry) -> Daylight:
    return Daylight(
        rule=entry.id,
        opens_minutes=tuple(minute_of(month.opens) for month in entry.months),
        closes_minutes=tuple(minute_of(month.closes) for month in entry.months),
    )


def _on_site(held: _Held) -> OnSite:
    return OnSite(
        identify_rule=held["IDENTIFY"].id,
        no_entry_rule=held["NO_ENTRY"].id,
        recording_rule=held["RECORDING"].id,
        third_party_rule=held["THIRD_PARTY"].id,
        leave_rule=held["LEAVE"].id,
        **held["RECORDING"].given,
        **held["LEAVE"].given,
    )
