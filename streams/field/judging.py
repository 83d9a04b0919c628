"""May this crew make this visit then? Each rule is one function; the first broken one is named.

The same rules judge a planner's proposal, and a plan that stands while people, places and facts
change under it.

The number of visits of an agent is counted over the plans that stand and the visits that were made.
"""

from collections.abc import Callable, Iterator

from msgspec import Struct

from streams.field.danger import is_dangerous
from streams.field.duties import Duties
from streams.field.hours import span_on
from streams.field.people import unfit
from streams.field.rows import Agent, AreaRow, Plan, Visit
from streams.field.travel import travel_seconds
from streams.policy.field import FieldRules
from streams.terms.days import Day
from streams.terms.local_times import weekday_of

_SECOND = 1_000_000
_MINUTE = 60 * _SECOND
_DAYS_OF_WEEK = 7
Walked = tuple[AreaRow, Duties]
"""A row, and which visits each agent has in it."""


class Proposal(Struct, frozen=True, kw_only=True):
    """A plan for a visit, the row it would stand in, and the rules of the day it is judged on."""

    row: AreaRow
    duties: Duties
    visit: Visit
    plan: Plan
    rules: FieldRules


def broken_rule(proposal: Proposal) -> str | None:
    """Return the first rule that the plan breaks, None where it breaks none."""
    return next((rule for check in _RULES for rule in check(proposal)), None)


def approval_missing(visit: Visit, rules: FieldRules) -> bool:
    """Tell whether a manager has yet to approve the visit."""
    return (
        visit.ask.number > 1 and not visit.approved_by and bool(rules.second_visit.approving_roles)
    )


def room_of(walked: Walked, agent_id: str, on: Day, rules: FieldRules, without: str = "") -> int:
    """Return how many more visits the caps of day and week leave an agent on a day."""
    row, duties = walked
    days = [v.plan.on for v in duties.of(row, agent_id, without) if v.plan is not None]
    return cap_of(row.agents[agent_id], on, days, rules)


def cap_of(agent: Agent, on: Day, days: list[Day], rules: FieldRules) -> int:
    """Return how many more visits an agent may make on a day, beside those of other days given."""
    monday = Day(on - weekday_of(on))
    sunday = Day(monday + _DAYS_OF_WEEK - 1)
    in_week = sum(monday <= day <= sunday for day in days)
    elsewhere = max(
        (s.visits_elsewhere for s in agent.shifts if monday <= s.on <= sunday), default=0
    )
    safety = rules.safety
    return min(
        safety.visits_per_day_max - days.count(on),
        safety.visits_per_week_max - in_week - elsewhere,
    )


def _enough(it: Proposal) -> Iterator[str]:
    if len(set(it.plan.agent_ids)) < it.rules.two_agents.agents_min:
        yield it.rules.two_agents.rule


def _fit(it: Proposal) -> Iterator[str]:
    for agent_id in it.plan.agent_ids:
        rule = unfit(it.row.agents.get(agent_id), it.plan.on, it.plan.starts_at, it.rules)
        if rule is not None:
            yield rule
        if agent_id in it.visit.ask.not_by:
            yield it.rules.fit_rule


def _lead(it: Proposal) -> Iterator[str]:
    second = it.rules.second_visit
    before = it.visit.ask.lead_before
    if second.other_lead and before and it.plan.lead == before:
        yield second.rule


def _approved(it: Proposal) -> Iterator[str]:
    if it.visit.refused or approval_missing(it.visit, it.rules):
        yield it.rules.second_visit.rule


def _address(it: Proposal) -> Iterator[str]:
    ask = it.visit.ask
    if not ask.verified or ask.latitude_microdegrees is None or ask.longitude_microdegrees is None:
        yield it.rules.address_rule


def _safe(it: Proposal) -> Iterator[str]:
    if is_dangerous(it.row, it.visit):
        yield it.rules.safety.rule


def _hours(it: Proposal) -> Iterator[str]:
    span = span_on(it.visit, it.plan.on, it.rules)
    if isinstance(span, str):
        yield span
    elif not span[0] <= it.plan.starts_at < it.plan.ends_at <= span[1]:
        yield it.rules.hours.rule
    lasts = it.plan.ends_at - it.plan.starts_at
    if not _MINUTE <= lasts <= it.rules.on_site.visit_minutes_max * _MINUTE:
        yield it.rules.on_site.leave_rule


def _caps(it: Proposal) -> Iterator[str]:
    for agent_id in it.plan.agent_ids:
        if room_of((it.row, it.duties), agent_id, it.plan.on, it.rules, it.visit.id) < 1:
            yield it.rules.safety.rule


def _way(it: Proposal) -> Iterator[str]:
    """Every agent gets there from the visit before and on to the one after, inside the shift."""
    here = _place(it.visit)
    for agent_id in it.plan.agent_ids:
        shift = it.row.agents[agent_id].shift_on(it.plan.on)
        if shift is None:
            continue
        start = shift.latitude_microdegrees, shift.longitude_microdegrees
        way = travel_seconds(start, here, it.rules.planning.speed_kmh_max) * _SECOND
        if it.plan.starts_at < shift.begins_at + way or it.plan.ends_at + way > shift.ends_at:
            yield it.rules.planning.rule
        for other in it.duties.of(it.row, agent_id, it.visit.id):
            if not _apart(it, other, here):
                yield it.rules.planning.rule


def _apart(it: Proposal, other: Visit, here: tuple[int, int]) -> bool:
    plan = other.plan
    if plan is None or plan.on != it.plan.on or other.is_over:
        return True
    way = travel_seconds(_place(other), here, it.rules.planning.speed_kmh_max) * _SECOND
    return it.plan.starts_at >= plan.ends_at + way or plan.starts_at >= it.plan.ends_at + way


def _place(visit: Visit) -> tuple[int, int]:
    ask = visit.ask
    return ask.latitude_microdegrees or 0, ask.longitude_microdegrees or 0


_RULES: tuple[Callable[[Proposal], Iterator[str]], ...] = (
    _enough,
    _fit,
    _lead,
    _approved,
    _address,
    _safe,
    _hours,
    _caps,
    _way,
)
