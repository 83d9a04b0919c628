"""An area as a test plays it: facts told, days ticked, and what was said."""

from collections.abc import Sequence
from typing import Any

from streams.field import packing, stage
from streams.field.rows import AreaRow, Visit
from streams.policy.rules import Rules
from streams.terms.agent_facts import AgentCertified, AgentRostered
from streams.terms.days import AsOf, Day, Instant, parse_day
from streams.terms.field_notices import FieldEvent, Handback, PlanAsked, VisitNotice
from streams.terms.visit_facts import (
    CheckedIn,
    DayWindow,
    NoticeSent,
    PlanProposed,
    Stop,
    VisitAsked,
    VisitEnded,
    VisitGranted,
)
from tests.field.field_rules import RULES

FIRST = parse_day("2026-06-01")
HOUR = 3_600_000_000
DAY = 24 * HOUR
NORTH = "north"
HERE = (31_230_000, 121_470_000)


def at(on: int, hour: float) -> Instant:
    """Return an instant of a day, by Shanghai's hours."""
    return Instant(int(on * DAY + (hour - 8) * HOUR))


class Area:
    """One area and everything it said, oldest first; every row goes through its bytes."""

    def __init__(self, rules: Rules | None = RULES) -> None:
        self.rules, self.row, self.said = rules, stage.blank(NORTH), list[Any]()
        self._parts: dict[str, bytes] = {}
        self.as_of: AsOf | None = None
        self.rejects: list[str] = []
        self._events = 0

    def tell(self, kind: type, on: int | None = None, /, **fields: Any) -> Any:
        """Tell a fact on a day, the day of the last tick where none is given."""
        self._events += 1
        day = on if on is not None else (FIRST if self.as_of is None else self.as_of.on)
        fields.setdefault("event_id", f"e{self._events}")
        fact = kind(area=NORTH, effective_on=Day(day), **fields)
        self.take(fact)
        return fact

    def take(self, fact: Any) -> None:
        """Let the stage take a fact."""
        step = stage.apply(self.row, fact, self._rules(), self.as_of)
        if step.reject is not None:
            self.rejects.append(step.reject.rule)
        self._keep(step)

    def tick(self, on: int, hour: float = 8.0) -> None:
        """Tick a day; the field hears of it behind treatment's words for that day."""
        self.as_of = AsOf(Day(on), at(on, hour))
        if self.rules is not None:
            self._keep(stage.turn(self.row, self.rules, self.as_of, self.as_of))

    def _rules(self) -> Rules | None:
        return None if self.as_of is None else self.rules

    def _keep(self, step: Any) -> None:
        self._write(step.row, self.row)
        self.said.extend(step.notices)

    def begin_with(self, row: AreaRow) -> None:
        """Take a row as if it had been read back."""
        self._write(row, None)

    def _write(self, row: AreaRow, before: AreaRow | None) -> None:
        for name, part in packing.changed(row, before):
            self._parts.pop(name, None)
            self._parts |= {} if part is None else {name: part}
        # Whoever starts next has this row, from nothing but what each step has written.
        assert packing.join(packing.head(row), self._parts) == row
        self.row = row

    # What tests ask.

    def visit(self, name: str = "v1") -> Visit:
        """Return a visit."""
        return self.row.visits[name]

    def of(self, kind: type) -> list[Any]:
        """Return what was said of one kind."""
        return [each for each in self.said if isinstance(each, kind)]

    def changes(self, name: str = "v1") -> list[str]:
        """Return what was said of a visit."""
        return [n.change for n in self.of(VisitNotice) if n.visit_id == name]

    def alerts(self) -> list[str]:
        """Return the kinds of alerts."""
        return [event.kind for event in self.of(FieldEvent)]

    def handbacks(self) -> list[str]:
        """Return the kinds of handbacks."""
        return [each.kind for each in self.of(Handback)]

    def seqs(self) -> list[list[int]]:
        """Return the numbers of what was said in the area, and of what was handed back."""
        back = [each.seq for each in self.of(Handback)]
        return [[e.seq for e in self.said if not isinstance(e, Handback)], back]

    def question(self) -> PlanAsked:
        """Return the last question to the planner."""
        found: PlanAsked = self.of(PlanAsked)[-1]
        return found


def windows(first: int, days: int = 14) -> tuple[DayWindow, ...]:
    """Return hours from 9 to 18 on so many days."""
    return tuple(
        DayWindow(window_on=Day(d), not_before=at(d, 9), not_after=at(d, 18))
        for d in range(first, first + days)
    )


