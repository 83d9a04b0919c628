"""What comes in and goes back: payments, reversals, waived amounts, recoveries."""

from datetime import date, datetime
from typing import Literal

from streams.terms.account_facts import PaymentPosted, PaymentReversed, ReversalMode
from streams.terms.case_facts import WaiverGranted
from streams.terms.days import day_of, instant_of
from streams.terms.life_facts import RecoveryPosted
from tests.scenarios.line import Arrival, Money

_MODES: dict[str, ReversalMode] = {
    "": "",
    "restore": "RESTORE_ORIGINAL",
    "age_from_reversal": "AGE_FROM_REVERSAL",
}


class Payment(Money, frozen=True, kw_only=True):
    """A payment; `paid_at` is the moment, with its offset from UTC."""

    id: str
    valued: date
    channel: str = ""
    paid_at: datetime | None = None

    def arrivals(self, main: str) -> list[Arrival]:
        """Return the fact."""
        posted = PaymentPosted(
            **self.head(f"payment-{self.id}", self.valued),
            payment_id=self.id,
            currency=self.currency or main,
            amount_minor=self.minor(main),
            value_on=day_of(self.valued),
            channel=self.channel,
            paid_at=None if self.paid_at is None else instant_of(self.paid_at),
        )
        return [self.told(posted)]


class Reversal(Money, frozen=True, kw_only=True):
    """A reversal of a payment or of a part of it; without a `mode` policy goes by the reason."""

    id: str
    payment: str
    on: date
    reason: str = ""
    mode: Literal["", "restore", "age_from_reversal"] = ""

    def arrivals(self, main: str) -> list[Arrival]:
        """Return the fact."""
        taken_back = PaymentReversed(
            **self.head(f"reversal-{self.id}", self.on),
            reversal_id=self.id,
            payment_id=self.payment,
            currency=self.currency or main,
            amount_minor=self.minor(main),
            reason=self.reason,
            mode=_MODES[self.mode],
        )
        return [self.told(taken_back)]


class Waiver(Money, frozen=True, kw_only=True):
    """An amount waived as a kindness."""

    id: str
    on: date

    def arrivals(self, main: str) -> list[Arrival]:
        """Return the fact."""
        granted = WaiverGranted(
            **self.head(f"waiver-{self.id}", self.on),
            waiver_id=self.id,
            currency=self.currency or main,
            amount_minor=self.minor(main),
        )
        return [self.told(granted)]


class Recovery(Money, frozen=True, kw_only=True):
    """Money that came in after a charge-off."""

    id: str
    on: date

    def arrivals(self, main: str) -> list[Arrival]:
        """Return the fact."""
        posted = RecoveryPosted(
            **self.head(f"recovery-{self.id}", self.on),
            recovery_id=self.id,
            currency=self.currency or main,
            amount_minor=self.minor(main),
        )
        return [self.told(posted)]
