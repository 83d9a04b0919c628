"""Which number or address a contact goes to, and what shows that one reaches nobody."""

from msgspec.structs import replace

from streams.policy.contact import ContactRules
from streams.terms.days import Day
from streams.treatment.known import (
    CONTACT_PERSON,
    CUSTOMER,
    DETAILS_MAX,
    KnownPoint,
    Profile,
    found,
    put,
)

POINT_OF = {
    "SMS": "PHONE",
    "PHONE": "PHONE",
    "EMAIL": "EMAIL",
    "LETTER": "ADDRESS",
    "VISIT": "ADDRESS",
}
"""What kind of point a channel goes to."""

NO_USABLE_CONTACT_POINT = "no_usable_contact_point"


def candidates(profile: Profile, channel: str, rules: ContactRules) -> tuple[KnownPoint, ...] | str:
    """Return the points a contact may go to, the best first, or the rule that leaves none.

    Nobody but the customer is contacted, and at no work place. Where no point of the kind is on
    record at all, whoever carries the contact out has to know one, and there are none here.
    """
    kind = POINT_OF[channel]
    known = [p for p in profile.points if p.kind == kind and p.holder]
    demand = next((d.rule for d in rules.verified if channel in d.channels), None)
    usable = [p for p in known if p.works and p.holder == CUSTOMER]
    sure = [p for p in usable if p.verified]
    if demand is not None:
        return tuple(sure) or demand
    if known and not usable:
        return NO_USABLE_CONTACT_POINT
    return tuple(sorted(usable, key=lambda p: (not p.verified, p.id)))


def with_failure(profile: Profile, point_id: str, channel: str, on: Day) -> Profile:
    """Return the profile with a point that reached nobody on a day, whether or not it was known."""
    known = found(profile.points, point_id)
    if known is None and len(profile.points) >= DETAILS_MAX:
        # One more that reaches nobody and that nobody knows is nothing that a contact could go to.
        return profile
    if known is None:
        unknown = replace(_unknown(point_id, channel), failed_on=on)
        return replace(profile, points=put(profile.points, unknown))
    failed_on, holder = max(on, known.failed_on or on), known.holder or CUSTOMER
    return _changed(profile, replace(known, failed_on=failed_on, holder=holder))


def with_refusal(profile: Profile, point_id: str, channel: str) -> Profile:
    """Return the profile with a refusal at a point: a contact person's is blocked for good."""
    known = found(profile.points, point_id)
    if known is None:
        # Nobody knows whose it is: it is no point on record yet, and none to be chosen.
        unknown = replace(_unknown(point_id, channel), holder="", refused=True)
        return replace(profile, points=put(profile.points, unknown))
    blocked = known.blocked or known.holder == CONTACT_PERSON
    return _changed(profile, replace(known, refused=True, blocked=blocked))


def _unknown(point_id: str, channel: str) -> KnownPoint:
    return KnownPoint(
        point_id,
        POINT_OF[channel],
        CUSTOMER,
        usable=True,
        verified=False,
        zone="",
        # Whatever is told of the point afterwards counts as told later.
        told=(Day(-(2**31)), 0, ""),
    )


def _changed(profile: Profile, point: KnownPoint) -> Profile:
    points = tuple(point if p.id == point.id else p for p in profile.points)
    return replace(profile, points=points)
