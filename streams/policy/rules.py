"""The rules in force on one day, as frozen values: what a stage asks policy for.

A `Rules` is made by `policy.document` from a dated pack; a rule that is not in force on the day
is None, and whoever needs it fails closed.

>>> bands = (DayBand(id="m1", from_days=1), DayBand(id="m2", from_days=31))
>>> sizes = (AmountBand(id="small", from_minor=0), AmountBand(id="large", from_minor=500_000))
>>> classes = Buckets(days=bands, amounts={"CNY": sizes})
>>> classes.bucket_of(30, 499_999, "CNY"), classes.bucket_of(31, 500_000, "CNY")
('m1.small', 'm2.large')
>>> classes.bucket_of(0, 0, "CNY"), classes.bucket_of(3, 100, "JPY")
('current', None)
>>> classes.next_days(30), classes.next_days(31)
(31, None)
>>> classes.rank_of("current") < classes.rank_of("m1.large") < classes.rank_of("m2.small")
True
"""

from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct

from streams.policy.bands import AmountBand, DayBand
from streams.policy.contact import ContactRules
from streams.policy.field import FieldRules
from streams.policy.ledger import LedgerRules
from streams.policy.strategy import Strategy

CURRENT = "current"

Purpose = Literal["COLLECTION", "BUREAU_NOTICE", "PRE_LEGAL"]
"""What a rung is for; one before the due date reminds."""

COLLECTION: Purpose = "COLLECTION"


class Buckets(Struct, frozen=True, kw_only=True):
    """Classes by days and amount: `<day band>.<amount band>`, or `current` when nothing is late.

    `days` rises from 1 without a gap; each currency's `amounts` rises from 0.
    """

    days: tuple[DayBand, ...]
    amounts: dict[str, tuple[AmountBand, ...]]

    def bucket_of(self, days_past_due: int, past_due_minor: int, currency: str) -> str | None:
        """Return the bucket, or None where the policy has no limits for the currency."""
        if days_past_due <= 0:
            return CURRENT
        sizes = self.amounts.get(currency)
        if sizes is None:
            return None
        band = next(b for b in reversed(self.days) if days_past_due >= b.from_days)
        size = next(s for s in reversed(sizes) if past_due_minor >= s.from_minor)
        return f"{band.id}.{size.id}"

    def rank_of(self, bucket: str) -> int:
        """Order buckets from mild to severe: by days first, by amount inside a day band."""
        if bucket == CURRENT:
            return -1
        band, _, size = bucket.partition(".")
        days = [b.id for b in self.days]
        sizes = sorted({(i, s.id) for row in self.amounts.values() for i, s in enumerate(row)})
        width = len(sizes) + 1
        place = next((i for i, name in sizes if name == size), width - 1)
        return (days.index(band) if band in days else len(days)) * width + place

    def next_days(self, days_past_due: int) -> int | None:
        """Return the first days past due above this one at which the day band changes."""
        return next((b.from_days for b in self.days if b.from_days > days_past_due), None)


class ClassAsked(Struct, frozen=True, kw_only=True):
    """One of some classes of a clock."""

    clock: str
    ids: tuple[str, ...]


class Rung(Struct, frozen=True, kw_only=True):
    """One step of a ladder.

    It comes due `at_days` after the oldest unpaid due date (negative: before the due date of a
    statement that is not late yet) and may be authorised for `window_days` days from then on;
    after that it is skipped. With `after_outcome_of` it comes due `after_days` after the outcome
    of that earlier rung, not before `at_days`, and only where the outcome is one of `outcomes`.

    It comes `times` times, `repeat_days` after one another, until a result of `until`. It waits for
    every rung of `needs` to have been carried out, for so many tries to call (on so many days), for
    one of `amounts` (amount bands) and for one of the classes of each clock in `classes`; what it
    still waits for when its window is over is why it is skipped.
    """

    id: str
    channel: str
    at_days: int
    window_days: int
    after_outcome_of: str | None = None
    after_days: int = 0
    outcomes: tuple[str, ...] = ()
    visit_number: int | None = None
    purpose: Purpose = COLLECTION
    repeat_days: int = 0
    times: int = 1
    until: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    tries_min: int = 0
    tries_days_min: int = 0
    amounts: tuple[str, ...] = ()
    classes: tuple[ClassAsked, ...] = ()


class Ladder(Struct, frozen=True, kw_only=True):
    """The strategy's rungs, in order.

    An episode goes on with the ladder it began with; where the ladder in force says `migrate`, it
    goes on with that one.
    """

    id: str
    rungs: tuple[Rung, ...]
    migrate: bool = False


class House(Struct, frozen=True, kw_only=True):
    """When the house contacts anybody, and how often.

    Minutes count from midnight in `zone`; contacts stay inside [opens, closes). A customer of whom
    no zone is told may be in any of `customer_zones`, or, where there are none, in `zone`.
    """

    zone: ZoneInfo
    opens_minute: int
    closes_minute: int
    contacts_per_day_max: int
    customer_zones: tuple[ZoneInfo, ...] = ()

    @property
    def anywhere(self) -> tuple[ZoneInfo, ...]:
        """Return every zone in which a customer may be of whom none is told."""
        return self.customer_zones or (self.zone,)


class Rules(Struct, frozen=True, kw_only=True):
    """Everything in force on one day; None means not in force, so nobody is contacted.

    `tolerance_minor` is per currency and applies to the total past due; a currency that is not in
    it is unknown to the policy. `ledger` says how lateness is reckoned, `contact` what
    limits contact. `ladder` is the house's; `ladders` are all that the document knows by then, for
    those that `strategy` chooses and for episodes that began with one that has ended. `field` says
    what holds for home visits; where it is None, a visit is authorised for the day like a call.
    """

    policy_id: str
    digest: str
    buckets: Buckets | None
    tolerance_minor: dict[str, int]
    ladder: Ladder | None
    house: House | None
    ledger: LedgerRules = LedgerRules()
    contact: ContactRules = ContactRules()
    ladders: dict[str, Ladder] = {}
    strategy: Strategy = Strategy()
    field: FieldRules | None = None
