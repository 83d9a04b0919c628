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
    # Where no rules are known nobody is named who may decide.
    roles = () if field is None else field.second_visit.approving_roles
    if fact.role not in roles:
        return Reject("role_may_not_decide", f"{fact.role} decides; {_listed(roles)} may")
    if isinstance(fact, VisitRefused):
        return row if visit.refused else with_visit(row, replace(visit, refused=True))
    if visit.approved_by:
        return row
    return with_visit(row, replace(visit, approved_by=fact.role))


def may_clear(fact: IncidentCleared, rules: Rules | None) -> Reject | None:
    """Return the rule that a clearing breaks: only a named role lifts a safety flag."""
    field = None if rules is None else rules.field
    roles = () if field is None else field.safety.clearing_roles
    if fact.role in roles:
        return None
    return Reject("role_may_not_clear", f"{fact.role} clears; {_listed(roles)} may")


def _listed(roles: tuple[str, ...]) -> str:
    return ", ".join(roles) or "nobody"


def say_refused(walk: FieldWalk, fact: VisitRefused) -> None:
    """Give back a visit that a manager refused, whatever was planned.

    Of one whose crew was let go treatment hears why it is off before it hears of the recall: what
    was recalled is made again, what was refused is not.
    """
    visit = walk.row.visits[fact.visit_id]
    if visit.state in BEFORE_PLAN or visit.state == "PLANNED":
        walk.give_back(visit, REFUSED)
    elif visit.state in STANDING:
        walk.hand_back_visit("VISIT_RETURNED", visit, rule=REFUSED)
        walk.recall(visit, REFUSED)
