"""What should have been told by now: that a crew is safely away, or what became of its visit.

Nothing is forgotten before people have heard of it.
"""

from msgspec.structs import replace

from streams.field.at_door import BROKEN
from streams.field.danger import without_old
from streams.field.rows import Plan, Site, Visit
from streams.field.sites import day_of, with_site
from streams.field.waking import (
    CHECK_OUT_MISSED,
    OUTCOME_MISSING,
    UNREPORTED,
    is_unended,
    is_unreported,
    is_unsaid,
)
from streams.field.walk import FieldWalk
from streams.policy.field import FieldRules
from streams.terms.days import Day, Instant, iso
from streams.terms.visit_facts import CheckedIn, CheckedOut, VisitEnded

# A product choice: late words about a visit are still understood for so long.
VISIT_KEPT_DAYS = 62
_MINUTE = 60_000_000
_LET_GO = frozenset({"GRANTED", "ARRIVED"})


def say_missing(walk: FieldWalk, visit: Visit, rules: FieldRules) -> None:
    """Say what should have been told by now: the end of a visit, or its outcome."""
    say_out(walk, visit, rules, rules.safety.rule)
    _say_unreported(walk, walk.row.visits[visit.id])
    # The entry on second visits says how soon an outcome is due, whichever visit it is of.
    second = rules.second_visit
    say_unended(walk, walk.row.visits[visit.id], second.outcome_days, second.rule)


def say_unended(walk: FieldWalk, visit: Visit, days: int, rule: str) -> None:
    """Say once that nobody has told, so many days later, what became of a visit."""
    if visit.state not in _LET_GO and not is_unended(visit):
        return
    on = visit.plan.on if visit.plan is not None else day_of(visit, visit.site.arrived_at)
    if on is not None and walk.as_of.on - on >= days:
        detail = f"of visit {visit.ask.number}, planned for {iso(on)}"
        walk.alert_once(visit, OUTCOME_MISSING, rule, detail)


def say_others_out(walk: FieldWalk, fact: CheckedIn | VisitEnded | CheckedOut) -> None:
    """Say which other crews have not checked out by the time of which one crew tells.

    Only the crews' own reports tell it: they stand in one order, whoever reads them. Nobody waits
    for the next tick then.
    """
    if walk.field is None:
        return
    for name in tuple(walk.row.visits):
        if name != fact.visit_id:
            say_out(walk, walk.row.visits[name], walk.field, walk.field.safety.rule)


def say_out(walk: FieldWalk, visit: Visit, rules: FieldRules | None, rule: str) -> None:
    """Say of each crew that came to a visit that it should be away by now; without rules, at once.

    Each is said once: of the plan's own crew, and of each that came aside of it.
    """
    for place, site in enumerate(visit.aside):
        if site.is_unsaid and walk.moment >= _due_at(visit, site, None, rules):
            said = with_site(walk.row.visits[visit.id], place, replace(site, missed=True))
            walk.write(said)
            walk.alert(CHECK_OUT_MISSED, visit.id, rule)
    site = visit.site
    if site.is_out and walk.moment >= _due_at(visit, site, visit.plan, rules):
        walk.alert_once(walk.row.visits[visit.id], CHECK_OUT_MISSED, rule)


def _due_at(visit: Visit, site: Site, plan: Plan | None, rules: FieldRules | None) -> int:
    if rules is None:
        return 0
    # What was planned for another day says nothing of when this crew should be away.
    ends_at = (site.arrived_at or Instant(0)) + rules.on_site.visit_minutes_max * _MINUTE
    if plan is not None and plan.on == day_of(visit, site.arrived_at):
        ends_at = max(ends_at, plan.ends_at)
    return ends_at + rules.safety.check_out_minutes * _MINUTE


def _say_unreported(walk: FieldWalk, visit: Visit) -> None:
    """Say that a crew broke off in danger of which nobody has told anything a day later.

    The report goes another way than the outcome, so that it may be read behind it.
    """
    if is_unreported(walk.row, visit) and (visit.closed_on or walk.as_of.on) < walk.as_of.on:
        walk.write(visit, told=(*visit.told, UNREPORTED))
        walk.alert(BROKEN, visit.id, UNREPORTED, "report what was met with there")


def forget(walk: FieldWalk) -> None:
    """Drop visits that have been over for long, and those of which nobody ever told the end."""
    on, row = walk.as_of.on, without_old(walk.row, walk.as_of.on)
    old = {name for name, visit in row.visits.items() if _is_old(visit, on)}
    if old:
        kept = {name: visit for name, visit in row.visits.items() if name not in old}
        row = replace(row, visits=kept)
    walk.row = row


def _is_old(visit: Visit, on: Day) -> bool:
    if on - _last_day(visit, on) <= VISIT_KEPT_DAYS or is_unsaid(visit):
        return False
    return (visit.state not in _LET_GO or OUTCOME_MISSING in visit.told) and not is_unended(visit)


def _last_day(visit: Visit, on: Day) -> Day:
    """Return the day on which a visit was over, or was to be; one that still waits is of today."""
    if visit.closed_on is not None:
        return visit.closed_on
    return visit.plan.on if visit.state in _LET_GO and visit.plan is not None else on
