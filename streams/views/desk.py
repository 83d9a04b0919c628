"""What is open in a service area, and what each thing waits for, as the area's row says it.

A person decides about four things: a second visit that wants approval, an incident, an agent who
rests after one, and refused records that hold the area. All else waits for a stage, a planner or
a crew, and is here so that one can see where a visit stands.
"""

from collections.abc import Callable, Iterator
from shlex import quote
from typing import Literal

from msgspec import Struct

from streams.field.danger import is_dangerous
from streams.field.holding import ALL
from streams.field.judging import approval_missing
from streams.field.offering import customers_untold, plan_day
from streams.field.rows import AreaRow, Question, Visit
from streams.field.waking import CHECK_OUT_MISSED, OUTCOME_MISSING
from streams.policy.document import Policy
from streams.policy.field import FieldRules
from streams.policy.rules import Rules
from streams.terms.days import AsOf, Day, iso
from streams.views.sources import rule_told
from streams.views.verdicts_told import window_in_words

What = Literal["visit", "incident", "agent", "record"]
State = Literal["asked", "planner", "planned", "granted", "arrived", "over", ""]
"""Where a visit stands; what is no visit has none."""

Named = Callable[[str], str]
"""Gives an id as it may be shown."""

DECIDED = frozenset({"approval", "clearing", "counselling", "settling"})
"""What a person is waited for."""

_STATES: dict[str, State] = {
    "ASKED": "asked",
    "OFFERED": "planner",
    "PLANNED": "planned",
    "GRANTED": "granted",
    "ARRIVED": "arrived",
}


class AreaNow(Struct, frozen=True, kw_only=True):
    """An area's row as last committed, behind which tick, and the policy of that tick."""

    row: AreaRow
    as_of: AsOf
    policy: Policy

    @property
    def rules(self) -> Rules:
        """The rules of the day of the last tick."""
        return self.policy.on(self.as_of.on)


