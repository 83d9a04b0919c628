"""What is agreed or said: promises, plans, re-ages, causes, and the decisions of people."""

from datetime import date
from typing import Literal

from msgspec import Struct

from streams.terms.case_facts import (
    Cause,
    CauseStated,
    Instalment,
    PlanAgreed,
    PlanBroken,
    PromiseCancelled,
    PromiseMade,
    ReAged,
    ReAgeUndone,
    ReviewDecided,
    Verdict,
)
from streams.terms.days import day_of
from streams.terms.identity import stable_id
from tests.scenarios.line import ACCOUNT, Arrival, Line, arrival, head, minor

_CAUSES: dict[str, Cause] = {
    "forgot": "FORGOT",
    "income": "INCOME",
    "illness": "ILLNESS",
    "dispute": "DISPUTE",
    "fraud": "FRAUD",
}
_VERDICTS: dict[str, Verdict] = {"apply": "APPLY", "discard": "DISCARD"}


class Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One instalment: how much by which day."""

    due: date
    amount: str


class _Agreed(Line, frozen=True, kw_only=True):
    """Instalments in one currency."""

    id: str
    instalments: tuple[Part, ...]
    currency: str | None = None

    def parts(self, main: str) -> tuple[Instalment, ...]:
        """Return the instalments in minor units."""
        currency = self.currency or main
        return tuple(
            Instalment(due_on=day_of(one.due), amount_minor=minor(one.amount, currency))
            for one in self.instalments
        )


class Promise(_Agreed, frozen=True, kw_only=True):
    """A promise to pay."""

    made: date
    cancelled: date | None = None
    cancelled_arrives: date | None = None

    def arrivals(self, main: str) -> list[Arrival]:
        """Return the promise and, if there is one, its end."""
        name = f"promise-{self.id}"
        made = PromiseMade(
            **self.head(name, self.made),
            promise_id=self.id,
            currency=self.currency or main,
            instalments=self.parts(main),
        )
        if self.cancelled is None:
            return [self.told(made)]
        gone = PromiseCancelled(**head(f"{name}-cancelled", self.cancelled), promise_id=self.id)
        return [self.told(made), arrival(gone, self.cancelled_arrives)]


class Plan(_Agreed, frozen=True, kw_only=True):
    """A hardship plan; `broken` is the day on which the bank ends it."""

    agreed: date
    broken: date | None = None
    broken_arrives: date | None = None

    def arrivals(self, main: str) -> list[Arrival]:
        """Return the plan and, if there is one, its end."""
        agreed = PlanAgreed(
            **self.head(f"plan-{self.id}", self.agreed),
            plan_id=self.id,
            currency=self.currency or main,
            instalments=self.parts(main),
        )
        if self.broken is None:
            return [self.told(agreed)]
        broken = PlanBroken(**head(f"plan-{self.id}-broken", self.broken), plan_id=self.id)
        return [self.told(agreed), arrival(broken, self.broken_arrives)]


class ReAge(Line, frozen=True, kw_only=True):
    """A re-age and, if there is one, its undoing."""

    id: str
    on: date
    workout: bool = False
    approver: str = ""
    undone: date | None = None
    undone_arrives: date | None = None

    def arrivals(self, _: str) -> list[Arrival]:
        """Return the re-age and its undoing."""
        name = f"re-age-{self.id}"
        aged = ReAged(
            **self.head(name, self.on),
            re_age_id=self.id,
            is_workout=self.workout,
            approver=self.approver,
        )
        if self.undone is None:
            return [self.told(aged)]
        undone = ReAgeUndone(**head(f"{name}-undone", self.undone), re_age_id=self.id)
        return [self.told(aged), arrival(undone, self.undone_arrives)]


class Said(Line, frozen=True, kw_only=True):
    """Why the customer pays late, and who said so."""

    id: str
    on: date
    cause: Literal["forgot", "income", "illness", "dispute", "fraud"]
    by: Literal["customer", "agent", "bank"] = "customer"

    def arrivals(self, _: str) -> list[Arrival]:
        """Return the fact."""
        stated = CauseStated(
            **self.head(f"cause-{self.id}", self.on),
            cause_id=self.id,
            cause=_CAUSES[self.cause],
            stated_by=self.by.upper(),
        )
        return [self.told(stated)]


_NAMES = {
    "statement": "StatementIssued",
    "payment": "PaymentPosted",
    "reversal": "PaymentReversed",
    "correction": "StatementCorrected",
    "void": "StatementVoided",
    "charge": "ChargePosted",
}


class Decision(Line, frozen=True, kw_only=True):
    """What a person decides about the fact `of`, written `payment-p1`, which waits."""

    of: str
    on: date
    verdict: Literal["apply", "discard"]
    counts: date
    by: str = "officer"
    reason: str = "papers seen"

    def arrivals(self, _: str) -> list[Arrival]:
        """Return the fact; a waiting item is known by account, event, fact and business id."""
        word, _, business_id = self.of.partition("-")
        decided = ReviewDecided(
            **self.head(f"decision-{self.of}", self.on),
            item_id=stable_id("review", ACCOUNT, self.of, _NAMES[word], business_id),
            verdict=_VERDICTS[self.verdict],
            counts_on=day_of(self.counts),
            decided_by=self.by,
            reason=self.reason,
        )
        return [self.told(decided)]
