"""A second look at plans, slow and simple: from the facts told and the words said alone."""

from collections.abc import Iterator
from math import cos, hypot, radians
from typing import Any

from streams.terms.agent_facts import (
    AgentAbsent,
    AgentAdmitted,
    AgentBarred,
    AgentCertified,
    AgentRostered,
    CertificateWithdrawn,
    IncidentReported,
)
from streams.terms.field_facts import AgentCounselled, IncidentCleared, VisitApproved
from streams.terms.field_notices import VisitNotice
from streams.terms.visit_facts import CustomerCleared, CustomerFlagged, NoticeSent, VisitAsked
from tests.field.area import DAY, HOUR

PLANNED = {"VISIT_PLANNED", "VISIT_REPLANNED"}
ENDS = {"VISIT_UNPLANNED", "VISIT_CANCELLED", "VISIT_RETURNED"}
MINUTES = 60_000_000
METRES_A_DEGREE = 111_195


class Judge:
    """What was told and said, in order; `numbers` are the limits, by name."""

    def __init__(self, **numbers: int) -> None:
        self.numbers = numbers
        self.facts: list[Any] = []
        self.plans: dict[str, VisitNotice] = {}
        self.made: list[VisitNotice] = []
        self.since: dict[str, int] = {}
        self.planned: list[tuple[str, int]] = []

    def hear(self, said: list[Any]) -> list[str]:
        """Take in what was said; return what was allowed and should not have been."""
        wrong = []
        for notice in said:
            if not isinstance(notice, VisitNotice):
                continue
            name = notice.visit_id
            if notice.change in PLANNED:
                self.plans[name], self.since[name] = notice, len(self.facts)
                self.planned.append((name, notice.attempt))
            elif notice.change == "VISIT_GRANTED":
                wrong += [f"{name}: {why}" for why in self.untold(self.plans[name])]
            elif notice.change in ENDS:
                self.plans.pop(name, None)
            elif notice.change == "VISIT_COMPLETED" and name in self.plans:
                self.made.append(self.plans.pop(name))
        return wrong

    def wrong_on(self, today: int) -> list[str]:
        """Return what is wrong with the plans that stand for today or later."""
        coming = [p for p in self.plans.values() if (p.visit_on or 0) >= today]
        return [f"{p.visit_id}: {why}" for p in coming for why in self._wrong(p)]

    def _wrong(self, plan: VisitNotice) -> Iterator[str]:
        ask = self._ask(plan)
        if len(set(plan.agent_ids)) < 2:
            yield "alone"
        for name in plan.agent_ids:
            yield from (f"{name} {why}" for why in self._unfit(name, plan, ask))
        if ask.lead_before and plan.agent_ids[0] == ask.lead_before:
            yield "the same lead"
        if ask.visit_number == 2 and not self._any(VisitApproved, visit_id=plan.visit_id):
            yield "not approved"
        if self._in_danger(ask):
            yield "danger"
        yield from self._out_of_hours(plan, ask)

    def _out_of_hours(self, plan: VisitNotice, ask: VisitAsked) -> Iterator[str]:
        starts, ends, on = plan.starts_at or 0, plan.ends_at or 0, plan.visit_on or 0
        hours = [w for w in ask.windows if w.window_on == on]
        if not hours or starts < hours[0].not_before or ends > hours[0].not_after:
            yield "outside what was allowed"
        midnight = on * DAY - 8 * HOUR
        if starts < midnight + 9 * HOUR or ends > midnight + 17 * HOUR:
            yield "in the dark, or outside the house's hours"
        if not 0 < ends - starts <= 30 * MINUTES:
            yield "too long"

    def _unfit(self, name: str, plan: VisitNotice, ask: VisitAsked) -> Iterator[str]:
        on = plan.visit_on or 0
        if any(not self._certified(name, kind, on) for kind in ("LAW", "SAFETY")):
            yield "not certified"
        if self._any(AgentAbsent, agent_id=name, effective_on=on):
            yield "absent"
        bars = {f.bar_id for f in self._all(AgentBarred, agent_id=name)}
        if bars - {f.bar_id for f in self._all(AgentAdmitted, agent_id=name)}:
            yield "barred"
        starts_at = plan.starts_at or 0
        reports = [f for f in self._all(IncidentReported) if name in f.agent_ids]
        # What began before the danger was begun in order.
        met = {f.incident_id for f in reports if f.at <= starts_at}
        if met - {f.incident_id for f in self._all(AgentCounselled, agent_id=name)}:
            yield "not counselled"
        if name in ask.not_by:
            yield "complained of"
        shift = self._shift(name, on)
        if shift is None or not self._in_shift(shift, plan, ask):
            yield "not in the shift"
        yield from self._overloaded(name, plan)

    def _overloaded(self, name: str, plan: VisitNotice) -> Iterator[str]:
        on = plan.visit_on or 0
        theirs = [p for p in (*self.plans.values(), *self.made) if name in p.agent_ids]
        if sum(p.visit_on == on for p in theirs) > self.numbers["a_day"]:
            yield "too many a day"
        week = (on + 3) // 7
        elsewhere = max(
            (
                f.visits_elsewhere
                for f in self._shifts(name).values()
                if (f.effective_on + 3) // 7 == week
            ),
            default=0,
        )
        in_week = sum(((p.visit_on or 0) + 3) // 7 == week for p in theirs)
        if in_week + elsewhere > self.numbers["a_week"]:
            yield "too many a week"
        for other in theirs:
            if other.visit_id == plan.visit_id or other.visit_on != on or other in self.made:
                continue
            first, then = sorted((plan, other), key=lambda p: p.starts_at or 0)
            way = self._seconds(self._place(self._ask(first)), self._place(self._ask(then)))
            if (then.starts_at or 0) < (first.ends_at or 0) + way * 1_000_000:
                yield f"too fast from {first.visit_id} to {then.visit_id}"

    def _in_shift(self, shift: Any, plan: VisitNotice, ask: VisitAsked) -> bool:
        start = (shift.latitude_microdegrees, shift.longitude_microdegrees)
        way = int(self._seconds(start, self._place(ask)) * 1_000_000)
        starts, ends = plan.starts_at or 0, plan.ends_at or 0
        return bool(starts >= shift.shift_begins_at + way and ends + way <= shift.shift_ends_at)

    def _certified(self, name: str, kind: str, on: int) -> bool:
        gone = {
            f.certificate_id
            for f in self._all(CertificateWithdrawn, agent_id=name)
            if f.effective_on <= on
        }
        told: dict[str, Any] = {}
        for f in sorted(self._all(AgentCertified, agent_id=name), key=_told):
            told[f.certificate_id] = f
        return any(
            f.certificate == kind
            and f.certificate_id not in gone
            and f.valid_from_on <= on <= min(f.valid_until_on, f.valid_from_on + 365)
            for f in told.values()
        )

    def _shifts(self, name: str) -> dict[int, Any]:
        found = {}
        for f in sorted(self._all(AgentRostered, agent_id=name), key=_told):
            found[f.effective_on] = f
        return found

    def _shift(self, name: str, on: int) -> Any:
        shift = self._shifts(name).get(on)
        return None if shift is None or shift.shift_ends_at <= shift.shift_begins_at else shift

    def _in_danger(self, ask: VisitAsked) -> bool:
        over = {f.incident_id for f in self._all(IncidentCleared)}
        theirs = {(f.incident_id, f.customer_id) for f in self._all(CustomerCleared)}
        told = (*self._all(IncidentReported), *self._all(CustomerFlagged))
        return any(
            f.incident_id not in over
            and (f.incident_id, f.customer_id) not in theirs
            and (f.customer_id == ask.customer_id or f.point_id == ask.point_id)
            for f in told
        )

    def untold(self, plan: VisitNotice) -> Iterator[str]:
        """Yield that the customer was not told of this plan in time, where so it is."""
        since = self.facts[self.since[plan.visit_id] :]
        # What does not say of which plan it speaks can only be of an attempt's one and only.
        is_only = self.planned.count((plan.visit_id, plan.attempt)) == 1
        told = [
            f
            for f in since
            if isinstance(f, NoticeSent)
            and (f.visit_id, f.attempt) == (plan.visit_id, plan.attempt)
            and (f.starts_at == plan.starts_at or (f.starts_at is None and is_only))
        ]
        last = (plan.visit_on or 0) - self.numbers["notice"]
        if not any((f.at + 8 * HOUR) // DAY <= last for f in told):
            yield "the customer was not told in time"

    def _ask(self, plan: VisitNotice) -> VisitAsked:
        found: VisitAsked = next(
            f for f in self._all(VisitAsked, visit_id=plan.visit_id) if f.attempt == plan.attempt
        )
        return found

    @staticmethod
    def _place(ask: VisitAsked) -> tuple[int, int]:
        return ask.latitude_microdegrees or 0, ask.longitude_microdegrees or 0

    def _seconds(self, a: tuple[int, int], b: tuple[int, int]) -> float:
        """Return the time of a straight way, a hundredth shorter so that rounding is no fault."""
        north = (a[0] - b[0]) / 1e6 * METRES_A_DEGREE
        east = (a[1] - b[1]) / 1e6 * METRES_A_DEGREE * cos(radians(a[0] / 1e6))
        return hypot(north, east) * 3.6 / self.numbers["kmh"] * 0.98

    def _all(self, kind: type, **fields: Any) -> list[Any]:
        return [
            f
            for f in self.facts
            if isinstance(f, kind) and all(getattr(f, n) == v for n, v in fields.items())
        ]

    def _any(self, kind: type, **fields: Any) -> bool:
        return bool(self._all(kind, **fields))


def _told(fact: Any) -> tuple[int, int, str]:
    return fact.effective_on, fact.source_seq, fact.event_id
