"""When on a day a contact may be made: the house's hours, less what law and customer leave out.

A law's hours are those of the customer's own zone, and of every zone that is possible while none is
confirmed; so are the times that do not suit the customer. A visit goes by the zone of its address.
"""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from msgspec import Struct

from streams.policy.contact import Hours
from streams.policy.rules import House, Rules
from streams.policy.values import zone_of
from streams.terms.days import Day, Instant
from streams.terms.local_times import begins, ends, weekday_of
from streams.treatment.hours import closing, opening
from streams.treatment.intervals import Spans, inside, without
from streams.treatment.known import KnownPoint, KnownTime, Profile
from streams.treatment.profile import plausible_zones

HOUSE_HOURS = "house_hours"
CUSTOMER_HOURS = "customer_hours"

# A day of another zone begins and ends at most so many days away from the house's own.
_NEIGHBOURS = (-1, 0, 1)


class Window(Struct, frozen=True):
    """What is left of a day's hours: from `not_before` on, before `not_after`."""

    not_before: Instant
    not_after: Instant


class Asked(Struct, frozen=True, kw_only=True):
    """The contact that is asked for: its house's day, from when on, how, with whom and where."""

    day: Day
    now: Instant
    channel: str
    profile: Profile
    point: KnownPoint | None
    preferred: Hours | None = None


def window_of(asked: Asked, rules: Rules) -> Window | str:
    """Return the first stretch of the day that is left from `now` on, or the rule that took it."""
    house, day = rules.house, asked.day
    if house is None:
        return HOUSE_HOURS
    spans: Spans = ((max(opening(day, house), asked.now), closing(day, house)),)
    spans = tuple(s for s in spans if s[0] < s[1])
    if not spans:
        return HOUSE_HOURS
    for rule, cut in _cuts(asked, rules, _zones(asked, house), spans):
        if not cut:
            return rule
        spans = cut
    spans = _preferred(asked, _zones(asked, house), spans) or spans
    return Window(Instant(spans[0][0]), Instant(spans[0][1]))


def planned_window(asked: Asked, rules: Rules, planned: tuple[Instant, Instant]) -> Window | str:
    """Return what is left of planned hours from `now` on, or the rule that takes any of them.

    A visit that would end outside the hours is not cut short: it is not made (V.legal_hours).
    """
    house, (first, last) = rules.house, planned
    if house is None or first < opening(asked.day, house) or last > closing(asked.day, house):
        return HOUSE_HOURS
    now = Instant(max(first, asked.now))
    if now >= last:
        return HOUSE_HOURS
    return barred_by(asked, rules, planned) or Window(now, last)


def barred_by(asked: Asked, rules: Rules, span: tuple[int, int]) -> str | None:
    """Return the rule that takes something of a stretch that was allowed, None where none does."""
    house = rules.house
    if house is None:
        return HOUSE_HOURS
    cuts = _cuts(asked, rules, _zones(asked, house), (span,))
    return next((rule for rule, cut in cuts if cut != (span,)), None)


def _preferred(asked: Asked, zones: tuple[ZoneInfo, ...], spans: Spans) -> Spans:
    """Return what the preferred hours leave of the spans, in every zone; it may be nothing."""
    if asked.preferred is not None:
        for zone in zones:
            spans = inside(spans, _of_law(asked.day, asked.preferred, zone))
    return spans


def _cuts(
    asked: Asked, rules: Rules, zones: tuple[ZoneInfo, ...], spans: Spans
) -> Iterator[tuple[str, Spans]]:
    """Yield each rule with what it leaves of the spans, all rules before it having cut too."""
    for law in rules.contact.hours:
        if asked.channel in law.channels:
            for zone in zones:
                spans = inside(spans, _of_law(asked.day, law, zone))
            yield law.rule, spans
    for time in asked.profile.times:
        if not time.ended:
            for zone in zones:
                for barred in _of_customer(asked.day, time, zone):
                    spans = without(spans, barred)
            yield CUSTOMER_HOURS, spans


def _zones(asked: Asked, house: House) -> tuple[ZoneInfo, ...]:
    place = None if asked.point is None or asked.channel != "VISIT" else zone_of(asked.point.zone)
    return plausible_zones(asked.profile, house.anywhere) if place is None else (place,)


def _of_law(day: Day, law: Hours, zone: ZoneInfo) -> Spans:
    near = [Day(day + step) for step in _NEIGHBOURS]
    return tuple(
        (begins(d, law.opens_minute, zone), ends(d, law.closes_minute, zone)) for d in near
    )


def _of_customer(day: Day, time: KnownTime, zone: ZoneInfo) -> Iterator[tuple[int, int]]:
    for step in _NEIGHBOURS:
        first = Day(day + step)
        if time.weekdays and weekday_of(first) not in time.weekdays:
            continue
        last = first if time.to_minute > time.from_minute else Day(first + 1)
        # Read the other way round than hours that are open: what does not suit is made longer.
        yield ends(first, time.from_minute, zone), begins(last, time.to_minute, zone)
