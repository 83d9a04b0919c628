"""Which rules a crew breaks by being at a door: who came, and when, whatever was planned.

What is counted here is who has really come; plans count by themselves.
"""

from collections.abc import Iterator

from streams.field.hours import rule_at
from streams.field.judging import cap_of
from streams.field.people import unfit
from streams.field.rows import AreaRow, Visit
from streams.field.sites import day_of, is_of_plan, seen_at
from streams.policy.field import FieldRules
from streams.terms.days import Day, Instant
from streams.terms.field_notices import FieldEventKind
from streams.terms.visit_facts import CheckedIn

BROKEN: FieldEventKind = "RULE_BROKEN_ON_SITE"
ANOTHER_DAY = "arrived_on_another_day"
OUTSIDE_PLAN = "arrived_outside_plan"
AT_TWO_DOORS = "agent_at_two_doors"
_MINUTE = 60_000_000


def day_there(visit: Visit) -> Day | None:
    """Return the day on which a crew arrived, by the clocks of its address."""
    return day_of(visit, visit.site.arrived_at)


def broken_by_time(visit: Visit, rules: FieldRules) -> Iterator[str]:
    """Yield the rules that a crew breaks by the moment at which it arrived."""
    at, plan, on = visit.site.arrived_at, visit.plan, day_there(visit)
    if at is None:
        return
    rule = rules.hours.rule if on is None else rule_at(visit, at, on, rules)
    if rule is not None:
        yield rule
    if plan is not None and on is not None and on != plan.on:
        yield ANOTHER_DAY
    elif plan is not None and not plan.starts_at <= at < plan.ends_at:
        yield OUTSIDE_PLAN


def broken_by_crew(row: AreaRow, visit: Visit, fact: CheckedIn, rules: FieldRules) -> Iterator[str]:
    """Yield the rules that a crew breaks by who it is, now that a check-in is told."""
    site, second = visit.site, rules.second_visit
    if len(set(site.there or site.agent_ids)) < rules.two_agents.agents_min:
        yield rules.two_agents.rule
    before = visit.ask.lead_before
    if second.other_lead and before and site.agent_ids[:1] == (before,):
        yield second.rule
    for agent_id in fact.agent_ids:
        yield from _broken_by(row, visit, agent_id, fact.at, rules)


def _broken_by(
    row: AreaRow, visit: Visit, agent_id: str, at: Instant, rules: FieldRules
) -> Iterator[str]:
    agent, plan, on = row.agents.get(agent_id), visit.plan, day_there(visit)
    known_on = on if on is not None or plan is None else plan.on
    if known_on is None:
        return
    rule = unfit(agent, known_on, at, rules)
    if rule is not None:
        yield rule
    if agent_id in visit.ask.not_by:
        yield rules.fit_rule
    others = [
        seen
        for other in row.visits.values()
        if other.id != visit.id
        for seen in _arrivals(other)
        if agent_id in seen.site.agent_ids
    ]
    days = [day for day in (day_there(other) for other in others) if day is not None]
    if agent is not None and cap_of(agent, known_on, days, rules) < 1:
        yield rules.safety.rule
    if any(_is_there(other, at, rules) for other in others):
        yield AT_TWO_DOORS


def _arrivals(visit: Visit) -> Iterator[Visit]:
    """Yield the visit with each of its arrivals as its own."""
    yield visit
    for place in range(len(visit.aside)):
        yield seen_at(visit, place)


def _is_there(other: Visit, at: Instant, rules: FieldRules) -> bool:
    """Tell whether a crew is at another door at an instant, as far as it has told."""
    site = other.site
    if site.arrived_at is None:
        return False
    ended_at = None if other.is_called_back else site.ended_at
    longest = Instant(site.arrived_at + rules.on_site.visit_minutes_max * _MINUTE)
    # Who forgot to check out may tell it from the next door.
    away_at = min((at for at in (site.checked_out_at, ended_at) if at is not None), default=longest)
    return site.arrived_at <= at < max(away_at, site.arrived_at + 1)


def may_be_granted(visit: Visit) -> bool:
    """Tell whether treatment's leave for that day may still be read; if none comes, it is said."""
    return visit.state == "PLANNED" and is_of_plan(visit)
