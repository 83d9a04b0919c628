"""Recording what is told of a customer, or naming the rule that it breaks."""

from typing import TypeVar
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from streams.policy.values import zone_of
from streams.terms.profile_facts import (
    ConsentChanged,
    ContactPointSet,
    QuietTimeEnded,
    QuietTimeSet,
    ZoneTold,
    ZoneWithdrawn,
)
from streams.terms.step import Reject
from streams.treatment.known import (
    CONTACT_PERSON,
    DETAILS_MAX,
    Detail,
    KnownConsent,
    KnownPoint,
    KnownTime,
    KnownZone,
    Profile,
    Told,
    found,
    put,
)
from streams.treatment.rows import CustomerRow

WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
MINUTES_A_DAY = 1440

ProfileFact = (
    ConsentChanged | ZoneTold | ZoneWithdrawn | QuietTimeSet | QuietTimeEnded | ContactPointSet
)
D = TypeVar("D", bound=Detail)


def with_detail(row: CustomerRow, fact: ProfileFact) -> CustomerRow | Reject:
    """Return the row with the detail told; the same row where a later word on it is known."""
    profile = _told(row.profile, fact)
    if isinstance(profile, Reject):
        return profile
    return row if profile is row.profile else replace(row, profile=profile)


def plausible_zones(profile: Profile, anywhere: tuple[ZoneInfo, ...]) -> tuple[ZoneInfo, ...]:
    """Return every zone the customer may be in: the latest confirmed one, else all that were told.

    Where nothing was told it is `anywhere` (comment to 12 CFR 1006.6(b): contact has to suit every
    zone that is possible).
    """
    told = [z for z in profile.zones if z.zone is not None]
    confirmed = [z for z in told if z.confirmed]
    if confirmed:
        told = [max(confirmed, key=lambda z: z.told)]
    zones = (zone_of(name) for name in sorted({z.zone for z in told if z.zone is not None}))
    return tuple(zone for zone in zones if zone is not None) or anywhere


def _told(profile: Profile, fact: ProfileFact) -> Profile | Reject:
    told = (fact.effective_on, fact.source_seq, fact.event_id)
    match fact:
        case ConsentChanged():
            consent = KnownConsent(fact.channel, fact.granted, told)
            return replace(profile, consents=put(profile.consents, consent))
        case ZoneTold() | ZoneWithdrawn():
            return _with_zone(profile, fact, told)
        case QuietTimeSet() | QuietTimeEnded():
            return _with_time(profile, fact, told)
        case ContactPointSet():
            return _with_point(profile, fact, told)


def _with_zone(profile: Profile, fact: ZoneTold | ZoneWithdrawn, told: Told) -> Profile | Reject:
    if isinstance(fact, ZoneWithdrawn):
        gone = KnownZone(fact.evidence_id, None, confirmed=False, told=told)
        return _kept(profile, "zones", put(profile.zones, gone), profile.zones)
    if zone_of(fact.zone) is None:
        return Reject("zone_unknown", f"{fact.zone!r} is no IANA time zone")
    zone = KnownZone(fact.evidence_id, fact.zone, fact.confirmed, told)
    return _kept(profile, "zones", put(profile.zones, zone), profile.zones)


def _with_time(
    profile: Profile, fact: QuietTimeSet | QuietTimeEnded, told: Told
) -> Profile | Reject:
    if isinstance(fact, QuietTimeEnded):
        gone = KnownTime(fact.time_id, 0, 0, (), ended=True, told=told)
        return _kept(profile, "times", put(profile.times, gone), profile.times)
    strange = [day for day in fact.weekdays if day not in WEEKDAYS]
    if strange:
        return Reject("weekday_unknown", f"{strange[0]!r} is none of {', '.join(WEEKDAYS)}")
    minutes = (fact.from_minute, fact.to_minute)
    if min(minutes) < 0 or max(minutes) > MINUTES_A_DAY or minutes[0] == minutes[1]:
        return Reject("quiet_time_is_no_time", f"it is from minute {minutes[0]} to {minutes[1]}")
    days = tuple(sorted({WEEKDAYS.index(day) for day in fact.weekdays}))
    time = KnownTime(fact.time_id, *minutes, days, ended=False, told=told)
    return _kept(profile, "times", put(profile.times, time), profile.times)


def _with_point(profile: Profile, fact: ContactPointSet, told: Told) -> Profile | Reject:
    if fact.zone and zone_of(fact.zone) is None:
        return Reject("zone_unknown", f"{fact.zone!r} is no IANA time zone")
    known = found(profile.points, fact.point_id)
    refused = known is not None and known.refused
    blocked = known is not None and known.blocked
    point = KnownPoint(
        fact.point_id,
        fact.point_kind,
        fact.holder,
        fact.usable,
        fact.verified,
        fact.zone,
        told,
        # Who refused stays refused, for everybody, whatever is told of the point afterwards.
        blocked or (refused and fact.holder == CONTACT_PERSON),
        None if known is None else known.failed_on,
        refused,
        fact.area,
        fact.latitude_microdegrees,
        fact.longitude_microdegrees,
    )
    return _kept(profile, "points", put(profile.points, point), profile.points)


def _kept(
    profile: Profile, name: str, after: tuple[D, ...], before: tuple[D, ...]
) -> Profile | Reject:
    if after is before:
        return profile
    if len(after) > DETAILS_MAX:
        return Reject("customer_has_too_many_details", f"{len(before)} {name} are on record")
    return replace(profile, **{name: after})
