"""A visit that an area gives back: refused for good, or off although it was granted.

What was only planned is asked for again at the next tick. What was granted is never authorised a
second time, as nobody knows for certain that it was not made; so it is cancelled.
"""

from streams.terms.handback_facts import VisitReturned, VisitUnplanned
from streams.treatment.telling_area import place_of, rung_of
from streams.treatment.visits import visit_of
from streams.treatment.walk import Walk

REFUSED_BY_A_PERSON = "visit_refused_by_manager"
VISIT_GIVEN_BACK = "visit_given_back"


def answer(walk: Walk, fact: VisitReturned | VisitUnplanned) -> None:
    """Say what becomes of the rung of a visit that was given back just now."""
    ask = visit_of(walk.row.visits, fact.escalation_id)
    record = None if ask is None else rung_of(walk.row, ask)
    if ask is None or record is None or record.outcome is not None:
        return
    place = place_of(walk.row, ask)
    if record.verdict == "AUTHORISED":
        walk.say(place, record, "CANCELLED", rule=fact.rule or VISIT_GIVEN_BACK)
    elif record.is_open and _is_refused(fact):
        walk.say(place, record, "SUPPRESSED", rule=REFUSED_BY_A_PERSON)


def _is_refused(fact: VisitReturned | VisitUnplanned) -> bool:
    return isinstance(fact, VisitReturned) and fact.rule == REFUSED_BY_A_PERSON
