"""Plans that a fact has just taken the ground from are taken back at once.

Only the visits that a fact can speak of are looked at: those of an agent, of a customer, of an
address; a tick looks at all of them.
"""

from streams.field.asked import sift
from streams.field.danger import is_dangerous, was_met_at
from streams.field.judging import Proposal, broken_rule
from streams.field.rows import STANDING, AreaRow, Visit
from streams.field.walk import FieldWalk
from streams.policy.field import FieldRules
from streams.policy.values import zone_of
from streams.terms.agent_facts import IncidentReported
from streams.terms.days import Day
from streams.terms.field_facts import AnyFieldFact
from streams.terms.local_times import local_day
from streams.terms.visit_facts import CustomerFlagged, NoticeSent, VisitAsked, VisitGranted

_DISTURBED = STANDING | {"ARRIVED"}


def touched_by(row: AreaRow, fact: AnyFieldFact) -> tuple[str, ...]:
    """Return the ids of the visits whose plan a fact could take the ground from."""
    if isinstance(fact, VisitAsked | NoticeSent | VisitGranted):
        return (fact.visit_id,)
    if isinstance(fact, IncidentReported | CustomerFlagged):
        return tuple(
            name
            for name, visit in row.visits.items()
            if visit.state in _DISTURBED and not _is_from(visit, fact)
        )
    agent_id = getattr(fact, "agent_id", None)
    return tuple(
        name
        for name, visit in row.visits.items()
        if visit.state in STANDING and visit.plan and agent_id in visit.plan.agent_ids
    )


def _is_from(visit: Visit, fact: IncidentReported | CustomerFlagged) -> bool:
    """Tell whether the crew of a visit reports the danger: it is there, and knows of it.

    That it has arrived may be heard later than what it met with.
    """
    if not isinstance(fact, IncidentReported) or fact.visit_id != visit.id or visit.plan is None:
        return False
    return visit.state == "ARRIVED" or (
        visit.state == "GRANTED" and visit.plan.starts_at <= fact.at
    )


def say_danger(walk: FieldWalk, visit: Visit) -> None:
    """Alert people, once a visit, to a crew at a door behind which there is danger."""
    rule = "" if walk.field is None else walk.field.safety.rule
    walk.alert_once(visit, "ARRIVED_FLAGGED", rule, "an incident is open: leave at once")


def look_again(walk: FieldWalk, names: tuple[str, ...]) -> None:
    """Sift what was asked for, and take back plans that hold no more."""
    for name in names:
        visit = walk.row.visits.get(name)
        if visit is not None and visit.state == "ASKED":
            sift(walk, visit)
        elif visit is not None and visit.state in STANDING:
            hold_up(walk, visit)
        elif visit is not None and visit.state == "ARRIVED" and is_dangerous(walk.row, visit):
            say_danger(walk, visit)


def rule_against(walk: FieldWalk, visit: Visit, on: Day | None = None) -> str | None:
    """Return the rule that a plan breaks as things are now; None where it is over or breaks none.

    The notice is held to the day `on`, that of the tick where none is given. Where no rules are
    known, only a tick can tell.
    """
    plan, rules = visit.plan, walk.field
    if plan is None or rules is None or plan.on < walk.as_of.on:
        return None
    proposal = Proposal(row=walk.row, duties=walk.duties, visit=visit, plan=plan, rules=rules)
    rule = broken_rule(proposal)
    return rule or _untold(visit, rules, walk.as_of.on if on is None else on)


def hold_up(walk: FieldWalk, visit: Visit) -> None:
    """Take a plan back that breaks a rule now; a crew that was let go already is called back."""
    rule = rule_against(walk, visit)
    if rule is None:
        return
    if visit.state != "GRANTED":
        walk.unplan(visit, rule)
    elif not was_met_at(walk.row, visit):
        walk.recall(visit, rule)


def _untold(visit: Visit, rules: FieldRules, on: Day) -> str | None:
    """Name the rule on notice where by a day the customer was not told of the plan in time.

    Until its last day is over another notice may be read behind one that came too late.
    """
    plan, zone = visit.plan, zone_of(visit.ask.zone)
    if plan is None or zone is None:
        return rules.hours.rule
    notice_by_on = rules.notice.by_on(plan.on)
    if plan.noticed_at is not None and local_day(plan.noticed_at, zone) <= notice_by_on:
        return None
    return rules.notice.rule if on > notice_by_on else None
