"""Every contact that was authorised, held against the limits: what it breaks, by name."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from tests.audit import limits
from tests.audit.customer import Contact, Customer
from tests.audit.limits import CN, Limits, Minutes
from tests.audit.records import Record, in_order


class Violation(NamedTuple):
    """A limit that an authorised contact broke."""

    limit: str
    escalation_id: str
    customer_id: str


class Audit:
    """Looks at records by time; `violations` are what was found, `counts` what was looked at."""

    def __init__(self, pack: Limits = CN) -> None:
        """Begin with nobody known."""
        self._pack = pack
        self.violations: list[Violation] = []
        self.counts: Counter[str] = Counter()
        self._customers: defaultdict[str, Customer] = defaultdict(lambda: Customer(pack))
        self._held: set[str] = set()
        self._into: dict[str, str] = {}
        self._opens: dict[str, datetime] = {}

    def look(self, records: Iterable[Record]) -> "Audit":
        """Look at all records of a run."""
        for record in in_order(records):
            if record.topic == "escalations":
                self._hear(record)
            elif record.topic == "dead.letters":
                self._held.add(record.key)
            elif record.said["type"] == "CUSTOMERS_MERGED":
                self._merge(record)
            elif record.said["type"] != "WATERMARK":
                self._of(record).takes(record)
        return self

    def _merge(self, record: Record) -> None:
        if record.said["merge_role"] == "ABSORBED" and record.key not in self._into:
            self._into[record.key] = record.said["other_id"]
            survivor = self._customers[record.said["other_id"]]
            survivor.absorbs(self._customers[record.key])

    def _of(self, record: Record) -> Customer:
        """Return whom a fact is about: what still comes under an old id is the survivor's."""
        key = record.key
        while record.topic != "delinquency.standings" and key in self._into:
            key = self._into[key]
        return self._customers[key]

    def contacts(self) -> Iterator[Contact]:
        """Yield every contact that was authorised, beside what became of it."""
        for customer in self._customers.values():
            yield from customer.contacts.values()

    def _hear(self, record: Record) -> None:
        said = record.said
        self.counts[f"{said['channel']} {said['type']}"] += 1
        for rule in said["rules"]:
            self.counts[f"rule {rule}"] += 1
        if said["type"] == "CANCELLED":
            self._withdrawn(str(said["escalation_id"]), said["occurred_at"])
        if said["type"] != "AUTHORISED":
            return
        customer = self._customers[record.key]
        on = said["not_before"].astimezone(ZoneInfo(self._pack.house_zone)).date()
        for limit in broken(customer, said, on, self._pack):
            self.violations.append(Violation(limit, str(said["escalation_id"]), record.key))
        self._opens[str(said["escalation_id"])] = said["not_before"]
        customer.contacts[str(said["escalation_id"])] = Contact(said, on)

    def _withdrawn(self, escalation_id: str, at: datetime) -> None:
        """Strike out what a contact broke that was taken back before anybody could make it.

        What a crew tells is handed on by a stage to the one before: it may come behind the tick of
        the next morning, and then withdraws what that tick allowed, before the hours begin.
        """
        if escalation_id in self._opens and at < self._opens[escalation_id]:
            kept = [one for one in self.violations if one.escalation_id != escalation_id]
            self.counts["withdrawn before its hours"] += len(self.violations) - len(kept)
            self.violations = kept


def broken(customer: Customer, said: dict[str, Any], on: date, pack: Limits) -> Iterator[str]:
    """Yield the limits of a pack that a contact breaks."""
    if customer.is_absorbed:
        yield "under an id that was merged into another"
    if str(said["escalation_id"]) in customer.contacts:
        yield "authorised twice"
    yield from _of_protection(customer, said, on)
    if said["channel"] in pack.asks_consent and said["channel"] not in customer.consents:
        yield "without the consent that is asked for"
    yield from _of_hours(customer, said, pack)
    if sum(c.on == on for c in customer.contacts.values()) >= limits.CONTACTS_A_DAY:
        yield "more contacts than one a day"
    if said["channel"] == "PHONE":
        yield from _of_calls(customer, said, on, pack)
    if said["channel"] == "VISIT" and not pack.has_visits:
        yield "visit where there are none"
    elif said["channel"] == "VISIT":
        yield from _of_visits(customer, said, on)


def _of_protection(customer: Customer, said: dict[str, Any], on: date) -> Iterator[str]:
    channel, account = said["channel"], said["account_id"]
    if customer.is_stopped(channel, on):
        yield "under a stop"
    if customer.consents.get(channel, ((), True))[1] is False:
        yield "refused channel"
    if channel in limits.BY_PEOPLE and any(o for _, o in customer.complaints.values()):
        yield "open complaint"
    point_id = said["point_id"]
    if point_id and not customer.works(point_id):
        yield "point that does not work"
    awaited = timedelta(limits.DAYS_A_PROMISE_IS_AWAITED)
    if any(a == account and on <= since + awaited for a, since in customer.promised):
        yield "promise not confirmed yet"
    standing = customer.standings.get(account)
    if standing is None or standing["type"] != "STANDING" or standing["role"] != "PRIMARY":
        yield "not liable"
    elif standing["incomplete"] or standing["holds"]:
        yield "account is held"
    elif not _is_founded(standing, before_due=said["due_on"] < _anchor(standing, said)):
        yield "no debt"


