"""Whom an incident is about, told by treatment, and who is cleared: each customer by itself.

An id is that of one incident, but two customers may be told under it: of a merge, or where two
areas make their ids alike. Nobody goes to either until that one is cleared. What was met here is
cleared by a person here, what was met elsewhere by treatment's word for that customer.
"""

from msgspec.structs import replace

from streams.field.danger import too_many
from streams.field.rows import AreaRow, Flagged, Incident, with_incident
from streams.terms.field_facts import IncidentCleared
from streams.terms.step import Reject
from streams.terms.visit_facts import CustomerCleared, CustomerFlagged

# A product choice: one incident is about few people; a producer that uses one id for all is wrong.
CUSTOMERS_MAX = 64


def with_flag(row: AreaRow, fact: CustomerFlagged) -> AreaRow | Reject:
    """Return the row with what treatment tells of danger in whatever area."""
    known = row.incidents.get(fact.incident_id)
    if known is None or _is_of_nobody(known):
        told = known or Incident(fact.incident_id)
        return _written(
            row, replace(told, customer_id=fact.customer_id, point_id=fact.point_id), known
        )
    if known.customer_id == fact.customer_id or _other(known, fact.customer_id) is not None:
        return row
    return _with_other(row, known, Flagged(fact.customer_id, fact.point_id))


def with_customer_cleared(row: AreaRow, fact: CustomerCleared) -> AreaRow | Reject:
    """Return the row with one customer cleared, who may be flagged only later."""
    known = row.incidents.get(fact.incident_id)
    if known is None or known.customer_id == fact.customer_id or _is_of_nobody(known):
        told = replace(known or Incident(fact.incident_id), customer_id=fact.customer_id)
        if known is not None and known.cleared:
            return row
        return _written(row, replace(told, cleared=True, cleared_on=fact.effective_on), known)
    other = _other(known, fact.customer_id) or Flagged(fact.customer_id)
    return row if other.cleared else _with_other(row, known, replace(other, cleared=True))


def with_clearing(row: AreaRow, fact: IncidentCleared) -> AreaRow | Reject:
    """Return the row with an incident cleared by a person, for whom it was met here.

    Of several customers whom other areas tell of, none is meant more than another.
    """
    known = row.incidents.get(fact.incident_id)
    if known is not None and known.cleared:
        return row
    if known is not None and known.others and not known.is_own:
        detail = f"{1 + len(known.others)} customers are told of under it, and none from here"
        return Reject("incident_of_several_customers", detail)
    told = replace(known or Incident(fact.incident_id), cleared=True, cleared_on=fact.effective_on)
    return _written(row, told, known)


def _is_of_nobody(one: Incident) -> bool:
    """Tell whether only its end is known, and nobody yet whom it is about."""
    return not one.is_own and not one.customer_id


def _written(row: AreaRow, told: Incident, known: Incident | None) -> AreaRow | Reject:
    return too_many(row) or with_incident(row, told) if known is None else with_incident(row, told)


def _other(one: Incident, customer_id: str) -> Flagged | None:
    return next((other for other in one.others if other.customer_id == customer_id), None)


def _with_other(row: AreaRow, known: Incident, new: Flagged) -> AreaRow | Reject:
    others = [other for other in known.others if other.customer_id != new.customer_id]
    if len(others) >= CUSTOMERS_MAX:
        detail = f"{len(others)} customers are told of under one of them"
        return Reject("area_has_too_many_incidents", detail)
    ordered = sorted([*others, new], key=lambda other: other.customer_id)
    return with_incident(row, replace(known, others=tuple(ordered)))
