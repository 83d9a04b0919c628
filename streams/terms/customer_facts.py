"""What happened to a customer: past tense, frozen, keyed by `customer_id`.

What limits contact stands in `profile_facts`, what became of contacts in `contact_facts`.
"""

from streams.terms.contact_facts import AnyContactFact
from streams.terms.customer_fact import CustomerFact
from streams.terms.delinquency_notices import CorrectedSpan
from streams.terms.handback_facts import AnyHandbackFact
from streams.terms.profile_facts import AnyProfileFact
from streams.terms.standing import Standing


class StandingChanged(CustomerFact, frozen=True, kw_only=True):
    """The delinquency stage says how one of the customer's accounts stands now."""

    standing: Standing


class AccountWithdrawn(CustomerFact, frozen=True, kw_only=True):
    """The customer is liable for that account no longer; `version` counts with the standings."""

    account_id: str
    version: int


class PastCorrected(CustomerFact, frozen=True, kw_only=True):
    """Days of an account's ledger were told otherwise than they stood; `cause` is the fact's id."""

    account_id: str
    currency: str
    spans: tuple[CorrectedSpan, ...]
    cause: str


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
    | PastCorrected
    | CustomerRecordRefused
    | CustomerRefusalResolved
    | AnyProfileFact
    | AnyContactFact
    | AnyHandbackFact
)