def _anchor(standing: dict[str, Any], said: dict[str, Any]) -> date:
    """Return the day before which a contact is a reminder: the upcoming due date, if it is that."""
    for ledger in standing["ledgers"]:
        if ledger["upcoming_statement_id"] == said["origin"]:
            due_on: date = ledger["upcoming_due_on"]
            return due_on
    return date.min


def _is_founded(standing: dict[str, Any], *, before_due: bool) -> bool:
    field = "upcoming_minor" if before_due else "past_due_minor"
    return any(ledger[field] > 0 for ledger in standing["ledgers"])


def _of_hours(customer: Customer, said: dict[str, Any], pack: Limits) -> Iterator[str]:
    first, last = said["not_before"], said["not_after"] - timedelta(microseconds=1)
    if first > last or last - first > timedelta(hours=24):
        yield "no window"
        return
    house = ZoneInfo(pack.house_zone)
    if not all(_inside(at, house, pack.house_hours) for at in (first, last)):
        yield "outside the house's hours"
    hours = pack.law_hours.get(said["channel"], (0, 24 * 60))
    for zone in customer.possible_zones():
        if not all(_inside(at, zone, hours) for at in (first, last)):
            yield "outside the law's hours"
    if not (customer.suits(first) and customer.suits(last)):
        yield "at a time that does not suit"


def _inside(at: datetime, zone: ZoneInfo, hours: Minutes) -> bool:
    here = at.astimezone(zone)
    return hours[0] <= here.hour * 60 + here.minute < hours[1]


def _of_calls(customer: Customer, said: dict[str, Any], on: date, pack: Limits) -> Iterator[str]:
    calls = [c for c in customer.contacts.values() if c.said["channel"] == "PHONE"]
    today = [c for c in calls if c.on == on]
    answered = sum(c.is_answered for c in today) + customer.agencies.answered_on(on)
    if pack.answered_calls_a_day is not None and answered >= pack.answered_calls_a_day:
        yield "more answered calls than three a day"
    ours = sum(c.said["point_id"] == said["point_id"] for c in today)
    tries = ours + customer.agencies.tries_on(on, said["point_id"])
    if pack.tries_a_number_a_day is not None and tries >= pack.tries_a_number_a_day:
        yield "more tries than six a number"
    about = [c for c in calls if c.said["account_id"] == said["account_id"]]
    cap = pack.calls_a_debt
    if cap is not None:
        after, answered = on - timedelta(cap.days), cap.counts == "ANSWERED"
        recent = sum(c.is_answered or not answered for c in about if c.on > after)
        theirs = customer.agencies.calls_about(said["account_id"], after, on, answered=answered)
        if recent + theirs >= cap.most:
            yield "more calls about a debt than its days allow"
    rest = timedelta(pack.rest_days_after_a_talk)
    talks = about if pack.rests_from_a_debt_alone else calls
    days = [c.on for c in talks if c.result in limits.TALKED]
    debt = said["account_id"] if pack.rests_from_a_debt_alone else None
    if any(on < day + rest for day in (*days, *customer.agencies.talked_on(debt))):
        yield "no rest after a talk"


def _of_visits(customer: Customer, said: dict[str, Any], on: date) -> Iterator[str]:
    point = customer.points.get(said["point_id"] or "")
    if point is None or not point[1]["verified"]:
        yield "address that nobody verified"
    if on in limits.HOLIDAYS:
        yield "visit on a holiday"
    if on.year != limits.CALENDAR_YEAR:
        yield "visit on a day that no calendar covers"
    before = [c for c in customer.contacts.values() if c.said["origin"] == said["origin"]]
    letters = {c.result for c in before if c.said["channel"] == "LETTER"}
    if not letters & {"DELIVERED", "RETURNED"}:
        yield "visit without a letter"
    visits = [c for c in before if c.said["rung"] == "visit_1"]
    # One that was called off on its way was not made.
    first = [c for c in visits if c.result != "RECALLED"] or visits
    if said["rung"] == "visit_1":
        tried = {c.result_on for c in before if c.said["channel"] == "PHONE" and c.result}
        if len(tried) < limits.TRIES_BEFORE_A_VISIT:
            yield "visit without tries to call"
    elif not first or first[0].result not in limits.AFTER_WHICH_ONE_MAY_GO_AGAIN:
        yield "second visit without a first that allows it"
    elif first[0].result_on and on < first[0].result_on + timedelta(limits.DAYS_BETWEEN_VISITS):
        yield "second visit too soon"