def asked(area: Area, name: str = "v1", on: int = FIRST, **fields: Any) -> VisitAsked:
    """Ask for a visit as treatment would."""
    plain: dict[str, Any] = {
        "visit_id": name,
        "attempt": 1,
        "customer_id": f"c-{name}",
        "account_id": f"a-{name}",
        "visit_number": 1,
        "purpose": "COLLECTION",
        "point_id": f"p-{name}",
        "zone": "Asia/Shanghai",
        "windows": windows(on),
        "expires_on": Day(on + 14),
        "currency": "CNY",
        "past_due_minor": 500_000,
        "days_past_due": 61,
        "verified": True,
        "latitude_microdegrees": HERE[0] + 5_000,
        "longitude_microdegrees": HERE[1],
    }
    fact: VisitAsked = area.tell(VisitAsked, on, **(plain | fields))
    return fact


def crew(
    area: Area, names: Sequence[str] = ("ag1", "ag2"), days: Sequence[int] = range(30)
) -> None:
    """Certify and roster agents, from nine to five."""
    for name in names:
        for kind in ("LAW", "SAFETY"):
            area.tell(
                AgentCertified,
                FIRST - 100,
                agent_id=name,
                certificate_id=f"{name}-{kind}",
                certificate=kind,
                valid_from_on=Day(FIRST - 100),
                valid_until_on=Day(FIRST + 200),
            )
        for step in days:
            rostered(area, name, FIRST + step)


def rostered(area: Area, name: str, on: int, **fields: Any) -> None:
    """Roster an agent for a day, from nine to five unless told otherwise."""
    plain: dict[str, Any] = {
        "shift_begins_at": at(on, 9),
        "shift_ends_at": at(on, 17),
        "latitude_microdegrees": HERE[0],
        "longitude_microdegrees": HERE[1],
    }
    area.tell(AgentRostered, on, agent_id=name, **(plain | fields))


def stop(
    question: PlanAsked, name: str = "v1", hour: float = 10, agents: Sequence[str] = ("ag1", "ag2")
) -> Stop:
    """Return a stop for a visit of a question, half an hour long."""
    attempt = next((v.attempt for v in question.visits if v.visit_id == name), 1)
    return Stop(
        visit_id=name,
        attempt=attempt,
        agent_ids=tuple(agents),
        starts_at=at(question.plan_on, hour),
        ends_at=at(question.plan_on, hour + 0.5),
    )


def answered(area: Area, *stops: Stop, **fields: Any) -> PlanProposed:
    """Answer the last question."""
    question = area.question()
    plain: dict[str, Any] = {
        "plan_id": question.plan_id,
        "input_digest": question.input_digest,
        "solver": "test",
        "ended_by": "test",
        "stops": stops or (stop(question),),
    }
    fact: PlanProposed = area.tell(PlanProposed, **(plain | fields))
    return fact


def planned(**fields: Any) -> Area:
    """Return an area with one crew and one visit, planned for four days ahead and told of."""
    area = Area()
    crew(area)
    area.tick(FIRST)
    asked(area, **fields)
    area.tick(FIRST + 1)
    answered(area)
    told(area)
    return area


def told(area: Area, name: str = "v1", on: int | None = None, **fields: Any) -> NoticeSent:
    """Tell the customer of the plan that stands, or of another one."""
    visit = area.visit(name)
    day = on if on is not None else (area.as_of.on if area.as_of else FIRST)
    plain: dict[str, Any] = {
        "attempt": visit.attempt,
        "channel": "LETTER",
        "at": at(day, 12),
        "starts_at": None if visit.plan is None else visit.plan.starts_at,
    }
    fact: NoticeSent = area.tell(NoticeSent, day, visit_id=name, **(plain | fields))
    return fact


def granted(area: Area, name: str = "v1", **owed: Any) -> None:
    """Let the clock come to the visit's day, with treatment's leave, and what is then past due."""
    plan = area.visit(name).plan
    assert plan is not None
    assert area.as_of is not None
    for on in range(area.as_of.on + 1, plan.on):
        area.tick(on)
    area.tell(
        VisitGranted,
        plan.on,
        visit_id=name,
        attempt=area.visit(name).attempt,
        not_before=plan.starts_at,
        not_after=plan.ends_at,
        **owed,
    )
    area.tick(plan.on)


def arrived(area: Area, agents: tuple[str, ...] = ("ag1", "ag2"), hour: float = 10.0) -> None:
    """Let the crew check in."""
    plan = area.visit().plan
    assert plan is not None
    area.tell(CheckedIn, plan.on, visit_id="v1", agent_ids=agents, at=at(plan.on, hour))


def ended(area: Area, outcome: str = "NOT_HOME", **fields: Any) -> None:
    """Let the visit end, on its day."""
    plan = area.visit().plan
    assert plan is not None
    plain: dict[str, Any] = {"recording_gap_seconds": 0, "at": at(plan.on, 10.4)}
    area.tell(VisitEnded, plan.on, visit_id="v1", outcome=outcome, **(plain | fields))
