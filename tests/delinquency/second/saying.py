"""Short ways to say what moves an amount: statements, charges, payments, credits."""

from streams.terms.account_facts import (
    AccountOpened,
    PaymentPosted,
    PaymentReversed,
    RecordRefused,
    RefusalResolved,
    ReversalMode,
    StatementIssued,
)
from streams.terms.case_facts import WaiverGranted
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
from streams.terms.days import Day, Instant, parse_day

ACCOUNT = "a1"

# A day as written, or as counted.
When = str | Day


def on_day(when: When) -> Day:
    """Return the day, however it was given."""
    return parse_day(when) if isinstance(when, str) else when


def opened(
    *currencies: str, customer: str = "c1", seq: int = 1, on: When = "1970-01-01", zone: str = ""
) -> AccountOpened:
    """Open the account on 1970-01-01, in CNY, where nothing else is said."""
    return AccountOpened(
        event_id=f"open-{customer}-{seq}",
        account_id=ACCOUNT,
        effective_on=on_day(on),
        source_seq=seq,
        customer_id=customer,
        currencies=currencies or ("CNY",),
        zone=zone,
    )


def bill(
    name: str,
    closed: When,
    due: When,
    minimum: int,
    *,
    total: int | None = None,
    included: int = 0,
    credit: int = 0,
    interest: int = 0,
    fee: int = 0,
    penalty: int = 0,
    cost: int = 0,
    currency: str = "CNY",
    seq: int = 0,
    event: str = "",
) -> StatementIssued:
    """Issue a statement; its total is ten minimums where nothing else is said."""
    total = 10 * minimum if total is None else total
    return StatementIssued(
        event_id=event or f"e-{name}",
        account_id=ACCOUNT,
        effective_on=on_day(closed),
        source_seq=seq,
        statement_id=name,
        currency=currency,
        closed_on=on_day(closed),
        due_on=on_day(due),
        min_due_minor=minimum,
        total_due_minor=total,
        past_due_included_minor=included,
        credit_applied_minor=credit,
        principal_minor=max(0, total - interest - fee - penalty - cost),
        interest_minor=interest,
        fee_minor=fee,
        penalty_minor=penalty,
        cost_minor=cost,
    )


def corrected(
    name: str,
    statement: str,
    on: When,
    due: When,
    minimum: int,
    *,
    total: int | None = None,
    included: int = 0,
    credit: int = 0,
    interest: int = 0,
    fee: int = 0,
    penalty: int = 0,
    cost: int = 0,
    currency: str = "CNY",
    seq: int = 0,
    event: str = "",
) -> StatementCorrected:
    """Bill a statement anew from a day on; its total is ten minimums where nothing is said."""
    total = 10 * minimum if total is None else total
    return StatementCorrected(
        event_id=event or f"e-{name}",
        account_id=ACCOUNT,
        effective_on=on_day(on),
        source_seq=seq,
        statement_id=statement,
        correction_id=name,
        currency=currency,
        due_on=on_day(due),
        min_due_minor=minimum,
        total_due_minor=total,
        past_due_included_minor=included,
        credit_applied_minor=credit,
        principal_minor=max(0, total - interest - fee - penalty - cost),
        interest_minor=interest,
        fee_minor=fee,
        penalty_minor=penalty,
        cost_minor=cost,
    )


def voided(statement: str, on: When, *, seq: int = 0, event: str = "") -> StatementVoided:
    """Say that a statement never was."""
    return StatementVoided(
        event_id=event or f"void-{statement}",
        account_id=ACCOUNT,
        effective_on=on_day(on),
        source_seq=seq,
        statement_id=statement,
    )


def charged(
    name: str,
    kind: ChargeKind,
    on: When,
    minor: int,
    *,
    counts: bool | None = None,
    currency: str = "CNY",
    seq: int = 0,
    event: str = "",
) -> ChargePosted:
    """Post a charge."""
    return ChargePosted(
        event_id=event or f"e-{name}",
        account_id=ACCOUNT,
        effective_on=on_day(on),
        source_seq=seq,
        charge_id=name,
        kind=kind,
        currency=currency,
        amount_minor=minor,
        counts_for_dpd=counts,
    )


