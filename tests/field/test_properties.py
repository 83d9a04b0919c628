"""Whatever is told in whatever order: no rule is broken by a plan, and no visit is lost."""

from collections import Counter
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.field import packing, stage
from streams.field.rows import AreaRow
from streams.policy.rules import Rules
from streams.terms.agent_facts import (
    AgentAbsent,
    AgentAdmitted,
    AgentBarred,
    CertificateWithdrawn,
    IncidentReported,
)
from streams.terms.days import Day, Instant
from streams.terms.field_facts import AgentCounselled, IncidentCleared, VisitApproved
from streams.terms.field_notices import PlanAsked, VisitNotice
from streams.terms.visit_facts import (
    CheckedIn,
    CheckedOut,
    CustomerCleared,
    CustomerFlagged,
    PlanProposed,
    Stop,
    VisitEnded,
    VisitGranted,
    VisitWithdrawn,
)
from tests.field.area import (
    FIRST,
    HERE,
    Area,
    answered,
    asked,
    at,
    crew,
    rostered,
    stop,
    told,
    windows,
)
from tests.field.field_rules import FIELD, RULES
from tests.field.judge import PLANNED, Judge

SAFETY = replace(FIELD.safety, visits_per_day_max=2, visits_per_week_max=4)
TIGHT = replace(RULES, field=replace(FIELD, safety=SAFETY))
VISITS = ("v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8")
AGENTS = ("ag1", "ag2", "ag3", "ag4")
# They join later, and may have met danger before.
LATE = ("ag5", "ag6")
DECIDED = {"role": "manager", "decided_by": "m", "reason": "agreement"}

steps = st.lists(
    st.tuples(st.integers(0, 23), st.integers(0, 7), st.integers(0, 23)), min_size=10, max_size=70
)


@cache
def begun() -> tuple[AreaRow, list[Any]]:
    """Return an area with two crews, ticked once, and what it was told."""
    log: list[Any] = []

    class Told(Area):
        def take(self, fact: Any) -> None:
            super().take(fact)
            log.append(fact)

    area = Told(TIGHT)
    crew(area, AGENTS, range(1, 20))
    area.tick(FIRST)
    return area.row, [*log, area.as_of]


