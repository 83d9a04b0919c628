"""Which area a decision is for, where several know of what it is about: one in which it waits.

A visit may have been asked of one area and then of another, and an id may stand in two of them.
Where several areas come back, the thing waits in each of them, and a person has to say which.
"""

from collections.abc import Sequence

from streams.field.rows import Visit
from streams.views.desk import AreaNow


def areas_of_visit(areas: Sequence[AreaNow], visit_id: str) -> list[AreaNow]:
    """Return the areas in which a visit is open, by its last attempt; else one that knew it."""
    known = [(now, now.row.visits[visit_id]) for now in areas if visit_id in now.row.visits]
    waiting = _last([(now, visit) for now, visit in known if not visit.is_over])
    return waiting or _last(known)[:1]


def areas_of_incident(areas: Sequence[AreaNow], incident_id: str) -> list[AreaNow]:
    """Return the areas in which an incident is to be cleared, those that met it before others.

    What is cleared where it was met is cleared in every area, as soon as each has heard of it.
    """
    known = [now for now in areas if incident_id in now.row.incidents]
    waiting = [now for now in known if now.row.incidents[incident_id].open_to]
    return _own(waiting, incident_id) or waiting or (_own(known, incident_id) or known)[:1]


def areas_of_rest(areas: Sequence[AreaNow], agent_id: str, incident_id: str) -> list[AreaNow]:
    """Return the areas in which an agent rests after an incident; else one in which they did."""
    known = [now for now in areas if _rests(now, agent_id, incident_id)]
    waiting = [now for now in known if False in _rests(now, agent_id, incident_id)]
    return waiting or known[:1]


def _last(known: list[tuple[AreaNow, Visit]]) -> list[AreaNow]:
    last = max((visit.attempt for _, visit in known), default=0)
    return [now for now, visit in known if visit.attempt == last]


def _own(known: list[AreaNow], incident_id: str) -> list[AreaNow]:
    return [now for now in known if now.row.incidents[incident_id].is_own]


def _rests(now: AreaNow, agent_id: str, incident_id: str) -> list[bool]:
    """Return for each rest after the incident whether it was talked about."""
    agent = now.row.agents.get(agent_id)
    rests = () if agent is None else agent.rests
    return [rest.counselled for rest in rests if rest.incident_id == incident_id]
