"""Plans as people make them who look no further than the next door: the nearest one comes first.

Two forms of it, both within the same hard rules and both with the same whole minutes as the
planner: one fills the day of a crew before it looks at the next crew, the other lets the crew go on
that is free soonest. A crew goes to the nearest visit that it can still make, waits there until the
window opens, and goes home when there is none.
"""

from collections.abc import Callable

from streams.planning.work import Work

Plan = list[list[int]]


def crew_by_crew(work: Work) -> Plan:
    """Return the visits of each crew in order, one crew's day after the other's."""
    return _planned(work, lambda crew, _: (crew,))


def all_at_once(work: Work) -> Plan:
    """Return the visits of each crew in order, where the crew that is free soonest goes on."""
    return _planned(work, lambda crew, minute: (minute, crew))


def _planned(work: Work, turn: Callable[[int, int], tuple[int, ...]]) -> Plan:
    plan: Plan = [[] for _ in work.crews]
    free = {crew: begins for crew, (begins, _) in enumerate(work.shifts)}
    left = set(range(len(work.visits)))
    while free:
        crew = min(free, key=lambda one: turn(one, free[one]))
        found = _next(work, crew, plan[crew], free[crew], left)
        if found is None:
            del free[crew]
            continue
        free[crew], visit = found
        plan[crew].append(visit)
        left.remove(visit)
    return plan


def _next(
    work: Work, crew: int, done: list[int], minute: int, left: set[int]
) -> tuple[int, int] | None:
    """Return the nearest visit that the crew can make, behind the minute when it is through."""
    if len(done) >= work.crews[crew].visits_left:
        return None
    here = work.place_of(done[-1]) if done else crew
    for visit in sorted(left, key=lambda one: (work.travel[here][work.place_of(one)], one)):
        there = work.place_of(visit)
        start = max(minute + work.minutes(here, there), work.starts[visit][0])
        ends = start + work.visit_minutes
        is_in_time = start <= work.starts[visit][1]
        if (
            is_in_time
            and crew in work.may[visit]
            and ends + work.minutes(there, crew) <= work.shifts[crew][1]
        ):
            return ends, visit
    return None
