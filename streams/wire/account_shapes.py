"""Which record of which topic says which fact about an account."""

from typing import Any

from streams.terms import account_facts, case_facts, charge_facts, life_facts, routes
from streams.wire.shapes import Shape

_KINDS: dict[str, dict[str, type[Any]]] = {
    routes.LIFECYCLE: {
        "ACCOUNT_OPENED": account_facts.AccountOpened,
        "ACCOUNT_CLOSED": life_facts.AccountClosed,
        "ACCOUNT_CHARGED_OFF": life_facts.AccountChargedOff,
        "CHARGE_OFF_UNDONE": life_facts.ChargeOffUndone,
        "RECOVERY_POSTED": life_facts.RecoveryPosted,
        "ACCOUNT_SOLD": life_facts.AccountSold,
        "CURRENCY_CHANGED": life_facts.CurrencyChanged,
        "CARD_REPLACED": life_facts.CardReplaced,
    },
    routes.LIABILITY: {"LIABILITY_CHANGED": life_facts.LiabilityChanged},
    routes.STATEMENTS: {"STATEMENT_ISSUED": account_facts.StatementIssued},
    routes.STATEMENT_CORRECTIONS: {
        "STATEMENT_CORRECTED": charge_facts.StatementCorrected,
        "STATEMENT_VOIDED": charge_facts.StatementVoided,
    },
    routes.CHARGES: {
        "CHARGE_POSTED": charge_facts.ChargePosted,
        "CHARGE_WAIVED": charge_facts.ChargeWaived,
        "CREDIT_POSTED": charge_facts.CreditPosted,
        "CREDIT_BALANCE_REFUNDED": charge_facts.CreditBalanceRefunded,
    },
    routes.PAYMENTS: {
        "PAYMENT_POSTED": account_facts.PaymentPosted,
        "PAYMENT_REVERSED": account_facts.PaymentReversed,
    },
    routes.ACCOUNT_TREATMENT: {
        "PAUSE_STARTED": case_facts.PauseStarted,
        "PAUSE_ENDED": case_facts.PauseEnded,
        "DISPUTE_OPENED": case_facts.DisputeOpened,
        "DISPUTE_RESOLVED": case_facts.DisputeResolved,
        "FRAUD_REPORTED": case_facts.FraudReported,
        "FRAUD_CONFIRMED": case_facts.FraudConfirmed,
        "FRAUD_REJECTED": case_facts.FraudRejected,
        "PLAN_AGREED": case_facts.PlanAgreed,
        "PLAN_BROKEN": case_facts.PlanBroken,
        "RE_AGED": case_facts.ReAged,
        "RE_AGE_UNDONE": case_facts.ReAgeUndone,
        "WAIVER_GRANTED": case_facts.WaiverGranted,
        "CAUSE_STATED": case_facts.CauseStated,
    },
    routes.PROMISES: {
        "PROMISE_MADE": case_facts.PromiseMade,
        "PROMISE_CANCELLED": case_facts.PromiseCancelled,
    },
    routes.ACCOUNT_EFFECTS: {
        "CLOCK_HELD": case_facts.ClockHeld,
        "CLOCK_RELEASED": case_facts.ClockReleased,
        "PROMISE_TOLD": case_facts.PromiseMade,
        "DISPUTE_TOLD": case_facts.DisputeOpened,
    },
    routes.ACCOUNT_DECISIONS: {
        "REFUSAL_RESOLVED": account_facts.RefusalResolved,
        "REVIEW_DECIDED": case_facts.ReviewDecided,
    },
}
ACCOUNT_SHAPES: tuple[Shape[Any], ...] = tuple(
    Shape(fact, topic, kind, "account_id")
    for topic, kinds in _KINDS.items()
    for kind, fact in kinds.items()
)
