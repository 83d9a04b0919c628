"""What an area hears of a visit that it was asked for: what ends it, and whom nobody goes to.

At the end of each walk the attempts that areas hold are compared with the rungs they are for. So
whatever ended a rung or put it off - a payment, a stop, a later policy - the area hears of it once,
in the same step.
"""

from typing import Any

from msgspec.structs import replace

from streams.terms.identity import stable_id
from streams.terms.treatment_notices import AreaTold
from streams.terms.visit_facts import (
    CustomerCleared,
    CustomerFlagged,
    VisitAsked,
    VisitGranted,
    VisitWithdrawn,
)
from streams.treatment.flags import SAFETY_FLAG, Flag, is_flagged, with_flag
from streams.treatment.gate import POLICY_NOT_IN_FORCE
from streams.treatment.points import candidates
from streams.treatment.rows import CustomerRow, RungRecord, account_of, journal_of
from streams.treatment.visits import AskedVisit, with_visit
from streams.treatment.walk import Place, Walk

VISIT_TO_BE_PLANNED = "visit_to_be_planned"
ADDRESS_CHANGED = "address_changed"
VISIT_FORGOTTEN = "visit_forgotten"


def settle_area(walk: Walk) -> None:
    """Tell the areas which visits are wanted no more, and which customers are in danger's way."""
    if walk.row.visits:
        _settle_visits(walk)
    if walk.row.flags and walk.rules is not None and walk.rules.field is not None:
        _tell_flags(walk)


def take_back(walk: Walk, ask: AskedVisit, rule: str) -> None:
    """Tell the area that a visit is wanted no more, and why."""
    put_visit(walk, replace(ask, state="WITHDRAWN", rule=rule))
    head = head_of(walk, ask.area, "visit withdrawn", ask.escalation_id, ask.attempt)
    told = VisitWithdrawn(
        **head, visit_id=ask.escalation_id, attempt=ask.attempt, rule=rule, at=walk.as_of.at
    )
    tell(walk, told)


def put_visit(walk: Walk, ask: AskedVisit) -> None:
    """Write down how a visit stands."""
    walk.row = replace(walk.row, visits=with_visit(walk.row.visits, ask))


def tell(
    walk: Walk,
    told: VisitAsked | VisitGranted | VisitWithdrawn | CustomerFlagged | CustomerCleared,
) -> None:
    """Tell an area something; what a customer's row tells is counted over all areas."""
    walk.row = replace(walk.row, visit_seq=walk.row.visit_seq + 1)
    walk.notices.append(AreaTold(told=told, at=walk.as_of.at))


def head_of(walk: Walk, area: str, what: str, *parts: str | int) -> dict[str, Any]:
    """Return what every fact for an area carries; its id follows from what it says."""
    return {
        "event_id": stable_id(what, walk.row.customer_id, area, *parts),
        "area": area,
        "effective_on": walk.as_of.on,
        "source_seq": walk.row.visit_seq + 1,
    }


def place_of(row: CustomerRow, ask: AskedVisit) -> Place:
    """Return where the rung of a visit stands."""
    account = account_of(row, ask.account_id)
    journal = None if account is None else journal_of(account, ask.origin)
    currency = "" if journal is None else journal.currency
    return Place(ask.account_id, ask.origin, currency)


def rung_of(row: CustomerRow, ask: AskedVisit) -> RungRecord | None:
    """Return the rung that a visit is for, None where the row has forgotten it."""
    account = account_of(row, ask.account_id)
    journal = None if account is None else journal_of(account, ask.origin)
    rungs = () if journal is None else journal.rungs
    return next((r for r in rungs if r.escalation_id == ask.escalation_id), None)


def _settle_visits(walk: Walk) -> None:
    for ask in walk.row.visits:
        _settle(walk, ask)
    kept = tuple(v for v in walk.row.visits if rung_of(walk.row, v) is not None)
    if len(kept) < len(walk.row.visits):
        walk.row = replace(walk.row, visits=kept)


def _settle(walk: Walk, ask: AskedVisit) -> None:
    if not ask.is_outstanding:
        return
    record = rung_of(walk.row, ask)
    if record is not None and record.outcome is not None:
        put_visit(walk, replace(ask, state="DONE"))
        return
    rule = _against(walk, ask, record)
    if rule is not None:
        take_back(walk, ask, rule)


def _against(walk: Walk, ask: AskedVisit, record: RungRecord | None) -> str | None:
    """Return why a visit that the area holds is wanted no more, None where it still is."""
    if record is None:
        return VISIT_FORGOTTEN
    if ask.state == "GRANTED":
        return None if record.verdict == "AUTHORISED" else record.rule
    if not record.is_open:
        # Authorised without the plan of an area: then no policy asks for one any more.
        return record.rule or POLICY_NOT_IN_FORCE
    if record.verdict == "DEFERRED" and record.rule != VISIT_TO_BE_PLANNED:
        return record.rule
    if is_flagged(walk.row.flags):
        return SAFETY_FLAG
    return _against_place(walk, ask)


def _against_place(walk: Walk, ask: AskedVisit) -> str | None:
    """Return why nobody goes to that address any more, or not from that area."""
    if walk.rules is None:
        return None
    if walk.rules.field is None:
        return POLICY_NOT_IN_FORCE
    points = candidates(walk.row.profile, "VISIT", walk.rules.contact)
    places = set() if isinstance(points, str) else {(p.id, p.area) for p in points}
    return None if (ask.point_id, ask.area) in places else ADDRESS_CHANGED


def _tell_flags(walk: Walk) -> None:
    for flag in walk.row.flags:
        if flag.cleared:
            _tell_cleared(walk, flag)
        else:
            _tell_flagged(walk, flag)


def _tell_flagged(walk: Walk, flag: Flag) -> None:
    row = walk.row
    here = {p.area for p in row.profile.points if p.kind == "ADDRESS" and p.area}
    areas = {*here, *(visit.area for visit in row.visits if visit.is_outstanding)}
    for area in sorted(areas.difference(flag.areas)):
        head = head_of(walk, area, "customer flagged", flag.incident_id)
        told = CustomerFlagged(
            **head,
            incident_id=flag.incident_id,
            customer_id=row.customer_id,
            point_id=flag.point_id,
        )
        tell(walk, told)
    _put_areas(walk, flag, tuple(sorted(areas.union(flag.areas))))


def _tell_cleared(walk: Walk, flag: Flag) -> None:
    for area in flag.areas:
        head = head_of(walk, area, "customer cleared", flag.incident_id)
        customer_id = walk.row.customer_id
        tell(walk, CustomerCleared(**head, incident_id=flag.incident_id, customer_id=customer_id))
    _put_areas(walk, flag, ())


def _put_areas(walk: Walk, flag: Flag, areas: tuple[str, ...]) -> None:
    if areas != flag.areas:
        flags = with_flag(walk.row.flags, replace(flag, areas=areas))
        walk.row = replace(walk.row, flags=flags)
