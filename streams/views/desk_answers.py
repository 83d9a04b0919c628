"""What a decision of the desk leads to: the stage itself is asked, on the area's row as it stands.

Nothing is written: the row that the stage answers with is dropped. So what is said here is what the
stage will do, unless something else reaches it first.
"""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from streams.field.judging import approval_missing
from streams.field.offering import has_day_left, plan_day
from streams.field.rows import Incident, Rest, Visit
from streams.field.stage import apply
from streams.terms.days import Day, iso
from streams.terms.field_facts import (
    AgentCounselled,
    IncidentCleared,
    VisitApproved,
    VisitRefused,
)
from streams.views.desk import AreaNow, Named, why

Decision = VisitApproved | VisitRefused | IncidentCleared | AgentCounselled


class Refused(ValueError):
    """A decision that leads to nothing, in one sentence with the cure."""


class Answer(Struct, frozen=True):
    """What follows a decision, in one sentence; one that `stands` already need not be sent."""

    text: str
    stands: bool = False


def answered(now: AreaNow, decision: Decision, named: Named) -> Answer:
    """Return what follows; raises Refused where it is about nothing that waits."""
    answer = _FOLLOWS[type(decision)](now, decision, named)
    step = apply(now.row, decision, now.rules, now.as_of)
    if step.reject is not None:
        raise Refused(
            f"a {decision.role} may not decide that; the policy lets {_who(now, decision)}"
        )
    return answer


def _who(now: AreaNow, decision: Decision) -> str:
    field = now.rules.field
    if field is None:
        return "nobody, since no rules for visits are in force"
    is_of_danger = isinstance(decision, IncidentCleared)
    roles = field.safety.clearing_roles if is_of_danger else field.second_visit.approving_roles
    return " or ".join(roles) or "nobody"


def _approved(now: AreaNow, fact: VisitApproved, _: Named) -> Answer:
    visit, field = _open_visit(now, fact.visit_id), now.rules.field
    if visit.refused:
        raise Refused("a manager refused it, and a refusal is never taken back")
    if visit.approved_by:
        return Answer(f"approved before, by a {visit.approved_by}", stands=True)
    if field is not None and not approval_missing(visit, field):
        raise Refused("it needs no approval: only visits behind the first do")
    first = Day(now.as_of.on if field is None else plan_day(now.as_of.on, field) + 1)
    if field is not None and not has_day_left(visit, first, field):
        return Answer("it is given back all the same: no day is left to tell the customer of it")
    return Answer(f"it is offered to the planner, for {iso(first)} at the earliest")


def _refused(now: AreaNow, fact: VisitRefused, named: Named) -> Answer:
    visit = _open_visit(now, fact.visit_id)
    if visit.refused:
        return Answer("refused before", stands=True)
    if visit.state == "ARRIVED":
        raise Refused("its crew is at the door: speak with them, the visit takes its course")
    if visit.state == "GRANTED" and visit.plan is not None:
        crew = ", ".join(map(named, visit.plan.agent_ids))
        return Answer(f"its crew ({crew}) is called back at once: telephone them as well")
    return Answer("it is given back at once, and never planned")


def _open_visit(now: AreaNow, visit_id: str) -> Visit:
    visit = now.row.visits[visit_id]
    if visit.is_over:
        on = "" if visit.closed_on is None else f" since {iso(visit.closed_on)}"
        raise Refused(f"it is over{on}{why(now, visit)}: asked for again, it can be decided")
    return visit


def _cleared(now: AreaNow, fact: IncidentCleared, named: Named) -> Answer:
    incident: Incident = now.row.incidents[fact.incident_id]
    if incident.cleared or not incident.open_to:
        elsewhere = ", ".join(dict.fromkeys(named(one.customer_id) for one in incident.open_to))
        still = f"; whom other areas tell of waits for their word: {elsewhere}" if elsewhere else ""
        return Answer(f"cleared before{still}", stands=True)
    rest = [named(one.id) for one in now.row.agents.values() if _open(one.rests, incident.id)]
    still = f"; still to be counselled: {', '.join(rest)}" if rest else ""
    return Answer(f"customer and address may be visited again, in every area{still}")


def _counselled(now: AreaNow, fact: AgentCounselled, named: Named) -> Answer:
    agent = now.row.agents[fact.agent_id]
    known = [rest for rest in agent.rests if rest.incident_id == fact.incident_id]
    if not known:
        raise Refused(
            "the agent does not rest after that incident: `arrears visits` shows who does"
        )
    if known[0].counselled:
        return Answer("counselled before", stands=True)
    others = [named(r.incident_id) for r in agent.rests if not r.counselled and r not in known]
    if others:
        return Answer(f"the agent rests on, because of {', '.join(others)}")
    return Answer("the agent may be planned again, if nothing else speaks against it")


def _open(rests: tuple[Rest, ...], incident_id: str) -> bool:
    return any(one.incident_id == incident_id and not one.counselled for one in rests)


_FOLLOWS: Mapping[type, Callable[[AreaNow, Any, Named], Answer]] = {
    VisitApproved: _approved,
    VisitRefused: _refused,
    IncidentCleared: _cleared,
    AgentCounselled: _counselled,
}
