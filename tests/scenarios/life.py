"""The life of an account: closed, charged off, sold, moved; who is liable; its dead letters."""

from datetime import date
from typing import Literal

from msgspec import Struct, field

from streams.terms.account_facts import RecordRefused, RefusalResolved
from streams.terms.life_facts import (
    AccountChargedOff,
    AccountClosed,
    AccountSold,
    CardReplaced,
    ChargeOffUndone,
    CurrencyChanged,
    LiabilityChanged,
    Role,
)
from tests.scenarios.line import Arrival, Line, arrival, day_or_none, head

_ROLES: dict[str, Role] = {
    "primary": "PRIMARY",
    "co_holder": "CO_HOLDER",
    "guarantor": "GUARANTOR",
}


class Closing(Line, frozen=True, kw_only=True):
    """No new spending from that day on."""

    id: str
    on: date
    reason: str = ""

    def arrivals(self, _: str) -> list[Arrival]:
        """Return the fact."""
        named = self.head(f"closing-{self.id}", self.on)
        return [self.told(AccountClosed(**named, closing_id=self.id, reason=self.reason))]


class ChargeOff(Line, frozen=True, kw_only=True):
    """A charge-off and, if there is one, its undoing."""

    id: str
    on: date
    undone: date | None = None
    undone_arrives: date | None = None

    def arrivals(self, _: str) -> list[Arrival]:
        """Return the charge-off and its undoing."""
        name = f"charge-off-{self.id}"
        off = AccountChargedOff(**self.head(name, self.on), charge_off_id=self.id)
        if self.undone is None:
            return [self.told(off)]
        undone = ChargeOffUndone(**head(f"{name}-undone", self.undone), charge_off_id=self.id)
        return [self.told(off), arrival(undone, self.undone_arrives)]


class Sale(Line, frozen=True, kw_only=True):
    """The debt was sold."""

    id: str
    on: date

    def arrivals(self, _: str) -> list[Arrival]:
        """Return the fact."""
        return [self.told(AccountSold(**self.head(f"sale-{self.id}", self.on), sale_id=self.id))]


class CurrencyChange(Line, frozen=True, kw_only=True):
    """The account bills in another currency from now on."""

    id: str
    on: date
    before: str = field(name="from")
    after: str = field(name="to")

    def arrivals(self, _: str) -> list[Arrival]:
        """Return the fact."""
        changed = CurrencyChanged(
            **self.head(f"currency-{self.id}", self.on),
            change_id=self.id,
            from_currency=self.before,
            to_currency=self.after,
        )
        return [self.told(changed)]


class Card(Line, frozen=True, kw_only=True):
    """A card was replaced."""

    id: str
    on: date
    old: str
    new: str

    def arrivals(self, _: str) -> list[Arrival]:
        """Return the fact."""
        replaced = CardReplaced(
            **self.head(f"card-{self.id}", self.on),
            replacement_id=self.id,
            old_card=self.old,
            new_card=self.new,
        )
        return [self.told(replaced)]


class Liability(Line, frozen=True, kw_only=True):
    """Who is liable, from when until when."""

    id: str
    customer: str
    role: Literal["primary", "co_holder", "guarantor"]
    since: date = field(name="from")
    until: date | None = None

    def arrivals(self, _: str) -> list[Arrival]:
        """Return the fact; a line with the same id and a higher `seq` takes its place."""
        changed = LiabilityChanged(
            **self.head(f"liability-{self.id}-{self.seq}", self.since),
            liability_id=self.id,
            customer_id=self.customer,
            role=_ROLES[self.role],
            liable_until=day_or_none(self.until),
        )
        return [self.told(changed)]


class DeadLetter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A record of the account that was refused on one day, and perhaps settled on another."""

    origin: str
    refused: date
    resolved: date | None = None

    def arrivals(self, _: str) -> list[Arrival]:
        """Return the refusal and the resolution with the days they arrive on."""
        refused = RecordRefused(
            **head(f"refused-{self.origin}", self.refused),
            origin=self.origin,
            rule="bytes_unreadable",
        )
        if self.resolved is None:
            return [arrival(refused, None)]
        resolved = RefusalResolved(
            **head(f"resolved-{self.origin}", self.resolved),
            origin=self.origin,
            decided_by="officer",
            reason="sent again",
        )
        return [arrival(refused, None), arrival(resolved, None)]
