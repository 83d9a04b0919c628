"""What happened to a customer, in plain words.

>>> from streams.terms.days import Day
>>> placed = StopPlaced(
...     event_id="e", customer_id="c", effective_on=Day(0), stop_id="st1", kind="ATTORNEY")
>>> customer_fact_in_words(placed)
'stop st1 placed (attorney): nobody contacts the customer'
"""

from streams.terms.customer_facts import (
    AnyCustomerFact,
    CustomerRecordRefused,
    CustomerRefusalResolved,
    StopLifted,
    StopPlaced,
    VisitOutcome,
)


def customer_fact_in_words(fact: AnyCustomerFact) -> str:
    """Return one fact as a sentence; one without words of its own is named."""
    match fact:
        case StopPlaced():
            return f"stop {fact.stop_id} placed ({_plain(fact.kind)}): nobody contacts the customer"
        case StopLifted():
            return f"stop {fact.stop_id} lifted"
        case VisitOutcome():
            return f"visit {fact.visit_number} ended: {_plain(fact.outcome)}"
        case CustomerRecordRefused():
            return f"record {fact.origin} refused by {fact.rule}: the customer is held"
        case CustomerRefusalResolved():
            return f"record {fact.origin} settled by {fact.decided_by}: {fact.reason}"
        case _:
            return type(fact).__name__


def _plain(word: str) -> str:
    return word.replace("_", " ").lower()
