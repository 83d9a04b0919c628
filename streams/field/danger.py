"""Incidents: nobody goes to a customer or an address where a crew met danger, until it is cleared.

The customer is flagged through treatment, so that every area knows; the address is known here at
once. What clears and what reports an incident may arrive in either order.
"""

from msgspec.structs import replace

from streams.field.hearing import heard_at
from streams.field.people import rested
from streams.field.rows import AreaRow, Ask, Flagged, Incident, Visit, with_incident
from streams.field.walk import FieldWalk
from streams.terms.agent_facts import IncidentReported
from streams.terms.days import Day, Instant
from streams.terms.field_facts import IncidentCleared
from streams.terms.step import Reject

# A product choice: what is cleared is forgotten after so long.
INCIDENT_KEPT_DAYS = 400
INCIDENTS_MAX = 2_000


def with_incident_told(row: AreaRow, fact: IncidentReported) -> AreaRow | Reject:
    """Return the row with a crew's report: the agents rest, the address is frozen.

    A further report of one incident may name further agents, and need not name all anew. The rest
    begins with the earliest of several instants: a clock that is ahead lets nobody off.
    """
    visit = row.visits.get(fact.visit_id or "")
    if fact.visit_id is not None and visit is None:
        return Reject("incident_at_unknown_visit", f"{fact.visit_id} was never asked for here")
    if visit is not None and fact.customer_id not in {None, visit.ask.customer_id}:
        detail = f"{fact.visit_id} is a visit to another customer than the one it names"
        return Reject("incident_of_another_customer", detail)
    known = row.incidents.get(fact.incident_id)
    refusal = too_many(row) if known is None else None
    met_at = heard_at(fact) or fact.at
    told = _told(known or Incident(fact.incident_id), fact, visit, met_at)
    if known is not None and known.is_own and not _agree(known, told):
        refusal = Reject("incident_told_otherwise", "another customer or address is on record")
    if refusal is not None:
        return refusal
    if told != known:
        row = with_incident(row, told)
    if known is not None and (known.visit_id or not fact.visit_id) and known.is_own:
        # Who was there is only taken from the visit by the first report: others may go by now.
        return rested(row, fact.agent_ids, fact.incident_id, met_at)
    return rested(row, _crew(fact, visit), fact.incident_id, met_at)


def _told(
    known: Incident, fact: IncidentReported, visit: Visit | None, met_at: Instant
) -> Incident:
    """Return an incident as it is known with a report; what the report leaves out stays."""
    ask = Ask() if visit is None else visit.ask
    customer_id = fact.customer_id or ask.customer_id
    point_id = fact.point_id or ask.point_id
    if not known.is_own and not _is_about(known, customer_id, point_id):
        # Whom treatment tells of under the same id is somebody else, and not cleared with this one.
        flagged = Flagged(known.customer_id, known.point_id, known.cleared)
        known = Incident(known.id, others=(flagged, *known.others))
    # That this very customer is cleared may have been heard first.
    cleared = any(one.customer_id == customer_id and one.cleared for one in known.others)
    cleared = known.cleared or (cleared and not known.is_own)
    return replace(
        known,
        kind=fact.incident,
        customer_id=customer_id or known.customer_id,
        point_id=point_id or known.point_id,
        cleared=cleared,
        cleared_on=(known.cleared_on or fact.effective_on) if cleared else None,
        is_own=True,
        visit_id=fact.visit_id or known.visit_id,
        met_at=met_at if known.met_at is None else min(known.met_at, met_at),
    )


def _is_about(known: Incident, customer_id: str, point_id: str) -> bool:
    """Tell whether what treatment tells of is what is reported; who is not named may be anybody."""
    if not known.customer_id:
        return True
    return known.customer_id == customer_id and known.point_id in {"", point_id}


def too_many(row: AreaRow) -> Reject | None:
    """Return the rule that one more incident breaks, None where there is room."""
    if len(row.incidents) < INCIDENTS_MAX:
        return None
    return Reject("area_has_too_many_incidents", f"{len(row.incidents)} are on record")


def say_incident(walk: FieldWalk, fact: IncidentReported) -> None:
    """Alert people, and have treatment flag the customer for every area."""
    told = walk.row.incidents[fact.incident_id]
    walk.alert("INCIDENT_OPEN", told.id, detail=f"{told.kind}; agents rest until counselled")
    if told.customer_id and not told.cleared:
        point = {"point_id": told.point_id} if told.point_id else {}
        walk.hand_back("SAFETY_FLAGGED", told.customer_id, incident_id=told.id, **point)


def say_cleared(walk: FieldWalk, fact: IncidentCleared) -> None:
    """Have treatment lift the customer's flag."""
    told = walk.row.incidents[fact.incident_id]
    if told.customer_id:
        walk.hand_back("SAFETY_CLEARED", told.customer_id, incident_id=told.id)


def is_dangerous(row: AreaRow, visit: Visit) -> bool:
    """Tell whether an open incident speaks of the visit's customer or of its address."""
    ask = visit.ask
    return any(
        _speaks_of(one, ask) or any(_speaks_of(other, ask) for other in one.others)
        for one in row.incidents.values()
    )


def _speaks_of(one: Incident | Flagged, ask: Ask) -> bool:
    if one.cleared:
        return False
    is_there = bool(one.point_id) and one.point_id == ask.point_id
    return one.customer_id == ask.customer_id or is_there


def was_met_at(row: AreaRow, visit: Visit) -> bool:
    """Tell whether the crew of a visit has met danger there, once its hours had begun.

    Then it is at that door, or was: nobody can call it back, and what came of it will be told.
    """
    starts_at = None if visit.plan is None else visit.plan.starts_at
    return starts_at is not None and any(
        one.visit_id == visit.id and one.met_at is not None and one.met_at >= starts_at
        for one in row.incidents.values()
    )


def without_old(row: AreaRow, on: Day) -> AreaRow:
    """Return the row without incidents cleared long ago; the same row where there is none."""
    old = {
        name
        for name, one in row.incidents.items()
        if one.cleared_on is not None
        and on - one.cleared_on > INCIDENT_KEPT_DAYS
        and all(other.cleared for other in one.others)
    }
    if not old:
        return row
    kept = {name: one for name, one in row.incidents.items() if name not in old}
    return replace(row, incidents=kept)


def _agree(known: Incident, told: Incident) -> bool:
    """Tell whether a second report is about the same customer and address as the first."""
    pairs = (known.customer_id, told.customer_id), (known.point_id, told.point_id)
    return all(before in {"", after} for before, after in pairs)


def _crew(fact: IncidentReported, visit: Visit | None) -> tuple[str, ...]:
    if fact.agent_ids or visit is None:
        return fact.agent_ids
    planned = () if visit.plan is None else visit.plan.agent_ids
    return visit.site.agent_ids or planned
