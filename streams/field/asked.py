"""What treatment asks of the area: a visit, leave to go on its day, or to let it be."""

from msgspec.structs import replace

from streams.field.rows import AreaRow, Ask, Visit, with_visit
from streams.field.sites import put_aside
from streams.field.walk import FieldWalk
from streams.terms.days import AsOf
from streams.terms.field_notices import FieldEventKind
from streams.terms.step import Reject
from streams.terms.visit_facts import VisitAsked, VisitWithdrawn

Recorded = AreaRow | Reject

# A product choice: as many open and recent visits as an area with its crews can have.
VISITS_MAX = 20_000
NOT_PLACED = "address_not_placed"
ADDRESS_REFUSED: FieldEventKind = "ADDRESS_REFUSED"


def with_ask(row: AreaRow, fact: VisitAsked, as_of: AsOf | None) -> Recorded:
    """Return the row with a visit to be planned; an older attempt is the very row."""
    known = row.visits.get(fact.visit_id)
    if known is not None and fact.attempt <= known.attempt:
        return row
    if known is None and len(row.visits) >= VISITS_MAX:
        return Reject("area_has_too_many_visits", f"{len(row.visits)} are on record")
    asked_on = fact.effective_on if as_of is None else max(as_of.on, fact.effective_on)
    visit = Visit(id=fact.visit_id, attempt=fact.attempt, ask=_ask_of(fact), asked_on=asked_on)
    if known is not None:
        # What a manager decided is about the visit, whatever came between.
        visit = replace(visit, approved_by=known.approved_by, refused=known.refused)
        # So is what was said of its address: each attempt would say it again.
        is_there = known.ask.point_id == fact.point_id and ADDRESS_REFUSED in known.told
        visit = replace(visit, told=(ADDRESS_REFUSED,) if is_there else ())
        # And a crew that went all the same may still be out there.
        visit = replace(visit, aside=put_aside(known).aside, unsafe=known.unsafe)
    return with_visit(row, visit)


def _ask_of(fact: VisitAsked) -> Ask:
    return Ask(
        customer_id=fact.customer_id,
        account_id=fact.account_id,
        number=fact.visit_number,
        purpose=fact.purpose,
        point_id=fact.point_id,
        zone=fact.zone,
        windows=tuple(sorted(fact.windows)),
        expires_on=fact.expires_on,
        currency=fact.currency,
        past_due_minor=fact.past_due_minor,
        days_past_due=fact.days_past_due,
        verified=fact.verified,
        latitude_microdegrees=fact.latitude_microdegrees,
        longitude_microdegrees=fact.longitude_microdegrees,
        lead_before=fact.lead_before,
        not_by=fact.not_by,
        history=fact.history,
    )


def say_withdrawn(walk: FieldWalk, fact: VisitWithdrawn) -> None:
    """Cancel a visit that treatment wants no more; a crew that may be on its way is told first.

    Where the crew had arrived after that already, nobody had told it: a defect that is counted.
    """
    visit = walk.row.visits.get(fact.visit_id)
    if visit is None or fact.attempt != visit.attempt or visit.is_over or visit.withdrawn_at:
        return
    arrived_at = visit.site.arrived_at
    is_there = arrived_at is not None or visit.is_out
    urgent = visit.state in {"GRANTED", "ARRIVED"} or is_there
    walk.say(visit, "VISIT_CANCELLED", rule=fact.rule, urgent=urgent)
    if arrived_at is not None and arrived_at >= fact.at:
        walk.alert("ARRIVED_AFTER_CANCEL", visit.id, fact.rule)
    elif visit.state == "PLANNED" and arrived_at is not None:
        walk.say_not_granted(visit)
    if visit.state == "ARRIVED":
        walk.write(visit, withdrawn_at=fact.at, rule=fact.rule)
        return
    walk.write(
        visit,
        state="WITHDRAWN",
        withdrawn_at=fact.at,
        rule=fact.rule,
        closed_on=walk.as_of.on,
        offered_in="",
    )


def sift(walk: FieldWalk, visit: Visit) -> None:
    """Give back at once what nobody could plan: an address that is nowhere, or not verified.

    Somebody has to place or to verify it, so people are alerted, once for a visit and its address.
    """
    ask, rules = visit.ask, walk.field
    if ask.latitude_microdegrees is None or ask.longitude_microdegrees is None:
        _refuse_address(walk, visit, NOT_PLACED)
    elif rules is not None and not ask.verified:
        _refuse_address(walk, visit, rules.address_rule)
    elif visit.refused:
        walk.give_back(visit, REFUSED)


def _refuse_address(walk: FieldWalk, visit: Visit, rule: str) -> None:
    detail = "nobody can be planned to go to its address: have it placed and verified"
    walk.alert_once(visit, ADDRESS_REFUSED, rule, detail)
    walk.give_back(walk.row.visits[visit.id], rule)


REFUSED = "visit_refused_by_manager"
