"""How agents did in a period: a score, and an incentive that no amount collected can bring.

Who broke a rule at a door, or of whom a serious complaint stands, gets none; while a complaint is
open it waits. What follows an incident is held against nobody: who meets danger and reports it
late, or leaves without a word, has done enough.
"""

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from msgspec import Struct

from streams.insight.agents_told import SCORE_MAX, SCORE_MIN, AgentsTold, told_of_agents
from streams.insight.doors import Door
from streams.insight.heard import Heard
from streams.insight.parts import Part, part
from streams.insight.period import Period
from streams.insight.weights import score
from streams.terms.identity import told_case_id

VISITS_MIN = 5
"""Below so many visits at which an agent was there is no figure; a product choice."""

Incentive = Literal["EARNED", "COMPLAINT_UPHELD", "RULE_BROKEN", "COMPLAINT_OPEN", "TOO_FEW"]
"""Whether there is an incentive, or why there is none (COMPLAINT_OPEN: none yet)."""


class AgentReport(Struct, frozen=True, kw_only=True):
    """One agent in a period.

    `score` and `incentive_percent` are whole per cents, None where there is none. `scores` are how
    content customers were, 1 to 5. `incidents` are told and count for nothing.
    """

    agent_id: str
    visits: int
    by_the_rules: Part
    outcome_in_time: Part
    check_out_in_time: Part
    complaints: int
    scores: tuple[int, ...]
    promises_kept: Part
    incidents: int
    score: int | None
    incentive: Incentive
    incentive_percent: int | None


def people_in(heard: Heard, doors: Sequence[Door], period: Period) -> tuple[AgentReport, ...]:
    """Return everybody who was at a door in the period, or of whom there was a complaint, by id."""
    mine: dict[str, list[Door]] = defaultdict(list)
    for door in doors:
        if period.holds(door.visit_on, door.area):
            for agent_id in dict.fromkeys(door.agent_ids):
                mine[agent_id].append(door)
    told = told_of_agents(heard, doors, period)
    everybody = sorted({*mine, *told.complaints, *told.upheld})
    return tuple(_report(agent_id, mine[agent_id], told) for agent_id in everybody)


def _report(agent_id: str, doors: list[Door], told: AgentsTold) -> AgentReport:
    made = [door for door in doors if door.is_made]
    calm = [door for door in doors if door.arrived and not door.has_incident]
    by_the_rules = part(not door.findings for door in made)
    outcomes = part(
        not door.has("OUTCOME_MISSING") for door in calm if door.outcome or door.has(_MISSING)
    )
    outs = part(not door.check_out_missed for door in calm)
    promises = part(kept for door in made if (kept := _was_kept(door, told)) is not None)
    complaints, scores = told.complaints.get(agent_id, 0), told.scores.get(agent_id, [])
    known = {
        "by_the_rules": by_the_rules.value,
        "outcome_in_time": outcomes.value,
        "check_out_in_time": outs.value,
        "no_complaint": _without(complaints, len(made)),
        "satisfaction": _contentment(scores),
        "promises_kept": promises.value,
    }
    found = score({name: value for name, value in known.items() if value is not None})
    incentive = _incentive(agent_id, len(made), by_the_rules, told)
    percent = None if found is None or len(made) < VISITS_MIN else round(100 * found)
    return AgentReport(
        agent_id=agent_id,
        visits=len(made),
        by_the_rules=by_the_rules,
        outcome_in_time=outcomes,
        check_out_in_time=outs,
        complaints=complaints,
        scores=tuple(sorted(scores)),
        promises_kept=promises,
        incidents=told.incidents.get(agent_id, 0),
        score=percent,
        incentive=incentive,
        incentive_percent=percent if incentive == "EARNED" else None,
    )


_MISSING = "OUTCOME_MISSING"


def _incentive(agent_id: str, visits: int, by_the_rules: Part, told: AgentsTold) -> Incentive:
    if agent_id in told.upheld:
        return "COMPLAINT_UPHELD"
    if by_the_rules.count < by_the_rules.of:
        return "RULE_BROKEN"
    if agent_id in told.open:
        return "COMPLAINT_OPEN"
    return "EARNED" if visits >= VISITS_MIN else "TOO_FEW"


def _without(complaints: int, visits: int) -> Fraction | None:
    return Fraction(max(0, visits - complaints), visits) if visits else None


def _contentment(scores: list[int]) -> Fraction | None:
    if not scores:
        return None
    span = SCORE_MAX - SCORE_MIN
    return Fraction(sum(scores) - SCORE_MIN * len(scores), span * len(scores))


def _was_kept(door: Door, told: AgentsTold) -> bool | None:
    """Tell whether a promise made at the door was kept; None where none is decided."""
    if door.outcome != "MET_PROMISE":
        return None
    status = told.promises.get(told_case_id("PROMISE", door.visit_id))
    return None if status not in {"KEPT", "PARTLY_KEPT", "BROKEN"} else status == "KEPT"