def charge_waived(
    name: str,
    of: str,
    on: When,
    minor: int,
    *,
    currency: str = "CNY",
    seq: int = 0,
    event: str = "",
) -> ChargeWaived:
    """Say that a charge, or a part of it, ought not to have been."""
    return ChargeWaived(
        event_id=event or f"e-{name}",
        account_id=ACCOUNT,
        effective_on=on_day(on),
        source_seq=seq,
        waiver_id=name,
        charge_id=of,
        currency=currency,
        amount_minor=minor,
    )


def paid(
    name: str,
    valued: When,
    minor: int,
    *,
    currency: str = "CNY",
    paid_at: Instant | None = None,
    seq: int = 0,
    event: str = "",
) -> PaymentPosted:
    """Post a payment."""
    return PaymentPosted(
        event_id=event or f"e-{name}",
        account_id=ACCOUNT,
        effective_on=on_day(valued),
        source_seq=seq,
        payment_id=name,
        currency=currency,
        amount_minor=minor,
        value_on=on_day(valued),
        paid_at=paid_at,
    )


def reversed_(
    name: str,
    of: str,
    on: When,
    minor: int,
    *,
    currency: str = "CNY",
    reason: str = "NSF",
    mode: ReversalMode = "",
    seq: int = 0,
    event: str = "",
) -> PaymentReversed:
    """Reverse a payment or a part of it."""
    return PaymentReversed(
        event_id=event or f"e-{name}",
        account_id=ACCOUNT,
        effective_on=on_day(on),
        source_seq=seq,
        reversal_id=name,
        payment_id=of,
        currency=currency,
        amount_minor=minor,
        reason=reason,
        mode=mode,
    )


def credited(
    name: str,
    kind: CreditKind,
    on: When,
    minor: int,
    *,
    currency: str = "CNY",
    seq: int = 0,
    event: str = "",
) -> CreditPosted:
    """Post a refund of a merchant or a goodwill credit."""
    return CreditPosted(
        event_id=event or f"e-{name}",
        account_id=ACCOUNT,
        effective_on=on_day(on),
        source_seq=seq,
        credit_id=name,
        kind=kind,
        currency=currency,
        amount_minor=minor,
    )


def refunded(
    name: str, on: When, minor: int, *, currency: str = "CNY", seq: int = 0, event: str = ""
) -> CreditBalanceRefunded:
    """Pay out a credit balance."""
    return CreditBalanceRefunded(
        event_id=event or f"e-{name}",
        account_id=ACCOUNT,
        effective_on=on_day(on),
        source_seq=seq,
        refund_id=name,
        currency=currency,
        amount_minor=minor,
    )


def waived(
    name: str, on: When, minor: int, *, currency: str = "CNY", seq: int = 0, event: str = ""
) -> WaiverGranted:
    """Waive an amount as a kindness."""
    return WaiverGranted(
        event_id=event or f"e-{name}",
        account_id=ACCOUNT,
        effective_on=on_day(on),
        source_seq=seq,
        waiver_id=name,
        currency=currency,
        amount_minor=minor,
    )


def refused(origin: str) -> RecordRefused:
    """Say that a record of the account went to the dead letters."""
    return RecordRefused(
        event_id=f"refused-{origin}",
        account_id=ACCOUNT,
        effective_on=Day(0),
        origin=origin,
        rule="bytes_unreadable",
    )


def resolved(origin: str) -> RefusalResolved:
    """Say that a person settled the dead letter of that origin."""
    return RefusalResolved(
        event_id=f"resolved-{origin}",
        account_id=ACCOUNT,
        effective_on=Day(0),
        origin=origin,
        decided_by="lin",
        reason="sent again",
    )
