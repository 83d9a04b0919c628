"""What every line of a story may say, and how one becomes a fact with the day it arrives on.

>>> minor("1,234.50", "CNY")
123450
"""

from datetime import date
from typing import TypedDict

from msgspec import Struct

from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day, day_of
from streams.terms.money import to_minor

ACCOUNT = "a1"
"""The one account that a story is about."""

Arrival = tuple[Day, AnyAccountFact]
"""A fact with the day it arrives on."""


class Head(TypedDict):
    """What every fact carries."""

    event_id: str
    account_id: str
    effective_on: Day
    source_seq: int


class Line(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What each line may say: its own event id and order, and the day on which it arrives.

    Where a line tells of an end as well, `arrives` is that of its beginning.
    """

    arrives: date | None = None
    event: str | None = None
    seq: int = 0

    def head(self, name: str, on: date) -> Head:
        """Return what the fact of that day carries, `name` being its event id unless one is set."""
        return head(self.event or name, on, self.seq)

    def told(self, fact: AnyAccountFact) -> Arrival:
        """Return the fact with the day it arrives on."""
        return arrival(fact, self.arrives)


class Money(Line, frozen=True, kw_only=True):
    """A line about an amount: a decimal text, in the story's main currency if none is named."""

    amount: str
    currency: str | None = None

    def minor(self, main: str) -> int:
        """Return the amount in minor units."""
        return minor(self.amount, self.currency or main)


def head(event_id: str, on: date, seq: int = 0) -> Head:
    """Return what a fact of that day carries."""
    return Head(event_id=event_id, account_id=ACCOUNT, effective_on=day_of(on), source_seq=seq)


def arrival(fact: AnyAccountFact, arrives: date | None) -> Arrival:
    """Return the fact with the day it arrives on: its own, where nothing else is said."""
    return (fact.effective_on if arrives is None else day_of(arrives), fact)


def minor(text: str, currency: str) -> int:
    """Read an amount such as `1,234.50` into minor units."""
    return to_minor(text.replace(",", ""), currency)


def day_or_none(on: date | None) -> Day | None:
    """Return the day of a date that may be missing."""
    return None if on is None else day_of(on)
