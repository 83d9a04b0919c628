"""The report of home visits: everything counted at once, as of the last whole day."""

from msgspec import Struct
from msgspec.structs import replace

from streams.insight.doors import Door, doors_in
from streams.insight.effect import Comparison, comparisons
from streams.insight.heard import Heard
from streams.insight.people import AgentReport, people_in
from streams.insight.period import Period, month_of
from streams.insight.seconds import areas_of, pasts_of, seconds_in
from streams.insight.visits import Visits, visits_of
from streams.terms.days import Day


class FieldReport(Struct, frozen=True, kw_only=True):
    """What came of the visits of a period; `known_on` is the last day that is known whole.

    People are told of one `month`: that of the period, or where it is longer the last one in which
    there was a visit.
    """

    known_on: Day
    period: Period
    effect: tuple[Comparison, ...]
    visits: Visits
    month: Period
    people: tuple[AgentReport, ...]


def field_report(heard: Heard, known_on: Day, period: Period) -> FieldReport:
    """Count what was heard up to the last whole day.

    A second visit belongs to the period in which it came due, whatever became of it later.
    """
    period = replace(period, last_on=min(period.last_on, known_on))
    area_of, doors = areas_of(heard), doors_in(heard)
    seconds = [one for one in seconds_in(heard) if period.holds(one.due_on, area_of(one))]
    month = _last_month(doors, period)
    return FieldReport(
        known_on=known_on,
        period=period,
        effect=comparisons(seconds, pasts_of(heard, seconds), known_on),
        visits=visits_of(heard, doors, period),
        month=month,
        people=people_in(heard, doors, month),
    )


def _last_month(doors: tuple[Door, ...], period: Period) -> Period:
    days = [door.visit_on for door in doors if period.holds(door.visit_on, door.area)]
    return month_of(max(days, default=period.last_on), period.area)
