"""A tick: what is overdue is said, plans that hold no more are taken back, and a day is planned."""

from msgspec.structs import replace

from streams.field.answering import give_up
from streams.field.asked import sift
from streams.field.danger import is_dangerous
from streams.field.forgetting import forget_of_agents
from streams.field.judging import approval_missing
from streams.field.looking import hold_up
from streams.field.missing import forget, say_missing, say_out, say_unended
from streams.field.offering import ask_planner, has_day_left, plan_day
from streams.field.people import is_in_force
from streams.field.rows import (
    BEFORE_PLAN,
    STANDING,
    Agent,
    Visit,
    with_agent,
)
from streams.field.walk import FieldWalk
from streams.policy.field import FieldRules
from streams.terms.days import Day

NO_DAY_LEFT = "no_day_left"
NOT_APPROVED = "not_approved_in_time"
NOT_GRANTED = "not_granted_on_its_day"
NO_RULES = "visit_rules_not_in_force"


def turn_area(walk: FieldWalk) -> None:
    """Let everything in the area that waits for a day come due."""
    forget(walk)
    forget_of_agents(walk)
    rules = walk.field
    if rules is None:
        _without_rules(walk)
        return
    for question in walk.row.head.questions:
        is_open = not question.answer_id and not question.overdue
        if is_open and walk.as_of.at >= question.deadline_at:
            give_up(walk, question, rules.planning.rule)
    for name in tuple(walk.row.visits):
        _look(walk, walk.row.visits[name], rules)
    for agent in tuple(walk.row.agents.values()):
        _say_training(walk, agent, rules)
    ask_planner(walk, rules)


def _look(walk: FieldWalk, visit: Visit, rules: FieldRules) -> None:
    """Look at one visit: hold plans to the rules, sift what is asked, miss what has not come."""
    on = walk.as_of.on
    if visit.state == "PLANNED" and visit.plan is not None and visit.plan.on <= on:
        walk.give_back(visit, NOT_GRANTED)
    elif visit.state in STANDING:
        hold_up(walk, visit)
    if walk.row.visits[visit.id].state == "ASKED":
        sift(walk, walk.row.visits[visit.id])
    if walk.row.visits[visit.id].state in BEFORE_PLAN:
        _wait(walk, walk.row.visits[visit.id], rules)
    say_missing(walk, walk.row.visits[visit.id], rules)


def _wait(walk: FieldWalk, visit: Visit, rules: FieldRules) -> None:
    """Ask for what is missing, and give back what can wait no longer."""
    on = walk.as_of.on
    if approval_missing(visit, rules):
        if on - visit.asked_on >= rules.second_visit.approval_days:
            walk.give_back(visit, NOT_APPROVED)
            return
        walk.alert_once(visit, "APPROVAL_WANTED", rules.second_visit.rule)
    visit = walk.row.visits[visit.id]
    if visit.state == "ASKED" and not has_day_left(visit, plan_day(on, rules), rules):
        dangerous = is_dangerous(walk.row, visit)
        walk.give_back(visit, rules.safety.rule if dangerous else NO_DAY_LEFT)


def _say_training(walk: FieldWalk, agent: Agent, rules: FieldRules) -> None:
    """Say ahead of its end that a certificate needs a refresher, unless another one follows."""
    on = walk.as_of.on
    ends = Day(on + rules.certified.training_days)
    for held in agent.held:
        is_told = held.id in agent.training_told
        now = is_in_force(held, held.certificate, on, rules)
        later = any(is_in_force(h, held.certificate, ends, rules) for h in agent.held)
        if not is_told and now and not later:
            agent = replace(agent, training_told=(*agent.training_told, held.id))
            walk.row = with_agent(walk.row, agent)
            walk.alert("TRAINING_DUE", agent.id, rules.certified.rule, held.certificate)


def _without_rules(walk: FieldWalk) -> None:
    """Where no rules for visits are in force nobody visits: what is open is given back."""
    for visit in tuple(walk.row.visits.values()):
        if visit.state in BEFORE_PLAN or visit.state == "PLANNED":
            walk.give_back(visit, NO_RULES)
        elif visit.state == "GRANTED":
            walk.recall(visit, NO_RULES)
        # No rule says how soon an outcome is due: on the next day people may ask for it.
        say_unended(walk, walk.row.visits[visit.id], 1, NO_RULES)
        say_out(walk, walk.row.visits[visit.id], None, NO_RULES)
