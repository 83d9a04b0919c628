"""What is known of a customer beside the accounts: zones, consent, times and contact points.

Each detail keeps when it was told, and of two about one thing the later one holds, whichever
arrived first. All values are packed as arrays, so a field may be added at the end and nowhere else.

>>> later = KnownConsent("PHONE", False, (Day(5), 0, "e2"))
>>> first = KnownConsent("PHONE", True, (Day(4), 0, "e1"))
>>> put((later,), first) == (later,), put((first,), later) == (later,)
(True, True)
"""

from typing import Protocol, TypeVar

from msgspec import Struct

from streams.terms.days import Day

Told = tuple[Day, int, str]
"""When something was told: business day, the source's order, event id."""

CUSTOMER = "CUSTOMER"
CONTACT_PERSON = "CONTACT_PERSON"

# More than anybody has; a producer that makes ids anew for each record would fill the row.
DETAILS_MAX = 64


class Detail(Protocol):
    """One thing that is known, by its id within its kind."""

    @property
    def told(self) -> Told:
        """When it was told."""

    @property
    def id(self) -> str:
        """What it is about."""


class KnownConsent(Struct, frozen=True, array_like=True, gc=False):
    """Whether the customer agrees to a channel."""

    id: str
    granted: bool
    told: Told


class KnownZone(Struct, frozen=True, array_like=True, gc=False):
    """A zone that some evidence speaks for; None once the evidence was withdrawn."""

    id: str
    zone: str | None
    confirmed: bool
    told: Told


class KnownTime(Struct, frozen=True, array_like=True, gc=False):
    """Times that do not suit the customer; `weekdays` counts from Monday as 0, none is every day.

    Once `ended` they suit again.
    """

    id: str
    from_minute: int
    to_minute: int
    weekdays: tuple[int, ...]
    ended: bool
    told: Told


class KnownPoint(Struct, frozen=True, array_like=True, gc=False):
    """A number or address by its pseudonym.

    It is `blocked` for good once whoever it belongs to, and is not the customer, refused; whether
    the refusal or the holder was told first is all one, so `refused` keeps that somebody did.
    `failed_on` is the day on which a contact last showed that it reaches nobody. Of an address
    `area` is whose crews go there, empty where nobody knows; its place is None where nobody placed
    it.
    """

    id: str
    kind: str
    holder: str
    usable: bool
    verified: bool
    zone: str
    told: Told
    blocked: bool = False
    failed_on: Day | None = None
    refused: bool = False
    area: str = ""
    latitude_microdegrees: int | None = None
    longitude_microdegrees: int | None = None

    @property
    def works(self) -> bool:
        """Whether it may be used, as far as is known."""
        is_mended = self.failed_on is None or self.told[0] > self.failed_on
        return self.usable and is_mended and not self.blocked


class Profile(Struct, frozen=True, array_like=True, gc=False):
    """All of it, each kind in order of its ids."""

    consents: tuple[KnownConsent, ...] = ()
    zones: tuple[KnownZone, ...] = ()
    times: tuple[KnownTime, ...] = ()
    points: tuple[KnownPoint, ...] = ()


D = TypeVar("D", bound=Detail)


def put(details: tuple[D, ...], new: D) -> tuple[D, ...]:
    """Return the details with one told; the same ones where a later word on it is known."""
    known = found(details, new.id)
    if known is not None and known.told >= new.told:
        return details
    kept = tuple(d for d in details if d.id < new.id)
    return (*kept, new, *(d for d in details if d.id > new.id))


def found(details: tuple[D, ...], name: str) -> D | None:
    """Return the detail of an id."""
    return next((d for d in details if d.id == name), None)
