"""The visits that areas were asked for: the last attempt of each, and how it stands.

An attempt is ASKED until the area names a day; then it is PLANNED, and GRANTED once the gate has
authorised it on that day. It ends as DONE (somebody told what became of it), RETURNED (the area
gave it back) or WITHDRAWN (we want it no more), and is kept, since the next attempt counts on from
it. What is said of an attempt that is not the last one, or has ended, changes nothing; but that a
person refused the last one counts although it was withdrawn meanwhile.

>>> asked = AskedVisit("e1", "a1", "s1", 1, "north", "p1", Day(9), "ASKED")
>>> fact = VisitPlanned(event_id="x", customer_id="c1", effective_on=Day(9), escalation_id="e1",
...                     attempt=1, visit_on=Day(12), starts_at=Instant(5), ends_at=Instant(8),
...                     lead="ag1")
>>> (planned,) = with_handback((asked,), fact)
>>> planned.state, planned.visit_on, with_handback((planned,), fact)[0] is planned
('PLANNED', 12, True)
"""

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from streams.terms.days import Day, Instant
from streams.terms.handback_facts import VisitPlanned, VisitReturned, VisitUnplanned

State = Literal["ASKED", "PLANNED", "GRANTED", "RETURNED", "WITHDRAWN", "DONE"]
Visits = tuple["AskedVisit", ...]
PlanFact = VisitPlanned | VisitUnplanned | VisitReturned

REFUSED_BY_A_PERSON = "visit_refused_by_manager"

_RANKS: dict[str, int] = {
    state: rank
    for rank, state in enumerate(("ASKED", "PLANNED", "GRANTED", "RETURNED", "WITHDRAWN", "DONE"))
}


class AskedVisit(Struct, frozen=True, array_like=True, gc=False):
    """The last attempt to have a visit: who was asked, for which address, and what came of it.

    Day, hours and lead are those of the plan, and stay once it was granted. `rule` is why it was
    given back or withdrawn; of a granted one, why its plan holds no more. `missing_said` tells that
    a person knows that its outcome is missing.
    """

    escalation_id: str
    account_id: str
    origin: str
    attempt: int
    area: str
    point_id: str
    asked_on: Day
    state: State
    visit_on: Day | None = None
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    lead: str = ""
    rule: str = ""
    missing_said: bool = False

    @property
    def is_outstanding(self) -> bool:
        """Whether the area still holds it, so that it has to hear what ends it."""
        return self.state in {"ASKED", "PLANNED", "GRANTED"}

    @property
    def rank(self) -> tuple[int, int, bool]:
        """How far it has come; of two words on one visit the one further on holds."""
        return self.attempt, _RANKS[self.state], self.missing_said

    def is_for(self, day: Day) -> bool:
        """Tell whether it is planned for a day."""
        return self.state == "PLANNED" and self.visit_on == day


def visit_of(visits: Visits, escalation_id: str) -> AskedVisit | None:
    """Return the last attempt of a visit."""
    return next((v for v in visits if v.escalation_id == escalation_id), None)


def with_visit(visits: Visits, new: AskedVisit) -> Visits:
    """Return the visits with one told or replaced; the same ones where that is nothing new."""
    if visit_of(visits, new.escalation_id) == new:
        return visits
    others = (v for v in visits if v.escalation_id != new.escalation_id)
    return tuple(sorted((*others, new), key=_id))


def with_handback(visits: Visits, fact: PlanFact) -> Visits:
    """Return the visits with what the area says of one; the same ones where it counts no more.

    A granted one is not planned anew: whether it is off is said first.
    """
    ask = visit_of(visits, fact.escalation_id)
    if ask is None or ask.attempt != fact.attempt:
        return visits
    if not ask.is_outstanding:
        is_heard = ask.state == "WITHDRAWN" and is_refusal(fact)
        return with_visit(visits, replace(ask, rule=REFUSED_BY_A_PERSON)) if is_heard else visits
    if isinstance(fact, VisitReturned):
        return with_visit(visits, replace(_unplanned(ask), state="RETURNED", rule=fact.rule))
    if isinstance(fact, VisitUnplanned):
        is_granted = ask.state == "GRANTED"
        off = (
            replace(ask, rule=fact.rule) if is_granted else replace(_unplanned(ask), state="ASKED")
        )
        return with_visit(visits, off)
    if ask.state == "GRANTED":
        return visits
    planned = replace(
        ask,
        state="PLANNED",
        visit_on=fact.visit_on,
        starts_at=fact.starts_at,
        ends_at=fact.ends_at,
        lead=fact.lead,
    )
    return with_visit(visits, planned)


def is_refusal(fact: PlanFact) -> bool:
    """Tell whether an area gives a visit back since a person refused it, which is for good."""
    return isinstance(fact, VisitReturned) and fact.rule == REFUSED_BY_A_PERSON


def _unplanned(ask: AskedVisit) -> AskedVisit:
    if ask.state == "GRANTED":
        return ask
    return replace(ask, visit_on=None, starts_at=None, ends_at=None, lead="")


def _id(visit: AskedVisit) -> str:
    return visit.escalation_id
