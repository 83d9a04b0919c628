"""Customers who were two in the bank's books: one day they turn out to be one person."""

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from streams.portfolio.born import Born, event_id
from streams.portfolio.chance import Chance
from streams.terms.customer_facts import AnyCustomerFact
from streams.terms.days import Day
from streams.terms.identity import stable_id
from streams.terms.life_facts import LiabilityChanged
from streams.terms.profile_facts import CustomersMerged, MergeRole

_FIRST_DAYS = 60


def twin_of(born: Born) -> Born:
    """Return the same person under another customer id, with an account of their own."""
    return replace(
        born, account_id=f"{born.account_id}-twin", customer_id=f"{born.customer_id}-twin"
    )


def merged(
    born: Born, days: int, chance: Chance
) -> Iterator[tuple[Day, AnyCustomerFact | LiabilityChanged]]:
    """Yield that a customer and their twin are one, and that the twin's account is theirs.

    The bank books the account anew on the same day; the twin is liable for it no more.
    """
    twin = twin_of(born)
    on = Day(born.opened_on + _FIRST_DAYS + chance.below(max(1, days - _FIRST_DAYS), "merge day"))
    yield on, _told(born.customer_id, twin.customer_id, "SURVIVOR", on)
    yield on, _told(twin.customer_id, born.customer_id, "ABSORBED", on)
    yield on, _liable(twin, twin.customer_id, on, until=on)
    yield on, _liable(twin, born.customer_id, on)


def _told(customer_id: str, other_id: str, merge_role: MergeRole, on: Day) -> CustomersMerged:
    return CustomersMerged(
        event_id=stable_id("simulation", customer_id, "merged"),
        customer_id=customer_id,
        effective_on=on,
        merge_id="-".join(sorted((customer_id, other_id))),
        other_id=other_id,
        merge_role=merge_role,
    )


def _liable(twin: Born, customer_id: str, on: Day, until: Day | None = None) -> LiabilityChanged:
    head: dict[str, Any] = {"account_id": twin.account_id, "effective_on": on}
    return LiabilityChanged(
        **head,
        event_id=event_id(twin, f"liable {customer_id}"),
        liability_id=f"{twin.account_id}-{customer_id}",
        customer_id=customer_id,
        role="PRIMARY",
        liable_until=until,
    )
