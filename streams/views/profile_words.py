"""What limits contact with a customer, in plain words: consent, zones, times, contact points.

>>> from streams.terms.days import Day
>>> told = ConsentChanged(
...     event_id="e", customer_id="c", effective_on=Day(0), channel="PHONE", granted=False)
>>> PROFILE_WORDS[type(told)](told)
'the customer refuses calls'
"""

from collections.abc import Callable, Mapping
from typing import Any

from streams.terms.days import iso
from streams.terms.profile_facts import (
    ConsentChanged,
    ContactPointSet,
    CustomerMoved,
    CustomersMerged,
    QuietTimeEnded,
    QuietTimeSet,
    StopLifted,
    StopPlaced,
    ZoneTold,
    ZoneWithdrawn,
)

WAYS = {
    "SMS": "messages",
    "EMAIL": "e-mail",
    "PHONE": "calls",
    "LETTER": "letters",
    "VISIT": "visits",
}
"""The channels, as what comes through them."""


def plain(word: str) -> str:
    """Write a code as words.

    >>> plain("RIGHT_PARTY")
    'right party'
    """
    return word.replace("_", " ").lower()


def _stop(fact: StopPlaced) -> str:
    end = "" if fact.until_on is None else f" up to {iso(fact.until_on)}"
    what = "nobody visits" if fact.kind == "VISIT_BAN" else "nobody contacts"
    return f"stop {fact.stop_id} placed ({plain(fact.kind)}): {what} the customer{end}"


def _consent(fact: ConsentChanged) -> str:
    return f"the customer {'agrees to' if fact.granted else 'refuses'} {WAYS[fact.channel]}"


def _zone(fact: ZoneTold) -> str:
    return f"the customer's time zone {'is' if fact.confirmed else 'may be'} {fact.zone}"


def _times(fact: QuietTimeSet) -> str:
    days = f" ({', '.join(fact.weekdays)})" if fact.weekdays else ""
    return f"{hour(fact.from_minute)}-{hour(fact.to_minute)}{days} does not suit the customer"


def _point(fact: ContactPointSet) -> str:
    known = "verified" if fact.verified else "not verified"
    use = "" if fact.usable else ", not to be used"
    return f"{plain(fact.point_kind)} {fact.point_id} of the {plain(fact.holder)}, {known}{use}"


def _merged(fact: CustomersMerged) -> str:
    way = "is absorbed into" if fact.merge_role == "ABSORBED" else "takes in"
    return f"the customer {way} another one who is the same person (merge {fact.merge_id})"


def hour(minute: int) -> str:
    """Write a minute of the day as a time."""
    return f"{minute // 60:02}:{minute % 60:02}"


PROFILE_WORDS: Mapping[type, Callable[[Any], str]] = {
    StopPlaced: _stop,
    StopLifted: lambda fact: f"stop {fact.stop_id} lifted",
    ConsentChanged: _consent,
    ZoneTold: _zone,
    ZoneWithdrawn: lambda fact: f"{fact.evidence_id} speaks for a time zone no longer",
    QuietTimeSet: _times,
    QuietTimeEnded: lambda fact: f"the times {fact.time_id} suit the customer again",
    ContactPointSet: _point,
    CustomersMerged: _merged,
    CustomerMoved: lambda fact: f"what the other customer of merge {fact.merge_id} held has come",
}
"""By the type of a fact, what tells it."""
