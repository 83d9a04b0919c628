"""The planner's answer: taken for the question it was asked, and checked stop by stop.

Whatever a planner says, no rule is broken by it: a stop that breaks one is refused, told to people,
and its visit waits for the next question. So a replay depends on the answer, never on a solver. An
answer that comes too late changes nothing and is no fault: `PLAN_OVERDUE` has told people already.
"""

from msgspec.structs import replace

from streams.field.judging import Proposal, broken_rule
from streams.field.offering import QUESTIONS_KEPT_DAYS
from streams.field.rows import AreaRow, Plan, Question, Visit, with_head
from streams.field.walk import FieldWalk
from streams.policy.field import FieldRules
from streams.terms.days import AsOf, Day
from streams.terms.field_notices import VisitChange
from streams.terms.step import Reject
from streams.terms.visit_facts import PlanProposed, Stop

STALE = "stale_stop"
NO_PLAN = "no_plan_by_deadline"


def misfit_of(row: AreaRow, fact: PlanProposed) -> Reject | None:
    """Return why an answer is none to a question that is open, or None."""
    question = _question(row, fact.plan_id)
    if question is None:
        return Reject("plan_not_asked_for", f"no plan {fact.plan_id} is on record")
    if question.digest != fact.input_digest:
        return Reject("plan_for_other_input", "the digest is not that of what was asked")
    if question.answer_id:
        return Reject("plan_answered_already", "another answer was taken")
    return None


def is_taken(row: AreaRow, fact: PlanProposed) -> bool:
    """Tell whether this very answer was taken before."""
    question = _question(row, fact.plan_id)
    return question is not None and question.answer_id == fact.event_id


def is_too_late(row: AreaRow, fact: PlanProposed, as_of: AsOf | None) -> bool:
    """Tell whether the visits of the question were given back before its answer came.

    Of a question so old that it is forgotten, the day on which it was asked tells that.
    """
    question = _question(row, fact.plan_id)
    if question is None:
        return as_of is not None and fact.effective_on < as_of.on - QUESTIONS_KEPT_DAYS
    return question.overdue and question.digest == fact.input_digest


def take_answer(walk: FieldWalk, fact: PlanProposed, rules: FieldRules) -> None:
    """Plan what the answer places and no rule forbids; the rest waits for the next question."""
    question = _question(walk.row, fact.plan_id)
    if question is None:
        return
    _settle(walk, replace(question, answer_id=fact.event_id))
    for stop in fact.stops:
        visit = walk.row.visits.get(stop.visit_id)
        rule = _stale(visit, stop, question)
        if rule is None and visit is not None:
            rule = _planned(walk, visit, _plan(stop, question.on), rules)
        if rule is not None:
            walk.alert("STOP_REFUSED", stop.visit_id, rule)
    for visit in offered_in(walk.row, fact.plan_id):
        walk.write(visit, state="ASKED", offered_in="")


def give_up(walk: FieldWalk, question: Question, rule: str) -> None:
    """Give back the visits of a question that nobody answered by its deadline."""
    _settle(walk, replace(question, overdue=True))
    walk.alert("PLAN_OVERDUE", question.plan_id, rule, "no answer came; its visits are given back")
    for visit in offered_in(walk.row, question.plan_id):
        walk.give_back(visit, NO_PLAN)


def offered_in(row: AreaRow, plan_id: str) -> list[Visit]:
    """Return the visits that are with the planner in one question."""
    return [v for v in row.visits.values() if v.state == "OFFERED" and v.offered_in == plan_id]


def _planned(walk: FieldWalk, visit: Visit, plan: Plan, rules: FieldRules) -> str | None:
    """Write a plan and say so, or return the rule that it breaks."""
    proposal = Proposal(row=walk.row, duties=walk.duties, visit=visit, plan=plan, rules=rules)
    rule = broken_rule(proposal)
    notice_by_on = rules.notice.by_on(plan.on)
    if rule is None and walk.as_of.on > notice_by_on:
        rule = rules.notice.rule
    if rule is not None:
        return rule
    change: VisitChange = "VISIT_REPLANNED" if visit.plans else "VISIT_PLANNED"
    planned = walk.write(visit, state="PLANNED", plan=plan, plans=visit.plans + 1, offered_in="")
    walk.say(planned, change, notice_by_on=notice_by_on)
    walk.hand_back_visit(
        "VISIT_PLANNED",
        planned,
        visit_on=plan.on,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        lead=plan.lead,
    )
    return None


def _stale(visit: Visit | None, stop: Stop, question: Question) -> str | None:
    if visit is None or visit.attempt != stop.attempt or visit.offered_in != question.plan_id:
        return STALE
    return None if visit.state == "OFFERED" and stop.agent_ids else STALE


def _plan(stop: Stop, on: Day) -> Plan:
    return Plan(stop.agent_ids, on, stop.starts_at, stop.ends_at)


def _question(row: AreaRow, plan_id: str) -> Question | None:
    return next((q for q in row.head.questions if q.plan_id == plan_id), None)


def _settle(walk: FieldWalk, question: Question) -> None:
    questions = tuple(
        question if q.plan_id == question.plan_id else q for q in walk.row.head.questions
    )
    walk.row = with_head(walk.row, questions=questions)
