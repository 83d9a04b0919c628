"""How long the crews of a plan are on their way, from their places to the visits and back."""

from collections import defaultdict
from itertools import pairwise

from streams.field.travel import Place, travel_seconds
from streams.terms.field_notices import PlanAsked
from streams.terms.visit_facts import PlanProposed, Stop


def travelled_seconds(asked: PlanAsked, plan: PlanProposed) -> int:
    """Return the seconds of travel of a plan, by the question's speed and in straight lines.

    What a plan says of visits or crews that were not offered is no travel.
    """
    visits = {
        (one.visit_id, one.attempt): (one.latitude_microdegrees, one.longitude_microdegrees)
        for one in asked.visits
    }
    routes: defaultdict[frozenset[str], list[Stop]] = defaultdict(list)
    for stop in sorted(plan.stops, key=lambda one: one.starts_at):
        if (stop.visit_id, stop.attempt) in visits:
            routes[frozenset(stop.agent_ids)].append(stop)
    seconds = 0
    for crew in asked.crews:
        home: Place = (crew.latitude_microdegrees, crew.longitude_microdegrees)
        route = routes.pop(frozenset(crew.agent_ids), [])
        places = [home, *(visits[stop.visit_id, stop.attempt] for stop in route), home]
        seconds += sum(travel_seconds(*leg, asked.speed_kmh_max) for leg in pairwise(places))
    return seconds
