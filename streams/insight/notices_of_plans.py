"""Which plan of a visit a notice to its customer speaks of: nobody is told of what is not planned.

The area takes a notice that names a plan by its beginning alone. Told before that plan was made, it
was told of something else, and here it counts for nothing.
"""

from collections.abc import Iterable

from streams.terms.field_notices import VisitNotice
from streams.terms.visit_facts import NoticeSent

PLANS = frozenset({"VISIT_PLANNED", "VISIT_REPLANNED"})
"""What an area says where a visit is planned."""


def plans_of(attempt: int, said: Iterable[VisitNotice]) -> list[VisitNotice]:
    """Return the plans of an attempt among what was said of its visit, in order."""
    return [one for one in said if one.attempt == attempt and one.change in PLANS]


def plan_told_of(sent: NoticeSent, said: Iterable[VisitNotice]) -> VisitNotice | None:
    """Return the plan of a notice among what was said of its visit, in order; None for none."""
    plans = plans_of(sent.attempt, said)
    # A notice that names no plan is of an attempt's one and only.
    is_only = sent.starts_at is None and len(plans) == 1
    found = [
        one for one in plans if (is_only or one.starts_at == sent.starts_at) and one.at <= sent.at
    ]
    return found[-1] if found else None
