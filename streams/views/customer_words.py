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
from streams.views.profile_words import PROFILE_WORDS, plain


def customer_fact_in_words(fact: AnyCustomerFact) -> str:
    """Return one fact as a sentence; one without words of its own is named."""
    told = _WORDS.get(type(fact)) or PROFILE_WORDS.get(type(fact))
    return type(fact).__name__ if told is None else told(fact)


def _agency(fact: AgencyContacted) -> str:
    way = plain(fact.channel)
    return f"{way} of {fact.agency_id} about {fact.account_id}: {plain(fact.result)}"


_WORDS: Mapping[type, Callable[[Any], str]] = {
    VisitOutcome: lambda fact: f"visit {fact.visit_number} ended: {plain(fact.outcome)}",
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
