"""People who visit: certificates, roster, absence, what bars them, and what happened to them."""

from typing import Literal

from streams.terms.days import Day, Instant
from streams.terms.field_fact import FieldFact

Certificate = Literal["LAW", "CONDUCT", "SAFETY", "PSYCHOLOGY"]
"""What an agent has learned and passed an exam in."""

BarKind = Literal["VIOLENT_CRIME", "BAD_CREDIT", "SERIOUS_COMPLAINT", "PLEDGE_MISSING", "OTHER"]
"""Why an agent must not visit."""

IncidentKind = Literal["VIOLENCE", "THREAT", "ANIMAL", "ACCIDENT", "OTHER"]
"""What happened to a crew."""


class AgentCertified(FieldFact, frozen=True, kw_only=True):
    """The agent passed; the certificate holds from `valid_from_on` to `valid_until_on`, both in."""

    agent_id: str
    certificate_id: str
    certificate: Certificate
    valid_from_on: Day
    valid_until_on: Day


class CertificateWithdrawn(FieldFact, frozen=True, kw_only=True):
    """The certificate holds no more from `effective_on` on."""

    agent_id: str
    certificate_id: str


class AgentRostered(FieldFact, frozen=True, kw_only=True):
    """The area is the agent's home area on `effective_on`, and theirs are the hours of a shift.

    The agent sets out from the place named. `visits_elsewhere` counts those of the same week in
    other areas, so that the cap of a week holds over all of them. A shift without hours
    (`shift_ends_at` not after `shift_begins_at`) takes the day back.
    """

    agent_id: str
    shift_begins_at: Instant
    shift_ends_at: Instant
    latitude_microdegrees: int
    longitude_microdegrees: int
    visits_elsewhere: int = 0


class AgentAbsent(FieldFact, frozen=True, kw_only=True):
    """The agent cannot come, or not go on, on `effective_on`."""

    agent_id: str
    reason: str = ""


class AgentBarred(FieldFact, frozen=True, kw_only=True):
    """Something speaks against the agent's visiting anybody; `bar_id` names the case."""

    agent_id: str
    bar_id: str
    bar: BarKind


class AgentAdmitted(FieldFact, frozen=True, kw_only=True):
    """What barred the agent is settled."""

    agent_id: str
    bar_id: str


class IncidentReported(FieldFact, frozen=True, kw_only=True):
    """A crew met with danger, at a visit where one is named; its agents rest until counselled."""

    incident_id: str
    incident: IncidentKind
    at: Instant
    agent_ids: tuple[str, ...] = ()
    visit_id: str | None = None
    customer_id: str | None = None
    point_id: str | None = None


AnyAgentFact = (
    AgentCertified
    | CertificateWithdrawn
    | AgentRostered
    | AgentAbsent
    | AgentBarred
    | AgentAdmitted
    | IncidentReported
)
