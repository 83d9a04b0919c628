"""The entries that limit contact, key by key; every one of them is optional in a document.

What a value means is told by its namesake in `contact`, which it resolves to.
"""

from typing import Annotated

from msgspec import Meta

from streams.policy.contact import Counts, Per
from streams.policy.shapes import Entry
from streams.policy.words import Channels, Contacts, Pause, asks

# A longer memory of single contacts would make a row grow without end.
LOOKED_BACK_MAX = 62

LookedBack = Annotated[
    int,
    Meta(
        ge=1,
        le=LOOKED_BACK_MAX,
        extra=asks("days_out_of_range", f"write a number of days from 1 to {LOOKED_BACK_MAX}"),
    ),
]
Counted = Annotated[
    Counts, Meta(extra=asks("unknown_count", "write ATTEMPTS (tries) or CONNECTED (answered)"))
]
Over = Annotated[Per, Meta(extra=asks("unknown_per", "write PERSON, DEBT or NUMBER"))]


class Limit(Entry, frozen=True, kw_only=True):
    """An entry of which several hold side by side, each a series of its own."""

    channels: Channels

    @property
    def series(self) -> str:
        """One series a limit."""
        return self.id


class CapEntry(Limit, frozen=True, kw_only=True):
    """How often a customer is contacted at most."""

    counts: Counted
    per: Over
    days: LookedBack
    contacts_max: Contacts


class GapEntry(Limit, frozen=True, kw_only=True):
    """How long nobody contacts the customer after a talk."""

    per: Over
    days: LookedBack


class OptInEntry(Limit, frozen=True, kw_only=True):
    """Channels that need the customer's consent first; a refusal bars any channel without this."""


class HolidayEntry(Limit, frozen=True, kw_only=True):
    """Channels that rest on public holidays; the document needs a calendar."""


class AnsweringEntry(Entry, frozen=True, kw_only=True):
    """Within how many days an objection is answered."""

    days: Pause


class VerifiedEntry(Limit, frozen=True, kw_only=True):
    """Channels that go to verified contact points alone."""
