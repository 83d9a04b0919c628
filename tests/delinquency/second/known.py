"""What is known on a day: one content per business id, and nothing that is dated later."""

from datetime import UTC, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from streams.policy.ledger import CutOff
from streams.policy.rules import Rules
from streams.terms.account_fact import AccountFact
from streams.terms.account_facts import (
    AccountOpened,
    PaymentPosted,
    PaymentReversed,
    RecordRefused,
    RefusalResolved,
    StatementIssued,
)
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
from streams.terms.days import Day, date_of, day_of
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

Kind = TypeVar("Kind", bound=AccountFact)

# The field that names a business event, per kind of fact.
BUSINESS_IDS: dict[type[AccountFact], str] = {
    AccountOpened: "account_id",
    StatementIssued: "statement_id",
    StatementCorrected: "correction_id",
    StatementVoided: "statement_id",
    PaymentPosted: "payment_id",
    PaymentReversed: "reversal_id",
    ChargePosted: "charge_id",
    ChargeWaived: "waiver_id",
    CreditPosted: "credit_id",
    CreditBalanceRefunded: "refund_id",
    WaiverGranted: "waiver_id",
    AccountClosed: "closing_id",
    AccountChargedOff: "charge_off_id",
    ChargeOffUndone: "charge_off_id",
    RecoveryPosted: "recovery_id",
    AccountSold: "sale_id",
    CurrencyChanged: "change_id",
    CardReplaced: "replacement_id",
    LiabilityChanged: "liability_id",
    PauseStarted: "pause_id",
    PauseEnded: "pause_id",
    DisputeOpened: "dispute_id",
    DisputeResolved: "dispute_id",
    FraudReported: "fraud_id",
    FraudConfirmed: "fraud_id",
    FraudRejected: "fraud_id",
    PlanAgreed: "plan_id",
    PlanBroken: "plan_id",
    ReAged: "re_age_id",
    ReAgeUndone: "re_age_id",
    CauseStated: "cause_id",
    ClockHeld: "effect_id",
    ClockReleased: "effect_id",
    PromiseMade: "promise_id",
    PromiseCancelled: "promise_id",
    ReviewDecided: "item_id",
    RecordRefused: "origin",
    RefusalResolved: "origin",
}


class Known:
    """The facts that stand and are dated on or before a day, with the rules of that day."""

    def __init__(self, facts: list[AccountFact], rules: Rules, on: Day) -> None:
        self.rules = rules
        self.on = on
        self._standing = _standing(facts)
        self._found: dict[type[AccountFact], list[AccountFact]] = {}
        openings = self._of(AccountOpened)
        self.opening = openings[0] if openings else None

    def every(self, kind: type[Kind]) -> list[Kind]:
        """Return the known facts of a kind, in the order of their business ids."""
        if kind not in self._found:
            known = [fact for fact in self._of(kind) if self.counts_on(fact) <= self.on]
            self._found[kind] = [*known]
        return [fact for fact in self._found[kind] if isinstance(fact, kind)]

    def counts_on(self, fact: AccountFact) -> Day:
        """Return the day from which a fact counts."""
        if isinstance(fact, StatementIssued):
            return fact.closed_on
        if isinstance(fact, PaymentPosted):
            return self.value_day(fact)
        return fact.effective_on

    def value_day(self, payment: PaymentPosted) -> Day:
        """Return the day a payment counts for: its value day, or what the cut-off makes of it."""
        cut_off = self.rules.ledger.cut_off
        if payment.paid_at is None or cut_off is None:
            return payment.value_on
        local = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=payment.paid_at)
        local = local.astimezone(self._zone(cut_off))
        day = day_of(local.date())
        if local.hour * 60 + local.minute < cut_off.minute:
            return day
        # Only money that comes after the cut-off waits for a business day, as the words say.
        day = Day(day + 1)
        calendar = self.rules.ledger.calendar
        return day if calendar is None else calendar.next_business(day)

    @property
    def is_stale_calendar(self) -> bool:
        """Tell whether a calendar is used whose table of the year is missing."""
        ledger = self.rules.ledger
        used = ledger.due_shifts or ledger.cut_off is not None
        return bool(ledger.calendar and used and date_of(self.on).year not in ledger.calendar.years)

    def due_day(self, due_on: Day) -> Day:
        """Return the due date, moved to a business day where the contract says so."""
        ledger = self.rules.ledger
        if not ledger.due_shifts or ledger.calendar is None:
            return due_on
        return ledger.calendar.next_business(due_on)

    @property
    def currencies(self) -> tuple[str, ...]:
        """The ledgers: those the account was opened with, then those it was changed to."""
        if self.opening is None:
            return ()
        changes = sorted(self.every(CurrencyChanged), key=lambda f: (f.effective_on, f.change_id))
        later = (change.to_currency for change in changes)
        return tuple(dict.fromkeys((*self.opening.currencies, *later)))

    def _of(self, kind: type[Kind]) -> list[Kind]:
        found = [fact for fact in self._standing if isinstance(fact, kind)]
        return sorted(found, key=lambda fact: str(getattr(fact, BUSINESS_IDS[kind])))

    def _zone(self, cut_off: CutOff) -> ZoneInfo:
        own = "" if self.opening is None else self.opening.zone
        return ZoneInfo(own) if own else cut_off.zone


def _standing(facts: list[AccountFact]) -> list[AccountFact]:
    # The first content said under an id stands; a liability is what was said of it last.
    kept: dict[tuple[type[AccountFact], str], AccountFact] = {}
    for fact in sorted(facts, key=_rank):
        name = (type(fact), str(getattr(fact, BUSINESS_IDS[type(fact)])))
        if isinstance(fact, LiabilityChanged) or name not in kept:
            kept[name] = fact
    return list(kept.values())


def _rank(fact: AccountFact) -> tuple[int, str]:
    return fact.source_seq, fact.event_id
