"""Which re-ages count: the account old enough, and not too many in a year or in five."""

import pytest
from msgspec.structs import replace

from streams.delinquency.reaging import counting_re_ages, months_between
from streams.delinquency.rows import Noted
from streams.policy.ledger import ReAgeLimits
from streams.terms.days import Day, parse_day

LIMITS = ReAgeLimits(
    account_months_min=9,
    within_12_months_max=1,
    within_5_years_max=2,
    workouts_within_5_years_max=1,
)
OPENED_ON = parse_day("2020-01-31")


def _asked(on: str, text: str = "") -> Noted:
    return Noted(parse_day(on), "re_age", on + text, text=text)


def _counting(*days: str, limits: ReAgeLimits | None = LIMITS) -> list[str]:
    asked = [_asked(*day.split("/")) for day in days]
    return [one.id for one in counting_re_ages(asked, limits, OPENED_ON)]


@pytest.mark.parametrize(("day", "counts"), [("2020-10-30", False), ("2020-10-31", True)])
def test_the_account_must_be_old_enough(day: str, counts: bool) -> None:  # noqa: FBT001 - a table
    assert bool(_counting(day)) is counts


@pytest.mark.parametrize(
    ("second", "counts"), [("2022-03-14", False), ("2022-03-15", True), ("2023-01-01", True)]
)
def test_one_counts_within_twelve_months(
    second: str,
    counts: bool,  # noqa: FBT001 - a table
) -> None:
    assert _counting("2021-03-15", second) == ["2021-03-15", second][: 1 + counts]


@pytest.mark.parametrize(("third", "counts"), [("2026-03-14", False), ("2026-03-15", True)])
def test_two_count_within_five_years(
    third: str,
    counts: bool,  # noqa: FBT001 - a table
) -> None:
    first, second = "2021-03-15", "2023-03-15"
    assert _counting(first, second, third) == [first, second, third][: 2 + counts]


def test_a_workout_is_counted_apart_and_by_its_own_limit() -> None:
    both = _counting("2021-03-15", "2021-04-15/workout", "2022-04-15")
    assert both == ["2021-03-15", "2021-04-15workout", "2022-04-15"]
    assert _counting("2021-04-15/workout", "2026-04-14/workout") == ["2021-04-15workout"]
    assert len(_counting("2021-04-15/workout", "2026-04-15/workout")) == 2


def test_a_workout_asks_for_no_age_of_the_account() -> None:
    assert _counting("2020-02-15/workout", "2020-02-16") == ["2020-02-15workout"]


def test_one_that_does_not_count_uses_up_nothing() -> None:
    days = ["2020-10-30", "2021-03-15", "2021-09-15", "2022-03-15"]
    assert _counting(*days) == ["2021-03-15", "2022-03-15"]


def test_they_are_judged_in_the_order_of_their_days() -> None:
    assert _counting("2021-09-15", "2021-03-15") == ["2021-03-15"]
    same = [replace(_asked("2021-03-15"), id=name) for name in ("b", "a")]
    assert [one.id for one in counting_re_ages(same, LIMITS, OPENED_ON)] == ["a"]


def test_without_limits_all_count_and_with_limits_none_before_the_opening_is_known() -> None:
    asked = [_asked("2021-03-15"), _asked("2021-03-16")]
    assert len(counting_re_ages(asked, None, None)) == 2
    assert counting_re_ages(asked, LIMITS, None) == ()


@pytest.mark.parametrize(
    ("earlier", "later", "months"),
    [
        ("2021-01-31", "2021-02-28", 0),
        ("2021-01-31", "2021-03-31", 2),
        ("2020-12-15", "2021-12-14", 11),
        ("2020-12-15", "2021-12-15", 12),
        ("2021-03-15", "2021-03-15", 0),
    ],
)
def test_months_are_whole_calendar_months(earlier: str, later: str, months: int) -> None:
    assert months_between(parse_day(earlier), parse_day(later)) == months
    assert months_between(Day(0), Day(30)) == 0
