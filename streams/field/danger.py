"""Incidents: nobody goes to a customer or an address where a crew met danger, until it is cleared.

The customer is flagged through treatment, so that every area knows; the address is known here at
once. What clears and what reports an incident may arrive in either order.
"""

from msgspec.structs import replace

from streams.field.cleared import met_here, settled, with_named
from streams.field.hearing import heard_at
from streams.field.people import rested
from streams.field.rows import AreaRow, Ask, Incident, Visit, with_incident
from streams.field.walk import FieldWalk
from streams.terms.agent_facts import IncidentReported
from streams.terms.days import DAY_MICROSECONDS, AsOf, Day, Instant
from streams.terms.field_facts import IncidentCleared
from streams.terms.step import Reject

# A product choice: what is cleared is forgotten after so long.
INCIDENT_KEPT_DAYS = 400
INCIDENTS_MAX = 2_000
# A product choice: one incident is about few people; a producer that uses one id for all is wrong.
CUSTOMERS_MAX = 64


def with_incident_told(
    row: AreaRow, fact: IncidentReported, as_of: AsOf | None
) -> AreaRow | Reject:
    """Return the row with a crew's report: the agents rest, the address is frozen.

    A further report of one incident may name further agents, and need not name all anew. The rest
    begins with the earliest of several instants: a clock that is ahead lets nobody off.
    """
    visit = row.visits.get(fact.visit_id or "")
    if fact.visit_id is not None and visit is None:
        return Reject("incident_at_unknown_visit", f"{fact.visit_id} was never asked for here")
    known = row.incidents.get(fact.incident_id)
    refusal = too_many(row) if known is None else None
    met_at = _met_at(fact, as_of)
    told = _told(known or Incident(fact.incident_id), fact, visit, met_at)
    if known is not None and known.is_own and not _agree(known, told):
        refusal = Reject("incident_told_otherwise", "another customer or address is on record")
    refusal = refusal or too_many_others(told, known)
    if refusal is not None:
        return refusal
    if told != known:
        row = with_incident(row, told)
    rest_at = _rest_at(met_at, visit)
    if known is not None and (known.visit_id or not fact.visit_id) and known.is_own:
        # Who was there is only taken from the visit by the first report: others may go by now.
        return rested(row, fact.agent_ids, fact.incident_id, rest_at)
    return rested(row, _crew(fact, visit), fact.incident_id, rest_at)


def _met_at(fact: IncidentReported, as_of: AsOf | None) -> Instant:
    """Return when danger was met; what is told for a day that has not come was met by today."""
    heard = heard_at(fact, as_of)
    if heard is not None or as_of is None:
        return heard or fact.at
    return Instant(as_of.on * DAY_MICROSECONDS)


def _rest_at(met_at: Instant, visit: Visit | None) -> Instant:
    """Return when a crew's rest begins: by the end of the visit at which it met with danger.

    Its next visit is behind that, however wrong the clock is that tells of it.
    """
    if visit is None or visit.plan is None:
        return met_at
    return min(met_at, visit.plan.ends_at)


def _told(
    known: Incident, fact: IncidentReported, visit: Visit | None, met_at: Instant
) -> Incident:
    """Return an incident as it is known with a report; what the report leaves out stays.

    Who was merged may be named by the new id at a visit to the old one: nobody goes to either.
    """
    ask = Ask() if visit is None else visit.ask
    told = known if known.is_own else met_here(known)
    customers = _customers(told, fact, ask)
    told = settled(
        replace(
            told,
            kind=fact.incident,
            customer_id=customers[0],
            others=with_named(told, customers[1:]).others,
            point_id=fact.point_id or ask.point_id or told.point_id,
            visit_id=fact.visit_id or told.visit_id,
            met_at=met_at if told.met_at is None else min(told.met_at, met_at),
        )
    )
    cleared_on = (told.cleared_on or fact.effective_on) if told.cleared else told.cleared_on
    return replace(told, cleared_on=cleared_on)


def _customers(told: Incident, fact: IncidentReported, ask: Ask) -> tuple[str, ...]:
    """Return whom a report names, first the one who is on record already, or the visit's own."""
    names = tuple(filter(None, dict.fromkeys((ask.customer_id, fact.customer_id or ""))))
    ours = {told.customer_id, *(other.customer_id for other in told.others if other.is_own)}
    if told.customer_id and (not names or ours.intersection(names)):
        names = tuple(dict.fromkeys((told.customer_id, *names)))
    return names or ("",)


def too_many(row: AreaRow) -> Reject | None:
    """Return the rule that one more incident breaks, None where there is room."""
    if len(row.incidents) < INCIDENTS_MAX:
        return None
    return Reject("area_has_too_many_incidents", f"{len(row.incidents)} are on record")


def too_many_others(told: Incident, known: Incident | None) -> Reject | None:
    """Return the rule that an incident with further customers breaks, None where there is room."""
    before = 0 if known is None else len(known.others)
    if len(told.others) <= max(before, CUSTOMERS_MAX):
        return None
    detail = f"{before} customers are told of under one of them"
    return Reject("area_has_too_many_incidents", detail)


def say_incident(walk: FieldWalk, fact: IncidentReported) -> None:
    """Alert people, and have treatment flag the customer for every area."""
    told = walk.row.incidents[fact.incident_id]
    walk.alert("INCIDENT_OPEN", told.id, detail=f"{told.kind}; agents rest until counselled")
    point = {"point_id": told.point_id} if told.point_id else {}
    if told.customer_id and not told.cleared:
        walk.hand_back("SAFETY_FLAGGED", told.customer_id, incident_id=told.id, **point)
    for other in told.others:
        if other.is_own and not other.cleared:
            walk.hand_back("SAFETY_FLAGGED", other.customer_id, incident_id=told.id, **point)


def say_cleared(walk: FieldWalk, fact: IncidentCleared) -> None:
    """Have treatment lift the flag of each customer for whom it is cleared."""
    told = walk.row.incidents[fact.incident_id]
    cleared = [told.customer_id] if told.is_own and told.customer_id else []
    cleared += [other.customer_id for other in told.others if other.is_own or other.cleared_here]
    for customer_id in dict.fromkeys(cleared):
        walk.hand_back("SAFETY_CLEARED", customer_id, incident_id=told.id)


def is_dangerous(row: AreaRow, visit: Visit) -> bool:
    """Tell whether an open incident speaks of the visit's customer or of its address."""
    ask = visit.ask
    return any(
        one.customer_id == ask.customer_id or (bool(one.point_id) and one.point_id == ask.point_id)
        for incident in row.incidents.values()
        for one in incident.open_to
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
        if one.cleared_on is not None
        and on - one.cleared_on > INCIDENT_KEPT_DAYS
        and not one.open_to
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
