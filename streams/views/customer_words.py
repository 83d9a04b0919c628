"""What happened to a customer, in plain words.

>>> from streams.terms.days import Day
>>> from streams.terms.profile_facts import StopPlaced
>>> placed = StopPlaced(
...     event_id="e", customer_id="c", effective_on=Day(0), stop_id="st1", kind="ATTORNEY")
>>> customer_fact_in_words(placed)
'stop st1 placed (attorney): nobody contacts the customer'
"""

from collections.abc import Callable, Mapping
from typing import Any

from streams.terms.contact_facts import (
    AgencyContacted,
    AgencyPlaced,
    ComplaintClosed,
    ComplaintReceived,
    ContactMade,
    ObjectionAnswered,
    ObjectionRaised,
    QuotaReturned,
    SatisfactionScored,
    VisitOutcome,
)
from streams.terms.customer_facts import (
    AnyCustomerFact,
    CustomerRecordRefused,
    CustomerRefusalResolved,
)
from streams.terms.days import iso
from streams.terms.handback_facts import (
    SafetyCleared,
    SafetyFlagged,
    VisitPlanned,
    VisitReturned,
    VisitUnplanned,
)
from streams.terms.money import show
from streams.terms.visit_facts import VisitEnded
from streams.views.profile_words import PROFILE_WORDS, plain


def customer_fact_in_words(fact: AnyCustomerFact) -> str:
    """Return one fact as a sentence; one without words of its own is named."""
    told = _WORDS.get(type(fact)) or PROFILE_WORDS.get(type(fact))
    return type(fact).__name__ if told is None else told(fact)


def _agency(fact: AgencyContacted) -> str:
    way = plain(fact.channel)
    return f"{way} of {fact.agency_id} about {fact.account_id}: {plain(fact.result)}"


def _promised(fact: VisitOutcome) -> str:
    if fact.outcome != "MET_PROMISE":
        return ""
    return f", {promise_in_words(fact)}"


def promise_in_words(fact: VisitOutcome | VisitEnded) -> str:
    """Return what a customer promised a crew: how much, and by when."""
    if fact.promised_minor is None:
        return "an amount that is not told"
    until = "" if fact.promised_on is None else f" by {iso(fact.promised_on)}"
    return f"{show(fact.promised_minor, fact.currency)}{until}"


_WORDS: Mapping[type, Callable[[Any], str]] = {
    VisitOutcome: lambda fact: (
        f"visit {fact.visit_number} ended: {plain(fact.outcome)}{_promised(fact)}"
    ),
    VisitPlanned: lambda fact: f"a visit is planned for {iso(fact.visit_on)}",
    VisitUnplanned: lambda fact: f"the plan of a visit is taken back ({plain(fact.rule)})",
    VisitReturned: lambda fact: f"a visit is given back by its area ({plain(fact.rule)})",
    SafetyFlagged: lambda fact: f"incident {fact.incident_id}: nobody visits the customer",
    SafetyCleared: lambda fact: f"incident {fact.incident_id} is cleared",
    ContactMade: lambda fact: f"contact about {fact.account_id}: {plain(fact.result)}",
    AgencyContacted: _agency,
    ComplaintReceived: lambda fact: (
        f"complaint {fact.complaint_id}" + (f" about {fact.agent_id}" if fact.agent_id else "")
    ),
    ComplaintClosed: lambda fact: f"complaint {fact.complaint_id} answered",
    ObjectionRaised: lambda fact: (
        f"objection {fact.objection_id} to what was reported of {fact.account_id}"
    ),
    ObjectionAnswered: lambda fact: f"objection {fact.objection_id} answered",
    SatisfactionScored: lambda fact: f"the customer scores the contact {fact.score} of 5",
    AgencyPlaced: lambda fact: f"{fact.agency_id} may make {fact.calls_per_day} calls a day",
    QuotaReturned: lambda fact: f"{fact.agency_id} returns {fact.calls} calls of the day",
    CustomerRecordRefused: lambda fact: (
        f"record {fact.origin} refused by {fact.rule}: the customer is held"
    ),
    CustomerRefusalResolved: lambda fact: (
        f"record {fact.origin} settled by {fact.decided_by}: {fact.reason}"
    ),
}
