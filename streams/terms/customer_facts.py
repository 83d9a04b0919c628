"""What happened to a customer: past tense, frozen, keyed by `customer_id`."""

from typing import Literal

from msgspec import Struct

from streams.terms.days import Day, Instant
from streams.terms.standing import Standing

Outcome = Literal[
    "NOT_HOME",
    "ADDRESS_WRONG",
    "MET_PAID",
    "MET_PROMISE",
    "MET_PLAN_ASKED",
    "MET_DISPUTE",
    "REFUSED_TO_PAY",
    "REFUSED_VISIT",
    "THIRD_PARTY_ONLY",
    "VULNERABLE_STOP",
    "SAFETY_STOP",
    "RECALLED",
]
"""What may become of a home visit."""


class CustomerFact(Struct, frozen=True, kw_only=True):
    """What every fact about one customer carries (see `account_facts` for the fields)."""

    event_id: str
    customer_id: str
    effective_on: Day
    source_seq: int = 0


class StandingChanged(CustomerFact, frozen=True, kw_only=True):
    """The delinquency stage says how one of the customer's accounts stands now."""

    standing: Standing


class AccountWithdrawn(CustomerFact, frozen=True, kw_only=True):
    """The customer is liable for that account no longer; `version` counts with the standings."""

    account_id: str
    version: int


class StopPlaced(CustomerFact, frozen=True, kw_only=True):
    """No contact with this customer from now on.

    `kind` is one of CEASE_CONTACT, ATTORNEY, BANKRUPTCY, DECEASED, BREATHING_SPACE, VULNERABLE.
    """

    stop_id: str
    kind: str


class StopLifted(CustomerFact, frozen=True, kw_only=True):
    """The stop of that id no longer holds."""

    stop_id: str


class VisitOutcome(CustomerFact, frozen=True, kw_only=True):
    """What became of a home visit.

    `outcome` is one of NOT_HOME, ADDRESS_WRONG, MET_PAID, MET_PROMISE, MET_PLAN_ASKED, MET_DISPUTE,
    REFUSED_TO_PAY, REFUSED_VISIT, THIRD_PARTY_ONLY, VULNERABLE_STOP, SAFETY_STOP, RECALLED.
    """

    escalation_id: str
    account_id: str
    visit_number: int
    outcome: str
    at: Instant


class CustomerRecordRefused(CustomerFact, frozen=True, kw_only=True):
    """A record of this customer went to the dead letters (see `account_facts.RecordRefused`)."""

    origin: str
    rule: str


class CustomerRefusalResolved(CustomerFact, frozen=True, kw_only=True):
    """A person settled that dead letter: its hold is lifted."""

    origin: str
    decided_by: str
    reason: str


AnyCustomerFact = (
    StandingChanged
    | AccountWithdrawn
    | StopPlaced
    | StopLifted
    | VisitOutcome
    | CustomerRecordRefused
    | CustomerRefusalResolved
)
