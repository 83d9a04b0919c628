"""At the door: arrival, outcome and check-out, and which rules the sheet shows broken.

What has happened is recorded whatever rules it broke; the rules are named, people are told, and
treatment is handed the outcome once.
"""

from collections.abc import Iterator
from typing import Any, get_args

from msgspec.structs import replace

from streams.field.at_door import broken_by_crew, broken_by_time, day_there
from streams.field.danger import is_dangerous
from streams.field.hours import rule_at
from streams.field.looking import look_again, say_danger
from streams.field.people import rested
from streams.field.rows import AreaRow, Plan, Site, Visit, with_visit
from streams.field.sites import (
    day_of,
    is_of_plan,
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
from streams.policy.values import zone_of
from streams.terms.contact_facts import Outcome
from streams.terms.days import Instant
from streams.terms.field_notices import FieldEventKind
from streams.terms.local_times import local_day
from streams.terms.step import Reject
from streams.terms.visit_facts import CheckedIn, CheckedOut, NoticeSent, VisitEnded

OUTCOMES = frozenset(get_args(Outcome))
NO_CHECK_IN = "no_check_in"
WITHOUT_LEAVE = "visited_without_leave"
_BROKEN_OFF = "SAFETY_STOP"
LEFT_BEFORE_ARRIVAL = "left_before_arrival"
BROKEN: FieldEventKind = "RULE_BROKEN_ON_SITE"
_MINUTE = 60_000_000
# A product choice: so many words of not being safe are told apart from their repeats.
UNSAFE_MAX = 16
_GONE_TO = frozenset({"GRANTED", "ARRIVED", "COMPLETED"})


def noticed(row: AreaRow, fact: NoticeSent) -> AreaRow | Reject:
    """Return the row with the customer told of a plan; the first notice of a plan counts.

    One of another plan is refused: somebody was told of a day on which nobody comes, and whoever
    sent it has to hear that it lets no crew go.
    """
    visit = row.visits.get(fact.visit_id)
    if visit is None:
        return Reject("notice_of_unknown_visit", f"{fact.visit_id} was never asked for here")
    plan = None if visit.state == "WITHDRAWN" else visit.plan
    if plan is None or visit.attempt != fact.attempt or not _speaks_of(plan, fact):
        return Reject("notice_of_another_plan", "the plan that it speaks of does not stand")
    if fact.starts_at is None and visit.plans > 1:
        return Reject("notice_names_no_plan", f"attempt {visit.attempt} had {visit.plans} of them")
    if plan.noticed_at is not None and plan.noticed_at <= fact.at:
        return row
    return with_visit(row, replace(visit, plan=replace(plan, noticed_at=fact.at)))


def _speaks_of(plan: Plan, fact: NoticeSent) -> bool:
    return fact.starts_at is None or fact.starts_at == plan.starts_at


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


def ended(row: AreaRow, fact: VisitEnded) -> AreaRow | Reject:
    """Return the row with an outcome, or the rule it breaks: what was not begun has not ended."""
    visit = row.visits.get(fact.visit_id)
    if fact.outcome not in OUTCOMES:
        return Reject("visit_outcome_unknown", f"the outcome is {fact.outcome!r}")
    if visit is None:
        return Reject("outcome_of_unknown_visit", f"{fact.visit_id} was never asked for here")
    place = place_of_end(visit, fact.at)
    seen = seen_at(visit, place)
    known, is_let_go = seen.site, place is None and _is_gone_to(visit)
    if known.outcome == _counted(fact):
        return row
    if known.outcome and not (is_let_go and visit.is_called_back):
        return Reject("visit_has_another_outcome", f"{known.outcome} is on record")
    misfit = _too_early(seen, fact) if is_let_go else _unheard(seen, fact)
    if misfit is not None:
        return misfit
    site = replace(known, outcome=_counted(fact), ended_at=fact.at)
    over = with_site(visit, place, site)
    return with_visit(row, replace(over, state="COMPLETED") if is_let_go else over)


def _is_gone_to(visit: Visit) -> bool:
    """Tell whether a crew was let go to a visit, whatever came of its leave since."""
    was_planned = visit.plan is not None or visit.is_called_back
    return visit.state in _GONE_TO or (visit.granted and was_planned)


def _too_early(visit: Visit, fact: VisitEnded) -> Reject | None:
    plan = visit.plan
    begun_at = visit.site.arrived_at or (fact.at if plan is None else plan.starts_at)
    # Who is in danger is heard, whatever the clocks say.
    if fact.at < begun_at and fact.outcome != _BROKEN_OFF:
        return Reject("outcome_before_its_visit", "it is told for before the visit began")
    return None


def _unheard(visit: Visit, fact: VisitEnded) -> Reject | None:
    """Return why an outcome is not recorded although nobody was let go; who arrived may tell it.

    Where leave may still be read it is too early to say what the outcome is of.
    """
    if visit.site.arrived_at is None or _may_be_granted(visit):
        return Reject("outcome_before_its_visit", f"the visit is {visit.state}, nobody was let go")
    return _too_early(visit, fact)


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
    elif not _was_let_go(visit, fact) and not _may_be_granted(visit):
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


def _may_be_granted(visit: Visit) -> bool:
    """Tell whether treatment's leave for that day may still be read; if none comes, it is said."""
    return visit.state == "PLANNED" and is_of_plan(visit)


def say_ended(walk: FieldWalk, fact: VisitEnded) -> None:
    """Hand the outcome back, say what it was, and name the rules that were broken."""
    visit = walk.row.visits[fact.visit_id]
    rules = walk.field
    place = place_of_end(visit, fact.at)
    if place is not None or not _is_gone_to(visit):
        _say_without_leave(walk, seen_at(visit, place), fact)
        return
    found = () if rules is None else tuple(dict.fromkeys(_findings(visit, fact, rules)))
    done = walk.write(visit, closed_on=walk.as_of.on)
    outcome = visit.site.outcome
    walk.say(done, "VISIT_COMPLETED", outcome=outcome, met=fact.met, findings=found)
    for rule in found:
        if rule not in visit.site.untimely:
            walk.alert(BROKEN, visit.id, rule)
    walk.hand_back_visit(
        "OUTCOME_HANDED_BACK",
        done,
        outcome=outcome,
        outcome_at=fact.at,
        proof=fact.proof,
        **_promised(visit, fact),
    )


def _promised(visit: Visit, fact: VisitEnded) -> dict[str, Any]:
    """Return the promise of a customer where it is whole, and nothing where it is not.

    Treatment refuses half a promise, and the outcome with it; without one it takes the outcome, and
    holds the account for the days that a promise has to be confirmed in.
    """
    zone = zone_of(visit.ask.zone)
    told = (fact.promised_minor or 0) > 0 and bool(fact.currency)
    if fact.outcome != "MET_PROMISE" or not told or zone is None or fact.promised_on is None:
        return {}
    if fact.promised_on < local_day(fact.at, zone):
        return {}
    return {
        "currency": fact.currency,
        "promised_minor": fact.promised_minor,
        "promised_on": fact.promised_on,
    }


def _say_without_leave(walk: FieldWalk, visit: Visit, fact: VisitEnded) -> None:
    """Say what a crew tells that nobody had let go; treatment knows of no visit that it could end.

    It stands on record, and people decide what follows.
    """
    detail = f"the crew tells {visit.site.outcome}, and nobody had let it go"
    walk.alert(BROKEN, visit.id, WITHOUT_LEAVE, detail)
    rules = walk.field
    for rule in () if rules is None else dict.fromkeys(_findings(visit, fact, rules)):
        if rule not in visit.site.untimely:
            walk.alert(BROKEN, visit.id, rule)


def say_checked_out(walk: FieldWalk, fact: CheckedOut) -> None:
    """Alert people where a crew says that it is not safe."""
    if not fact.safe:
        walk.alert("CHECK_OUT_MISSED", fact.visit_id, detail="the crew says that it is not safe")


def _counted(fact: VisitEnded) -> str:
    """Return the outcome that counts: at a door that nothing recorded nobody was visited.

    A recording that fails stops the visit, which is then recalled (CN26 art. 22); it is not the
    customer who was away.
    """
    is_blind = fact.recording_gap_seconds is None and fact.outcome == "NOT_HOME"
    return "RECALLED" if is_blind else fact.outcome


def _findings(visit: Visit, fact: VisitEnded, rules: FieldRules) -> Iterator[str]:
    yield from visit.site.unfit
    yield from visit.site.untimely
    site = rules.on_site
    if visit.site.arrived_at is None and fact.outcome != "RECALLED":
        yield NO_CHECK_IN
    if fact.debt_told_at is not None and (
        fact.identified_at is None or fact.debt_told_at < fact.identified_at
    ):
        yield site.identify_rule
    if fact.entered and not fact.entry_consented:
        yield site.no_entry_rule
    gap = fact.recording_gap_seconds
    if fact.outcome != "RECALLED" and (gap is None or gap > site.gap_seconds_max):
        yield site.recording_rule
    if fact.debt_told_to_third_party or (fact.debt_told_at is not None and fact.met in _OTHERS):
        yield site.third_party_rule
    yield from _of_leaving(visit, fact, rules)


_OTHERS = frozenset({"THIRD_PARTY", "NONE"})


def _of_leaving(visit: Visit, fact: VisitEnded, rules: FieldRules) -> Iterator[str]:
    site, left_at = rules.on_site, fact.left_at or fact.at
    asked_at, arrived_at = fact.asked_to_leave_at, visit.site.arrived_at
    is_slow = asked_at is not None and left_at - asked_at > site.leave_minutes_max * _MINUTE
    is_long = arrived_at is not None and left_at - arrived_at > site.visit_minutes_max * _MINUTE
    if is_slow or is_long:
        yield site.leave_rule
    if arrived_at is not None and left_at < arrived_at:
        yield LEFT_BEFORE_ARRIVAL
    on = day_there(visit)
    if on is not None:
        # What begins in time and ends in the dark is outside the hours too.
        yield from filter(None, [rule_at(visit, Instant(left_at - 1), on, rules)])
