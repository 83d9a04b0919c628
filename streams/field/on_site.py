"""At the door: who arrived, and when, and that they are safely away.

What has happened is recorded whatever rules it broke; the rules are named, and people are told.
"""

from msgspec.structs import replace

from streams.field.at_door import BROKEN, broken_by_crew, broken_by_time, may_be_granted
from streams.field.danger import is_dangerous
from streams.field.looking import look_again, say_danger
from streams.field.people import rested
from streams.field.rows import AreaRow, Site, Visit, with_visit
from streams.field.sites import (
    day_of,
    last_out,
    place_of,
    place_of_end,
    put_aside,
    seen_at,
    sites_of,
    with_site,
)
from streams.field.walk import FieldWalk
from streams.policy.field import FieldRules
from streams.terms.days import Instant
from streams.terms.step import Reject
from streams.terms.visit_facts import CheckedIn, CheckedOut

# A product choice: so many words of not being safe are told apart from their repeats.
UNSAFE_MAX = 16


def arrived(row: AreaRow, fact: CheckedIn) -> AreaRow | Reject:
    """Return the row with a crew at the door, whether or not it should be there.

    A further check-in tells who else has come, and who is there by then.
    """
    visit = row.visits.get(fact.visit_id)
    if visit is None:
        return Reject("arrival_at_unknown_visit", f"{fact.visit_id} was never asked for here")
    if not fact.agent_ids:
        return Reject("arrival_without_agents", "nobody is named who has arrived")
    place = place_of(visit, fact.at)
    if place is None and not _is_same_day(visit, fact.at):
        # Who came on another day than the plan's is not the crew that comes to the plan now.
        visit = put_aside(visit)
    site = seen_at(visit, place).site
    if site.arrived_at is not None:
        again = _again(site, fact, site.arrived_at)
        if again == site:
            return row
        return _rested(with_visit(row, with_site(visit, place, again)), visit, fact)
    known = with_site(visit, place, replace(site, arrived_at=fact.at, agent_ids=fact.agent_ids))
    if place is None and visit.state == "GRANTED":
        known = replace(known, state="ARRIVED")
    return _rested(with_visit(row, known), visit, fact)


def _rested(row: AreaRow, visit: Visit, fact: CheckedIn) -> AreaRow | Reject:
    """Return the row with a rest of who was there when danger was met, if that is known already.

    Two reports have no order; who came only after it has met no danger.
    """
    for one in row.incidents.values():
        met_at = one.met_at if one.is_own and one.visit_id == visit.id else None
        if met_at is None or day_of(visit, met_at) != day_of(visit, fact.at) or fact.at > met_at:
            continue
        told = rested(row, fact.agent_ids, one.id, met_at)
        if isinstance(told, Reject):
            return told
        row = told
    return row


def _is_same_day(visit: Visit, at: Instant) -> bool:
    return day_of(visit, at) == day_of(visit, visit.site.arrived_at)


def _again(site: Site, fact: CheckedIn, arrived_at: Instant) -> Site:
    """Return what a further check-in makes of the first; the last one tells who is there."""
    if set(fact.agent_ids) <= set(site.agent_ids) and fact.at == arrived_at:
        return site
    came = dict.fromkeys((*site.agent_ids, *fact.agent_ids))
    last_at = site.there_at or arrived_at
    there = fact.agent_ids if fact.at > last_at else site.there or site.agent_ids
    return replace(
        site,
        arrived_at=min(arrived_at, fact.at),
        agent_ids=tuple(came),
        there=there,
        there_at=max(last_at, fact.at),
    )


def checked_out(row: AreaRow, fact: CheckedOut) -> AreaRow | Reject:
    """Return the row with a crew that is away, or that says that it is not safe.

    That is heard whatever was told before, and wherever the crew is.
    """
    visit = row.visits.get(fact.visit_id)
    if visit is not None and not fact.safe:
        return _unsafe(row, visit, fact)
    if visit is None:
        return Reject("check_out_without_arrival", f"nobody has arrived at {fact.visit_id}")
    is_known = visit.is_out or visit.site.arrived_at is not None
    if not is_known and place_of_end(visit, fact.at) is None:
        return Reject("check_out_without_arrival", f"nobody has arrived at {fact.visit_id} then")
    return _away(row, visit, fact.at)


