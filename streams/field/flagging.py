"""Whom an incident is about, told by treatment, and who is cleared: each customer by itself.

An id is that of one incident, but two customers may be told under it: of a merge, or where two
areas make their ids alike. Nobody goes to either until that one is cleared. What was met here is
cleared by a person here, what was met elsewhere by treatment's word for that customer.
"""

from msgspec.structs import replace

from streams.field.cleared import settled, told_apart, with_others
from streams.field.danger import too_many, too_many_others
from streams.field.rows import AreaRow, Flagged, Incident, with_incident
from streams.terms.days import Day
from streams.terms.field_facts import IncidentCleared
from streams.terms.step import Reject
from streams.terms.visit_facts import CustomerCleared, CustomerFlagged


def with_flag(row: AreaRow, fact: CustomerFlagged) -> AreaRow | Reject:
    """Return the row with what treatment tells of danger in whatever area."""
    known = _known(row, fact.incident_id)
    theirs = _of(known, fact.customer_id)
    if any(fact.point_id in {"", other.point_id} for other in theirs):
        return row
    # A further address of a customer who is cleared is cleared as well.
    plain = theirs[0] if theirs else Flagged(fact.customer_id)
    new = replace(plain, point_id=fact.point_id, is_own=False)
    return _written(row, with_others(known, [new]))


def with_customer_cleared(row: AreaRow, fact: CustomerCleared) -> AreaRow | Reject:
    """Return the row with one customer cleared, who may be flagged only later."""
    known = _known(row, fact.incident_id)
    theirs = _of(known, fact.customer_id) or (Flagged(fact.customer_id),)
    over = [replace(other, cleared=True, cleared_here=False) for other in theirs]
    return _written(row, with_others(known, over), fact.effective_on)


def with_clearing(row: AreaRow, fact: IncidentCleared) -> AreaRow | Reject:
    """Return the row with an incident cleared by a person, for whom it was met here.

    Of several customers whom other areas tell of, none is meant more than another.
    """
    known = _known(row, fact.incident_id)
    customers = {other.customer_id for other in known.others}
    if len(customers) > 1 and not known.is_own:
        detail = f"{len(customers)} customers are told of under it, and none from here"
        return Reject("incident_of_several_customers", detail)
    meant = () if known.is_own else (other for other in known.others if not other.cleared)
    over = [replace(other, cleared=True, cleared_here=True) for other in meant]
    return _written(row, with_others(replace(known, cleared_here=True), over), fact.effective_on)


def _known(row: AreaRow, incident_id: str) -> Incident:
    return told_apart(row.incidents.get(incident_id) or Incident(incident_id))


def _of(one: Incident, customer_id: str) -> tuple[Flagged, ...]:
    return tuple(other for other in one.others if other.customer_id == customer_id)


def _written(row: AreaRow, told: Incident, cleared_on: Day | None = None) -> AreaRow | Reject:
    """Return the row with an incident, the very row where nothing new is told."""
    known = row.incidents.get(told.id)
    told = settled(told)
    if known is not None and told == told_apart(known):
        return row
    if cleared_on is not None:
        is_new = told.cleared and not (known is not None and known.cleared)
        told = replace(told, cleared_on=cleared_on if is_new else told.cleared_on or cleared_on)
    refusal = too_many(row) if known is None else None
    refusal = refusal or too_many_others(told, known)
    return with_incident(row, told) if refusal is None else refusal
