"""The search for routes, by the routing library of OR-tools.

Each crew is a vehicle that leaves its place and comes back to it within its shift. A visit may be
left out, at a price that is always above what travelling to it could cost, and the higher the more
visits matter less than it: so as many are placed as can be, those that matter least are left out
first, and of such plans one with little travel is found.

The search (guided local search) has no end of its own, not even where one visit is to be placed. It
ends after so many steps as the number of visits gives, a step being a branch of the solver's search
tree; so its result does not depend on the machine.
"""

from bisect import bisect_right
from typing import Any

import ortools
from msgspec import Struct
from ortools.constraint_solver import pywrapcp, routing_enums_pb2
from ortools.util import optional_boolean_pb2

from streams.planning.work import Work

NAME = f"ortools {ortools.__version__}"

# Nothing is left to be found, at least in the neighbourhood.
OPTIMUM = "optimum"
SEARCH_LIMIT = "search limit"
TIME = "time"

# A solution that is taken up costs about six steps; those of 300 visits take a core some seconds.
_STEPS, _STEPS_A_VISIT = 1_000, 10
# Each stop is moved next to a tenth of the others, the nearest, and to no fewer than these.
_NEIGHBOURS_SHARE, _NEIGHBOURS = 0.1, 15
# The moves that pay here. Those for pairs of stops have nothing to do, and those that take whole
# routes apart cost more time than they save travel.
_MOVES = {
    "use_relocate",
    "use_exchange",
    "use_cross",
    "use_two_opt",
    "use_or_opt",
    "use_shortest_path_two_opt",
    "use_make_active",
    "use_make_inactive",
    "use_swap_active",
}
_TIME, _VISITS = "time", "visits"


class Found(Struct, frozen=True):
    """For each crew its visits in order, by index, and why the search ended."""

    routes: tuple[tuple[int, ...], ...]
    ended_by: str


def looked_for(work: Work, seconds_max: float) -> Found:
    """Return routes in which every visit comes at most once and every rule of the work holds.

    The search is cut short, and says so, where it takes more than `seconds_max` of wall time.
    """
    if not work.visits:
        return Found(((),) * len(work.crews), OPTIMUM)
    return _Search(work).ended(seconds_max)


def left_out_costs(work: Work) -> list[int]:
    """Return for each visit what it costs to leave it out.

    That is one more than the visits that matter less, times more than all travel of a day can be.
    """
    above_travel = 1 + sum(60 * (ends - begins) for begins, ends in work.shifts)
    ranks = sorted(visit.rank for visit in work.visits)
    return [
        above_travel * (1 + len(ranks) - bisect_right(ranks, visit.rank)) for visit in work.visits
    ]


def _parameters(seconds_max: float) -> Any:
    """Return how to search: nothing in it looks at a clock but the stop after `seconds_max`."""
    found = pywrapcp.DefaultRoutingSearchParameters()
    found.first_solution_strategy = (
        routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    )
    found.local_search_metaheuristic = (
        routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    found.time_limit.FromMilliseconds(round(seconds_max * 1_000))
    found.lns_time_limit.CopyFrom(found.time_limit)
    # Another solver, with a clock of its own, would be asked about what is small.
    found.fallback_to_cp_sat_size_threshold = 0
    found.ls_operator_neighbors_ratio = _NEIGHBOURS_SHARE
    found.ls_operator_min_neighbors = _NEIGHBOURS
    moves = found.local_search_operators
    for move in moves.DESCRIPTOR.fields_by_name:
        chosen = (
            optional_boolean_pb2.BOOL_TRUE if move in _MOVES else optional_boolean_pb2.BOOL_FALSE
        )
        setattr(moves, move, chosen)
    return found


class _Search:
    """One model and its search; the order in which things are added to it is part of the input."""

    def __init__(self, work: Work) -> None:
        self._work = work
        crews = list(range(len(work.crews)))
        self._index = pywrapcp.RoutingIndexManager(len(work.travel), len(crews), crews, crews)
        self._model = pywrapcp.RoutingModel(self._index)
        travel = self._model.RegisterTransitMatrix([list(row) for row in work.travel])
        self._model.SetArcCostEvaluatorOfAllVehicles(travel)
        self._in_time()
        self._within_caps()
        self._by_whom()

    def ended(self, seconds_max: float) -> Found:
        """Return what the search has found when it is over."""
        solver = self._model.solver()
        self._model.CloseModel()
        steps_max = _STEPS + _STEPS_A_VISIT * len(self._work.visits)
        self._model.AddSearchMonitor(solver.BranchesLimit(steps_max))
        began_at = solver.WallTime()
        best = self._model.SolveWithParameters(_parameters(seconds_max))
        ended_by = OPTIMUM
        if solver.Branches() >= steps_max:
            ended_by = SEARCH_LIMIT
        elif solver.WallTime() - began_at >= round(seconds_max * 1_000):
            ended_by = TIME
        crews = range(len(self._work.crews))
        return Found(tuple(self._route(best, crew) for crew in crews), ended_by)

    def _in_time(self) -> None:
        """Let a crew be on its way in its shift alone, and a visit begin in its span alone."""
        work = self._work
        origin = min(begins for begins, _ in work.shifts)
        longest = max(ends for _, ends in work.shifts) - origin
        ways = self._model.RegisterTransitMatrix(self._minutes())
        self._model.AddDimension(ways, longest, longest, False, _TIME)
        times = self._model.GetDimensionOrDie(_TIME)
        for crew, (begins, ends) in enumerate(work.shifts):
            for index in (self._model.Start(crew), self._model.End(crew)):
                times.CumulVar(index).SetRange(begins - origin, ends - origin)
        for visit, (first, last) in enumerate(work.starts):
            times.CumulVar(self._at(visit)).SetRange(max(0, first - origin), last - origin)

    def _minutes(self) -> list[list[int]]:
        """Return the minutes from the beginning of one stop to that of the next."""
        work, crews = self._work, len(self._work.crews)
        places = range(len(work.travel))
        return [
            [work.minutes(one, other) + work.visit_minutes * (one >= crews) for other in places]
            for one in places
        ]

    def _within_caps(self) -> None:
        crews = self._work.crews
        counted = [0] * len(crews) + [1] * len(self._work.visits)
        self._model.AddDimensionWithVehicleCapacity(
            self._model.RegisterUnaryTransitVector(counted),
            0,
            [crew.visits_left for crew in crews],
            True,
            _VISITS,
        )

    def _by_whom(self) -> None:
        """Let a visit go to the crews that may, or to nobody (-1) at a price."""
        for visit, costs in enumerate(left_out_costs(self._work)):
            index = self._at(visit)
            self._model.AddDisjunction([index], costs)
            self._model.VehicleVar(index).SetValues([-1, *self._work.may[visit]])

    def _at(self, visit: int) -> int:
        found: int = self._index.NodeToIndex(self._work.place_of(visit))
        return found

    def _route(self, best: Any, crew: int) -> tuple[int, ...]:
        """Return what a crew does in a solution; where there was no time for one, nothing."""
        if best is None:
            return ()
        found = []
        index = best.Value(self._model.NextVar(self._model.Start(crew)))
        while not self._model.IsEnd(index):
            found.append(self._index.IndexToNode(index) - len(self._work.crews))
            index = best.Value(self._model.NextVar(index))
        return tuple(found)
