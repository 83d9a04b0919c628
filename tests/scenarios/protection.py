"""What protects an account: pauses, disputes, fraud, a customer's stops; each with its end."""

from datetime import date
from typing import Literal

from msgspec import field

from streams.terms.case_facts import (
    ClockHeld,
    ClockReleased,
    DisputeOpened,
    DisputeOutcome,
    DisputeResolved,
    EffectKind,
    FraudConfirmed,
    FraudRejected,
    FraudReported,
    PauseEnded,
    PauseStarted,
)
from tests.scenarios.line import Arrival, Line, Money, arrival, day_or_none, head, minor

_OUTCOMES: dict[str, DisputeOutcome] = {"upheld": "UPHELD", "rejected": "REJECTED"}
_EFFECTS: dict[str, EffectKind] = {
    "bankruptcy": "BANKRUPTCY",
    "deceased": "DECEASED",
    "breathing_space": "BREATHING_SPACE",
}


class Pause(Line, frozen=True, kw_only=True):
    """A pause up to `until`, that day excluded; `ended` may be said more than once."""

    id: str
    since: date = field(name="from")
    until: date | None = None
    ended: tuple[date, ...] = ()
    ended_arrives: date | None = None
    reason: str = ""

    def arrivals(self, _: str) -> list[Arrival]:
        """Return the start and the ends, the first of which stands."""
        name = f"pause-{self.id}"
        started = PauseStarted(
            **self.head(name, self.since),
            pause_id=self.id,
            until_on=day_or_none(self.until),
            reason=self.reason,
        )
        ends = [
            PauseEnded(**head(f"{name}-ended-{place}", on), pause_id=self.id)
            for place, on in enumerate(self.ended)
        ]
        return [self.told(started), *(arrival(end, self.ended_arrives) for end in ends)]


class Dispute(Line, frozen=True, kw_only=True):
    """A dispute about an amount, of a statement or of the oldest ones; no amount means all."""

    id: str
    opened: date
    amount: str | None = None
    statement: str | None = None
    currency: str | None = None
    resolved: date | None = None
    outcome: Literal["upheld", "rejected"] = "rejected"
    resolved_arrives: date | None = None

    def arrivals(self, main: str) -> list[Arrival]:
        """Return the opening and, if there is one, the end."""
        currency, name = self.currency or main, f"dispute-{self.id}"
        opened = DisputeOpened(
            **self.head(name, self.opened),
            dispute_id=self.id,
            currency=currency,
            amount_minor=None if self.amount is None else minor(self.amount, currency),
            statement_id=self.statement,
        )
        if self.resolved is None:
            return [self.told(opened)]
        resolved = DisputeResolved(
            **head(f"{name}-resolved", self.resolved),
            dispute_id=self.id,
            outcome=_OUTCOMES[self.outcome],
        )
        return [self.told(opened), arrival(resolved, self.resolved_arrives)]


class Fraud(Money, frozen=True, kw_only=True):
    """A report of fraud that is confirmed, rejected, or still open."""

    id: str
    reported: date
    statement: str | None = None
    transaction: str | None = None
    confirmed: date | None = None
    confirmed_arrives: date | None = None
    rejected: date | None = None
    rejected_arrives: date | None = None

    def arrivals(self, main: str) -> list[Arrival]:
        """Return the report and what became of it."""
        name = f"fraud-{self.id}"
        reported = FraudReported(
            **self.head(name, self.reported),
            fraud_id=self.id,
            currency=self.currency or main,
            amount_minor=self.minor(main),
            statement_id=self.statement,
            transaction_id=self.transaction,
        )
        found = [self.told(reported)]
        if self.confirmed is not None:
            yes = FraudConfirmed(**head(f"{name}-confirmed", self.confirmed), fraud_id=self.id)
            found.append(arrival(yes, self.confirmed_arrives))
        if self.rejected is not None:
            no = FraudRejected(**head(f"{name}-rejected", self.rejected), fraud_id=self.id)
            found.append(arrival(no, self.rejected_arrives))
        return found


class Effect(Line, frozen=True, kw_only=True):
    """A stop of the customer that reaches the clocks; `until` is excluded."""

    id: str
    kind: Literal["bankruptcy", "deceased", "breathing_space"]
    since: date = field(name="from")
    until: date | None = None
    released: date | None = None
    released_arrives: date | None = None

    def arrivals(self, _: str) -> list[Arrival]:
        """Return the stop and, if there is one, its end."""
        name = f"effect-{self.id}"
        held = ClockHeld(
            **self.head(name, self.since),
            effect_id=self.id,
            kind=_EFFECTS[self.kind],
            until_on=day_or_none(self.until),
        )
        if self.released is None:
            return [self.told(held)]
        released = ClockReleased(**head(f"{name}-released", self.released), effect_id=self.id)
        return [self.told(held), arrival(released, self.released_arrives)]
