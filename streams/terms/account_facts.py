"""What happened to an account: past tense, frozen, keyed by `account_id`.

Every fact carries `event_id` (the producer's, for tracing), `effective_on` (the business day it
counts for) and `source_seq` (the producer's own order, 0 where it keeps none). A fact's
*business id* (statement, payment, reversal) is what makes a repeat a repeat.
"""

from msgspec import Struct

from streams.terms.days import Day


class AccountFact(Struct, frozen=True, kw_only=True):
    """What every fact about one account carries."""

    event_id: str
    account_id: str
    effective_on: Day
    source_seq: int = 0


class AccountOpened(AccountFact, frozen=True, kw_only=True):
    """The account exists: who owes, and in which currencies it keeps a ledger."""

    customer_id: str
    currencies: tuple[str, ...]


class StatementIssued(AccountFact, frozen=True, kw_only=True):
    """A cycle was closed and billed.

    All amounts are as billed, in minor units. `min_due_minor` contains `past_due_included_minor`
    and is stated before `credit_applied_minor`; `total_due_minor` is the whole closing balance
    and is negative for a credit balance. The four components add up to it.
    """

    statement_id: str
    currency: str
    closed_on: Day
    due_on: Day
    min_due_minor: int
    total_due_minor: int
    past_due_included_minor: int = 0
    credit_applied_minor: int = 0
    principal_minor: int = 0
    interest_minor: int = 0
    fee_minor: int = 0
    penalty_minor: int = 0


class PaymentPosted(AccountFact, frozen=True, kw_only=True):
    """Money came in; it counts from `value_on`, whenever the fact arrives."""

    payment_id: str
    currency: str
    amount_minor: int
    value_on: Day
    channel: str = ""


class PaymentReversed(AccountFact, frozen=True, kw_only=True):
    """A payment (or part of it) never was: what it had settled has its original age again."""

    reversal_id: str
    payment_id: str
    currency: str
    amount_minor: int
    reason: str = ""


class RecordRefused(AccountFact, frozen=True, kw_only=True):
    """A record of this account went to the dead letters: the account is incomplete until resolved.

    `origin` is `topic/partition/offset`. Made by the engine, never read from a topic of facts.
    """

    origin: str
    rule: str


class RefusalResolved(AccountFact, frozen=True, kw_only=True):
    """A person settled the dead letter that came from `origin`: its hold is lifted."""

    origin: str
    decided_by: str
    reason: str


AnyAccountFact = (
    AccountOpened
    | StatementIssued
    | PaymentPosted
    | PaymentReversed
    | RecordRefused
    | RefusalResolved
)
