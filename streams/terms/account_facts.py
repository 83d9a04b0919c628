"""What happened to an account: past tense, frozen, keyed by `account_id`.

Every fact carries `event_id` (the producer's, for tracing), `effective_on` (the business day it
counts for) and `source_seq` (the producer's own order, 0 where it keeps none). A fact's
*business id* (statement, payment, reversal) is what makes a repeat a repeat.
"""

from typing import Literal

from streams.terms.account_fact import AccountFact
from streams.terms.case_facts import (
    CauseStated,
    ClockHeld,
    ClockReleased,
    DisputeOpened,
    DisputeResolved,
    FraudConfirmed,
    FraudRejected,
    FraudReported,
    PauseEnded,
    PauseStarted,
    PlanAgreed,
    PlanBroken,
    PromiseCancelled,
    PromiseMade,
    ReAged,
    ReAgeUndone,
    ReviewDecided,
    WaiverGranted,
)
from streams.terms.charge_facts import (
    ChargePosted,
    ChargeWaived,
    CreditBalanceRefunded,
    CreditPosted,
    StatementCorrected,
    StatementVoided,
)
from streams.terms.days import Day, Instant
from streams.terms.life_facts import (
    AccountChargedOff,
    AccountClosed,
    AccountSold,
    CardReplaced,
    ChargeOffUndone,
    CurrencyChanged,
    LiabilityChanged,
    RecoveryPosted,
)

ReversalMode = Literal["", "RESTORE_ORIGINAL", "AGE_FROM_REVERSAL"]
"""What a reversal does to age: as if never paid, or late from the reversal on; "" asks policy."""


class AccountOpened(AccountFact, frozen=True, kw_only=True):
    """The account exists: who owes, and in which currencies it keeps a ledger.

    `zone` is the IANA zone of the account's days; empty leaves it to policy.
    """

    customer_id: str
    currencies: tuple[str, ...]
    zone: str = ""


class StatementIssued(AccountFact, frozen=True, kw_only=True):
    """A cycle was closed and billed.

    All amounts are as billed, in minor units. `min_due_minor` contains `past_due_included_minor`
    and is stated before `credit_applied_minor`; `total_due_minor` is the whole closing balance
    and is negative for a credit balance. The components add up to it.
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
    cost_minor: int = 0


class PaymentPosted(AccountFact, frozen=True, kw_only=True):
    """Money came in; it counts from `value_on`, whenever the fact arrives.

    Where `paid_at` is given and policy knows a cut-off, the day of that instant in the account's
    zone (after the cut-off: the next business day) takes the place of `value_on`.
    """

    payment_id: str
    currency: str
    amount_minor: int
    value_on: Day
    channel: str = ""
    paid_at: Instant | None = None


class PaymentReversed(AccountFact, frozen=True, kw_only=True):
    """A payment (or part of it) was taken back on `effective_on`; `mode` says what that ages to."""

    reversal_id: str
    payment_id: str
    currency: str
    amount_minor: int
    reason: str = ""
    mode: ReversalMode = ""


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
    | StatementCorrected
    | StatementVoided
    | ChargePosted
    | ChargeWaived
    | CreditPosted
    | CreditBalanceRefunded
    | AccountClosed
    | AccountChargedOff
    | ChargeOffUndone
    | RecoveryPosted
    | AccountSold
    | CurrencyChanged
    | CardReplaced
    | LiabilityChanged
    | PauseStarted
    | PauseEnded
    | DisputeOpened
    | DisputeResolved
    | FraudReported
    | FraudConfirmed
    | FraudRejected
    | PlanAgreed
    | PlanBroken
    | ReAged
    | ReAgeUndone
    | WaiverGranted
    | CauseStated
    | ClockHeld
    | ClockReleased
    | PromiseMade
    | PromiseCancelled
    | ReviewDecided
)
