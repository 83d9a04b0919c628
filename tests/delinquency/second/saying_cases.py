"""Short ways to say what protects an account or changes how it ages."""

from streams.terms.case_facts import (
    Cause,
    CauseStated,
    ClockHeld,
    ClockReleased,
    DisputeOpened,
    DisputeOutcome,
    DisputeResolved,
    EffectKind,
    FraudConfirmed,
    FraudRejected,
    FraudReported,
    Instalment,
    PauseEnded,
    PauseStarted,
    PlanAgreed,
    PlanBroken,
    PromiseCancelled,
    PromiseMade,
    ReAged,
    ReAgeUndone,
    ReviewDecided,
    Verdict,
)
from tests.delinquency.second.saying import ACCOUNT, When, on_day


def instalments(*parts: tuple[When, int]) -> tuple[Instalment, ...]:
    """Return parts of a promise or plan from days and amounts."""
    return tuple(Instalment(due_on=on_day(due), amount_minor=minor) for due, minor in parts)


def paused(
    name: str, on: When, until: When | None = None, *, seq: int = 0, event: str = ""
) -> PauseStarted:
    """Let delinquent days stand still from a day on."""
    return PauseStarted(
        event_id=event or f"e-{name}",
        account_id=ACCOUNT,
        effective_on=on_day(on),
        source_seq=seq,
        pause_id=name,
        until_on=None if until is None else on_day(until),
    )


def pause_ended(name: str, on: When, *, seq: int = 0, event: str = "") -> PauseEnded:
    """End a pause."""
    return PauseEnded(
        event_id=event or f"end-{name}",
        account_id=ACCOUNT,
        effective_on=on_day(on),
        source_seq=seq,
        pause_id=name,
    )


def disputed(
    name: str,
    on: When,
    minor: int | None = None,
    *,
    statement: str | None = None,
    currency: str = "CNY",
    seq: int = 0,
    event: str = "",
) -> DisputeOpened:
    """Dispute an amount, or all."""
    return DisputeOpened(
        event_id=event or f"e-{name}",
        account_id=ACCOUNT,
        effective_on=on_day(on),
        source_seq=seq,
        dispute_id=name,
        currency=currency,
        amount_minor=minor,
        statement_id=statement,
    )


def dispute_resolved(
    name: str, on: When, outcome: DisputeOutcome, *, seq: int = 0, event: str = ""
) -> DisputeResolved:
    """Decide a dispute."""
    return DisputeResolved(
        event_id=event or f"end-{name}",
        account_id=ACCOUNT,
        effective_on=on_day(on),
        source_seq=seq,
        dispute_id=name,
        outcome=outcome,
    )


def fraud_reported(
    name: str,
    on: When,
    minor: int,
    *,
    statement: str | None = None,
    currency: str = "CNY",
    seq: int = 0,
    event: str = "",
) -> FraudReported:
    """Say that an amount is fraud."""
    return FraudReported(
        event_id=event or f"e-{name}",
        account_id=ACCOUNT,
        effective_on=on_day(on),
        source_seq=seq,
        fraud_id=name,
        currency=currency,
        amount_minor=minor,
        statement_id=statement,
    )


def fraud_confirmed(name: str, on: When, *, seq: int = 0, event: str = "") -> FraudConfirmed:
    """Say that it was fraud."""
    return FraudConfirmed(
        event_id=event or f"confirmed-{name}",
        account_id=ACCOUNT,
        effective_on=on_day(on),
        source_seq=seq,
        fraud_id=name,
    )


def fraud_rejected(name: str, on: When, *, seq: int = 0, event: str = "") -> FraudRejected:
    """Say that it was none."""
    return FraudRejected(
        event_id=event or f"rejected-{name}",
        account_id=ACCOUNT,
        effective_on=on_day(on),
        source_seq=seq,
        fraud_id=name,
    )


