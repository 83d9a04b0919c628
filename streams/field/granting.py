"""Letting a crew go, on the day, with treatment's leave: only where the plan still holds.

What was authorised has to end in an outcome; where nobody can go, that nobody came is one.
"""

from typing import Any

from streams.field.looking import rule_against
from streams.field.rows import BEFORE_PLAN, Visit
from streams.field.sites import brought_back, is_of_plan, put_aside
from streams.field.walk import FieldWalk
from streams.terms.visit_facts import VisitGranted

PLAN_GONE = "plan_gone"
OUTSIDE_GRANT = "plan_outside_grant"


def say_granted(walk: FieldWalk, fact: VisitGranted) -> None:
    """Let the crew go; leave for a plan that stands no more is answered by a recall."""
    visit = walk.row.visits.get(fact.visit_id)
    if visit is None or fact.attempt != visit.attempt:
        return
    if visit.state in BEFORE_PLAN or visit.state == "RETURNED":
        _call_back(walk, brought_back(visit, fact.not_before))
    elif visit.state == "PLANNED":
        rule = _outside(visit, fact) or rule_against(walk, visit, fact.effective_on)
        if rule is not None:
            walk.recall(visit, rule)
        else:
            # The crew's check-in may be read before treatment's leave: two topics have no order.
            # But who came on another day is not the crew that is let go now.
            is_there = is_of_plan(visit)
            going = visit if is_there else put_aside(visit)
            done = walk.write(going, state="ARRIVED" if is_there else "GRANTED", granted=True)
            walk.say(done, "VISIT_GRANTED", **_past_due(fact))


def _call_back(walk: FieldWalk, visit: Visit) -> None:
    """Call a crew back, unless it has told what became of its visit: then that is the outcome."""
    site, on = visit.site, walk.as_of.on
    if not site.outcome:
        walk.recall(visit, PLAN_GONE)
        return
    over = walk.write(visit, state="COMPLETED", granted=True, closed_on=on)
    walk.say(over, "VISIT_COMPLETED", outcome=site.outcome, findings=(*site.unfit, *site.untimely))
    ended = {"outcome": site.outcome, "outcome_at": site.ended_at}
    walk.hand_back_visit("OUTCOME_HANDED_BACK", over, **ended)


def _outside(visit: Visit, fact: VisitGranted) -> str | None:
    plan = visit.plan
    if plan is None or plan.starts_at < fact.not_before or plan.ends_at > fact.not_after:
        return OUTSIDE_GRANT
    return None


def _past_due(fact: VisitGranted) -> dict[str, Any]:
    """Return what the customer owes as of the grant; an older grant does not tell."""
    if fact.past_due_minor is None or fact.days_past_due is None or not fact.currency:
        return {}
    return {
        "currency": fact.currency,
        "past_due_minor": fact.past_due_minor,
        "days_past_due": fact.days_past_due,
        "past_due_on": fact.effective_on,
    }
