"""What the field hands back about a customer: plans, visits given back, and danger.

What became of a visit comes back as a `contact_facts.VisitOutcome`. What is told of an attempt that
is not the last one counts no more.
"""

from streams.terms.customer_fact import CustomerFact
from streams.terms.days import Day, Instant


class VisitPlanned(CustomerFact, frozen=True, kw_only=True):
    """A crew led by `lead` would come on `visit_on` between two instants, if that is allowed."""

    escalation_id: str
    attempt: int
    visit_on: Day
    starts_at: Instant
    ends_at: Instant
    lead: str


class VisitUnplanned(CustomerFact, frozen=True, kw_only=True):
    """That plan holds no more; the area looks for another day by itself."""

    escalation_id: str
    attempt: int
    rule: str


class VisitReturned(CustomerFact, frozen=True, kw_only=True):
    """The area gives the visit back under `rule`: it may be asked for again, unless refused."""

    escalation_id: str
    attempt: int
    rule: str


class SafetyFlagged(CustomerFact, frozen=True, kw_only=True):
    """Somebody could have come to harm at the customer's, at the address of `point_id`."""

    incident_id: str
    point_id: str = ""


class SafetyCleared(CustomerFact, frozen=True, kw_only=True):
    """A person in charge has lifted the flag of that incident."""

    incident_id: str


AnyHandbackFact = VisitPlanned | VisitUnplanned | VisitReturned | SafetyFlagged | SafetyCleared
