"""The planner of a simulated run: it answers at once, where the solver is installed."""

from streams.planning.answering import answer
from streams.planning.errors import SolverMissing
from streams.terms.field_notices import PlanAsked
from streams.terms.visit_facts import PlanProposed

# Time is only a safety stop; a made-up day is never as large as that.
_SECONDS_MAX = 30.0


def answered(asked: PlanAsked) -> PlanProposed | None:
    """Return the plan; None without a solver: the area then gives the visits back."""
    try:
        return answer(asked, _SECONDS_MAX)
    except SolverMissing:
        return None
