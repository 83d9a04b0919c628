"""What may be told of a customer: details, stops, agencies' calls, complaints, refused records."""

from collections.abc import Callable

from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from streams.terms.customer_facts import AnyCustomerFact
from streams.terms.days import Day
from streams.terms.profile_facts import Channel, ContactPointSet, QuietTimeSet, StopPlaced
from tests.treatment import details
from tests.treatment.world import DUE_ON, lift, refused, resolved, stop

RESULTS = (
    *("NO_ANSWER", "NO_ANSWER", "VOICEMAIL", "WRONG_PARTY", "RIGHT_PARTY", "REFUSED", "PROMISED"),
    *("DISPUTED", "FAILED"),
)
ZONES = ("Asia/Shanghai", "Asia/Tokyo", "Europe/Berlin")
STOPS = ("ATTORNEY", "DECEASED", "VISIT_BAN", "CONTACT_BAN")
CHANNELS: tuple[Channel, ...] = ("PHONE", "SMS", "EMAIL", "VISIT")
ACCOUNTS = ("a1", "a2")


class Sign(Struct, frozen=True):
    """Something told of the customer, some days off the day on which it arrives."""

    kind: str
    which: int
    how: int
    off: int
    seq: int
    letter: str


def told_of(sign: Sign, day: int, number: int) -> AnyCustomerFact:
    """Return the fact that a sign is when it arrives on a day; `number` tells it from others."""
    fact = _OF_KIND[sign.kind](sign, day + sign.off)
    return replace(fact, event_id=f"{sign.letter}-{number}", source_seq=sign.seq)


def _stop(sign: Sign, day: int) -> StopPlaced:
    end = Day(DUE_ON + day + 5) if sign.how % 2 else None
    kind = STOPS[sign.which + sign.how % 2 * 2]
    return replace(stop(kind, f"st{sign.which}", day), until_on=end)


def _quiet(sign: Sign, day: int) -> QuietTimeSet:
    weekdays = ("MON", "TUE") if sign.how % 3 == 0 else ()
    hours = sign.how + 8, (sign.how + 12) % 24
    return details.quiet(*hours, weekdays=weekdays, day=day, name=f"t{sign.which}")


def _point(sign: Sign, day: int) -> ContactPointSet:
    how = sign.how
    if how < 3:
        zone = "Asia/Tokyo" if how == 1 else ""
        return details.point(f"h{sign.which}", "ADDRESS", day, verified=how < 2, zone=zone)
    person = {"holder": "CONTACT_PERSON"} if how in {5, 11} else {}
    name = f"p{sign.which}"
    return details.point(name, "PHONE", day, usable=how != 4, verified=how == 7, **person)


def _agency_call(sign: Sign, day: int) -> AnyCustomerFact:
    call = details.agency_call(sign.how, RESULTS[sign.how % 7], day, ACCOUNTS[sign.how % 2])
    name = f"call-{day}-{sign.how}"
    point = f"p{sign.how % 3}" if sign.how > 8 else None
    return replace(call, contact_id=name, agency_id=f"ag{sign.which}", point_id=point)


_OF_KIND: dict[str, Callable[[Sign, int], AnyCustomerFact]] = {
    "stop": _stop,
    "lift": lambda s, day: lift(f"st{s.which}", day),
    "consent": lambda s, day: details.consent(CHANNELS[s.how % 4], granted=s.which > 0, day=day),
    "zone": lambda s, day: details.zone(
        ZONES[s.how % 3], f"z{s.which}", confirmed=s.how > 9, day=day
    ),
    "zone_gone": lambda s, day: details.zone_gone(f"z{s.which}", day),
    "quiet": _quiet,
    "quiet_gone": lambda s, day: details.quiet_gone(day, f"t{s.which}"),
    "point": _point,
    "placed": lambda s, day: details.placed(s.how % 3, day, f"ag{s.which}"),
    "returned": lambda s, day: details.returned(s.how % 3, day, f"ag{s.which}"),
    "agency": _agency_call,
    "complaint": lambda s, day: details.complaint(f"m{s.which}", day, "ag7" if s.how % 2 else None),
    "closed": lambda s, day: details.complaint_closed(f"m{s.which}", day),
    "objection": lambda s, day: details.objection(f"o{s.which}", day),
    "answered": lambda s, day: details.objection_answered(f"o{s.which}", day),
    "score": lambda s, day: details.score(s.how % 6, day),
    "refused": lambda s, _: refused(f"x/0/{s.which}"),
    "resolved": lambda s, _: resolved(f"x/0/{s.which}"),
    "odd": lambda s, day: stop("ODD", f"odd{s.which}", day),
}
SIGNS = st.builds(
    Sign,
    kind=st.sampled_from((*_OF_KIND, "consent", "point", "agency")),
    which=st.integers(0, 1),
    how=st.integers(0, 11),
    off=st.sampled_from((0, 0, 0, 0, -1, -4)),
    seq=st.integers(0, 1),
    letter=st.sampled_from("abc"),
)
