"""What is personal in facts, notices and standings, hidden as the contracts mark it.

What the contracts call personal is hidden whole, by the mark that `arrears tail` uses too;
customers, cards and contact points keep the last four characters of their pseudonyms. Of holds and
of the rules of verdicts those are hidden that name a customer's stop: the others follow from facts
whose kind anybody may see.

>>> from streams.terms.days import Day
>>> hidden(StopPlaced(event_id="e", customer_id="c", effective_on=Day(0), stop_id="s",
...                   kind="ATTORNEY")).kind
'***'
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from streams.terms.account_facts import RefusalResolved
from streams.terms.case_facts import CauseStated, ClockHeld, PauseStarted, ReAged, ReviewDecided
from streams.terms.contact_facts import AgencyContacted, ContactMade, VisitOutcome
from streams.terms.customer_facts import CustomerRefusalResolved
from streams.terms.delinquency_notices import ReviewNotice
from streams.terms.handback_facts import SafetyCleared, SafetyFlagged
from streams.terms.life_facts import CardReplaced, LiabilityChanged
from streams.terms.profile_facts import ContactPointSet, CustomerMoved, StopPlaced
from streams.terms.standing import Standing
from streams.terms.treatment_notices import Escalation
from streams.views.timeline import Party
from streams.wire.readable import MASK, last_four

Told = TypeVar("Told", bound=Struct)
Hide = Callable[[Any], Any]
"""Gives back what it is given as it may be shown: `hidden` or `as_it_is`."""

_WHOLE: Mapping[type, tuple[str, ...]] = {
    CauseStated: ("cause",),
    ClockHeld: ("kind",),
    ContactPointSet: ("latitude_microdegrees", "longitude_microdegrees"),
    CustomerMoved: ("contents",),
    CustomerRefusalResolved: ("decided_by", "reason"),
    PauseStarted: ("reason",),
    ReAged: ("approver",),
    RefusalResolved: ("decided_by", "reason"),
    ReviewDecided: ("decided_by", "reason"),
    ReviewNotice: ("decided_by",),
    Standing: ("cause",),
    StopPlaced: ("kind",),
    Escalation: ("traits",),
    VisitOutcome: ("outcome",),
    ContactMade: ("result",),
    AgencyContacted: ("result",),
}
_LAST_FOUR: Mapping[type, tuple[str, ...]] = {
    CardReplaced: ("old_card", "new_card"),
    LiabilityChanged: ("customer_id",),
    SafetyFlagged: ("incident_id",),
    SafetyCleared: ("incident_id",),
    ContactPointSet: ("point_id",),
    Party: ("customer_id",),
    Standing: ("customer_id",),
    Escalation: ("customer_id", "account_id", "origin", "point_id"),
}
_OF_A_STOP = ("bankruptcy", "breathing_space", "deceased")
_RULE = re.compile(rf"\b(stop_|account_hold_(?={'|'.join(_OF_A_STOP)}))\w+")


def hidden(value: Told) -> Told:
    """Return a value with what is personal in it masked; what is empty says nothing and stays."""
    whole, keys = _WHOLE.get(type(value), ()), _LAST_FOUR.get(type(value), ())
    changed: dict[str, Any] = {name: _masked(value, name) for name in whole if getattr(value, name)}
    changed |= {name: last_four(getattr(value, name)) for name in keys if getattr(value, name)}
    if isinstance(value, Standing):
        changed["holds"] = tuple(MASK if name in _OF_A_STOP else name for name in value.holds)
    if isinstance(value, Escalation) and value.rule is not None:
        changed |= {"rule": hushed(value.rule), "detail": hushed(value.detail)}
        changed["rules"] = tuple(hushed(rule) for rule in value.rules)
    return replace(value, **changed)


def as_it_is(value: Told) -> Told:
    """Return the value itself."""
    return value


def _masked(value: Struct, name: str) -> object:
    return (MASK,) if isinstance(getattr(value, name), tuple) else MASK


def hushed(text: str) -> str:
    """Return a rule, or a text that names one, without the kind of a customer's stop."""
    return _RULE.sub(lambda found: found[1] + MASK, text)
