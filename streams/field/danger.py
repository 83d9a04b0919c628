"""Incidents: nobody goes to a customer or an address where a crew met danger, until it is cleared.

The customer is flagged through treatment, so that every area knows; the address is known here at
once. What clears and what reports an incident may arrive in either order.
"""

from msgspec.structs import replace

from streams.field.hearing import heard_at
from streams.field.people import rested
from streams.field.rows import AreaRow, Incident, Visit, with_incident
from streams.field.walk import FieldWalk
from streams.terms.agent_facts import IncidentReported
from streams.terms.days import Day, Instant
from streams.terms.field_facts import IncidentCleared
from streams.terms.step import Reject
from streams.terms.visit_facts import CustomerCleared, CustomerFlagged

# A product choice: what is cleared is forgotten after so long.
INCIDENT_KEPT_DAYS = 400
INCIDENTS_MAX = 2_000


def with_incident_told(row: AreaRow, fact: IncidentReported) -> AreaRow | Reject:
    """Return the row with a crew's report: the agents rest, the address is frozen.

    A further report of one incident may name further agents.
    """
    visit = row.visits.get(fact.visit_id or "")
    if fact.visit_id is not None and visit is None:
        return Reject("incident_at_unknown_visit", f"{fact.visit_id} was never asked for here")
    known = row.incidents.get(fact.incident_id)
    if known is None and len(row.incidents) >= INCIDENTS_MAX:
        return Reject("area_has_too_many_incidents", f"{len(row.incidents)} are on record")
    ask = None if visit is None else visit.ask
    met_at = heard_at(fact) or fact.at
    told = replace(
        known or Incident(fact.incident_id),
        kind=fact.incident,
        customer_id=fact.customer_id or ("" if ask is None else ask.customer_id),
        point_id=fact.point_id or ("" if ask is None else ask.point_id),
        is_own=True,
        visit_id=fact.visit_id or ("" if known is None else known.visit_id),
        met_at=_earlier(None if known is None else known.met_at, met_at),
    )
    if known is not None and not _agree(known, told):
        return Reject("incident_told_otherwise", "another customer or address is on record for it")
    if known is not None and known.is_own:
        row = row if told == known else with_incident(row, told)
        # Who was there is only taken from the visit by the first report: others may go by now.
        return rested(row, fact.agent_ids, fact.incident_id, met_at)
    # Of several instants the earliest: a clock that is ahead lets nobody off.
    return rested(with_incident(row, told), _crew(fact, visit), fact.incident_id, met_at)


def _earlier(known: Instant | None, told: Instant) -> Instant:
    return told if known is None else min(known, told)


def with_flag(row: AreaRow, fact: CustomerFlagged) -> AreaRow:
    """Return the row with what treatment tells of danger in whatever area."""
    known = row.incidents.get(fact.incident_id)
    if known is not None and known.customer_id:
        return row
    told = replace(
        known or Incident(fact.incident_id), customer_id=fact.customer_id, point_id=fact.point_id
    )
    return with_incident(row, told)


def with_clearing(row: AreaRow, fact: CustomerCleared | IncidentCleared) -> AreaRow:
    """Return the row with an incident cleared."""
    known = row.incidents.get(fact.incident_id) or Incident(fact.incident_id)
    if known.cleared:
        return row
    return with_incident(row, replace(known, cleared=True, cleared_on=fact.effective_on))


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
        not one.cleared
        and (one.customer_id == ask.customer_id or (one.point_id and one.point_id == ask.point_id))
        for one in row.incidents.values()
    )


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
        if one.cleared_on is not None and on - one.cleared_on > INCIDENT_KEPT_DAYS
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
