"""Each kind of fact about an account, as a sentence.

>>> from streams.terms.case_facts import PromiseMade
>>> parts = (Instalment(due_on=Day(20_568), amount_minor=60_000),)
>>> told(PromiseMade(event_id="e", account_id="a", effective_on=Day(20_560), promise_id="p1",
...                  currency="CNY", instalments=parts))
'promise p1: 600.00 CNY by 2026-04-25'
"""

from collections.abc import Callable, Mapping
from typing import Any

from streams.terms import account_facts as facts
from streams.terms import case_facts as cases
from streams.terms import charge_facts as charges
from streams.terms import life_facts as lives
from streams.terms.account_facts import AnyAccountFact
from streams.terms.case_facts import Instalment
from streams.terms.days import Day, iso
from streams.terms.money import show


def told(fact: AnyAccountFact) -> str:
    """Return one fact as a sentence."""
    return _TOLD[type(fact)](fact)


def _amount(fact: Any) -> str:
    return show(fact.amount_minor, fact.currency)


def _until(day: Day | None) -> str:
    return "" if day is None else f" until {iso(day)}"


def _why(reason: str) -> str:
    return f": {reason}" if reason else ""


def _parts(parts: tuple[Instalment, ...], currency: str) -> str:
    return ", ".join(f"{show(part.amount_minor, currency)} by {iso(part.due_on)}" for part in parts)


def _statement(fact: facts.StatementIssued | charges.StatementCorrected) -> str:
    total, least = (show(n, fact.currency) for n in (fact.total_due_minor, fact.min_due_minor))
    return f"{total}, minimum {least} by {iso(fact.due_on)}"


def _payment(fact: facts.PaymentPosted) -> str:
    return f"payment {fact.payment_id}: {_amount(fact)}, value {iso(fact.value_on)}"


def _reversal(fact: facts.PaymentReversed) -> str:
    aged = {"": "", "RESTORE_ORIGINAL": ", as if never paid"}.get(fact.mode, ", late from now on")
    said = f"payment {fact.payment_id} reversed: {_amount(fact)}"
    return f"{said} {fact.reason}".rstrip() + aged


def _charge(fact: charges.ChargePosted) -> str:
    counts = {None: "", True: ", makes late", False: ", makes nobody late"}[fact.counts_for_dpd]
    return f"{fact.kind.lower()} {fact.charge_id} charged: {_amount(fact)}{counts}"


def _dispute(fact: cases.DisputeOpened) -> str:
    of = "" if fact.statement_id is None else f" of statement {fact.statement_id}"
    what = "all" if fact.amount_minor is None else show(fact.amount_minor, fact.currency)
    return f"dispute {fact.dispute_id} opened: {what}{of}"


def _fraud(fact: cases.FraudReported) -> str:
    of = "" if fact.statement_id is None else f" of statement {fact.statement_id}"
    return f"fraud {fact.fraud_id} reported: {_amount(fact)}{of}"


def _liability(fact: lives.LiabilityChanged) -> str:
    role = fact.role.replace("_", " ").lower()
    return f"customer {fact.customer_id} is liable as {role}{_until(fact.liable_until)}"


def _review(fact: cases.ReviewDecided) -> str:
    fate = f"applied from {iso(fact.counts_on)}" if fact.verdict == "APPLY" else "discarded"
    return f"waiting fact {fact.item_id} {fate} by {fact.decided_by}: {fact.reason}"


def _held(fact: cases.ClockHeld) -> str:
    kind = fact.kind.replace("_", " ").lower()
    return f"clocks held by {kind} ({fact.effect_id}){_until(fact.until_on)}"


_TOLD: Mapping[type, Callable[[Any], str]] = {
    facts.AccountOpened: lambda f: f"account opened, ledgers in {', '.join(f.currencies)}",
    facts.StatementIssued: lambda f: f"statement {f.statement_id}: {_statement(f)}",
    facts.PaymentPosted: _payment,
    facts.PaymentReversed: _reversal,
    facts.RecordRefused: lambda f: f"record {f.origin} refused by {f.rule}: the account is held",
    facts.RefusalResolved: lambda f: f"record {f.origin} settled by {f.decided_by}: {f.reason}",
    charges.StatementCorrected: lambda f: f"statement {f.statement_id} corrected: {_statement(f)}",
    charges.StatementVoided: lambda f: f"statement {f.statement_id} voided{_why(f.reason)}",
    charges.ChargePosted: _charge,
    charges.ChargeWaived: lambda f: f"charge {f.charge_id} taken back: {_amount(f)}",
    charges.CreditPosted: lambda f: f"{f.kind.lower()} credit {f.credit_id}: {_amount(f)}",
    charges.CreditBalanceRefunded: lambda f: f"credit balance paid out: {_amount(f)}",
    lives.AccountClosed: lambda f: f"account closed{_why(f.reason)}",
    lives.AccountChargedOff: lambda f: f"account charged off ({f.charge_off_id})",
    lives.ChargeOffUndone: lambda f: f"charge-off {f.charge_off_id} undone",
    lives.RecoveryPosted: lambda f: f"recovery {f.recovery_id}: {_amount(f)}",
    lives.AccountSold: lambda f: f"debt sold ({f.sale_id})",
    lives.CurrencyChanged: lambda f: f"billed in {f.to_currency} now, in {f.from_currency} before",
    lives.CardReplaced: lambda f: f"card {f.old_card} replaced by {f.new_card}",
    lives.LiabilityChanged: _liability,
    cases.PauseStarted: lambda f: f"pause {f.pause_id} began{_until(f.until_on)}{_why(f.reason)}",
    cases.PauseEnded: lambda f: f"pause {f.pause_id} ended",
    cases.DisputeOpened: _dispute,
    cases.DisputeResolved: lambda f: f"dispute {f.dispute_id} {f.outcome.lower()}",
    cases.FraudReported: _fraud,
    cases.FraudConfirmed: lambda f: f"fraud {f.fraud_id} confirmed: that part never was owed",
    cases.FraudRejected: lambda f: f"fraud {f.fraud_id} rejected: that part is owed",
    cases.PlanAgreed: lambda f: f"plan {f.plan_id} agreed: {_parts(f.instalments, f.currency)}",
    cases.PlanBroken: lambda f: f"plan {f.plan_id} ended by the bank",
    cases.ReAged: lambda f: f"re-aged ({f.re_age_id}{', workout' if f.is_workout else ''})",
    cases.ReAgeUndone: lambda f: f"re-age {f.re_age_id} undone",
    cases.WaiverGranted: lambda f: f"waiver {f.waiver_id} granted: {_amount(f)}",
    cases.CauseStated: lambda f: f"pays late because of: {f.cause.lower()}, says {f.stated_by}",
    cases.ClockHeld: _held,
    cases.ClockReleased: lambda f: f"clocks held no longer ({f.effect_id})",
    cases.PromiseMade: lambda f: f"promise {f.promise_id}: {_parts(f.instalments, f.currency)}",
    cases.PromiseCancelled: lambda f: f"promise {f.promise_id} cancelled",
    cases.ReviewDecided: _review,
}
