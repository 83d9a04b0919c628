"""What became of contacts with a customer, by us and by agencies."""

from typing import Literal

from streams.terms.customer_fact import CustomerFact
from streams.terms.days import Day, Instant
from streams.terms.profile_facts import Channel

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

Result = Literal[
    "NO_ANSWER",
    "VOICEMAIL",
    "WRONG_PARTY",
    "RIGHT_PARTY",
    "REFUSED",
    "PROMISED",
    "DISPUTED",
    "SENT",
    "DELIVERED",
    "RETURNED",
    "FAILED",
]
"""What may become of a call, message or letter.

Somebody answered a WRONG_PARTY, RIGHT_PARTY, REFUSED, PROMISED or DISPUTED call; all but the first
are talks with whom the point belongs to. RETURNED and FAILED did not reach anybody, and the point
does not work any more.
"""


Proof = Literal["", "RECORDING", "RECEIPT", "SIGNATURE", "EVASION"]
"""What proves that a contact was received, or that the customer evades it; empty where nothing."""


class VisitOutcome(CustomerFact, frozen=True, kw_only=True):
    """What became of a home visit; `outcome` is one of `Outcome`.

    Of a promise (MET_PROMISE) `promised_minor` by `promised_on` in `currency` are told, or None.
    """

    escalation_id: str
    account_id: str
    visit_number: int
    outcome: str
    at: Instant
    currency: str = ""
    promised_minor: int | None = None
    promised_on: Day | None = None
    proof: Proof = ""


class ContactMade(CustomerFact, frozen=True, kw_only=True):
    """What became of a contact that was authorised; `result` is one of `Result`.

    A letter may be SENT first, and DELIVERED or RETURNED later. `point_id` names the number or
    address that was used, None where it is not known. A promise (PROMISED) is told as in
    `VisitOutcome`.
    """

    escalation_id: str
    account_id: str
    result: str
    at: Instant
    point_id: str | None = None
    currency: str = ""
    promised_minor: int | None = None
    promised_on: Day | None = None
    proof: Proof = ""


class AgencyContacted(CustomerFact, frozen=True, kw_only=True):
    """A contact by somebody who works from a quota, not from our authorisations.

    `contact_id` is the agency's own and makes a second record about it a repeat.
    """

    contact_id: str
    agency_id: str
    account_id: str
    channel: Channel
    result: str
    at: Instant
    point_id: str | None = None


class AgencyPlaced(CustomerFact, frozen=True, kw_only=True):
    """From that day on an agency may use so many calls a day of this customer's; 0 ends it."""

    agency_id: str
    calls_per_day: int


class QuotaReturned(CustomerFact, frozen=True, kw_only=True):
    """The agency will not use so many calls of its quota of the day `effective_on`."""

    agency_id: str
    calls: int


class ComplaintReceived(CustomerFact, frozen=True, kw_only=True):
    """The customer complains, of an agent where one is named; people leave them alone meanwhile."""

    complaint_id: str
    agent_id: str | None = None


class ComplaintClosed(CustomerFact, frozen=True, kw_only=True):
    """The complaint was answered."""

    complaint_id: str


class ObjectionRaised(CustomerFact, frozen=True, kw_only=True):
    """The customer objects to what was reported of an account; an answer is due by a deadline."""

    objection_id: str
    account_id: str


class ObjectionAnswered(CustomerFact, frozen=True, kw_only=True):
    """The objection was answered in writing."""

    objection_id: str


class SatisfactionScored(CustomerFact, frozen=True, kw_only=True):
    """How content the customer was with a contact, 1 (not at all) to 5."""

    score_id: str
    score: int


AnyContactFact = (
    VisitOutcome
    | ContactMade
    | AgencyContacted
    | AgencyPlaced
    | QuotaReturned
    | ComplaintReceived
    | ComplaintClosed
    | ObjectionRaised
    | ObjectionAnswered
    | SatisfactionScored
)