def plan_agreed(
    name: str,
    on: When,
    *parts: tuple[When, int],
    currency: str = "CNY",
    seq: int = 0,
    event: str = "",
) -> PlanAgreed:
    """Agree a hardship plan."""
    return PlanAgreed(
        event_id=event or f"e-{name}",
        account_id=ACCOUNT,
        effective_on=on_day(on),
        source_seq=seq,
        plan_id=name,
        currency=currency,
        instalments=instalments(*parts),
    )


def plan_broken(name: str, on: When, *, seq: int = 0, event: str = "") -> PlanBroken:
    """End a plan."""
    return PlanBroken(
        event_id=event or f"end-{name}",
        account_id=ACCOUNT,
        effective_on=on_day(on),
        source_seq=seq,
        plan_id=name,
    )


def re_aged(name: str, on: When, *, workout: bool = False, seq: int = 0, event: str = "") -> ReAged:
    """Count what is past due as current."""
    return ReAged(
        event_id=event or f"e-{name}",
        account_id=ACCOUNT,
        effective_on=on_day(on),
        source_seq=seq,
        re_age_id=name,
        is_workout=workout,
    )


def re_age_undone(name: str, on: When, *, seq: int = 0, event: str = "") -> ReAgeUndone:
    """Say that a re-age never was."""
    return ReAgeUndone(
        event_id=event or f"end-{name}",
        account_id=ACCOUNT,
        effective_on=on_day(on),
        source_seq=seq,
        re_age_id=name,
    )


def cause_stated(
    name: str, on: When, cause: Cause, by: str = "CUSTOMER", *, seq: int = 0, event: str = ""
) -> CauseStated:
    """Say why the customer pays late."""
    return CauseStated(
        event_id=event or f"e-{name}",
        account_id=ACCOUNT,
        effective_on=on_day(on),
        source_seq=seq,
        cause_id=name,
        cause=cause,
        stated_by=by,
    )


def clock_held(
    name: str,
    on: When,
    kind: EffectKind,
    until: When | None = None,
    *,
    seq: int = 0,
    event: str = "",
) -> ClockHeld:
    """Hold the clocks for a customer's stop."""
    return ClockHeld(
        event_id=event or f"e-{name}",
        account_id=ACCOUNT,
        effective_on=on_day(on),
        source_seq=seq,
        effect_id=name,
        kind=kind,
        until_on=None if until is None else on_day(until),
    )


def clock_released(name: str, on: When, *, seq: int = 0, event: str = "") -> ClockReleased:
    """Release the clocks."""
    return ClockReleased(
        event_id=event or f"end-{name}",
        account_id=ACCOUNT,
        effective_on=on_day(on),
        source_seq=seq,
        effect_id=name,
    )


def promised(
    name: str,
    on: When,
    *parts: tuple[When, int],
    currency: str = "CNY",
    seq: int = 0,
    event: str = "",
) -> PromiseMade:
    """Promise to pay."""
    return PromiseMade(
        event_id=event or f"e-{name}",
        account_id=ACCOUNT,
        effective_on=on_day(on),
        source_seq=seq,
        promise_id=name,
        currency=currency,
        instalments=instalments(*parts),
    )


def promise_cancelled(name: str, on: When, *, seq: int = 0, event: str = "") -> PromiseCancelled:
    """Withdraw a promise."""
    return PromiseCancelled(
        event_id=event or f"end-{name}",
        account_id=ACCOUNT,
        effective_on=on_day(on),
        source_seq=seq,
        promise_id=name,
    )


def decided(
    name: str, on: When, verdict: Verdict, counts_on: When, *, seq: int = 0, event: str = ""
) -> ReviewDecided:
    """Decide about a fact that waits."""
    return ReviewDecided(
        event_id=event or f"e-{name}",
        account_id=ACCOUNT,
        effective_on=on_day(on),
        source_seq=seq,
        item_id=name,
        verdict=verdict,
        counts_on=on_day(counts_on),
        decided_by="lin",
        reason="looked at",
    )
