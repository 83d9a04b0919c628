"""A plain witness of the protection invariants: it knows the limits of `dense` by heart.

It keeps what was told in lists and looks through all of them for each contact. It shares no code
with the stage, and names what was broken.
"""

from collections.abc import Iterable, Iterator
from copy import copy
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from streams.terms.contact_facts import (
    AgencyContacted,
    AgencyPlaced,
    ComplaintClosed,
    ComplaintReceived,
    ContactMade,
    QuotaReturned,
    VisitOutcome,
)
from streams.terms.customer_fact import CustomerFact
from streams.terms.customer_facts import (
    AccountWithdrawn,
    AnyCustomerFact,
    CustomerRecordRefused,
    CustomerRefusalResolved,
    StandingChanged,
)
from streams.terms.days import AsOf, Day
from streams.terms.profile_facts import (
    ConsentChanged,
    ContactPointSet,
    QuietTimeEnded,
    QuietTimeSet,
    StopLifted,
    StopPlaced,
    ZoneTold,
    ZoneWithdrawn,
)
from streams.terms.standing import Standing
from streams.terms.treatment_notices import Escalation

F = TypeVar("F", bound=CustomerFact)

HOUSE = "Asia/Shanghai"
WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
ANSWERED = {"WRONG_PARTY", "RIGHT_PARTY", "REFUSED", "PROMISED", "DISPUTED"}
TALKED = ANSWERED - {"WRONG_PARTY"}
NOBODY = {"WRONG_PARTY", "RETURNED", "FAILED"}
TOLD = {"PROMISED", "DISPUTED", "MET_PROMISE", "MET_DISPUTE"}
FORBID = {"REFUSED_VISIT", "VULNERABLE_STOP", "SAFETY_STOP"}
HALF_AN_HOUR = 1_800_000_000


class Contact:
    """One contact as the witness counts it: used and answered until its result is told."""

    def __init__(self, of: Escalation | AgencyContacted, day: int) -> None:
        """Count it on a day of the house."""
        self.day, self.account, self.channel = day, of.account_id, of.channel
        self.point = of.point_id or ""
        self.answered, self.talked, self.result = True, False, ""
        self.agency = of.agency_id if isinstance(of, AgencyContacted) else ""

    def settles(self, result: str, day: int) -> None:
        """Take in what became of it."""
        self.day, self.answered, self.talked = day, result in ANSWERED, result in TALKED
        self.result = result


