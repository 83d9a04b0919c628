"""What happened in a service area: past tense, frozen, keyed by `area`.

People stand in `agent_facts`, visits in `visit_facts`; what persons decided stands here.
"""

from streams.terms.agent_facts import AnyAgentFact
from streams.terms.field_fact import FieldFact
from streams.terms.visit_facts import AnyVisitFact


class VisitApproved(FieldFact, frozen=True, kw_only=True):
    """A manager approves a visit that needs it, for the purpose that `reason` states."""

    visit_id: str
    role: str
    decided_by: str
    reason: str


class VisitRefused(FieldFact, frozen=True, kw_only=True):
    """A manager refuses the visit; it is not planned, whatever was approved before."""

    visit_id: str
    role: str
    decided_by: str
    reason: str


class IncidentCleared(FieldFact, frozen=True, kw_only=True):
    """A person in a role that policy names lifts what the incident forbids at its address."""

    incident_id: str
    role: str
    decided_by: str
    reason: str


class AgentCounselled(FieldFact, frozen=True, kw_only=True):
    """The agent has rested and talked about the incident, and may visit again."""

    agent_id: str
    incident_id: str
    role: str
    decided_by: str
    reason: str


class AreaRecordRefused(FieldFact, frozen=True, kw_only=True):
    """A record of this area went to the dead letters (see `account_facts.RecordRefused`)."""

    origin: str
    rule: str


class AreaRefusalResolved(FieldFact, frozen=True, kw_only=True):
    """A person settled that dead letter: its hold is lifted."""

    origin: str
    decided_by: str
    reason: str


AnyFieldFact = (
    AnyVisitFact
    | AnyAgentFact
    | VisitApproved
    | VisitRefused
    | IncidentCleared
    | AgentCounselled
    | AreaRecordRefused
    | AreaRefusalResolved
)
