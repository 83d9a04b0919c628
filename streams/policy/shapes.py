"""The shape of an entry in each section of a policy document, key by key.

Every threshold is an `Entry`: a value with its source, clause, force, confidence, the days on
which it holds, and whether it is in force or a draft. A section lists its entries in any order.
"""

from typing import Annotated

from msgspec import Meta, Struct

from streams.policy.contact import CHANNELS
from streams.policy.ladder_words import Names, Purpose, Repeats, Results, SomeNames, Tries
from streams.policy.rules import COLLECTION
from streams.policy.words import (
    Channel,
    Channels,
    Clock,
    Confidence,
    Contacts,
    Currency,
    Date,
    Days,
    EndDate,
    Flag,
    Force,
    Id,
    Minor,
    Name,
    Outcomes,
    Pause,
    Status,
    Text,
    VisitNumber,
    Window,
    Zone,
    Zones,
    asks,
)

_BANDS = Meta(min_length=1, extra=asks("bands_are_empty", "list at least one band"))
_RUNGS = Meta(min_length=1, extra=asks("ladder_is_empty", "list at least one rung"))


class Entry(Struct, frozen=True, kw_only=True, rename={"from_": "from"}):
    """What every dated threshold carries; it holds from `from` to `to`, both days included."""

    id: Id
    source: Text
    clause: Text
    force: Force
    confidence: Confidence
    from_: Date
    to: EndDate = None
    status: Status

    @property
    def series(self) -> str:
        """Name what the entry succeeds: within a series, one entry at most holds on a day."""
        return ""


class DayBandShape(Struct, frozen=True, kw_only=True):
    """A band of days past due."""

    id: Name
    from_days: Days


class AmountBandShape(Struct, frozen=True, kw_only=True):
    """A band of the past-due amount, in minor units."""

    id: Name
    from_minor: Minor


class ClassAskedShape(Struct, frozen=True, kw_only=True):
    """One of some classes of a clock, as in `rules.ClassAsked`."""

    clock: Name
    ids: SomeNames


class RungShape(Struct, frozen=True, kw_only=True):
    """A rung, as in `rules.Rung`; without a `source` of its own it has that of its ladder."""

    id: Name
    channel: Channel
    at_days: Days
    window_days: Window
    after_outcome_of: Name | None = None
    after_days: Pause = 0
    outcomes: Outcomes = ()
    visit_number: VisitNumber = None
    purpose: Purpose = COLLECTION
    repeat_days: Pause = 0
    times: Repeats = 1
    until: Results = ()
    needs: Names = ()
    tries_min: Tries = 0
    tries_days_min: Tries = 0
    amounts: Names = ()
    classes: tuple[ClassAskedShape, ...] = ()
    source: Text | None = None


class DayBands(Entry, frozen=True, kw_only=True):
    """Day bands, or the tiers of a law: in `tiers` they say where bands have to begin."""

    bands: Annotated[tuple[DayBandShape, ...], _BANDS]


class AmountBands(Entry, frozen=True, kw_only=True):
    """Amount bands of one currency."""

    currency: Currency
    bands: Annotated[tuple[AmountBandShape, ...], _BANDS]

    @property
    def series(self) -> str:
        """One series a currency."""
        return self.currency


class Tolerance(Entry, frozen=True, kw_only=True):
    """The total past due up to which an account of the currency counts as paid."""

    currency: Currency
    max_minor: Minor

    @property
    def series(self) -> str:
        """One series a currency."""
        return self.currency


class LadderEntry(Entry, frozen=True, kw_only=True):
    """A ladder: the one of the house, or one that is climbed `by_strategy` alone."""

    ladder: Name
    rungs: Annotated[tuple[RungShape, ...], _RUNGS]
    migrate: Flag = False
    by_strategy: Flag = False

    @property
    def series(self) -> str:
        """One series for the house's ladder, and one for each that a strategy may choose."""
        return self.ladder if self.by_strategy else ""


class LawHours(Entry, frozen=True, kw_only=True):
    """The hours in which a law allows contact; several laws hold side by side.

    They are those of the customer's own zone, and of all channels where it names none.
    """

    opens: Clock
    closes: Clock
    channels: Channels = CHANNELS

    @property
    def series(self) -> str:
        """One series a law."""
        return self.id

    @property
    def is_for_all(self) -> bool:
        """Whether it is for every channel."""
        return set(self.channels) == set(CHANNELS)


class HouseHours(Entry, frozen=True, kw_only=True):
    """The hours in which the house makes contact, in its zone.

    A customer of whom no zone is told may be in any of `customer_zones`; without them it is the
    house's own.
    """

    zone: Zone
    opens: Clock
    closes: Clock
    customer_zones: Zones = ()


class ContactsPerDay(Entry, frozen=True, kw_only=True):
    """How many contacts a customer may have on one day."""

    contacts_max: Contacts
