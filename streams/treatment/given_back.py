"""A visit that an area gives back: refused for good, or off although it was granted.

What was only planned is asked for again at the next tick. What was granted is never authorised a
second time, as nobody knows for certain that it was not made; so it is cancelled. What a person
refused does not come again in either case, whatever is told of it later.
"""

from msgspec.structs import replace

from streams.terms.handback_facts import VisitReturned, VisitUnplanned
from streams.treatment.telling_area import place_of, rung_of
from streams.treatment.visits import REFUSED_BY_A_PERSON, is_refusal, visit_of
from streams.treatment.walk import Walk

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
    elif record.is_open and is_refusal(fact):
        walk.say(place, record, "SUPPRESSED", rule=REFUSED_BY_A_PERSON)
    elif record.not_after is not None and is_refusal(fact):
        # It was cancelled already, and that is said; but its recall must not make it come again.
        walk.write(place, replace(record, rule=REFUSED_BY_A_PERSON))
