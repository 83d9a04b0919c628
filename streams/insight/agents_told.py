"""What was told of agents beside their visits: complaints, scores, incidents, bars, promises."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from streams.insight.doors import Door
from streams.insight.heard import Heard, people_of
from streams.insight.period import Period
from streams.insight.visits import door_before
from streams.terms.agent_facts import AgentBarred, IncidentReported
from streams.terms.contact_facts import ComplaintClosed, ComplaintReceived, SatisfactionScored
from streams.terms.delinquency_notices import PromiseNotice

SCORE_MIN, SCORE_MAX = 1, 5
"""How content a customer may be."""

_UPHELD = "SERIOUS_COMPLAINT"


class AgentsTold(Struct, frozen=True, kw_only=True):
    """What was told in a period, by agent.

    `complaints` counts those that name the agent; `open` are agents of whom one is not answered
    yet, of this period or an earlier one; `upheld` those who were barred for one in the period,
    whatever came later. `promises` are what became of each promise, by its id.
    """

    complaints: dict[str, int]
    open: frozenset[str]
    upheld: frozenset[str]
    scores: dict[str, list[int]]
    incidents: dict[str, int]
    promises: dict[str, str]


def told_of_agents(heard: Heard, doors: Sequence[Door], period: Period) -> AgentsTold:
    """Return what was told of agents in a period; a complaint is of where its agent visits."""
    named = _named(heard, doors, period)
    mine = [one for one in named if one.effective_on >= period.first_on]
    complaints: dict[str, int] = defaultdict(int)
    for one in mine:
        complaints[one.agent_id or ""] += 1
    answered = {told.complaint_id for told in heard.of(ComplaintClosed)}
    barred = [one for one in heard.of(AgentBarred) if one.bar == _UPHELD]
    return AgentsTold(
        complaints=complaints,
        open=frozenset(o.agent_id or "" for o in named if o.complaint_id not in answered),
        upheld=frozenset(b.agent_id for b in barred if period.holds(b.effective_on, b.area)),
        scores=_scores(heard, doors, period),
        incidents=_incidents(heard, doors, period),
        promises=_promises(heard.of(PromiseNotice)),
    )


def _named(heard: Heard, doors: Sequence[Door], period: Period) -> list[ComplaintReceived]:
    """Return complaints up to the end of the period of agents who visit in its area."""
    agents = {
        agent_id
        for door in doors
        for agent_id in door.agent_ids
        if period.area in {None, door.area}
    }
    return [
        one
        for one in heard.of(ComplaintReceived)
        if one.agent_id in agents and one.effective_on <= period.last_on
    ]


def _scores(heard: Heard, doors: Sequence[Door], period: Period) -> dict[str, list[int]]:
    known_as, found = people_of(heard), defaultdict(list)
    for told in heard.of(SatisfactionScored):
        door = door_before(doors, known_as(told.customer_id), told.effective_on)
        if door is not None and period.holds(told.effective_on, door.area):
            for agent_id in dict.fromkeys(door.agent_ids):
                found[agent_id].append(min(SCORE_MAX, max(SCORE_MIN, told.score)))
    return found


def _incidents(heard: Heard, doors: Sequence[Door], period: Period) -> dict[str, int]:
    crews = {door.visit_id: door.agent_ids for door in doors}
    found: dict[str, int] = defaultdict(int)
    for told in heard.of(IncidentReported):
        if period.holds(told.effective_on, told.area):
            for agent_id in told.agent_ids or crews.get(told.visit_id or "", ()):
                found[agent_id] += 1
    return found


def _promises(notices: Iterable[PromiseNotice]) -> dict[str, str]:
    """Return what became of each promise, as said last."""
    return {one.promise_id: one.status for one in sorted(notices, key=lambda each: each.seq)}
