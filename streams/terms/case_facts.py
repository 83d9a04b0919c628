"""What protects an account or changes how it ages: pauses, disputes, plans, re-ages, fraud.

Each has an id; the fact that ends it names that id and may arrive first. All count from their
`effective_on`, that day included.
"""

from typing import Literal

from msgspec import Struct

from streams.terms.account_fact import AccountFact
from streams.terms.days import Day

DisputeOutcome = Literal["UPHELD", "REJECTED"]
"""UPHELD: the customer was right, the part is owed no more; REJECTED: it is, at its old age."""

Cause = Literal["FORGOT", "INCOME", "ILLNESS", "DISPUTE", "FRAUD"]
"""Why a customer pays late."""

EffectKind = Literal["BANKRUPTCY", "DECEASED", "BREATHING_SPACE"]
"""Which of a customer's stops reaches the clocks of the account."""

Verdict = Literal["APPLY", "DISCARD"]
"""What a person decided about a fact that waits for one."""


class Instalment(Struct, frozen=True, kw_only=True, array_like=True, order=True):
    """One part of a promise or plan: how much by which day."""

    due_on: Day
    amount_minor: int


class PauseStarted(AccountFact, frozen=True, kw_only=True):
    """Delinquent days stand still from `effective_on` up to `until_on`, that day excluded.

    A day counts in the night before it, and the first night that stands still is the one from
    `effective_on` to the next day: `effective_on` itself still counts as a delinquent day, and
    `until_on` is the last that does not.
    """

    pause_id: str
    until_on: Day | None = None
    reason: str = ""


class PauseEnded(AccountFact, frozen=True, kw_only=True):
    """The pause ended; a second end, or one after `until_on`, changes nothing."""

    pause_id: str


class DisputeOpened(AccountFact, frozen=True, kw_only=True):
    """A part of what is billed is disputed; no amount means all of it.

    With a `statement_id` it is part of that statement's obligation, otherwise of the oldest ones.
    """

    dispute_id: str
    currency: str
    amount_minor: int | None = None
    statement_id: str | None = None


class DisputeResolved(AccountFact, frozen=True, kw_only=True):
    """The dispute is over."""

    dispute_id: str
    outcome: DisputeOutcome


class FraudReported(AccountFact, frozen=True, kw_only=True):
    """A transaction, or an amount, is said to be fraud: that part is neither late nor collected."""

    fraud_id: str
    currency: str
    amount_minor: int
    statement_id: str | None = None
    transaction_id: str | None = None


class FraudConfirmed(AccountFact, frozen=True, kw_only=True):
    """It was fraud: that part never was owed."""

    fraud_id: str


class FraudRejected(AccountFact, frozen=True, kw_only=True):
    """It was none: the part is owed at its old age."""

    fraud_id: str


class PlanAgreed(AccountFact, frozen=True, kw_only=True):
    """A hardship plan: while it is performed, nobody collects."""

    plan_id: str
    currency: str
    instalments: tuple[Instalment, ...]


class PlanBroken(AccountFact, frozen=True, kw_only=True):
    """The bank ends the plan from `effective_on`; lateness goes on at its true age."""

    plan_id: str


class ReAged(AccountFact, frozen=True, kw_only=True):
    """What is past due counts as current from `effective_on`; history stays as it was.

    `is_workout` marks one that follows a workout plan, which has limits of its own.
    """

    re_age_id: str
    is_workout: bool = False
    approver: str = ""


class ReAgeUndone(AccountFact, frozen=True, kw_only=True):
    """That re-age never was."""

    re_age_id: str


class WaiverGranted(AccountFact, frozen=True, kw_only=True):
    """The bank waives an amount from `effective_on` on, as a kindness and not for a mistake."""

    waiver_id: str
    currency: str
    amount_minor: int


class CauseStated(AccountFact, frozen=True, kw_only=True):
    """Somebody said why the customer pays late; `stated_by` is CUSTOMER, AGENT or BANK."""

    cause_id: str
    cause: Cause
    stated_by: str


class ClockHeld(AccountFact, frozen=True, kw_only=True):
    """A stop of a liable customer holds the account's clocks; `until_on` is excluded."""

    effect_id: str
    kind: EffectKind
    until_on: Day | None = None


class ClockReleased(AccountFact, frozen=True, kw_only=True):
    """That stop holds no more."""

    effect_id: str


class PromiseMade(AccountFact, frozen=True, kw_only=True):
    """The customer promised to pay; payments from `effective_on` on count towards it."""

    promise_id: str
    currency: str
    instalments: tuple[Instalment, ...]


class PromiseCancelled(AccountFact, frozen=True, kw_only=True):
    """Customer or bank withdrew the promise."""

    promise_id: str


class ReviewDecided(AccountFact, frozen=True, kw_only=True):
    """A person decided what becomes of a fact that waits.

    `counts_on` is the day from which an applied one counts, inside the late horizon.
    """

    item_id: str
    verdict: Verdict
    counts_on: Day
    decided_by: str
    reason: str
