"""Which record of which topic says which fact about a service area."""

from typing import Any

from streams.terms import agent_facts, field_facts, routes, visit_facts
from streams.wire.shapes import Shape

_KEY = "area"

FIELD_SHAPES: tuple[Shape[Any], ...] = (
    Shape(visit_facts.VisitAsked, routes.VISIT_REQUESTS, "VISIT_ASKED", _KEY),
    Shape(visit_facts.VisitGranted, routes.VISIT_REQUESTS, "VISIT_GRANTED", _KEY),
    Shape(visit_facts.VisitWithdrawn, routes.VISIT_REQUESTS, "VISIT_WITHDRAWN", _KEY),
    Shape(visit_facts.CustomerFlagged, routes.VISIT_REQUESTS, "CUSTOMER_FLAGGED", _KEY),
    Shape(visit_facts.CustomerCleared, routes.VISIT_REQUESTS, "CUSTOMER_CLEARED", _KEY),
    Shape(agent_facts.AgentCertified, routes.FIELD_AGENTS, "AGENT_CERTIFIED", _KEY),
    Shape(agent_facts.CertificateWithdrawn, routes.FIELD_AGENTS, "CERTIFICATE_WITHDRAWN", _KEY),
    Shape(agent_facts.AgentRostered, routes.FIELD_AGENTS, "AGENT_ROSTERED", _KEY),
    Shape(agent_facts.AgentAbsent, routes.FIELD_AGENTS, "AGENT_ABSENT", _KEY),
    Shape(agent_facts.AgentBarred, routes.FIELD_AGENTS, "AGENT_BARRED", _KEY),
    Shape(agent_facts.AgentAdmitted, routes.FIELD_AGENTS, "AGENT_ADMITTED", _KEY),
    Shape(agent_facts.IncidentReported, routes.FIELD_AGENTS, "SAFETY_INCIDENT", _KEY),
    Shape(visit_facts.CheckedIn, routes.FIELD_VISITS, "VISIT_STARTED", _KEY),
    Shape(visit_facts.VisitEnded, routes.FIELD_VISITS, "VISIT_ENDED", _KEY),
    Shape(visit_facts.CheckedOut, routes.FIELD_VISITS, "CHECKED_OUT", _KEY),
    Shape(visit_facts.NoticeSent, routes.FIELD_VISITS, "NOTICE_SENT", _KEY),
    Shape(visit_facts.PlanProposed, routes.FIELD_PLANS, "PLAN_PROPOSED", _KEY),
    Shape(field_facts.VisitApproved, routes.FIELD_DECISIONS, "APPROVED", _KEY),
    Shape(field_facts.VisitRefused, routes.FIELD_DECISIONS, "REFUSED", _KEY),
    Shape(field_facts.IncidentCleared, routes.FIELD_DECISIONS, "CLEARED", _KEY),
    Shape(field_facts.AgentCounselled, routes.FIELD_DECISIONS, "COUNSELLED", _KEY),
    Shape(field_facts.AreaRefusalResolved, routes.FIELD_DECISIONS, "REFUSAL_RESOLVED", _KEY),
)
