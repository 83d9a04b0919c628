"""Every crew that was let go, held against limits written by hand, and every visit that was asked.

It reads topics alone. What a crew is and knows is put together from the office's own records, and
the customer's side from what treatment asked for.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from tests.audit.records import Record, in_order

TOPICS = (
    "visits.requests",
    "field.agents",
    "field.visits",
    "field.decisions",
    "visits",
    "field.events",
)
CERTIFICATES = {"LAW", "CONDUCT", "SAFETY", "PSYCHOLOGY"}
AGENTS = 2
NOTICE_DAYS = 3
VISITS_A_DAY, VISITS_A_WEEK = 6, 25
LONGEST = timedelta(minutes=30)
FIRST_HOUR, LAST_HOUR = 8, 20
ENDS = {"VISIT_CANCELLED", "VISIT_RETURNED", "VISIT_COMPLETED"}
_STAGES = {"visits", "field.events"}


class Wrong(NamedTuple):
    """A limit that a visit broke."""

    limit: str
    visit_id: str


class VisitAudit:
    """Looks at records by time; `violations` are what was found, `counts` what was looked at."""

    def __init__(self, zone: str = "Asia/Shanghai") -> None:
        """Begin with nobody known."""
        self._zone = ZoneInfo(zone)
        self.violations: list[Wrong] = []
        self.counts: Counter[str] = Counter()
        self._told: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        self._asked: dict[tuple[str, int], dict[str, Any]] = {}
        self._open: dict[tuple[str, int], str] = {}
        self._plans: dict[str, tuple[dict[str, Any], int]] = {}
        self._planned: Counter[tuple[str, int]] = Counter()
        self._went: list[dict[str, Any]] = []

    def look(self, records: Iterable[Record]) -> "VisitAudit":
        """Look at all records of a run."""
        for record in sorted(in_order(records), key=lambda r: (r.at_ms, r.topic in _STAGES)):
            kind = record.said["type"]
            if kind == "WATERMARK":
                continue
            if record.topic == "visits":
                self._hear(record.said)
            elif record.topic == "field.events":
                self.counts[f"alert {kind}"] += 1
            elif kind == "VISIT_ASKED":
                self._ask(record.said)
            else:
                self._told[kind].append(record.said)
        return self

    def lost(self, still_open_after: date) -> list[str]:
        """Return visits that were asked for, never ended, and whose last day has gone by."""
        return [
            name
            for (name, attempt), state in self._open.items()
            if state not in {"VISIT_GRANTED", *ENDS}
            and self._asked[name, attempt]["expires_on"] < still_open_after
        ]

    def _ask(self, said: dict[str, Any]) -> None:
        key = str(said["visit_id"]), said["attempt"]
        if key in self._asked:
            self._wrong("asked twice under one attempt", said)
        self._asked[key], self._open[key] = said, "VISIT_ASKED"
        self.counts[f"asked, visit {said['visit_number']}"] += 1

    def _hear(self, said: dict[str, Any]) -> None:
        name, kind = str(said["visit_id"]), said["type"]
        key = name, said["attempt"]
        self.counts[f"{kind}, visit {said['visit_number']}"] += 1
        if key not in self._asked:
            self._wrong("never asked for", said)
            return
        if kind in ENDS and self._open[key] in ENDS and not self._is_told_late(key, kind):
            self._wrong("ended twice", said)
        self._open[key] = kind
        if kind in {"VISIT_PLANNED", "VISIT_REPLANNED"}:
            self._plans[name] = said, len(self._told["NOTICE_SENT"])
            self._planned[key] += 1
        elif kind == "VISIT_GRANTED":
            self._went.append(said)
            for limit in self._broken(said, self._asked[key]):
                self._wrong(limit, said)
        elif kind == "VISIT_COMPLETED":
            self.counts[f"outcome {said['outcome']}, visit {said['visit_number']}"] += 1

    def _is_told_late(self, key: tuple[str, int], kind: str) -> bool:
        """Tell whether a crew that was let go and called back tells its end all the same."""
        is_made = self._open[key] == "VISIT_CANCELLED" and kind == "VISIT_COMPLETED"
        return is_made and any((str(one["visit_id"]), one["attempt"]) == key for one in self._went)

    def _wrong(self, limit: str, said: dict[str, Any]) -> None:
        self.violations.append(Wrong(limit, str(said["visit_id"])))

    def _broken(self, said: dict[str, Any], asked: dict[str, Any]) -> Iterator[str]:
        if len(set(said["agent_ids"])) < AGENTS:
            yield "fewer than two agents"
        for agent in said["agent_ids"]:
            yield from self._of_agent(agent, said, asked)
        if asked["lead_before"] and said["agent_ids"][0] == asked["lead_before"]:
            yield "the lead of the visit before"
        if said["visit_number"] > 1 and not self._decided("APPROVED", said):
            yield "second visit that nobody approved"
        if self._decided("REFUSED", said):
            yield "visit that a manager refused"
        if not asked["verified"]:
            yield "address that nobody verified"
        if self._dangerous(asked):
            yield "open incident at the customer or address"
        yield from self._of_hours(said, asked)
        if not self._noticed(said):
            yield "customer not told three days before"

    def _of_hours(self, said: dict[str, Any], asked: dict[str, Any]) -> Iterator[str]:
        on, first, last = said["visit_on"], said["starts_at"], said["ends_at"]
        here = first.astimezone(self._zone)
        if here.date() != on or last - first > LONGEST or last <= first:
            yield "no visit of half an hour on its day"
        ends = last.astimezone(self._zone)
        if here.hour < FIRST_HOUR or (ends.hour, ends.minute) > (LAST_HOUR, 0):
            yield "in the dark"
        windows = [w for w in asked["windows"] if w["window_on"] == on]
        if not windows or first < windows[0]["not_before"] or last > windows[0]["not_after"]:
            yield "outside what treatment allowed"

    def _of_agent(self, agent: str, said: dict[str, Any], asked: dict[str, Any]) -> Iterator[str]:
        on: date = said["visit_on"]
        if CERTIFICATES - self._certified(agent, on):
            yield "agent not certified on the day"
        if agent in asked["not_by"]:
            yield "agent of whom the customer complained"
        shifts = [s for s in self._of("AGENT_ROSTERED", agent) if s["effective_on"] == on]
        shift = max(shifts, key=_told, default=None)
        if shift is None or not (
            shift["shift_begins_at"]
            <= said["starts_at"]
            < said["ends_at"]
            <= shift["shift_ends_at"]
        ):
            yield "agent not on the roster"
        if any(a["effective_on"] == on for a in self._of("AGENT_ABSENT", agent)):
            yield "agent absent"
        if self._resting(agent):
            yield "agent not counselled after an incident"
        theirs = [v for v in self._went if agent in v["agent_ids"]]
        if sum(v["visit_on"] == on for v in theirs) > VISITS_A_DAY:
            yield "more visits of an agent than six a day"
        week = on.isocalendar()[:2]
        if sum(v["visit_on"].isocalendar()[:2] == week for v in theirs) > VISITS_A_WEEK:
            yield "more visits of an agent than 25 a week"
        if any(_meet(v, said) for v in theirs if v is not said):
            yield "agent at two doors at once"

    def _certified(self, agent: str, on: date) -> set[str]:
        gone = {
            c["certificate_id"]
            for c in self._of("CERTIFICATE_WITHDRAWN", agent)
            if c["effective_on"] <= on
        }
        return {
            c["certificate"]
            for c in self._of("AGENT_CERTIFIED", agent)
            if c["valid_from_on"] <= on <= c["valid_until_on"] and c["certificate_id"] not in gone
        }

    def _resting(self, agent: str) -> bool:
        met = {i["incident_id"] for i in self._told["SAFETY_INCIDENT"] if agent in i["agent_ids"]}
        talked = {i["incident_id"] for i in self._of("COUNSELLED", agent)}
        return bool(met - talked)

    def _dangerous(self, asked: dict[str, Any]) -> bool:
        over = {c["incident_id"] for c in self._told["CLEARED"]}
        over |= {c["incident_id"] for c in self._told["CUSTOMER_CLEARED"]}
        told = (*self._told["SAFETY_INCIDENT"], *self._told["CUSTOMER_FLAGGED"])
        here = {asked["customer_id"]}, {asked["point_id"]} - {""}
        return any(
            i["incident_id"] not in over
            and (i["customer_id"] in here[0] or (i["point_id"] or None) in here[1])
            for i in told
        )

    def _noticed(self, said: dict[str, Any]) -> bool:
        plan = self._plans.get(str(said["visit_id"]))
        if plan is None:
            return False
        last = said["visit_on"] - timedelta(NOTICE_DAYS)
        names = {plan[0]["starts_at"]}
        if self._planned[str(said["visit_id"]), said["attempt"]] == 1:
            names.add(None)
        return any(
            str(n["visit_id"]) == str(said["visit_id"])
            and n["attempt"] == said["attempt"]
            and n.get("starts_at") in names
            and _day(n["at"], self._zone) <= last
            for n in self._told["NOTICE_SENT"][plan[1] :]
        )

    def _decided(self, kind: str, said: dict[str, Any]) -> bool:
        return any(str(d["visit_id"]) == str(said["visit_id"]) for d in self._told[kind])

    def _of(self, kind: str, agent: str) -> list[dict[str, Any]]:
        return [said for said in self._told[kind] if said["agent_id"] == agent]


def report(audit: VisitAudit) -> Iterator[str]:
    """Yield what was looked at and found, a line each."""
    yield "visits, by what became of them:"
    for what, count in sorted(audit.counts.items()):
        yield f"  {count:>9,}  {what}"
    found = Counter(one.limit for one in audit.violations)
    yield f"violations of visits: {len(audit.violations)}"
    for limit, count in found.most_common():
        first = next(one.visit_id for one in audit.violations if one.limit == limit)
        yield f"  {count:>9,}  {limit}, first {first}"


def _meet(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool(one["starts_at"] < other["ends_at"] and other["starts_at"] < one["ends_at"])


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def _told(said: dict[str, Any]) -> tuple[Any, ...]:
    return said["effective_on"], said["source_seq"], str(said["event_id"])