def _unsafe(row: AreaRow, visit: Visit, fact: CheckedOut) -> AreaRow:
    if fact.at in visit.unsafe:
        return row
    heard = replace(visit, unsafe=(*visit.unsafe, fact.at)[-UNSAFE_MAX:])
    return _away(with_visit(row, heard), heard, fact.at)


def _away(row: AreaRow, visit: Visit, at: Instant) -> AreaRow:
    if any(site.checked_out_at == at for site in sites_of(visit)):
        return row
    place = place_of_end(visit, at)
    if not seen_at(visit, place).site.is_out:
        place = last_out(visit, at)
    site = seen_at(visit, place).site
    if not site.is_out:
        return row
    return with_visit(row, with_site(visit, place, replace(site, checked_out_at=at)))


def say_arrival(walk: FieldWalk, fact: CheckedIn) -> None:
    """Alert people where a crew stands at a door at which it should not be.

    Until a flag has passed through treatment, this is what keeps a crew from danger.
    """
    visit = walk.row.visits[fact.visit_id]
    place = place_of(visit, fact.at)
    seen = seen_at(visit, place)
    if seen.site.there_at is None:
        _say_leave(walk, seen, fact)
    if is_dangerous(walk.row, visit):
        say_danger(walk, visit)
    # Whoever was at the door of an incident rests, and goes nowhere else.
    look_again(walk, _plans_of(walk.row, fact))
    if walk.field is not None:
        site = _say_broken(walk, seen, fact, walk.field)
        walk.write(with_site(walk.row.visits[visit.id], place, site))


def _plans_of(row: AreaRow, fact: CheckedIn) -> tuple[str, ...]:
    resting = {name for name in fact.agent_ids if name in row.agents and row.agents[name].rests}
    return tuple(
        name
        for name, visit in row.visits.items()
        if name != fact.visit_id and visit.plan and resting & {*visit.plan.agent_ids}
    )


def _say_leave(walk: FieldWalk, visit: Visit, fact: CheckedIn) -> None:
    if visit.withdrawn_at is not None and fact.at >= visit.withdrawn_at:
        walk.alert("ARRIVED_AFTER_CANCEL", visit.id, visit.rule)
    elif not _was_let_go(visit, fact) and not may_be_granted(visit):
        walk.say_not_granted(visit)


def _say_broken(walk: FieldWalk, visit: Visit, fact: CheckedIn, rules: FieldRules) -> Site:
    """Return what is known of the arrival, having said what the crew breaks, each once.

    That is by who it is, and by when it came.

    Who meets danger at this door, or falls ill there, has not come unfit.
    """
    site = visit.site
    by_crew = broken_by_crew(walk.row, visit, fact, rules)
    unfit = tuple(dict.fromkeys((*site.unfit, *by_crew)))
    untimely = tuple(dict.fromkeys((*site.untimely, *broken_by_time(visit, rules))))
    for rule in unfit[len(site.unfit) :]:
        walk.alert("ARRIVED_UNFIT", visit.id, rule, "the visit must not go on")
    for rule in untimely[len(site.untimely) :]:
        walk.alert(BROKEN, visit.id, rule, "the visit must not go on")
    return replace(site, unfit=unfit, untimely=untimely)


def _was_let_go(visit: Visit, fact: CheckedIn) -> bool:
    """Tell whether the crew had leave to go as it arrived; a report may be read late."""
    if not visit.granted and visit.state != "ARRIVED":
        return False
    plan, on = visit.plan, day_of(visit, fact.at)
    if plan is not None and on is not None and on < plan.on:
        return False
    called_at = visit.site.ended_at
    return not visit.is_called_back or (called_at is not None and fact.at < called_at)


def say_checked_out(walk: FieldWalk, fact: CheckedOut) -> None:
    """Alert people where a crew says that it is not safe."""
    if not fact.safe:
        walk.alert("CHECK_OUT_MISSED", fact.visit_id, detail="the crew says that it is not safe")
