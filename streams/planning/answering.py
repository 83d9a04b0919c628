"""The planner's answer to a question: who goes where and when, as the fact that the area takes in.

The same question has the same answer wherever it is asked, as long as the solver is the same
version and time has not cut its search short; `ended_by` tells that.
"""

from collections.abc import Iterator, Sequence
from types import ModuleType

from streams.field.question import input_digest
from streams.planning.errors import SolverMissing
from streams.planning.work import Work, led, work_of
from streams.terms.days import Instant
from streams.terms.field_notices import PlanAsked
from streams.terms.identity import stable_id
from streams.terms.visit_facts import PlanProposed, Stop

_MINUTE_LONG = 60_000_000


def answer(asked: PlanAsked, seconds_max: float) -> PlanProposed:
    """Return the plan for a question; visits that found no place in it are left out.

    The search ends by itself, at a limit that does not depend on the machine; `seconds_max` of
    wall time only keeps it from going on for ever. Raises SolverMissing where OR-tools is not
    installed.
    """
    solving = _solving()
    work = work_of(asked)
    found = solving.looked_for(work, seconds_max)
    digest = input_digest(asked)
    return PlanProposed(
        event_id=stable_id("plan", asked.plan_id, digest),
        area=asked.area,
        effective_on=asked.as_of,
        plan_id=asked.plan_id,
        input_digest=digest,
        solver=solving.NAME,
        ended_by=found.ended_by,
        stops=stops_of(work, found.routes),
    )


def solver_name() -> str:
    """Return the program and version that looks for routes; raises SolverMissing without it."""
    name: str = _solving().NAME
    return name


def stops_of(work: Work, routes: Sequence[Sequence[int]]) -> tuple[Stop, ...]:
    """Return the stops of all crews, for each the visits it makes in order, by index."""
    return tuple(stop for crew, route in enumerate(routes) for stop in _stops(work, crew, route))


def _solving() -> ModuleType:
    """Return the module that needs the solver."""
    try:
        from streams.planning import solving  # noqa: PLC0415 - needs an extra
    except ImportError as missing:
        raise SolverMissing(
            "routes are looked for by OR-tools, which is not installed here:"
            " install it with: pip install 'arrears[field]'"
        ) from missing
    return solving


def _stops(work: Work, crew: int, route: Sequence[int]) -> Iterator[Stop]:
    """Yield the stops of a crew, each as early as it can be."""
    minute, place = work.shifts[crew][0], crew
    for index in route:
        visit = work.visits[index]
        minute += work.minutes(place, work.place_of(index))
        minute, place = max(minute, work.starts[index][0]), work.place_of(index)
        yield Stop(
            visit_id=visit.visit_id,
            attempt=visit.attempt,
            agent_ids=led(work.crews[crew], visit),
            starts_at=Instant(minute * _MINUTE_LONG),
            ends_at=Instant((minute + work.visit_minutes) * _MINUTE_LONG),
        )
        minute += work.visit_minutes
