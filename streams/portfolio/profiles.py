"""What is on record of a made-up customer: where and when contact is welcome.

>>> from streams.portfolio.chance import Chance
>>> told = list(profile("cust-1", Day(0), Chance(1, "cust-1"), Country()))
>>> [type(fact).__name__ for fact in told][:2]
['ContactPointSet', 'ContactPointSet']
"""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from streams.portfolio.born import point_of
from streams.portfolio.chance import Chance
from streams.portfolio.towns import area_of, place_of
from streams.terms.days import Day
from streams.terms.identity import stable_id
from streams.terms.profile_facts import (
    AnyProfileFact,
    ConsentChanged,
    ContactPointSet,
    QuietTimeSet,
    ZoneTold,
)

# Of a thousand customers.
_VERIFIED = 950
_REFUSES_CALLS = 20
_ON_NIGHT_SHIFT = 30
_ELSEWHERE = 20
_AGREES_TO_MESSAGES = 700


class Country(Struct, frozen=True):
    """Another zone in which customers may be, and whether text messages ask for consent there."""

    elsewhere: str = "Asia/Urumqi"
    asks_for_messages: bool = False


COUNTRIES = {
    "USD": Country("America/Los_Angeles", asks_for_messages=True),
    "GBP": Country("Europe/Madrid"),
    "EUR": Country("Europe/Helsinki"),
    "INR": Country("Asia/Dubai"),
}
"""By the currency of a made-up world; any other is like China."""


def profile(
    customer_id: str, on: Day, chance: Chance, country: Country, areas: int = 1
) -> Iterator[AnyProfileFact]:
    """Yield what is told of a customer on the first day: an address, a number, and some wishes."""

    def head(what: str) -> dict[str, Any]:
        event_id = stable_id("simulation", customer_id, what)
        return {"event_id": event_id, "customer_id": customer_id, "effective_on": on}

    area = area_of(chance, areas)
    place = place_of(chance, area)
    yield ContactPointSet(
        **head("address"),
        point_id=point_of(customer_id, "address"),
        point_kind="ADDRESS",
        verified=chance.happens(_VERIFIED, "verified address"),
        area=area,
        latitude_microdegrees=None if place is None else place[0],
        longitude_microdegrees=None if place is None else place[1],
    )
    yield ContactPointSet(
        **head("number"),
        point_id=point_of(customer_id, "number"),
        point_kind="PHONE",
        verified=True,
    )
    if chance.happens(_REFUSES_CALLS, "refuses calls"):
        yield ConsentChanged(**head("no calls"), channel="PHONE", granted=False)
    if chance.happens(_ON_NIGHT_SHIFT, "night shift"):
        yield QuietTimeSet(**head("shift"), time_id="sleep", from_minute=480, to_minute=840)
    if chance.happens(_ELSEWHERE, "another zone"):
        yield ZoneTold(**head("zone"), evidence_id="prefix", zone=country.elsewhere)
    if country.asks_for_messages and chance.happens(_AGREES_TO_MESSAGES, "agrees to messages"):
        yield ConsentChanged(**head("messages"), channel="SMS", granted=True)
