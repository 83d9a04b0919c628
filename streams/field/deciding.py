"""What managers decide about visits: approval for a purpose, or refusal."""

from msgspec.structs import replace

from streams.field.asked import REFUSED
from streams.field.rows import BEFORE_PLAN, STANDING, AreaRow, with_visit
from streams.field.walk import FieldWalk
from streams.policy.rules import Rules
from streams.terms.field_facts import IncidentCleared, VisitApproved, VisitRefused
from streams.terms.step import Reject


def with_decision(
    row: AreaRow, fact: VisitApproved | VisitRefused, rules: Rules | None
) -> AreaRow | Reject:
    """Return the row with a decision about a visit, or the rule it breaks."""
    visit = row.visits.get(fact.visit_id)
    if visit is None:
        return Reject("decision_for_unknown_visit", f"{fact.visit_id} was never asked for here")
    field = None if rules is None else rules.field
    if field is not None and fact.role not in field.second_visit.approving_roles:
        allowed = ", ".join(field.second_visit.approving_roles)
        return Reject("role_may_not_decide", f"{fact.role} decides; {allowed} may")
    if isinstance(fact, VisitRefused):
        return row if visit.refused else with_visit(row, replace(visit, refused=True))
    if visit.approved_by:
        return row
    return with_visit(row, replace(visit, approved_by=fact.role))


def may_clear(fact: IncidentCleared, rules: Rules | None) -> Reject | None:
    """Return the rule that a clearing breaks: only a named role lifts a safety flag."""
    field = None if rules is None else rules.field
    if field is None or fact.role in field.safety.clearing_roles:
        return None
    allowed = ", ".join(field.safety.clearing_roles)
    return Reject("role_may_not_clear", f"{fact.role} clears; {allowed} may")


def say_refused(walk: FieldWalk, fact: VisitRefused) -> None:
    """Give back a visit that a manager refused, whatever was planned."""
    visit = walk.row.visits[fact.visit_id]
    if visit.state in BEFORE_PLAN or visit.state == "PLANNED":
        walk.give_back(visit, REFUSED)
    elif visit.state in STANDING:
        walk.recall(visit, REFUSED)
