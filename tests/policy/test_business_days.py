"""Business days: weekends, closed days, weekend days that are worked, and years without a table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.policy.business_days import BusinessDays
from streams.terms.days import Day, date_of
from tests.policy.bank import on

WEEK = BusinessDays(
    id="CN",
    years=frozenset({2026}),
    closed=frozenset({on("2026-10-01"), on("2026-10-02")}),
    worked=frozenset({on("2026-10-10")}),
)
DAYS = st.integers(on("2025-12-01"), on("2027-01-31")).map(Day)


@pytest.mark.parametrize(
    ("day", "answer"),
    [
        ("2026-09-30", True),  # a Wednesday
        ("2026-10-01", False),  # a Thursday off
        ("2026-10-02", False),
        ("2026-10-03", False),  # a Saturday
        ("2026-10-04", False),
        ("2026-10-05", True),
        ("2026-10-10", True),  # a Saturday made up for
        ("2026-10-11", False),
    ],
)
def test_a_day_is_for_business_or_not(day: str, answer: bool) -> None:  # noqa: FBT001 - a table
    assert WEEK.is_business(on(day)) is answer


def test_the_next_business_day_is_beyond_a_holiday_and_the_weekend_after_it() -> None:
    assert WEEK.next_business(on("2026-10-01")) == on("2026-10-05")
    assert WEEK.next_business(on("2026-10-10")) == on("2026-10-10")
    assert WEEK.next_business(on("2026-10-11")) == on("2026-10-12")


def test_a_year_without_a_table_knows_weekends_alone() -> None:
    assert [WEEK.covers(on(day)) for day in ("2025-12-31", "2026-01-01", "2026-12-31")] == [
        False,
        True,
        True,
    ]
    assert not WEEK.covers(on("2027-01-01"))
    assert WEEK.is_business(on("2027-10-01"))
    assert not WEEK.is_business(on("2027-10-02"))


@given(day=DAYS)
def test_no_business_day_is_passed_over(day: Day) -> None:
    found = WEEK.next_business(day)
    assert found >= day
    assert WEEK.is_business(found)
    assert not any(WEEK.is_business(Day(d)) for d in range(day, found))
    assert date_of(found).weekday() < 5 or found in WEEK.worked
