"""A visit of which nobody has told what became: a person is asked, once, and nothing follows alone.

The ladder knows no second visit without the outcome of the first (edge case 64), so this is how it
goes on.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from streams.policy.rules import Rules
from streams.terms.days import Day
from streams.treatment.journal import is_own
from streams.treatment.overdue import say_event
from streams.treatment.rows import CustomerRow
from streams.treatment.telling_area import put_visit, rung_of
from streams.treatment.visits import AskedVisit
from streams.treatment.walk import Walk


def say_missing(walk: Walk) -> None:
    """Say each granted visit whose outcome is missing by now, and that it was said."""
    if walk.rules is None or not walk.row.visits:
        return
    for ask, missing_on in _missing(walk.row, walk.rules):
        if walk.as_of.on >= missing_on:
            put_visit(walk, replace(ask, missing_said=True))
            days = walk.as_of.on - (ask.visit_on or walk.as_of.on)
            detail = f"it was to be {days} days ago, and nobody has told what became of it"
            say_event(walk, "VISIT_OUTCOME_MISSING", ask.account_id, ask.escalation_id, detail)


def missing_days(row: CustomerRow, rules: Rules) -> tuple[Day, ...]:
    """Return the days on which an outcome is missing."""
    if not row.visits:
        return ()
    return tuple(missing_on for _, missing_on in _missing(row, rules))


def _missing(row: CustomerRow, rules: Rules) -> Iterator[tuple[AskedVisit, Day]]:
    if rules.field is None:
        return
    for ask in row.visits:
        if ask.state != "GRANTED" or ask.missing_said or ask.visit_on is None:
            continue
        record = rung_of(row, ask)
        # Of what a merge moved in, the other one says it.
        if record is not None and is_own(row.customer_id, ask.account_id, ask.origin, record):
            yield ask, Day(ask.visit_on + rules.field.second_visit.outcome_days + 1)
