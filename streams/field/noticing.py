"""The notice to the customer: which plan it speaks of, and whether that one stands."""

from msgspec.structs import replace

from streams.field.rows import AreaRow, Plan, with_visit
from streams.terms.step import Reject
from streams.terms.visit_facts import NoticeSent


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