class Watch:
    """Looks at every contact that is authorised, in the light of all that was told before."""

    def __init__(self) -> None:
        """Begin with nothing told."""
        self.facts: list[AnyCustomerFact] = []
        self.standings: dict[str, Standing] = {}
        self.contacts: dict[str, Contact] = {}
        self.awaited: list[tuple[str, Day]] = []
        self.allowed: dict[str, int] = {}

    def sees(self, fact: AnyCustomerFact, on: Day | None) -> None:
        """Take in a fact that was not refused, after the tick of a day."""
        if isinstance(fact, StandingChanged):
            self.standings[fact.standing.account_id] = fact.standing
        elif isinstance(fact, AccountWithdrawn):
            self.standings.pop(fact.account_id, None)
        elif isinstance(fact, AgencyContacted):
            self._hears_agency(fact)
        elif isinstance(fact, ContactMade | VisitOutcome):
            word = fact.result if isinstance(fact, ContactMade) else fact.outcome
            # What is told once more is awaited no longer for that.
            is_news = self._settles(fact, word)
            if is_news and word in TOLD and on is not None:
                self.awaited.append((fact.account_id, on))
        self.facts.append(fact)

    def allows(self, each: Escalation, tick: AsOf, newest: AsOf) -> None:
        """Check a contact that a tick authorised, and count it."""
        assert each.not_before is not None
        assert each.not_after is not None
        assert newest.at <= each.not_before < each.not_after, "no contact in the past"
        broken = [*self._broken(each, tick.on), *self._times(each), *self._caps(each)]
        assert not broken, broken
        day = self.allowed[each.escalation_id] = house_day(each.not_before)
        self.contacts[each.escalation_id] = Contact(each, day)

    def joins(self, other: "Watch") -> None:
        """Take in all that was told of somebody who is the same person."""
        heard = {id(fact) for fact in self.facts}
        self.facts += [fact for fact in other.facts if id(fact) not in heard]
        self.awaited += [one for one in other.awaited if one not in self.awaited]
        self.allowed |= other.allowed
        for name, contact in other.contacts.items():
            known = self.contacts.get(name)
            if known is None or known.result in {"", "SENT"}:
                self.contacts[name] = copy(contact)

    def _settles(self, fact: ContactMade | VisitOutcome, word: str) -> bool:
        of = self.contacts[fact.escalation_id]
        # The first word stands; only what was sent may still be delivered, or come back.
        if of.result not in {"", "SENT"} or of.result == word:
            return False
        of.settles(word, house_day(fact.at))
        if isinstance(fact, ContactMade) and fact.point_id:
            of.point = fact.point_id
        return True

    def _hears_agency(self, fact: AgencyContacted) -> None:
        name = f"{fact.agency_id} {fact.contact_id}"
        if name not in self.contacts:
            self.contacts[name] = Contact(fact, house_day(fact.at))
            self.contacts[name].settles(fact.result, house_day(fact.at))

    def _broken(self, each: Escalation, on: Day) -> Iterator[str]:
        """Yield what speaks against any contact on that day, or against this channel."""
        lifted: dict[str, int] = {}
        for lift in self._all(StopLifted):
            lifted[lift.stop_id] = max(lift.effective_on, lifted.get(lift.stop_id, 0))
        for stop in (f for f in self.facts if isinstance(f, StopPlaced)):
            is_meant = stop.kind != "VISIT_BAN" or each.channel == "VISIT"
            is_over = stop.until_on is not None and stop.until_on < on
            is_lifted = stop.effective_on <= lifted.get(stop.stop_id, -1)
            if is_meant and not is_over and not is_lifted:
                yield "a stop"
        settled = {f.origin for f in self.facts if isinstance(f, CustomerRefusalResolved)}
        refused = {f.origin for f in self.facts if isinstance(f, CustomerRecordRefused)}
        if refused - settled:
            yield "a refused record"
        if each.channel in {"PHONE", "VISIT"} and self._complains():
            yield "a complaint"
        if any(a == each.account_id and on <= since + 3 for a, since in self.awaited):
            yield "to be confirmed"
        consent = last(f for f in self._all(ConsentChanged) if f.channel == each.channel)
        if consent is not None and not consent.granted:
            yield "consent refused"
        if consent is None and each.channel == "EMAIL":
            yield "consent missing"
        ends = (f.outcome for f in self.facts if isinstance(f, VisitOutcome))
        if each.channel == "VISIT" and any(end in FORBID for end in ends):
            yield "a visit that ended so that none follows"
        yield from self._debt(each)
        yield from self._point(each)

    def _debt(self, each: Escalation) -> Iterator[str]:
        standing = self.standings.get(each.account_id)
        if standing is None:
            yield "a founded debt"
            return
        if standing.role != "PRIMARY":
            yield "the role"
        if standing.holds or standing.incomplete:
            yield "the account"
        if each.rung == "reminder":
            owed = [x.upcoming_statement_id for x in standing.ledgers if x.upcoming_minor > 0]
        else:
            owed = [x.episode_origin for x in standing.ledgers if x.past_due_minor > 0]
        if each.origin not in owed:
            yield "a founded debt"

    def _point(self, each: Escalation) -> Iterator[str]:
        if each.point_id is None:
            if each.channel == "VISIT":
                yield "a verified point"
            return
        point = last(f for f in self._all(ContactPointSet) if f.point_id == each.point_id)
        if point is None or point.holder != "CUSTOMER" or not point.usable:
            yield "a usable point"
        elif each.channel == "VISIT" and not point.verified:
            yield "a verified point"
        else:
            failed = [
                f.effective_on
                for f in self.facts
                if isinstance(f, ContactMade | AgencyContacted)
                and f.result in NOBODY
                and f.point_id == each.point_id
            ]
            if any(day >= point.effective_on for day in failed):
                yield "a point that works"

    def _times(self, each: Escalation) -> Iterator[str]:
        """Yield each kind of hours that the window leaves, looked at every half an hour."""
        moments = [*range(each.not_before or 0, each.not_after or 0, HALF_AN_HOUR)]
        moments.append((each.not_after or 1) - 1)
        zones = self._zones(each)
        times = [
            found
            for found in latest(self._all(QuietTimeSet, QuietTimeEnded), "time_id")
            if isinstance(found, QuietTimeSet)
        ]
        for at in moments:
            if not 9 * 60 <= minute_of(clock(at, HOUSE)) < 21 * 60:
                yield "house hours"
            for here in (clock(at, zone) for zone in zones):
                is_limited = each.channel in {"SMS", "PHONE"}
                if is_limited and not 8 * 60 <= minute_of(here) < 21 * 60:
                    yield "law hours"
                if any(is_quiet(time, here) for time in times):
                    yield "quiet time"

    def _zones(self, each: Escalation) -> set[str]:
        point = last(f for f in self._all(ContactPointSet) if f.point_id == each.point_id)
        if each.channel == "VISIT" and point is not None and point.zone:
            return {point.zone}
        told = [
            found
            for found in latest(self._all(ZoneTold, ZoneWithdrawn), "evidence_id")
            if isinstance(found, ZoneTold)
        ]
        sure = last(found for found in told if found.confirmed)
        return {sure.zone} if sure is not None else {found.zone for found in told} or {HOUSE}

    def _caps(self, each: Escalation) -> Iterator[str]:
        day = house_day(each.not_before or 0)
        if list(self.allowed.values()).count(day) >= 4:
            yield "cap of the house"
        if each.channel not in {"SMS", "PHONE"}:
            return
        made = [c for c in self.contacts.values() if c.channel in {"SMS", "PHONE"}]
        month = sum(self._reserved(day - back) for back in range(28))
        if sum(day - 28 < c.day <= day for c in made) + month >= 14:
            yield "cap of the month"
        if each.channel == "SMS":
            return
        calls = [c for c in made if c.channel == "PHONE"]
        today, point = [c for c in calls if c.day == day], each.point_id or ""
        if sum(c.answered for c in today) + self._reserved(day) >= 2:
            yield "cap of talks"
        same = [c for c in today if not point or c.point in {point, ""}]
        if len(same) + self._reserved(day) >= 3:
            yield "cap of tries"
        debt = [c for c in calls if c.account == each.account_id]
        week = sum(self._reserved(day - back) for back in range(7))
        if sum(day - 7 < c.day <= day for c in debt) + week >= 5:
            yield "cap of the week"
        if any(c.talked and day < c.day + 3 for c in debt):
            yield "a rest behind a talk"

    def _reserved(self, day: int) -> int:
        """Return what agencies may still use of a day."""
        return sum(self._left(name, day) for name in {f.agency_id for f in self._all(AgencyPlaced)})

    def _left(self, name: str, day: int) -> int:
        """Return what one may: a quota is of one id, though two may be one person."""
        given = 0
        for whose in {f.customer_id for f in self._all(AgencyPlaced)}:
            about = [f for f in self._quotas(name) if f.customer_id == whose]
            placed = (f for f in about if isinstance(f, AgencyPlaced))
            quota = last(f for f in placed if f.effective_on <= day)
            returned = (f for f in about if isinstance(f, QuotaReturned))
            back = last(f for f in returned if f.effective_on == day)
            if quota is not None:
                given += max(0, quota.calls_per_day - (0 if back is None else back.calls))
        theirs = [c for c in self.contacts.values() if c.agency == name and c.day == day]
        return max(0, given - len(theirs))

    def _quotas(self, name: str) -> list[AgencyPlaced | QuotaReturned]:
        placed = [f for f in self._all(AgencyPlaced) if f.agency_id == name]
        return [*placed, *(f for f in self._all(QuotaReturned) if f.agency_id == name)]

    def _complains(self) -> bool:
        words = latest(self._all(ComplaintReceived, ComplaintClosed), "complaint_id")
        return any(isinstance(found, ComplaintReceived) for found in words)

    def _all(self, *kinds: type[F]) -> list[F]:
        return [fact for fact in self.facts if isinstance(fact, kinds)]


