"""Each visit for which a crew stood at a door, or told an outcome, with all that is known of it.

A visit may be asked for again: each attempt is one of its own. What does not name the attempt is of
the one that was spoken of last before it, and an arrival of the one planned nearest to it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from msgspec import Struct

from streams.insight.heard import Heard, people_of
from streams.insight.notices_of_plans import PLANS, plan_told_of
from streams.policy.values import zone_of
from streams.terms.agent_facts import IncidentReported
from streams.terms.days import Day
from streams.terms.field_notices import FieldEvent, VisitNotice
from streams.terms.local_times import local_day
from streams.terms.visit_facts import CheckedIn, NoticeSent, VisitAsked

NOT_MADE = "RECALLED"
"""The outcome of a visit that was called back: nobody was visited."""

Attempt = tuple[str, int]


class Door(Struct, frozen=True, kw_only=True):
    """One visit on its day.

    `agent_ids` are those who were really there, of a visit without check-in those who were to go.
    `findings` are the rules that the sheet shows broken, `alerts` the kinds of alert about it with
    their rules. `told_in_time` is whether the customer was told of purpose and day as early as has
    to be.
    """

    visit_id: str
    attempt: int
    area: str
    customer_id: str
    number: int
    visit_on: Day
    agent_ids: tuple[str, ...]
    arrived: bool
    told_in_time: bool
    outcome: str = ""
    findings: tuple[str, ...] = ()
    alerts: frozenset[tuple[str, str]] = frozenset()
    has_incident: bool = False

    @property
    def is_made(self) -> bool:
        """Whether somebody was visited, or nobody was at home."""
        return self.outcome not in {"", NOT_MADE}

    def has(self, kind: str) -> bool:
        """Tell whether there was an alert of a kind."""
        return any(kind == one for one, _ in self.alerts)

    @property
    def check_out_missed(self) -> bool:
        """Whether nobody checked out in time; a crew that says it is not safe has not missed it."""
        return any(kind == "CHECK_OUT_MISSED" and rule for kind, rule in self.alerts)

    @property
    def crew_is_fit(self) -> bool:
        """Whether two or more stood at the door, none of them unfit or without a certificate."""
        return len(set(self.agent_ids)) > 1 and not self.has("ARRIVED_UNFIT")


def doors_in(heard: Heard) -> tuple[Door, ...]:
    """Return the visits, by day and id."""
    found = _Joined(heard)
    doors = (found.door(attempt) for attempt in found.steps)
    there = (door for door in doors if door is not None)
    return tuple(sorted(there, key=lambda one: (one.visit_on, one.visit_id, one.attempt)))


class _Joined:
    """What was heard, by attempt."""

    def __init__(self, heard: Heard) -> None:
        self.steps: dict[Attempt, list[VisitNotice]] = defaultdict(list)
        for step in sorted(heard.of(VisitNotice), key=lambda one: (one.area, one.seq)):
            self.steps[step.visit_id, step.attempt].append(step)
        self._known_as = people_of(heard)
        self._attempts: dict[str, list[Attempt]] = defaultdict(list)
        for attempt in self.steps:
            self._attempts[attempt[0]].append(attempt)
        self._zones = {told.visit_id: told.zone for told in heard.of(VisitAsked)}
        self._notices: dict[Attempt, list[NoticeSent]] = defaultdict(list)
        for told in heard.of(NoticeSent):
            self._notices[told.visit_id, told.attempt].append(told)
        self._alerts = self._alerts_of(heard.of(FieldEvent))
        self._arrivals = self._arrivals_of(heard.of(CheckedIn))
        self._harmed = {told.visit_id for told in heard.of(IncidentReported)}

    def door(self, attempt: Attempt) -> Door | None:
        """Return the visit, None where no crew was there nor told an outcome."""
        steps = self.steps[attempt]
        plan = next((one for one in reversed(steps) if one.change in PLANS), None)
        ended = next((one for one in steps if one.change == "VISIT_COMPLETED"), None)
        arrival = self._arrivals.get(attempt)
        planned = ended or plan
        if planned is None or planned.visit_on is None or (arrival is None and ended is None):
            return None
        return Door(
            visit_id=attempt[0],
            attempt=attempt[1],
            area=planned.area,
            customer_id=self._known_as(planned.customer_id),
            number=planned.visit_number,
            visit_on=planned.visit_on,
            agent_ids=planned.agent_ids if arrival is None else arrival.agent_ids,
            arrived=arrival is not None,
            told_in_time=plan is not None and self._is_told(plan),
            outcome="" if ended is None else ended.outcome,
            findings=() if ended is None else ended.findings,
            alerts=frozenset(self._alerts[attempt]),
            has_incident=attempt[0] in self._harmed,
        )

    def _is_told(self, plan: VisitNotice) -> bool:
        """Tell whether the customer was told of this very plan by its last day for that."""
        zone = zone_of(self._zones.get(plan.visit_id, ""))
        if zone is None or plan.notice_by_on is None:
            return False
        attempt = plan.visit_id, plan.attempt
        return any(
            plan_told_of(one, self.steps[attempt]) is plan
            and local_day(one.at, zone) <= plan.notice_by_on
            for one in self._notices[attempt]
        )

    def _alerts_of(self, events: Sequence[FieldEvent]) -> dict[Attempt, set[tuple[str, str]]]:
        found: dict[Attempt, set[tuple[str, str]]] = defaultdict(set)
        for event in events:
            before = [
                attempt
                for attempt in self._attempts[event.subject_id]
                if self.steps[attempt][0].seq < event.seq
            ]
            if before:
                last = max(before, key=lambda each: self.steps[each][0].seq)
                found[last].add((event.kind, event.rule))
        return found

    def _arrivals_of(self, arrivals: Sequence[CheckedIn]) -> dict[Attempt, CheckedIn]:
        found: dict[Attempt, CheckedIn] = {}
        for told in arrivals:
            nearest = min(self._starts(told.visit_id), default=None, key=lambda s: _gap(s, told))
            if nearest is not None:
                found.setdefault(nearest[1], told)
        return found

    def _starts(self, visit_id: str) -> Iterator[tuple[int, Attempt]]:
        for attempt in self._attempts[visit_id]:
            for step in self.steps[attempt]:
                if step.change in PLANS and step.starts_at is not None:
                    yield step.starts_at, attempt


def _gap(start: tuple[int, Attempt], told: CheckedIn) -> int:
    return abs(start[0] - told.at)
