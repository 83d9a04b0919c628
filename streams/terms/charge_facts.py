"""What else moves an amount: corrected bills, charges, credits, refunds.

Amounts are in minor units of `currency`. A fact about another one (`ChargeWaived` about a charge,
`StatementVoided` about a statement) may arrive first; it then waits for it.
"""

from typing import Literal

from streams.terms.account_fact import AccountFact
from streams.terms.days import Day

ChargeKind = Literal["COST", "PENALTY", "FEE", "INTEREST"]
"""The component a charge belongs to; COST is the cost of recovery."""

CreditKind = Literal["REFUND", "GOODWILL"]
"""Why a credit was given: money came back from a merchant, or the bank was kind."""


class StatementCorrected(AccountFact, frozen=True, kw_only=True):
    """A statement is billed anew from `effective_on` on: the amounts replace those of the old one.

    An obligation corrected down was never higher; one corrected up owes the extra at the new
    `due_on` only. Of several corrections of a statement the one of the latest `effective_on`
    stands, of equals the one with the highest `correction_id`. Fields as in `StatementIssued`.
    """

    statement_id: str
    correction_id: str
    currency: str
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


class StatementVoided(AccountFact, frozen=True, kw_only=True):
    """The statement never was, known from `effective_on` on."""

    statement_id: str
    reason: str = ""


class ChargePosted(AccountFact, frozen=True, kw_only=True):
    """A charge was posted; the next statement to close holds it.

    `counts_for_dpd` says whether it can make an account late; None leaves that to policy.
    """

    charge_id: str
    kind: ChargeKind
    currency: str
    amount_minor: int
    counts_for_dpd: bool | None = None


class ChargeWaived(AccountFact, frozen=True, kw_only=True):
    """The charge (or part of it) ought not to have been: it never was, nor what it caused."""

    waiver_id: str
    charge_id: str
    currency: str
    amount_minor: int


class CreditPosted(AccountFact, frozen=True, kw_only=True):
    """A credit lowers the balance from `effective_on`; policy says which kinds count as payment."""

    credit_id: str
    kind: CreditKind
    currency: str
    amount_minor: int


class CreditBalanceRefunded(AccountFact, frozen=True, kw_only=True):
    """A credit balance was paid out on `effective_on`.

    What exceeds the credit then left was already applied to a statement: that obligation is open
    again by so much.
    """

    refund_id: str
    currency: str
    amount_minor: int
