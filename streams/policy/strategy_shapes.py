"""The entries about behaviour, key by key: when a trait is found, and what is chosen by it."""

from typing import Annotated

from msgspec import Meta, Struct

from streams.policy.ladder_words import Names
from streams.policy.shapes import ClassAskedShape, Entry
from streams.policy.strategy_words import Least, LookedBack, Tone, Trait, Traits
from streams.policy.words import Channels, Clock, Name, asks

_ROWS = Meta(min_length=1, extra=asks("list_is_empty", "list at least one row"))

_SOME = ("times_min", "days_max", "days_min", "within_days")
ASKED: dict[str, tuple[str, ...]] = {
    "breaks_promises": ("times_min",),
    "cannot_be_reached": ("times_min", "days_min", "within_days"),
    "disputes": ("times_min", "within_days"),
    "first_time": (),
    "forgets": ("times_min", "days_max", "within_days"),
    "pays_after_contact": ("times_min", "days_max", "within_days"),
    "short_of_cash": ("times_min", "within_days"),
    "strategic": ("times_min", "within_days"),
    "vulnerable": (),
}
"""Which numbers each trait needs; it takes no others."""


class TraitEntry(Entry, frozen=True, kw_only=True):
    """From when on one trait is found, as in `treatment.traits`."""

    trait: Trait
    times_min: Least | None = None
    days_max: LookedBack | None = None
    days_min: Least | None = None
    within_days: LookedBack | None = None

    @property
    def series(self) -> str:
        """One series a trait."""
        return self.trait

    @property
    def numbers(self) -> dict[str, int]:
        """Return the numbers that the entry gives."""
        found = {name: getattr(self, name) for name in _SOME}
        return {name: value for name, value in found.items() if value is not None}


class RowShape(Struct, frozen=True, kw_only=True, rename={"from_": "from"}):
    """A row, as in `strategy.Row`; `from` and `to` are its preferred hours."""

    traits: Traits = ()
    days: Names = ()
    amounts: Names = ()
    classes: tuple[ClassAskedShape, ...] = ()
    ladder: Name | None = None
    first: Channels | None = None
    leaves_out: Channels | None = None
    tone: Tone = "plain"
    from_: Clock | None = None
    to: Clock | None = None


class StrategyEntry(Entry, frozen=True, kw_only=True):
    """The strategy: the first row that fits is chosen."""

    rows: Annotated[tuple[RowShape, ...], _ROWS]
