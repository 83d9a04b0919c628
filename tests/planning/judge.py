"""Judges a plan by every hard rule, slowly and simply, and with nothing of the planner's own."""

from collections import Counter, defaultdict
from itertools import pairwise

from streams.field.travel import travel_seconds
from streams.terms.field_notices import CrewOffered, PlanAsked, VisitOffered
from streams.terms.visit_facts import PlanProposed, Stop

_SECOND_LONG = 1_000_000
_MINUTE_LONG = 60 * _SECOND_LONG


def broken(asked: PlanAsked, proposed: PlanProposed) -> list[str]:
    """Return what the plan breaks; nothing is returned of a plan that holds."""
    found = [f"{one} comes twice" for one, n in _times(proposed).items() if n > 1]
    visits = {(visit.visit_id, visit.attempt): visit for visit in asked.visits}
    days: dict[frozenset[str], list[tuple[Stop, VisitOffered]]] = defaultdict(list)
    for stop in proposed.stops:
        visit = visits.get((stop.visit_id, stop.attempt))
        if visit is None:
            found.append(f"{stop.visit_id} was not asked for")
            continue
        found += [f"{stop.visit_id} {what}" for what in _at_the_door(asked, visit, stop)]
        days[frozenset(stop.agent_ids)].append((stop, visit))
    found += _in_two_crews(days)
    for agents, stops in days.items():
        crews = [crew for crew in asked.crews if frozenset(crew.agent_ids) == agents]
        if not crews:
            found.append(f"{sorted(agents)} is no crew")
        elif all(_on_the_way(asked, crew, stops) for crew in crews):
            found += _on_the_way(asked, crews[0], stops)
    return found


def travelled_seconds(asked: PlanAsked, proposed: PlanProposed) -> int:
    """Return what all crews travel in the plan, to their places and back."""
    places = {visit.visit_id: visit for visit in asked.visits}
    crews = {frozenset(crew.agent_ids): crew for crew in asked.crews}
    days: dict[frozenset[str], list[Stop]] = defaultdict(list)
    for stop in proposed.stops:
        days[frozenset(stop.agent_ids)].append(stop)
    total = 0
    for agents, stops in days.items():
        between = [places[stop.visit_id] for stop in sorted(stops, key=lambda one: one.starts_at)]
        ways: list[CrewOffered | VisitOffered] = [crews[agents], *between, crews[agents]]
        total += sum(_seconds(asked, one, other) for one, other in pairwise(ways))
    return total


def _times(proposed: PlanProposed) -> Counter[str]:
    return Counter(stop.visit_id for stop in proposed.stops)


def _at_the_door(asked: PlanAsked, visit: VisitOffered, stop: Stop) -> list[str]:
    """Return what one stop breaks by itself."""
    rules = {
        "begins before its window": stop.starts_at < visit.not_before,
        "ends after its window": stop.ends_at > visit.not_after,
        "has another length": stop.ends_at - stop.starts_at != asked.visit_minutes * _MINUTE_LONG,
        "goes by somebody excluded": any(one in visit.not_by for one in stop.agent_ids),
        "is led by who led before": stop.agent_ids[:1] == (visit.not_led_by,),
        "goes by nobody": not stop.agent_ids,
    }
    return [what for what, is_so in rules.items() if is_so]


def _on_the_way(
    asked: PlanAsked, crew: CrewOffered, stops: list[tuple[Stop, VisitOffered]]
) -> list[str]:
    """Return what a crew's day breaks, from its place and back to it."""
    name = "+".join(crew.agent_ids)
    found = [f"{name} makes too many visits"] if len(stops) > crew.visits_left else []
    at = crew.shift_begins_at
    here: CrewOffered | VisitOffered = crew
    for stop, visit in sorted(stops, key=lambda one: one[0].starts_at):
        if at + _seconds(asked, here, visit) * _SECOND_LONG > stop.starts_at:
            found.append(f"{name} cannot be at {stop.visit_id} so soon")
        at, here = stop.ends_at, visit
    if at + _seconds(asked, here, crew) * _SECOND_LONG > crew.shift_ends_at:
        found.append(f"{name} is not back in time")
    return found


def _in_two_crews(days: dict[frozenset[str], list[tuple[Stop, VisitOffered]]]) -> list[str]:
    agents = Counter(agent for crew in days for agent in crew)
    return [f"{agent} goes in two crews" for agent, n in agents.items() if n > 1]


def _seconds(
    asked: PlanAsked, one: CrewOffered | VisitOffered, other: CrewOffered | VisitOffered
) -> int:
    places = [(each.latitude_microdegrees, each.longitude_microdegrees) for each in (one, other)]
    return travel_seconds(places[0], places[1], asked.speed_kmh_max)