def last(facts: Iterable[F]) -> F | None:
    """Return the fact that was told last, by its own day, order and id."""
    return max(facts, key=told, default=None)


def told(fact: CustomerFact) -> tuple[Day, int, str]:
    """Return when something was told."""
    return fact.effective_on, fact.source_seq, fact.event_id


def latest(facts: Iterable[F], field: str) -> list[F]:
    """Return the last word on each thing that a field names."""
    words: dict[str, list[F]] = {}
    for fact in facts:
        words.setdefault(getattr(fact, field), []).append(fact)
    return [max(about, key=told) for about in words.values()]


def clock(at: int, zone: str) -> datetime:
    """Return the local time of an instant."""
    return datetime.fromtimestamp(at / 1e6, UTC).astimezone(ZoneInfo(zone))


def house_day(at: int) -> int:
    """Return the day of an instant in Shanghai, UTC+8 all year."""
    return (at + 8 * 3_600_000_000) // 86_400_000_000


def minute_of(here: datetime) -> int:
    """Return the minute of the day."""
    return here.hour * 60 + here.minute


def is_quiet(time: QuietTimeSet, here: datetime) -> bool:
    """Tell whether a local time lies in times that do not suit."""
    first, end = time.from_minute, time.to_minute
    begun = [(here, minute_of(here)), (here - timedelta(days=1), minute_of(here) + 1440)]
    end = end if end > first else end + 1440
    return any(
        first <= minute < end and (not time.weekdays or WEEKDAYS[day.weekday()] in time.weekdays)
        for day, minute in begun
    )
