"""What is told of customer `c1`, and what became of contacts, on days counted from `DUE_ON`."""

from typing import Any

from streams.policy.contact import Cap, ContactRules, Demand, Gap, Hours
from streams.policy.rules import Rules
from streams.terms.contact_facts import (
    AgencyContacted,
    AgencyPlaced,
    ComplaintClosed,
    ComplaintReceived,
    ContactMade,
    ObjectionAnswered,
    ObjectionRaised,
    QuotaReturned,
    SatisfactionScored,
)
from streams.terms.days import Day
from streams.terms.profile_facts import (
    Channel,
    ConsentChanged,
    ContactPointSet,
    PointKind,
    QuietTimeEnded,
    QuietTimeSet,
    ZoneTold,
    ZoneWithdrawn,
)
from tests.treatment.world import DUE_ON, id_of, local, ruled

PHONE = frozenset({"PHONE"})
LAW = Hours(rule="law.hours", channels=PHONE, opens_minute=480, closes_minute=1260)
CALLS = Cap(rule="law.calls", channels=PHONE, counts="CONNECTED", per="PERSON", days=1, most=3)
TRIES = Cap(rule="law.tries", channels=PHONE, counts="ATTEMPTS", per="NUMBER", days=1, most=6)
WEEK = Cap(rule="law.week", channels=PHONE, counts="ATTEMPTS", per="DEBT", days=7, most=7)
TALK = Gap(rule="law.talk", channels=PHONE, per="DEBT", days=7)
SURE = Demand(rule="law.sure", channels=frozenset({"VISIT"}))


def limited(**limits: Any) -> Rules:
    """Return the rules with some limits on contact."""
    rules = ruled()
    return Rules(
        policy_id=rules.policy_id,
        digest=rules.digest,
        buckets=None,
        tolerance_minor=rules.tolerance_minor,
        ladder=rules.ladder,
        house=rules.house,
        contact=ContactRules(**limits),
    )


def _head(day: int, event: str, seq: int = 0) -> dict[str, Any]:
    return {
        "event_id": event,
        "customer_id": "c1",
        "effective_on": Day(DUE_ON + day),
        "source_seq": seq,
    }


def consent(
    channel: Channel = "PHONE", *, granted: bool, day: int = 0, seq: int = 0
) -> ConsentChanged:
    """Return the customer's word on a channel."""
    head = _head(day, f"e-consent-{seq}", seq)
    return ConsentChanged(**head, channel=channel, granted=granted)


def zone(
    name: str = "Asia/Urumqi", evidence: str = "z1", *, confirmed: bool = False, day: int = 0
) -> ZoneTold:
    """Return evidence of a zone."""
    head = _head(day, "e-zone")
    return ZoneTold(**head, evidence_id=evidence, zone=name, confirmed=confirmed)


def zone_gone(evidence: str = "z1", day: int = 1) -> ZoneWithdrawn:
    """Return the withdrawal of that evidence."""
    return ZoneWithdrawn(**_head(day, "e-zone-gone"), evidence_id=evidence)


def quiet(
    first: int, last: int, *, weekdays: tuple[str, ...] = (), day: int = 0, name: str = "t1"
) -> QuietTimeSet:
    """Return times, in hours, that do not suit."""
    head = _head(day, "e-quiet")
    return QuietTimeSet(
        **head, time_id=name, from_minute=60 * first, to_minute=60 * last, weekdays=weekdays
    )


def quiet_gone(day: int = 1, name: str = "t1") -> QuietTimeEnded:
    """Return the end of those times."""
    return QuietTimeEnded(**_head(day, "e-quiet-gone"), time_id=name)


def point(
    name: str = "p1", kind: PointKind = "PHONE", day: int = 0, **given: Any
) -> ContactPointSet:
    """Return a number or address."""
    head = _head(day, f"e-{name}-{day}")
    return ContactPointSet(**head, point_id=name, point_kind=kind, **given)


def made(
    result: str, rung: str = "phone_1", day: int = 8, *, at: str = "", hour: int = 11
) -> ContactMade:
    """Return what became of the contact on a rung."""
    return ContactMade(
        **_head(day, f"e-{rung}-{result}"),
        escalation_id=id_of(rung),
        account_id="a1",
        result=result,
        at=local(day, hour),
        point_id=at or None,
    )


def agency_call(
    number: int = 1, result: str = "NO_ANSWER", day: int = 8, account: str = "a1"
) -> AgencyContacted:
    """Return a call by an agency."""
    return AgencyContacted(
        **_head(day, f"e-agency-{number}"),
        contact_id=f"call-{number}",
        agency_id="ag1",
        account_id=account,
        channel="PHONE",
        result=result,
        at=local(day, 10),
    )


def placed(calls: int, day: int = 0, agency: str = "ag1") -> AgencyPlaced:
    """Return an agency's quota from a day on."""
    return AgencyPlaced(**_head(day, f"e-placed-{day}"), agency_id=agency, calls_per_day=calls)


def returned(calls: int, day: int, agency: str = "ag1") -> QuotaReturned:
    """Return what an agency gives back of a day."""
    return QuotaReturned(**_head(day, f"e-back-{day}"), agency_id=agency, calls=calls)


def complaint(name: str = "m1", day: int = 8, agent: str | None = None) -> ComplaintReceived:
    """Return a complaint."""
    return ComplaintReceived(**_head(day, f"e-{name}"), complaint_id=name, agent_id=agent)


def complaint_closed(name: str = "m1", day: int = 9) -> ComplaintClosed:
    """Return the answer to it."""
    return ComplaintClosed(**_head(day, f"e-{name}-closed"), complaint_id=name)


def objection(name: str = "o1", day: int = 8) -> ObjectionRaised:
    """Return an objection to what was reported of the first account."""
    return ObjectionRaised(**_head(day, f"e-{name}"), objection_id=name, account_id="a1")


def objection_answered(name: str = "o1", day: int = 9) -> ObjectionAnswered:
    """Return the answer to it."""
    return ObjectionAnswered(**_head(day, f"e-{name}-answered"), objection_id=name)


def score(value: int, day: int = 8) -> SatisfactionScored:
    """Return how content the customer was."""
    return SatisfactionScored(**_head(day, f"e-score-{day}"), score_id=f"s{day}", score=value)
