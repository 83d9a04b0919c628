"""What contact a customer has had: the attempts and talks that caps and gaps are counted over.

Authorising reserves an attempt and an answered one; the outcome settles what it was, and where none
comes it counts as used. An agency's quota is reserved from the beginning of each day on, and what
it has not returned is not ours to use.
"""

from collections.abc import Iterator
from typing import TypeVar

from msgspec import Struct

from streams.policy.contact import Cap, ContactRules, Gap
from streams.terms.days import Day, Instant

# Policy looks back at most 62 days (`policy.contact_shapes`); days are the house's, so one more.
KEPT_DAYS = 64

PHONE = "PHONE"


class Spent(Struct, frozen=True, array_like=True, gc=False):
    """One contact, or the reservation of one, on a day of the house.

    `contact_id` is the escalation's, or the agency's own. `connected` and `talked` are what is
    known of it, or reserved; `result` is empty until the outcome is told.
    """

    contact_id: str
    account_id: str
    channel: str
    on: Day
    at: Instant
    point_id: str = ""
    connected: bool = True
    talked: bool = False
    result: str = ""
    agency_id: str = ""


class Agency(Struct, frozen=True, array_like=True, gc=False):
    """An agency's calls a day from a day on; several entries follow each other in time.

    `party` is the customer id it was given for, empty for the row's own: where two ids turn out to
    be one person, the quotas of both may still be used.
    """

    agency_id: str
    calls_per_day: int
    told: tuple[Day, int, str]
    party: str = ""


class Returned(Struct, frozen=True, array_like=True, gc=False):
    """What an agency gave back of a day's quota; the last word on a day holds."""

    agency_id: str
    on: Day
    calls: int
    told: tuple[Day, int, str]
    party: str = ""


Q = TypeVar("Q", Agency, Returned)


class Ledger(Struct, frozen=True, array_like=True, gc=False):
    """The contacts in the order in which they were told or authorised, and the quotas."""

    spent: tuple[Spent, ...] = ()
    agencies: tuple[Agency, ...] = ()
    returned: tuple[Returned, ...] = ()


class Use(Struct, frozen=True, kw_only=True):
    """The contact that is asked for."""

    channel: str
    account_id: str
    point_id: str
    on: Day


def caps_reached(ledger: Ledger, rules: ContactRules, use: Use) -> Iterator[tuple[str, Day]]:
    """Yield the rule of every cap and gap that leaves no room, and the first day with room."""
    for cap in rules.caps:
        if use.channel in cap.channels:
            until_on = _room_on(ledger, cap, use)
            if until_on != use.on:
                yield cap.rule, until_on
    for gap in rules.gaps:
        if use.channel in gap.channels:
            free_on = _free_on(ledger, gap, use)
            if free_on > use.on:
                yield gap.rule, free_on


def forgotten(ledger: Ledger, on: Day) -> Ledger:
    """Return the ledger without what no limit looks back at any more; the same where all counts."""
    first = Day(on - KEPT_DAYS)
    spent = tuple(s for s in ledger.spent if s.on >= first)
    returned = tuple(r for r in ledger.returned if r.on >= first)
    agencies = tuple(a for a in ledger.agencies if not _is_followed(a, ledger.agencies, first))
    kept = (len(spent), len(returned), len(agencies))
    if kept == (len(ledger.spent), len(ledger.returned), len(ledger.agencies)):
        return ledger
    return Ledger(spent, agencies, returned)


def _is_followed(agency: Agency, agencies: tuple[Agency, ...], first: Day) -> bool:
    """Tell whether another quota of the agency counts on every day that is still looked back at."""
    later = (a for a in agencies if _is_of(a, agency) and a.told > agency.told)
    return any(a.told[0] <= first for a in later)


def _is_of(one: Agency, other: Agency) -> bool:
    return (one.agency_id, one.party) == (other.agency_id, other.party)


def used_on(ledger: Ledger, cap: Cap, use: Use, on: Day) -> int:
    """Return how much of a cap is used on a day, quotas of agencies that day among it."""
    first = cap.first_day(on)
    counted = (s for s in ledger.spent if first <= s.on <= on and _counts(s, cap, use))
    days = (Day(day) for day in range(first, on + 1))
    return sum(1 for _ in counted) + sum(_reserved(ledger, cap, day) for day in days)


def _room_on(ledger: Ledger, cap: Cap, use: Use) -> Day:
    """Return the first day on which there is room, or on which it is worth looking again.

    An outcome may still show that a call was not answered, and an agency may return its quota: then
    there is room sooner than is known now.
    """
    if used_on(ledger, cap, use, use.on) < cap.most:
        return use.on
    soon = Day(use.on + 1)
    if cap.counts == "CONNECTED" or ledger.agencies:
        return soon
    days = (Day(use.on + step) for step in range(1, cap.days + 1))
    return next((day for day in days if used_on(ledger, cap, use, day) < cap.most), soon)


def _free_on(ledger: Ledger, gap: Gap, use: Use) -> Day:
    talks = [
        s.on
        for s in ledger.spent
        if s.talked
        and s.channel in gap.channels
        and (gap.per == "PERSON" or s.account_id == use.account_id)
    ]
    return gap.free_on(max(talks)) if talks else use.on


def _counts(spent: Spent, cap: Cap, use: Use) -> bool:
    if spent.channel not in cap.channels or (cap.counts == "CONNECTED" and not spent.connected):
        return False
    if cap.per == "DEBT":
        return spent.account_id == use.account_id
    # Of a contact without a point nobody knows which number it was: it may have been this one.
    is_same = spent.point_id == use.point_id or not spent.point_id or not use.point_id
    return cap.per == "PERSON" or is_same


def _reserved(ledger: Ledger, cap: Cap, on: Day) -> int:
    """Return what agencies may still use of a day, beside what they have told."""
    if PHONE not in cap.channels:
        return 0
    names = sorted({agency.agency_id for agency in ledger.agencies})
    return sum(_left(ledger, name, on) for name in names)


def _left(ledger: Ledger, agency_id: str, on: Day) -> int:
    placed = [a for a in ledger.agencies if a.agency_id == agency_id and a.told[0] <= on]
    given = [r for r in ledger.returned if r.agency_id == agency_id and r.on == on]
    back = {returned.party: returned.calls for returned in _latest(given)}
    quotas = (max(0, a.calls_per_day - back.get(a.party, 0)) for a in _latest(placed))
    made = sum(s.agency_id == agency_id and s.channel == PHONE and s.on == on for s in ledger.spent)
    return max(0, sum(quotas) - made)


def _latest(told: list[Q]) -> Iterator[Q]:
    """Yield the last word on each party."""
    for party in sorted({one.party for one in told}):
        yield max((one for one in told if one.party == party), key=_told)


def _told(one: Agency | Returned) -> tuple[Day, int, str]:
    return one.told
