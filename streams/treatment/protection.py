"""A second look at what the gate allowed, in plain counts of its own: protection in production.

It never finds anything unless the gate is wrong; then nobody is contacted, and a person is told.
"""

from zoneinfo import ZoneInfo

from msgspec import Struct

from streams.policy.rules import Rules
from streams.policy.values import zone_of
from streams.terms.days import Day, Instant, datetime_of
from streams.treatment.known import found
from streams.treatment.profile import plausible_zones
from streams.treatment.rows import AccountRecord, CustomerRow

PROTECTION_BROKEN = "protection_broken"


class Allowed(Struct, frozen=True, kw_only=True):
    """A contact that the gate allowed: how, on which day of the house, from when to when, where.

    `escalation_id` is what it is for.
    """

    channel: str
    on: Day
    not_before: Instant
    not_after: Instant
    point_id: str
    escalation_id: str = ""


def broken(row: CustomerRow, account: AccountRecord, rules: Rules, allowed: Allowed) -> str | None:
    """Return what a contact that was allowed would break, or None."""
    channel, on = allowed.channel, allowed.on
    if any(s.holds(on) for s in row.stops if s.kind != "VISIT_BAN" or channel == "VISIT"):
        return "a stop holds"
    if any(m.role != "SURVIVOR" or m.whole_since_on is None for m in row.merges):
        return "a merge is not confirmed, or was into another customer"
    if any(consent.id == channel and not consent.granted for consent in row.profile.consents):
        return "the channel was refused"
    if all(x.past_due_minor <= 0 and x.upcoming_minor <= 0 for x in account.ledgers):
        return "no debt is founded"
    if not _inside(row, rules, allowed):
        return "it lies outside the hours"
    return _no_visit(row, rules, allowed) or _above_a_cap(row, account, rules, channel, on)


def _no_visit(row: CustomerRow, rules: Rules, allowed: Allowed) -> str | None:
    if allowed.channel != "VISIT":
        return None
    if any(not flag.cleared for flag in row.flags):
        return "a crew could come to harm"
    notice = 0 if rules.field is None else rules.field.notice.days
    is_planned = any(
        visit.escalation_id == allowed.escalation_id
        and visit.asked_on + notice <= allowed.on
        and visit.state == "PLANNED"
        and (visit.visit_on, visit.point_id) == (allowed.on, allowed.point_id)
        and (visit.starts_at or 0) <= allowed.not_before < allowed.not_after
        and allowed.not_after <= (visit.ends_at or 0)
        for visit in row.visits
    )
    return None if rules.field is None or is_planned else "no area has planned the visit"


def _inside(row: CustomerRow, rules: Rules, allowed: Allowed) -> bool:
    house = rules.house
    if house is None or allowed.not_before >= allowed.not_after:
        return False
    zones = plausible_zones(row.profile, house.anywhere)
    place = found(row.profile.points, allowed.point_id)
    there = None if place is None or allowed.channel != "VISIT" else zone_of(place.zone)
    hours: list[tuple[int, int, tuple[ZoneInfo, ...]]]
    hours = [(house.opens_minute, house.closes_minute, (house.zone,))]
    for law in rules.contact.hours:
        if allowed.channel in law.channels:
            places = zones if there is None else (there,)
            hours.append((law.opens_minute, law.closes_minute, places))
    moments = (allowed.not_before, Instant(allowed.not_after - 1))
    return all(
        opens <= _minute(at, zone) < closes
        for opens, closes, places in hours
        for zone in places
        for at in moments
    )


def _minute(at: Instant, zone: ZoneInfo) -> int:
    here = datetime_of(at).astimezone(zone)
    return here.hour * 60 + here.minute


def _above_a_cap(
    row: CustomerRow, account: AccountRecord, rules: Rules, channel: str, on: Day
) -> str | None:
    for cap in rules.contact.caps:
        if channel not in cap.channels or cap.per == "NUMBER":
            continue
        made = [
            spent
            for spent in row.ledger.spent
            if spent.channel in cap.channels
            and on - cap.days < spent.on <= on
            and (cap.per == "PERSON" or spent.account_id == account.account_id)
            and (cap.counts == "ATTEMPTS" or spent.connected)
        ]
        if len(made) >= cap.most:
            return f"{cap.rule} is reached"
    return None
