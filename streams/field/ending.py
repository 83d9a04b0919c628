"""The end of a visit as its crew tells it: the outcome, and which rules the sheet shows broken.

What has happened is recorded whatever rules it broke; the rules are named, people are told, and
treatment is handed the outcome.
"""

from collections.abc import Iterable, Iterator
from typing import Any, get_args

from msgspec.structs import replace

from streams.field.at_door import BROKEN, day_there, may_be_granted
from streams.field.hours import rule_at
from streams.field.rows import RECALLED, AreaRow, Visit, with_visit
from streams.field.sites import (
    place_of_end,
    seen_at,
    with_site,
)
from streams.field.waking import BROKEN_OFF
from streams.field.walk import FieldWalk
from streams.policy.field import FieldRules
from streams.policy.values import zone_of
from streams.terms.contact_facts import Outcome
from streams.terms.days import Instant
from streams.terms.local_times import local_day
from streams.terms.step import Reject
from streams.terms.visit_facts import VisitEnded

OUTCOMES = frozenset(get_args(Outcome))
NO_CHECK_IN = "no_check_in"
WITHOUT_LEAVE = "visited_without_leave"
LEFT_BEFORE_ARRIVAL = "left_before_arrival"
_MINUTE = 60_000_000
_GONE_TO = frozenset({"GRANTED", "ARRIVED", "COMPLETED"})


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
    if fact.at < begun_at and fact.outcome != BROKEN_OFF:
        return Reject("outcome_before_its_visit", "it is told for before the visit began")
    return None


def _unheard(visit: Visit, fact: VisitEnded) -> Reject | None:
    """Return why an outcome is not recorded although nobody was let go; who arrived may tell it.

    Where leave may still be read it is too early to say what the outcome is of.
    """
    if visit.site.arrived_at is None or may_be_granted(visit):
        return Reject("outcome_before_its_visit", f"the visit is {visit.state}, nobody was let go")
    return _too_early(visit, fact)


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
    _say_broken(walk, visit, found)
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
    _say_broken(walk, visit, () if rules is None else dict.fromkeys(_findings(visit, fact, rules)))


def _say_broken(walk: FieldWalk, visit: Visit, found: Iterable[str]) -> None:
    """Say the rules that a sheet shows broken; what was said at the arrival is not said again."""
    for rule in found:
        if rule not in visit.site.untimely:
            walk.alert(BROKEN, visit.id, rule)


def _counted(fact: VisitEnded) -> str:
    """Return the outcome that counts: at a door that nothing recorded nobody was visited.

    A recording that fails stops the visit, which is then recalled (CN26 art. 22); it is not the
    customer who was away.
    """
    is_blind = fact.recording_gap_seconds is None and fact.outcome == "NOT_HOME"
    return RECALLED if is_blind else fact.outcome


def _findings(visit: Visit, fact: VisitEnded, rules: FieldRules) -> Iterator[str]:
    yield from visit.site.unfit
    yield from visit.site.untimely
    site = rules.on_site
    if visit.site.arrived_at is None and fact.outcome != RECALLED:
        yield NO_CHECK_IN
    if fact.debt_told_at is not None and (
        fact.identified_at is None or fact.debt_told_at < fact.identified_at
    ):
        yield site.identify_rule
    if fact.entered and not fact.entry_consented:
        yield site.no_entry_rule
    gap = fact.recording_gap_seconds
    if fact.outcome != RECALLED and (gap is None or gap > site.gap_seconds_max):
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
