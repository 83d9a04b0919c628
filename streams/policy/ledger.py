"""How lateness is reckoned: allocation, grace, clocks, fees, limits; frozen values of one day.

Every part has a default under which nothing is asked of it, so that a clock no policy runs costs
nothing.

>>> LedgerRules().order_of("payment", 30)
('cost', 'penalty', 'fee', 'interest', 'principal')
>>> tiers = Classification(id="card", lowest="normal", bands=(DayBand(id="watch", from_days=1),))
>>> tiers.class_of(0), tiers.class_of(1), tiers.next_days(0)
('normal', 'watch', 1)
"""

from zoneinfo import ZoneInfo

from msgspec import Struct

from streams.policy.bands import DayBand
from streams.policy.business_days import BusinessDays
from streams.terms.days import Day

COMPONENTS = ("cost", "penalty", "fee", "interest", "principal")
"""What an amount is made of, in the order in which a payment covers it where no policy says."""

PAYMENT_KINDS = ("payment", "refund", "goodwill", "waiver")
"""What can settle an obligation: money, the credits that policy lets, and granted waivers."""

REPORTED = "reported"
"""The class that stands for the worse of the clocks in `LedgerRules.reported`; no clock's name."""


class Order(Struct, frozen=True, kw_only=True):
    """The order of components from so many days late at the value date on."""

    from_days: int
    components: tuple[str, ...]


class Allocation(Struct, frozen=True, kw_only=True):
    """How one kind of payment is laid on obligations; `orders` rises from 0 days."""

    orders: tuple[Order, ...]
    newest_first: bool = False


class Grace(Struct, frozen=True, kw_only=True):
    """Days after the due date that delinquent days do not begin with.

    Where they are `free`, they are never counted; otherwise the first day behind them counts all.
    """

    days: int = 0
    is_free: bool = True


class Materiality(Struct, frozen=True, kw_only=True):
    """Past due counts as material above both limits; default after `days_max` consecutive days.

    `share_bp` is of the ledger's balance, in basis points. Default is left `cure_days` after the
    ledger stopped being material.
    """

    amounts_minor: dict[str, int]
    share_bp: int
    days_max: int
    cure_days: int


class Classification(Struct, frozen=True, kw_only=True):
    """One clock that puts days late into classes; `lowest` is the one before the first band."""

    id: str
    lowest: str
    bands: tuple[DayBand, ...]

    def class_of(self, days: int) -> str:
        """Return the class of so many days."""
        return next((b.id for b in reversed(self.bands) if days >= b.from_days), self.lowest)

    def rank_of(self, days: int) -> int:
        """Order classes of clocks that share their names: the number of bands reached."""
        return sum(days >= band.from_days for band in self.bands)

    def next_days(self, days: int) -> int | None:
        """Return the first number of days above this one at which the class changes."""
        return next((b.from_days for b in self.bands if b.from_days > days), None)


class Bureau(Struct, frozen=True, kw_only=True):
    """What a cycle close is reported as: status code and history mark by days late."""

    statuses: Classification
    marks: Classification
    charged_off: str
    sold: str
    history_max: int = 24


class LateFee(Struct, frozen=True, kw_only=True):
    """A late fee on the unpaid part of a minimum due: a share, at least and at most so much."""

    share_bp: int
    least_minor: int
    most_minor: int


class PenaltyInterest(Struct, frozen=True, kw_only=True):
    """Interest on what is past due, in parts per million a day, at most a share of it a cycle."""

    daily_ppm: int
    cycle_share_bp_max: int


class WaiverOffer(Struct, frozen=True, kw_only=True):
    """From so many days late to so many, the late fee is waived if all is paid in time."""

    from_days: int
    to_days: int
    valid_days: int


class CutOff(Struct, frozen=True, kw_only=True):
    """A payment made from this minute of the day on counts for the next business day."""

    zone: ZoneInfo
    minute: int


class ReAgeLimits(Struct, frozen=True, kw_only=True):
    """When a re-age counts; workouts are counted apart."""

    account_months_min: int
    within_12_months_max: int
    within_5_years_max: int
    workouts_within_5_years_max: int


class PromiseTerms(Struct, frozen=True, kw_only=True):
    """How much short, and how late, a promise still counts as kept."""

    short_bp_max: int = 0
    late_days_max: int = 0


class Horizon(Struct, frozen=True, kw_only=True):
    """How far back a fact is taken, and how long things wait.

    A fact that reaches further back than `late_days` waits for a person, at most `review_days`;
    one that waits for another fact does so after `parked_days`. A closed and settled account
    leaves the public table after `closed_days`.
    """

    late_days: int = 400
    review_days: int = 10
    parked_days: int = 30
    closed_days: int = 730


class LedgerRules(Struct, frozen=True, kw_only=True):
    """Everything that says how late a ledger is; `key` changes whenever any of it does."""

    key: str = ""
    counts: frozenset[str] = frozenset(COMPONENTS)
    allocations: dict[str, Allocation] = {}
    credits_pay: frozenset[str] = frozenset()
    ages_from_reversal: frozenset[str] = frozenset()
    grace: Grace = Grace()
    materiality: Materiality | None = None
    clocks: tuple[Classification, ...] = ()
    reported: tuple[str, ...] = ()
    bureau: Bureau | None = None
    charge_off_days: int | None = None
    late_fees: dict[str, LateFee] = {}
    penalties: dict[str, PenaltyInterest] = {}
    waiver: WaiverOffer | None = None
    collection: dict[str, str] = {}
    cut_off: CutOff | None = None
    calendar: BusinessDays | None = None
    due_shifts: bool = False
    re_age: ReAgeLimits | None = None
    promise: PromiseTerms = PromiseTerms()
    horizon: Horizon = Horizon()

    def is_stale(self, day: Day) -> bool:
        """Tell whether business days matter, and the calendar knows no table for the day's year."""
        calendar = self.calendar
        if calendar is None or not (self.due_shifts or self.cut_off is not None):
            return False
        return not calendar.covers(day)

    def order_of(self, kind: str, days_late: int) -> tuple[str, ...]:
        """Return the order of components for a kind of payment made so many days late."""
        found = self.allocations.get(kind)
        if found is None:
            return COMPONENTS
        return next(o.components for o in reversed(found.orders) if days_late >= o.from_days)
