"""The whole report: which days it looks at, and of which month it tells people."""

from streams.insight.heard import Heard
from streams.insight.period import Period, month_given, month_of
from streams.insight.report import field_report
from streams.insight.seconds import HELD_OUT
from streams.terms.days import Day
from tests.insight.accounts import standing
from tests.insight.played import VISIT_ON, went, whole
from tests.insight.verdicts import DUE_ON, ask, verdict

WHOLE = Period()


def test_days_that_are_not_over_are_left_out() -> None:
    area = went()
    whole(area)
    made = [
        field_report(area.heard(), Day(VISIT_ON + days), WHOLE).visits.made for days in (-1, 0, 1)
    ]
    assert made == [0, 1, 1]


def test_people_are_told_of_the_last_month_with_a_visit_or_of_the_one_asked_for() -> None:
    area = went()
    whole(area)
    long_after = Day(VISIT_ON + 100)
    whole_run = field_report(area.heard(), long_after, WHOLE)
    assert whole_run.month == month_of(VISIT_ON)
    assert [one.agent_id for one in whole_run.people] == ["ag1", "ag2"]
    other = month_of(Day(VISIT_ON + 40))
    asked_for = field_report(area.heard(), long_after, other)
    assert (asked_for.month, asked_for.people) == (other, ())


def heard() -> Heard:
    told = Heard()
    for name in ("1", "2"):
        told.take(standing(DUE_ON - 60, 1, f"a-{name}", oldest_due_on=Day(DUE_ON - 61)))
        told.take(ask(name, number=1, days=-50))
    told.take(verdict("1", "visit_to_be_planned"))
    told.take(ask("1"))
    told.take(verdict("2", HELD_OUT))
    return told


def of_groups(period: Period) -> list[int]:
    measure, _ = field_report(heard(), Day(DUE_ON + 90), period).effect
    within_7 = measure.horizons[0]
    return [0 if one is None else one.of for one in (within_7.visited, within_7.held_out)]


def test_second_visits_belong_to_the_month_and_area_in_which_they_came_due() -> None:
    month = month_of(DUE_ON)
    assert of_groups(WHOLE) == [1, 1]
    assert of_groups(month) == [1, 1]
    assert of_groups(month_of(DUE_ON, "north")) == [1, 1]
    assert of_groups(month_of(DUE_ON, "south")) == [0, 0]
    assert of_groups(month_of(Day(DUE_ON + 45))) == [0, 0]


def test_a_month_is_whole_and_no_longer() -> None:
    for text, days in (("2026-02", 28), ("2028-02", 29), ("2026-12", 31), ("2026-06", 30)):
        month = month_given(text)
        assert month.last_on - month.first_on + 1 == days
        assert month_of(month.first_on) == month_of(month.last_on) == month
