"""The opening, and what is billed: statements, their corrections, charges, credits, refunds."""

from datetime import date
from typing import Literal, TypedDict

from streams.terms.account_facts import AccountOpened, StatementIssued
from streams.terms.charge_facts import (
    ChargeKind,
    ChargePosted,
    ChargeWaived,
    CreditBalanceRefunded,
    CreditKind,
    CreditPosted,
    StatementCorrected,
    StatementVoided,
)
from streams.terms.days import Day, day_of
from tests.scenarios.line import Arrival, Line, Money, arrival, head, minor

_CHARGES: dict[str, ChargeKind] = {
    "cost": "COST",
    "penalty": "PENALTY",
    "fee": "FEE",
    "interest": "INTEREST",
}
_CREDITS: dict[str, CreditKind] = {"refund": "REFUND", "goodwill": "GOODWILL"}


class Account(Line, frozen=True, kw_only=True):
    """The opening; stories have it known on the day it counts for, where nothing else is said."""

    opened: date
    customer: str = "c1"
    currencies: tuple[str, ...] = ("CNY",)
    zone: str = ""

    def arrivals(self, _: str) -> list[Arrival]:
        """Return the fact."""
        opened = AccountOpened(
            **self.head("opened", self.opened),
            customer_id=self.customer,
            currencies=self.currencies,
            zone=self.zone,
        )
        return [self.told(opened)]


class _Billed(TypedDict):
    currency: str
    due_on: Day
    min_due_minor: int
    total_due_minor: int
    past_due_included_minor: int
    credit_applied_minor: int
    principal_minor: int
    interest_minor: int
    fee_minor: int
    penalty_minor: int
    cost_minor: int


class _Bill(Line, frozen=True, kw_only=True):
    """The amounts of a bill; the part that no component names is principal."""

    due: date
    minimum: str
    total: str
    past_due_included: str = "0"
    credit_applied: str = "0"
    interest: str = "0"
    fee: str = "0"
    penalty: str = "0"
    cost: str = "0"
    currency: str | None = None

    def billed(self, main: str) -> _Billed:
        """Return the amounts in minor units, as a statement has them."""
        currency = self.currency or main
        total, interest = minor(self.total, currency), minor(self.interest, currency)
        fee, penalty = minor(self.fee, currency), minor(self.penalty, currency)
        cost = minor(self.cost, currency)
        return _Billed(
            currency=currency,
            due_on=day_of(self.due),
            min_due_minor=minor(self.minimum, currency),
            total_due_minor=total,
            past_due_included_minor=minor(self.past_due_included, currency),
            credit_applied_minor=minor(self.credit_applied, currency),
            principal_minor=total - interest - fee - penalty - cost,
            interest_minor=interest,
            fee_minor=fee,
            penalty_minor=penalty,
            cost_minor=cost,
        )


class Statement(_Bill, frozen=True, kw_only=True):
    """A statement; amounts are decimal texts."""

    id: str
    closed: date

    def arrivals(self, main: str) -> list[Arrival]:
        """Return the fact."""
        issued = StatementIssued(
            **self.head(f"statement-{self.id}", self.closed),
            statement_id=self.id,
            closed_on=day_of(self.closed),
            **self.billed(main),
        )
        return [self.told(issued)]


class Correction(_Bill, frozen=True, kw_only=True):
    """A statement billed anew."""

    id: str
    statement: str
    on: date

    def arrivals(self, main: str) -> list[Arrival]:
        """Return the fact."""
        corrected = StatementCorrected(
            **self.head(f"correction-{self.id}", self.on),
            correction_id=self.id,
            statement_id=self.statement,
            **self.billed(main),
        )
        return [self.told(corrected)]


class Void(Line, frozen=True, kw_only=True):
    """A statement that never ought to have been."""

    statement: str
    on: date
    reason: str = ""

    def arrivals(self, _: str) -> list[Arrival]:
        """Return the fact."""
        named = self.head(f"void-{self.statement}", self.on)
        return [
            self.told(StatementVoided(**named, statement_id=self.statement, reason=self.reason))
        ]


class Charge(Money, frozen=True, kw_only=True):
    """A charge; `counts` overrides policy, `waived` takes it (or `waived_amount` of it) back."""

    id: str
    kind: Literal["cost", "penalty", "fee", "interest"]
    on: date
    counts: bool | None = None
    waived: date | None = None
    waived_amount: str | None = None
    waived_arrives: date | None = None

    def arrivals(self, main: str) -> list[Arrival]:
        """Return the charge and, if there is one, its waiver."""
        currency = self.currency or main
        posted = ChargePosted(
            **self.head(f"charge-{self.id}", self.on),
            charge_id=self.id,
            kind=_CHARGES[self.kind],
            currency=currency,
            amount_minor=self.minor(main),
            counts_for_dpd=self.counts,
        )
        if self.waived is None:
            return [self.told(posted)]
        waived = ChargeWaived(
            **head(f"charge-{self.id}-waived", self.waived),
            waiver_id=f"waiver-of-{self.id}",
            charge_id=self.id,
            currency=currency,
            amount_minor=minor(self.waived_amount or self.amount, currency),
        )
        return [self.told(posted), arrival(waived, self.waived_arrives)]


class Credit(Money, frozen=True, kw_only=True):
    """A credit: money back from a merchant, or goodwill."""

    id: str
    kind: Literal["refund", "goodwill"]
    on: date

    def arrivals(self, main: str) -> list[Arrival]:
        """Return the fact."""
        posted = CreditPosted(
            **self.head(f"credit-{self.id}", self.on),
            credit_id=self.id,
            kind=_CREDITS[self.kind],
            currency=self.currency or main,
            amount_minor=self.minor(main),
        )
        return [self.told(posted)]


class Refund(Money, frozen=True, kw_only=True):
    """A credit balance that is paid out."""

    id: str
    on: date

    def arrivals(self, main: str) -> list[Arrival]:
        """Return the fact."""
        refunded = CreditBalanceRefunded(
            **self.head(f"refund-{self.id}", self.on),
            refund_id=self.id,
            currency=self.currency or main,
            amount_minor=self.minor(main),
        )
        return [self.told(refunded)]
