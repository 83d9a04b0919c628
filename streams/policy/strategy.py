"""What a customer's behaviour is called, and how the house chooses by it, as values of one day.

A trait is found in facts alone. The words of this page are all that a choice may rest on: there is
none for sex, age, marital status or the like, and none may be added.

>>> kind = Row(rule="x", traits=frozenset({"forgets"}), tone="kind")
>>> Strategy(rows=(kind,)).choice(("forgets",), "m1.small", {}).tone
'kind'
>>> Strategy(rows=(kind,)).choice((), "m1.small", {}).tone
'plain'
"""

from collections.abc import Collection, Mapping
from typing import Literal, get_args

from msgspec import Struct

from streams.policy.contact import Hours
from streams.terms.profile_facts import Channel
from streams.terms.treatment_notices import Tone

Trait = Literal[
    "breaks_promises",
    "cannot_be_reached",
    "disputes",
    "first_time",
    "forgets",
    "pays_after_contact",
    "short_of_cash",
    "strategic",
    "vulnerable",
]
"""What may be found of a customer: what they did and told, never who they are."""

TRAITS: tuple[Trait, ...] = get_args(Trait)


class Threshold(Struct, frozen=True, kw_only=True):
    """From when on a trait is found; `rule` is the entry's id.

    Which of the numbers count is told by the trait's own rule (`treatment.traits`).
    """

    rule: str
    times_min: int = 1
    days_max: int = 0
    days_min: int = 1
    within_days: int = 400


class Row(Struct, frozen=True, kw_only=True):
    """A row of the strategy: for whom it is, and what it chooses.

    It is for a customer of whom all of `traits` are found, and an account in one of each kind of
    class that it names. `ladder` is None for the one of the house; rungs on `leaves_out` are
    skipped; of two that are due about one debt, the one whose channel comes sooner in `first` goes
    first. `hours` narrow a day's window where something is left of it.
    """

    rule: str
    traits: frozenset[str] = frozenset()
    days: frozenset[str] = frozenset()
    amounts: frozenset[str] = frozenset()
    classes: tuple[tuple[str, frozenset[str]], ...] = ()
    ladder: str | None = None
    first: tuple[Channel, ...] = ()
    leaves_out: frozenset[str] = frozenset()
    tone: Tone = "plain"
    hours: Hours | None = None

    def is_for(self, traits: Collection[str], bucket: str, classes: Mapping[str, str]) -> bool:
        """Tell whether the row is for a customer with these traits and an account so classed."""
        days, _, amount = bucket.partition(".")
        return (
            self.traits.issubset(traits)
            and (not self.days or days in self.days)
            and (not self.amounts or amount in self.amounts)
            and all(classes.get(clock) in ids for clock, ids in self.classes)
        )

    def rank_of(self, channel: str) -> int:
        """Return the place of a channel, those that are not named being alike and last."""
        known: tuple[str, ...] = self.first
        return known.index(channel) if channel in known else len(known)


PLAIN = Row(rule="")
"""What is chosen where no row is for it: the house's ladder and nothing else."""


class Strategy(Struct, frozen=True, kw_only=True):
    """When each trait is found, and the rows in order; the first that fits is chosen."""

    thresholds: dict[str, Threshold] = {}
    rows: tuple[Row, ...] = ()

    def choice(self, traits: Collection[str], bucket: str, classes: Mapping[str, str]) -> Row:
        """Return the first row that is for them, or the plain one."""
        return next((row for row in self.rows if row.is_for(traits, bucket, classes)), PLAIN)
