"""The entries about lateness, key by key; every one of them is optional in a document.

What a value means is told by its namesake in `ledger`, which it resolves to.
"""

from typing import Annotated

from msgspec import Meta, Struct

from streams.policy.ledger_words import (
    ClockNames,
    Code,
    Components,
    Country,
    CreditKinds,
    DailyRate,
    Dates,
    HistoryLength,
    Mark,
    PaymentKind,
    Reached,
    Reasons,
    Share,
    Times,
    Year,
)
from streams.policy.shapes import Entry
from streams.policy.words import Clock, Currency, Flag, Minor, Name, Pause, Zone, asks

_BANDS = Meta(min_length=1, extra=asks("bands_are_empty", "list at least one band"))
_ROWS = Meta(min_length=1, extra=asks("list_is_empty", "list at least one, or remove the entry"))


class OrderShape(Struct, frozen=True, kw_only=True):
    """The order of components from so many days late on."""

    from_days: Pause
    components: Components


class Allocating(Entry, frozen=True, kw_only=True):
    """How one kind of payment is laid on obligations."""

    kind: PaymentKind
    orders: Annotated[tuple[OrderShape, ...], _ROWS]
    newest_first: Flag = False

    @property
    def series(self) -> str:
        """One series a kind."""
        return self.kind


class Counting(Entry, frozen=True, kw_only=True):
    """The components that can make an account late."""

    components: Components


class Crediting(Entry, frozen=True, kw_only=True):
    """The kinds of credit that settle obligations as a payment does."""

    kinds: CreditKinds


class Reversing(Entry, frozen=True, kw_only=True):
    """The reasons of a reversal that age from the reversal on, where the fact names no mode."""

    age_from_reversal: Reasons


class Gracing(Entry, frozen=True, kw_only=True):
    """Days after the due date; `free` ones are never counted, the others all at once behind them.

    One of `free = false` hides lateness for so many days and then shows its whole age.
    """

    days: Pause
    free: Flag


class MaterialAmount(Struct, frozen=True, kw_only=True):
    """The amount of one currency above which past due is material."""

    currency: Currency
    above_minor: Minor


class Material(Entry, frozen=True, kw_only=True):
    """Both limits of the materiality clock, and the consecutive days after which it is default."""

    amounts: Annotated[tuple[MaterialAmount, ...], _ROWS]
    share_bp: Share
    days_max: Reached


class Curing(Entry, frozen=True, kw_only=True):
    """How many days without material past due lead out of default."""

    days: Reached


class ClassShape(Struct, frozen=True, kw_only=True):
    """A class and the days late from which on it is reached."""

    id: Name
    from_days: Reached


class ClockEntry(Entry, frozen=True, kw_only=True):
    """A clock of that name: `lowest` until the first band begins."""

    clock: Name
    lowest: Name
    bands: Annotated[tuple[ClassShape, ...], _BANDS]

    @property
    def series(self) -> str:
        """One series a clock."""
        return self.clock


class Reporting(Entry, frozen=True, kw_only=True):
    """The clocks of which the worse is reported; they share their classes."""

    clocks: ClockNames


class StatusShape(Struct, frozen=True, kw_only=True):
    """A bureau's status code; the first begins at 0."""

    id: Code
    from_days: Pause


class MarkShape(Struct, frozen=True, kw_only=True):
    """A mark of the payment history; the first begins at 0."""

    id: Mark
    from_days: Pause


class Reported(Entry, frozen=True, kw_only=True):
    """What a cycle close is reported as to a bureau."""

    statuses: Annotated[tuple[StatusShape, ...], _BANDS]
    marks: Annotated[tuple[MarkShape, ...], _BANDS]
    charged_off: Code
    sold: Code
    history_max: HistoryLength


class ChargingOff(Entry, frozen=True, kw_only=True):
    """From how many days late on a charge-off is due."""

    days: Reached


class LateFeeEntry(Entry, frozen=True, kw_only=True):
    """The late fee of a currency; without `most_minor` the unpaid amount alone bounds it."""

    currency: Currency
    share_bp: Share
    least_minor: Minor
    most_minor: Minor = 2**63 - 1

    @property
    def series(self) -> str:
        """One series a currency."""
        return self.currency


class PenaltyEntry(Entry, frozen=True, kw_only=True):
    """The penalty interest of a currency."""

    currency: Currency
    daily_ppm: DailyRate
    cycle_share_bp_max: Share

    @property
    def series(self) -> str:
        """One series a currency."""
        return self.currency


class Waiving(Entry, frozen=True, kw_only=True):
    """Between which days late, both included, a waiver of late fees is offered, and how long."""

    from_days: Reached
    to_days: Reached
    valid_days: Reached


class CollectionRow(Struct, frozen=True, kw_only=True):
    """What is done with a day band, or with one amount band of it, which then goes first."""

    days: Name
    amount: Name | None = None
    policy: Name


class Collecting(Entry, frozen=True, kw_only=True):
    """The collection policy of each class."""

    rows: Annotated[tuple[CollectionRow, ...], _ROWS]


class CuttingOff(Entry, frozen=True, kw_only=True):
    """From which time of the day on a payment counts for the next business day."""

    zone: Zone
    at: Clock


class YearTable(Struct, frozen=True, kw_only=True):
    """A year's days off, weekends among them or not, and its weekend days that are worked."""

    year: Year
    closed: Dates
    worked: Dates = ()


class CalendarEntry(Entry, frozen=True, kw_only=True):
    """Business days of a country; several entries hold side by side, each with years of its own."""

    country: Country
    years: Annotated[tuple[YearTable, ...], _ROWS]

    @property
    def series(self) -> str:
        """One series an announcement."""
        return self.id


class Shifting(Entry, frozen=True, kw_only=True):
    """Whether a due date that is no business day moves to the next one."""

    shifts: Flag


class ReAging(Entry, frozen=True, kw_only=True):
    """When a re-age counts."""

    account_months_min: Times
    within_12_months_max: Times
    within_5_years_max: Times
    workouts_within_5_years_max: Times


class Promising(Entry, frozen=True, kw_only=True):
    """How much short, and how late, a promise still counts as kept."""

    short_bp_max: Share
    late_days_max: Pause


class Looking(Entry, frozen=True, kw_only=True):
    """How far back a fact is taken, and how long things wait."""

    late_days: Reached
    review_days: Reached
    parked_days: Reached
    closed_days: Reached
