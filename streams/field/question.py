"""What a plan depends on, as a digest: an answer belongs to a question only if it names this.

A plan is made outside the stage, and may come late, twice, or for a question that has been asked
anew meanwhile. The digest leaves out what changes no plan: its number, its time, its deadline.

>>> from streams.terms.days import Day, Instant
>>> asked = PlanAsked(plan_id="p", input_digest="", area="a", seq=1, as_of=Day(1), at=Instant(2),
...     plan_on=Day(4), deadline_at=Instant(9), visit_minutes=30, speed_kmh_max=40, crews=(),
...     visits=())
>>> input_digest(asked)[:16]
'5ff7c5205fbee602'
"""

from hashlib import sha256

import msgspec
from msgspec.structs import replace

from streams.terms.field_notices import CrewOffered, PlanAsked, VisitOffered

# Counted up with whatever changes what is written below.
_FORM = 1
_ENCODER = msgspec.msgpack.Encoder()


def input_digest(asked: PlanAsked) -> str:
    """Return the SHA-256, in hex, of everything the answer depends on, written in one way only.

    The order in which crews, visits and `not_by` are told makes no difference; that of a crew's
    agents does, since the first who may leads.
    """
    told = (
        _FORM,
        asked.plan_on,
        asked.visit_minutes,
        asked.speed_kmh_max,
        crews_in_order(asked),
        tuple(replace(one, not_by=tuple(sorted(one.not_by))) for one in visits_in_order(asked)),
    )
    return sha256(_ENCODER.encode(told)).hexdigest()


def crews_in_order(asked: PlanAsked) -> tuple[CrewOffered, ...]:
    """Return the crews by their agents, whatever order they were told in."""
    return tuple(sorted(asked.crews, key=lambda one: (one.agent_ids, _ENCODER.encode(one))))


def visits_in_order(asked: PlanAsked) -> tuple[VisitOffered, ...]:
    """Return the visits by id and attempt, whatever order they were told in."""
    return tuple(sorted(asked.visits, key=_place_in_order))


def _place_in_order(one: VisitOffered) -> tuple[str, int, bytes]:
    return one.visit_id, one.attempt, _ENCODER.encode(one)
