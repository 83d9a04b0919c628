"""What a walk shows, in the words of the stories."""

from datetime import date
from decimal import Decimal

from msgspec import Struct

from streams.terms.days import Day, date_of, iso
from streams.terms.delinquency_notices import (
    AccountTableGone,
    AnyDelinquencyNotice,
    Corrected,
    CorrectedSpan,
    DelinquencyEvent,
    DueNotice,
    PromiseNotice,
    ReviewNotice,
    StandingNotice,
    StandingWithdrawn,
)
from streams.terms.money import exponent_of
from streams.terms.standing import LedgerStanding, Standing, advanced


class Heard(Struct, frozen=True, kw_only=True):
    """What was said in a stretch of days, in the words of the stories."""

    events: tuple[str, ...]
    dues: tuple[str, ...]
    promises: tuple[str, ...]
    reviews: tuple[str, ...]
    corrected: tuple[str, ...]
    told: tuple[str, ...]
    withdrawn: tuple[str, ...]
    gone: bool


def heard(said: list[AnyDelinquencyNotice]) -> Heard:
    """Sort what was said by kind; customers are named once, in order."""
    parties = [n.standing for n in said if isinstance(n, StandingNotice)]
    spans = [(span, n) for n in said if isinstance(n, Corrected) for span in n.spans]
    return Heard(
        events=tuple(f"{n.kind} {n.bucket}" for n in said if isinstance(n, DelinquencyEvent)),
        dues=tuple(_due(n) for n in said if isinstance(n, DueNotice)),
        promises=tuple(f"{n.promise_id} {n.status}" for n in said if isinstance(n, PromiseNotice)),
        reviews=tuple(_review(n) for n in said if isinstance(n, ReviewNotice)),
        corrected=tuple(_span(span) for span, _ in spans),
        told=tuple(sorted({f"{one.customer_id} {one.role}" for one in parties})),
        withdrawn=tuple(n.customer_id for n in said if isinstance(n, StandingWithdrawn)),
        gone=any(isinstance(n, AccountTableGone) for n in said),
    )


def shown(standing: Standing, currency: str | None, on: Day) -> dict[str, object]:
    """Return how the ledger of a currency (or the first one) and its account stand."""
    ledger = next(x for x in standing.ledgers if x.currency == (currency or x.currency))
    if standing.life not in {"charged_off", "sold"}:
        # What every reader of the table is told to do on the days between.
        assert advanced(ledger, on) == ledger.days_past_due
    return {**_of_ledger(ledger), **_of_account(standing)}


def amount(minor: int, currency: str) -> str:
    """Write an amount as stories do.

    >>> amount(1_234_050, "CNY"), amount(-7, "JPY")
    ('12340.50', '-7')
    """
    digits = exponent_of(currency) or 0
    return f"{Decimal(minor).scaleb(-digits):.{digits}f}"


def _of_ledger(ledger: LedgerStanding) -> dict[str, object]:
    return {
        "ledger": ledger.currency,
        "days": ledger.days_past_due,
        "bucket": ledger.bucket,
        "past_due": ledger.past_due_minor,
        "parts": ledger.parts_minor,
        "held": ledger.held_minor,
        "balance": ledger.balance_minor,
        "recovered": ledger.recovered_minor,
        "oldest_due": _date(ledger.oldest_due_on),
        "contractual_due": _date(ledger.contractual_due_on),
        "delinquent_days": ledger.delinquent_days,
        "first_delinquency": _date(ledger.first_delinquency_on),
        "material_since": _date(ledger.material_since),
        "defaulted": _date(ledger.defaulted_on),
        "classes": ledger.classes,
        "bureau_status": ledger.bureau_status,
        "payment_history": ledger.payment_history,
        "episode": ledger.episode_origin or "",
        "upcoming": ledger.upcoming_statement_id or "",
        "upcoming_due": _date(ledger.upcoming_due_on),
        "upcoming_amount": ledger.upcoming_minor,
    }


def _of_account(standing: Standing) -> dict[str, object]:
    return {
        "account_days": standing.days_past_due,
        "account_bucket": standing.bucket,
        "collection_policy": standing.collection_policy,
        "holds": standing.holds,
        "life": standing.life,
        "cause": standing.cause,
        "incomplete": standing.incomplete,
    }


def _date(day: Day | None) -> date | bool:
    return False if day is None else date_of(day)


def _due(notice: DueNotice) -> str:
    return f"{notice.kind} {amount(notice.amount_minor, notice.currency)}"


def _review(notice: ReviewNotice) -> str:
    return f"{notice.status} {notice.rule} {notice.business_id}"


def _span(span: CorrectedSpan) -> str:
    return f"{iso(span.first_on)}..{iso(span.last_on)} {span.was_bucket} -> {span.is_bucket}"
