"""When an area wants to be looked at next, although no fact arrives."""

from collections.abc import Iterator

from streams.field.rows import AreaRow, Visit
from streams.policy.rules import Rules
from streams.terms.days import AsOf, Day
from streams.terms.field_notices import FieldEventKind

CHECK_OUT_MISSED: FieldEventKind = "CHECK_OUT_MISSED"
OUTCOME_MISSING: FieldEventKind = "OUTCOME_MISSING"
UNREPORTED = "safety_stop_without_incident"
BROKEN_OFF = "SAFETY_STOP"
# Before the first tick nothing can be judged, so the first one looks at the row.
AT_ONCE = Day(0)


def wake_on(row: AreaRow, rules: Rules | None, as_of: AsOf | None) -> Day | None:
    """Return the first day on which a tick could change or say anything.

    While a crew has not said that it is away, that is each tick of the same day, lest a night goes
    by before anybody misses it. While a visit is open it is the next day; else the one on which
    training is due.
    """
    if as_of is None:
        return AT_ONCE
    if any(map(is_unsaid, row.visits.values())):
        return as_of.on
    if any(_is_waited_for(row, visit) for visit in row.visits.values()):
        return Day(as_of.on + 1)
    return min(_trainings(row, rules, as_of.on), default=None)


def is_unreported(row: AreaRow, visit: Visit) -> bool:
    """Tell whether a crew broke a visit off in danger, and nobody has reported or said that."""
    if visit.site.outcome != BROKEN_OFF or UNREPORTED in visit.told:
        return False
    return not any(
        one.is_own and (one.visit_id == visit.id or one.customer_id == visit.ask.customer_id)
        for one in row.incidents.values()
    )


def _is_waited_for(row: AreaRow, visit: Visit) -> bool:
    is_open = visit.closed_on is None or not visit.is_over
    return is_open or is_unreported(row, visit) or is_unended(visit)


def is_unended(visit: Visit) -> bool:
    """Tell whether a crew that was called back came to the door, and nobody asked what came of it.

    Treatment makes the visit again, unless something has come of it.
    """
    is_asked = OUTCOME_MISSING in visit.told
    return visit.is_called_back and visit.site.arrived_at is not None and not is_asked


def is_unsaid(visit: Visit) -> bool:
    """Tell whether a crew is out of which nobody was told that it is missed."""
    is_missed = CHECK_OUT_MISSED in visit.told
    return (visit.site.is_out and not is_missed) or any(site.is_unsaid for site in visit.aside)


def _trainings(row: AreaRow, rules: Rules | None, on: Day) -> Iterator[Day]:
    if rules is None or rules.field is None:
        return
    certified = rules.field.certified
    for agent in row.agents.values():
        for held in agent.held:
            until_on = min(held.until_on, held.from_on + certified.days_max)
            if held.id not in agent.training_told and until_on > on:
                yield Day(max(on + 1, until_on - certified.training_days))