class Matter(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing, where it stands and what it waits for; `until` is the last day for that.

    A visit is planned for the day `on`.
    """

    area: str
    what: What
    id: str
    text: str
    state: State = ""
    waits_for: str = ""
    until: str = ""
    on: str = ""

    @property
    def is_for_a_person(self) -> bool:
        """Whether somebody is to decide about it."""
        return self.waits_for in DECIDED


def matters(now: AreaNow, named: Named) -> list[Matter]:
    """Return everything of an area: what a person is to decide first, the nearest end foremost."""
    found = [*_records(now), *_incidents(now, named), *_agents(now, named)]
    found += [_visit(now, visit, named) for visit in now.row.visits.values()]
    return sorted(found, key=_order)


def _order(one: Matter) -> tuple[bool, bool, str, str]:
    return not one.is_for_a_person, one.state == "over", one.until or one.on or "9", one.id


def _records(now: AreaNow) -> Iterator[Matter]:
    for origin in now.row.head.holds:
        yield Matter(
            area=now.row.area,
            what="record",
            id=origin,
            waits_for="settling",
            text="a refused record that may tell of danger: no visit of the area is planned",
        )

    if now.row.head.overflowed:
        yield Matter(
            area=now.row.area,
            what="record",
            id=ALL,
            waits_for="settling",
            text="more refused records than the area keeps, so all are to be looked at and settled"
            f" at once (arrears decide settle '{ALL}' --area {quote(now.row.area)}): no visit of"
            " the area is planned",
        )


def _incidents(now: AreaNow, named: Named) -> Iterator[Matter]:
    for one in now.row.incidents.values():
        if one.open_to:
            is_met_here = one.is_own and not one.cleared
            kind = f"{one.kind.lower()} " if is_met_here else "danger told by another area "
            whose = dict.fromkeys(_whose(each.customer_id, named) for each in one.open_to)
            yield Matter(
                area=now.row.area,
                what="incident",
                id=named(one.id),
                waits_for="clearing",
                text=f"{kind}at {' and '.join(whose)}: nobody goes there",
            )


def _whose(customer_id: str, named: Named) -> str:
    return named(customer_id) if customer_id else "a place that no customer is named for"


def _agents(now: AreaNow, named: Named) -> Iterator[Matter]:
    for agent in now.row.agents.values():
        for rest in agent.rests:
            if not rest.counselled and rest.since_at is not None:
                yield Matter(
                    area=now.row.area,
                    what="agent",
                    id=named(agent.id),
                    waits_for="counselling",
                    text=f"rests after the incident {named(rest.incident_id)}, and visits nobody",
                )


def _visit(now: AreaNow, visit: Visit, named: Named) -> Matter:
    waits_for, until, clause = _awaited(now, visit)
    plan = visit.plan
    number = {1: "first visit", 2: "second visit"}.get(
        visit.ask.number, f"visit {visit.ask.number}"
    )
    crew = "" if plan is None else f" by {', '.join(map(named, plan.agent_ids))}"
    hours = ""
    if plan is not None:
        window = window_in_words(plan.starts_at, plan.ends_at, visit.ask.zone, plan.on)
        hours = f" on {iso(plan.on)} from {window}"
    return Matter(
        area=now.row.area,
        what="visit",
        id=visit.id,
        state="over" if visit.is_over and not waits_for else _STATES.get(visit.state, "over"),
        waits_for=waits_for,
        until="" if until is None else iso(until),
        on="" if plan is None else iso(plan.on),
        text=f"{number} to {named(visit.ask.customer_id)}{hours}{crew}: {clause}",
    )


def _awaited(now: AreaNow, visit: Visit) -> tuple[str, Day | None, str]:
    """Return what a visit waits for, until when, and that in a clause."""
    field = now.rules.field
    if visit.is_over or visit.site.is_out:
        return _behind(now, visit)
    # What a person is to decide is not hidden behind a crew that came on another day.
    if visit.is_out and (field is None or not approval_missing(visit, field)):
        return _out(visit)
    if field is None:
        return "", None, "no rules for visits are in force, so nobody goes"
    if visit.state == "GRANTED":
        return _let_go(visit)
    if visit.state == "PLANNED" and visit.plan is not None:
        return _told_to_customer(visit, field)
    return _before_plan(now, visit, field)


def _let_go(visit: Visit) -> tuple[str, Day | None, str]:
    if OUTCOME_MISSING in visit.told:
        return "outcome", None, "nobody told what became of it: ask the crew"
    return "crew", None, "the crew may go"


def _behind(now: AreaNow, visit: Visit) -> tuple[str, Day | None, str]:
    """Tell of a visit whose crew has arrived, or that is over."""
    if visit.is_out:
        return _out(visit)
    ended = {"COMPLETED": "ended", "WITHDRAWN": "taken back", "RETURNED": "given back"}
    on = "" if visit.closed_on is None else f" on {iso(visit.closed_on)}"
    return "", None, f"{ended[visit.state]}{on}{why(now, visit)}"


def _out(visit: Visit) -> tuple[str, Day | None, str]:
    """Tell of a crew that is out: that of the plan, else the last that came aside of it."""
    site, who, is_missed = visit.site, "the crew", CHECK_OUT_MISSED in visit.told
    if not site.is_out:
        site = [one for one in visit.aside if one.is_out][-1]
        who, is_missed = "a crew that came aside of the plan", site.missed
    awaited = "check-out" if site.outcome else "outcome"
    said = " and is overdue" if is_missed else ""
    return awaited, None, f"{who} is out, its {awaited} is not told{said}"


def why(now: AreaNow, visit: Visit) -> str:
    """Return the rule under which a visit is over, as a clause; empty where there is none."""
    if not visit.rule:
        return ""
    return f" because {rule_told(visit.rule, now.policy, now.as_of.on).says}"


def _told_to_customer(visit: Visit, field: FieldRules) -> tuple[str, Day | None, str]:
    plan = visit.plan
    if plan is None or plan.noticed_at is not None:
        return "day", None, "the customer is told; the crew may go once its day allows it"
    by_on = field.notice.by_on(plan.on)
    return "notice", by_on, f"the customer is to be told by {iso(by_on)}, else nobody goes"


def _before_plan(now: AreaNow, visit: Visit, field: FieldRules) -> tuple[str, Day | None, str]:
    if approval_missing(visit, field):
        until = Day(visit.asked_on + field.second_visit.approval_days)
        return "approval", until, f"given back on {iso(until)} unless approved before"
    if is_dangerous(now.row, visit):
        return "incident", None, "not planned while an incident there is not cleared"
    if visit.state == "OFFERED":
        return "planner", None, f"with the planner (arrears plan){_deadline(now, visit)}"
    if now.row.is_held:
        return "record", None, "not planned while a refused record holds the area"
    if visit.ask.customer_id in customers_untold(now.row):
        return "outcome", None, "not planned while a crew called back has not told what came of it"
    return _not_asked_yet(now, field)


def _not_asked_yet(now: AreaNow, field: FieldRules) -> tuple[str, Day | None, str]:
    first = plan_day(now.as_of.on, field)
    if now.row.head.crewless_on >= first:
        crewless = iso(now.row.head.crewless_on)
        return "crew", None, f"not planned: no two agents are fit to go together on {crewless}"
    return "plan", None, f"may be planned from {iso(Day(first + 1))} on"


def _deadline(now: AreaNow, visit: Visit) -> str:
    question: Question | None = next(
        (q for q in now.row.head.questions if q.plan_id == visit.offered_in), None
    )
    return "" if question is None else f" for {iso(question.on)}"
