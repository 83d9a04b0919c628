"""Agencies of a made-up portfolio: they call from a quota of their own, and tell of it each day."""

from collections.abc import Iterator
from typing import Any

from streams.portfolio.born import Born, point_of
from streams.portfolio.chance import Chance
from streams.portfolio.habits import habit_of, pays_in_part, stops_paying
from streams.portfolio.people import People
from streams.terms.contact_facts import (
    AgencyContacted,
    AgencyPlaced,
    AnyContactFact,
    QuotaReturned,
)
from streams.terms.days import Day, Instant
from streams.terms.identity import stable_id

AGENCY = "agency-1"
_QUOTA = 3
_PLACED_AFTER_DAYS = (60, 90)
_DAYS = 60
_TRIES = 6
_AT = 3 * 3_600_000_000
_DAY = 24 * 3_600_000_000

# Of a thousand days of an agency.
_TRIES_IN_VAIN = 160
_TALKS = 80
_RETURNS = 150


def agency_of(born: Born, chance: Chance, people: People) -> Iterator[tuple[Day, AnyContactFact]]:
    """Yield what an agency does about an account whose holder pays too little or nothing."""
    if habit_of(chance, people.habits) not in {pays_in_part, stops_paying}:
        return
    if not chance.happens(people.agencies_per_mille, "agency"):
        return
    least, more = _PLACED_AFTER_DAYS
    first = Day(born.opened_on + least + chance.below(more, "agency day"))
    yield first, _placed(born, first, _QUOTA)
    for day in range(first, first + _DAYS):
        yield from ((Day(day), fact) for fact in _day(born, Day(day), chance))
    yield Day(first + _DAYS), _placed(born, Day(first + _DAYS), 0)


def _placed(born: Born, on: Day, calls: int) -> AgencyPlaced:
    head = _head(born, f"agency of {calls}", on)
    return AgencyPlaced(**head, agency_id=AGENCY, calls_per_day=calls)


def _day(born: Born, on: Day, chance: Chance) -> Iterator[AnyContactFact]:
    place = chance.below(1000, "agency does", on)
    if place < _TRIES_IN_VAIN:
        yield from (_call(born, on, number, "NO_ANSWER") for number in range(_TRIES))
    elif place < _TRIES_IN_VAIN + _TALKS:
        yield _call(born, on, 0, "RIGHT_PARTY")
    elif place < _TRIES_IN_VAIN + _TALKS + _RETURNS:
        head = _head(born, "agency returns", on)
        yield QuotaReturned(**head, agency_id=AGENCY, calls=_QUOTA)


def _call(born: Born, on: Day, number: int, result: str) -> AgencyContacted:
    return AgencyContacted(
        **_head(born, f"agency call {number}", on),
        contact_id=f"{born.account_id}-{on}-{number}",
        agency_id=AGENCY,
        account_id=born.account_id,
        channel="PHONE",
        result=result,
        at=Instant(on * _DAY + _AT),
        point_id=point_of(born.customer_id, "number"),
    )


def _head(born: Born, what: str, on: Day) -> dict[str, Any]:
    event_id = stable_id("simulation", born.account_id, what, on)
    return {"event_id": event_id, "customer_id": born.customer_id, "effective_on": on}
