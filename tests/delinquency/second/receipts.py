"""What came in, net of what was taken back as if never paid; and what ages from its reversal on."""

from dataclasses import dataclass

from streams.terms.account_facts import PaymentPosted, PaymentReversed
from streams.terms.case_facts import WaiverGranted
from streams.terms.charge_facts import CreditPosted
from streams.terms.days import Day
from tests.delinquency.second.known import Known


@dataclass(frozen=True)
class Receipt:
    """Something that lowers the balance from `on` and, where it `settles`, obligations too."""

    on: Day
    kind: str
    name: str
    minor: int
    settles: bool

    def turn(self) -> tuple[int, str, str]:
        """Order within a day: credits, payments, waivers, each by id."""
        place = {"payment": 1, "waiver": 2}.get(self.kind, 0)
        return place, self.name, self.kind


@dataclass(frozen=True)
class TakenBack:
    """A payment that was good when it came and is owed anew from `on`."""

    on: Day
    name: str
    payment_id: str
    minor: int


def receipts(known: Known, currency: str) -> list[Receipt]:
    """Return all that came into a ledger."""
    pays = known.rules.ledger.credits_pay
    found = [
        Receipt(known.value_day(p), "payment", p.payment_id, net_minor(known, p), settles=True)
        for p in known.every(PaymentPosted)
        if p.currency == currency
    ]
    for credit in known.every(CreditPosted):
        if credit.currency == currency:
            kind, on = credit.kind.lower(), credit.effective_on
            settles = kind in {name.lower() for name in pays}
            found.append(Receipt(on, kind, credit.credit_id, credit.amount_minor, settles))
    for waiver in known.every(WaiverGranted):
        if waiver.currency == currency:
            on, minor = waiver.effective_on, waiver.amount_minor
            found.append(Receipt(on, "waiver", waiver.waiver_id, minor, settles=True))
    return found


def net_minor(known: Known, payment: PaymentPosted) -> int:
    """Return what a payment is worth once the reversals that restore are taken off."""
    back = sum(r.amount_minor for r in _reversals(known, payment) if not ages(known, r))
    return max(0, payment.amount_minor - back)


def taken_back(known: Known, payment: PaymentPosted) -> list[TakenBack]:
    """Return the reversals of a payment that age from their day, at most the payment in all.

    Those that restore come first. One dated before the payment waits for it.
    """
    left, found = net_minor(known, payment), []
    ours = [r for r in _reversals(known, payment) if ages(known, r)]
    for reversal in sorted(ours, key=lambda r: (r.effective_on, r.reversal_id)):
        minor = min(left, reversal.amount_minor)
        left -= minor
        on = max(reversal.effective_on, known.value_day(payment))
        if minor > 0:
            found.append(TakenBack(on, reversal.reversal_id, payment.payment_id, minor))
    return found


def kept_minor(known: Known, payment: PaymentPosted) -> int:
    """Return what the bank still has of a payment after all reversals."""
    return net_minor(known, payment) - sum(t.minor for t in taken_back(known, payment))


def ages(known: Known, reversal: PaymentReversed) -> bool:
    """Tell whether a reversal ages from its own day instead of restoring the old age."""
    if reversal.mode:
        return reversal.mode == "AGE_FROM_REVERSAL"
    return reversal.reason in known.rules.ledger.ages_from_reversal


def _reversals(known: Known, payment: PaymentPosted) -> list[PaymentReversed]:
    # A reversal in another currency than its payment takes nothing.
    return [
        reversal
        for reversal in known.every(PaymentReversed)
        if reversal.payment_id == payment.payment_id and reversal.currency == payment.currency
    ]