class World(Area):
    """An area that is told things at random; its planner and crews are not to be trusted."""

    def __init__(self) -> None:
        super().__init__(TIGHT)
        self.judge = Judge(a_day=2, a_week=4, notice=3, kmh=40)
        self.wrong: list[str] = []
        self.attempts: Counter[str] = Counter()
        self.log: list[Any] = []
        row, log = begun()
        self.log = [*log]
        self.begin_with(row)
        self.judge.facts = [fact for fact in log if hasattr(fact, "event_id")]
        self._events = len(log)
        self.as_of = log[-1]

    def take(self, fact: Any) -> None:
        """Let the stage take a fact, and judge every plan that stands."""
        before, rejects = len(self.said), len(self.rejects)
        super().take(fact)
        self.log.append(fact)
        if len(self.rejects) == rejects:
            self.judge.facts.append(fact)
        self._look(before)

    def tick(self, on: int, hour: float = 8.0) -> None:
        """Tick a day, and judge every plan that stands."""
        before = len(self.said)
        super().tick(on, hour)
        self.log.append(self.as_of)
        self._look(before)

    def _look(self, before: int) -> None:
        self.wrong += self.judge.hear(self.said[before:])
        today = FIRST if self.as_of is None else self.as_of.on
        self.wrong += self.judge.wrong_on(today)

    def play(self, step: tuple[int, int, int]) -> None:
        """Do one thing, at random."""
        what, which, more = step
        assert self.as_of is not None
        today, visit, agent = self.as_of.on, VISITS[which], AGENTS[which % 4]
        match what:
            case 0 | 1 | 2 | 3 | 4 | 5:
                self.day(more)
            case 6 | 7 | 8 | 9 | 10:
                self._ask(visit, today, more)
            case 11 | 12 | 13:
                self._answer(more)
            case 14 | 15 | 16 | 21:
                self._person(what, agent, today, more)
            case 17:
                self._danger(visit, (*AGENTS, *LATE)[(which + more // 6) % 6], more)
            case _ if visit in self.row.visits:
                self._decide(what, visit, today, more)

    def _person(self, what: int, agent: str, today: int, more: int) -> None:
        on = today + more % 7
        if what == 14 and more % 3 == 0:
            self.tell(AgentAbsent, on, agent_id=agent)
        elif what == 15 and more % 4 == 0:
            self.tell(CertificateWithdrawn, on, agent_id=agent, certificate_id=f"{agent}-LAW")
        elif what == 16:
            kind: type = AgentAdmitted if more % 3 else AgentBarred
            extra = {"bar": "OTHER"} if kind is AgentBarred else {}
            self.tell(kind, agent_id=agent, bar_id=f"b{more % 2}", **extra)
        elif what == 21 and more % 3 == 0:
            away = {"visits_elsewhere": more % 5, "source_seq": more}
            rostered(self, agent, on, shift_ends_at=at(on, 9 + more % 9), **away)
        elif what == 21 and more % 3 == 1:
            crew(self, LATE, range(today - FIRST + 1, today - FIRST + 9))

    def _decide(self, what: int, visit: str, today: int, more: int) -> None:
        if what in {18, 19}:
            self.tell(VisitApproved, visit_id=visit, **DECIDED)
        elif what == 20:
            told(self, visit, today + more % 2)
        elif what == 23:
            self._told_of_another(visit, more)
        elif what == 22 and more % 3 == 0:
            self._withdraw(visit)

    def day(self, more: int = 0) -> None:
        """Let a day come, with treatment's leave for its visits, and crews that make them."""
        assert self.as_of is not None
        on, questions = self.as_of.on + 1, len(self.of(PlanAsked))
        for name, visit in tuple(self.row.visits.items()):
            if visit.state == "PLANNED" and visit.plan and visit.plan.on == on:
                hours = {"not_before": visit.plan.starts_at, "not_after": visit.plan.ends_at}
                self.tell(VisitGranted, on, visit_id=name, attempt=visit.attempt, **hours)
        self.tick(on)
        for name, visit in tuple(self.row.visits.items()):
            if visit.state == "GRANTED" and visit.plan and visit.plan.on == on:
                self._visited(name, visit.plan)
        if more % 4 and len(self.of(PlanAsked)) > questions:
            self._answer_well(more)

    def _answer_well(self, more: int) -> None:
        """Place visits one behind the other with the first crew that there is."""
        question = self.question()
        names = question.crews[more % len(question.crews)].agent_ids
        stops = []
        for place, offered in enumerate(question.visits[: 2 + more % 2]):
            led = tuple(reversed(names)) if offered.not_led_by == names[0] else names
            stops.append(stop(question, offered.visit_id, 9.8 + 1.7 * place, led))
        answered(self, *stops)
        for one in stops:
            self._told(one.visit_id, more, 3)

    def _told(self, name: str, more: int, seldom: int) -> None:
        """Tell the customer of the plan, or, seldom, of an earlier one alone."""
        if self.row.visits[name].state == "PLANNED":
            if more % seldom:
                told(self, name)
            else:
                self._told_of_another(name, more)

    def _told_of_another(self, name: str, more: int) -> None:
        """Send a notice of a plan the visit once had, by its name or, as of old, without one."""
        steps = [n for n in self.of(VisitNotice) if n.visit_id == name]
        plans = [n for n in steps if n.change in PLANNED]
        if plans:
            one = plans[more // 6 % len(plans)]
            starts_at = one.starts_at if more % 2 else None
            told(self, name, attempt=one.attempt, starts_at=starts_at)

    def _visited(self, name: str, plan: Any) -> None:
        if plan.starts_at % 7:
            self.tell(CheckedIn, visit_id=name, agent_ids=plan.agent_ids, at=plan.starts_at)
            self.tell(
                VisitEnded,
                visit_id=name,
                outcome="NOT_HOME",
                at=plan.ends_at,
                recording_gap_seconds=0,
            )
            self.tell(CheckedOut, visit_id=name, at=plan.ends_at)

    def _ask(self, name: str, today: int, more: int) -> None:
        known = self.row.visits.get(name)
        if known is not None and (not known.is_over or known.state == "COMPLETED"):
            return
        self.attempts[name] += 1
        asked(
            self,
            name,
            today,
            attempt=self.attempts[name],
            visit_number=1 + (more % 3 == 0),
            lead_before=AGENTS[more % 4] if more % 3 == 0 else "",
            not_by=(AGENTS[more % 3],) if more % 7 == 0 else (),
            windows=windows(today, 6 + more % 8),
            point_id=f"p{more % 3}",
            latitude_microdegrees=None if more == 23 else HERE[0] + more * 9_000,
        )

    def _answer(self, more: int) -> None:
        questions = self.of(PlanAsked)
        if not questions:
            return
        question = questions[-1] if more % 5 else questions[more % len(questions)]
        stops = []
        for place, offered in enumerate(question.visits):
            crews = [c.agent_ids for c in question.crews] + [AGENTS[:2], AGENTS[1:3], ("ag1",)]
            names = crews[(more + place) % len(crews)]
            begins = at(question.plan_on, 9 + (more * (place + 1)) % 9 + place / 7)
            length = 30 * 60_000_000 if more % 4 else 40 * 60_000_000
            led = names if more % 3 else tuple(reversed(names))
            ends = begins + length
            stops.append(
                Stop(
                    visit_id=offered.visit_id,
                    attempt=offered.attempt,
                    agent_ids=led,
                    starts_at=begins,
                    ends_at=Instant(ends),
                )
            )
        self.tell(
            PlanProposed,
            event_id=f"answer-{question.plan_id}-{more % 2}",
            plan_id=question.plan_id,
            input_digest=question.input_digest,
            solver="random",
            ended_by="whim",
            stops=tuple(stops),
        )
        for one in stops:
            self._told(one.visit_id, more, 6)

    def _danger(self, visit: str, agent: str, more: int) -> None:
        name = f"i{more % 2}"
        if more % 3 == 0:
            self.tell(IncidentCleared, incident_id=name, **(DECIDED | {"role": "safety_officer"}))
        elif more % 3 == 1:
            counselled = {"agent_id": agent, "incident_id": name}
            self.tell(AgentCounselled, **counselled, **DECIDED)
        elif more > 11:
            kind: type = CustomerFlagged if more % 4 else CustomerCleared
            self.tell(kind, incident_id=name, customer_id=f"c-{visit}")
        else:
            whom = {"customer_id": f"c-{visit}", "point_id": f"p{more % 3}"}
            self.tell(
                IncidentReported,
                incident_id=name,
                incident="THREAT",
                at=at(FIRST if self.as_of is None else self.as_of.on, 8 + more % 10),
                agent_ids=(agent,),
                **whom,
            )

    def _withdraw(self, name: str) -> None:
        visit = self.row.visits.get(name)
        if visit is not None and self.as_of is not None:
            when = {"at": self.as_of.at, "attempt": visit.attempt}
            self.tell(VisitWithdrawn, visit_id=name, rule="cured", **when)


def played(script: list[tuple[int, int, int]]) -> World:
    world = World()
    for one in script:
        world.play(one)
    return world


@settings(max_examples=250, deadline=None)
@given(steps)
def test_no_rule_is_broken_by_a_plan_a_replan_or_a_late_fact(
    script: list[tuple[int, int, int]],
) -> None:
    assert played(script).wrong == []


def test_one_who_met_danger_and_joins_later_is_in_no_plan() -> None:
    met, joined, visit_asked, day = (17, 4, 2), (21, 0, 1), (6, 0, 1), (0, 0, 0)
    world = played([met, joined, visit_asked, day])
    answered(world, stop(world.question(), "v1", 10, LATE))
    assert (world.wrong, world.visit().plan) == ([], None)


@settings(max_examples=150, deadline=None)
@given(steps)
def test_a_visit_asked_for_is_planned_handed_back_or_cancelled_never_lost(
    script: list[tuple[int, int, int]],
) -> None:
    world = played(script)
    last = FIRST if world.as_of is None else world.as_of.on
    while world.as_of is None or world.as_of.on < last + 30:
        world.day()
    ends = {"VISIT_CANCELLED", "VISIT_RETURNED", "VISIT_COMPLETED"}
    said = Counter((n.visit_id, n.attempt) for n in world.of(VisitNotice) if n.change in ends)
    waiting = {
        (v.id, v.attempt) for v in world.row.visits.values() if v.state in {"GRANTED", "ARRIVED"}
    }
    for name, attempts in world.attempts.items():
        for attempt in range(1, attempts + 1):
            assert (said[name, attempt] > 0) != ((name, attempt) in waiting)


@settings(max_examples=100, deadline=None)
@given(steps)
def test_the_log_read_again_says_the_same_and_repeats_say_nothing(
    script: list[tuple[int, int, int]],
) -> None:
    world = played(script)
    row, said = stage.blank("north"), list[Any]()
    as_of: Any = None
    rules: Rules | None = None
    for one in world.log:
        if hasattr(one, "event_id"):
            step = stage.apply(row, one, rules, as_of)
            again = stage.apply(step.row, one, rules, as_of)
            assert again.notices == ()
            assert again.row == step.row
        else:
            as_of, rules = one, TIGHT
            step = stage.turn(row, TIGHT, as_of, as_of)
            assert stage.turn(step.row, TIGHT, as_of, as_of).notices == ()
        said += step.notices
        row = packing.unpack(packing.pack(step.row))
    assert (row, said) == (world.row, world.said)


def test_numbers_have_no_gap() -> None:
    world = played([(0, 0, 0), (5, 0, 1), (6, 1, 2), (0, 0, 0), (8, 0, 1)] * 8)
    assert world.seqs() == [list(range(1, len(own) + 1)) for own in world.seqs()]
    assert Day(FIRST) < world.row.head.asked_to
