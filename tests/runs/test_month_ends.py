"""Month ends are true ones, counted once, and outlive a cut."""

from pathlib import Path

import pytest

from streams.runs.month_ends import BucketLine, MonthEnds, days_that_end_a_month, month_end
from streams.terms.days import Day, iso, parse_day
from tests.runs.results import DAY, results_of, standing

NEXT = Day(DAY + 1)


def test_a_month_end_counts_accounts_and_balances_current_first() -> None:
    results = results_of(
        standing("a", "m1.small", 5), standing("b", "current", 7), standing("c", "m1.small", 1)
    )
    assert month_end(results, DAY) == (
        BucketLine("2024-10-04", "current", 1, 7),
        BucketLine("2024-10-04", "m1.small", 2, 6),
    )


@pytest.mark.parametrize(
    ("first", "days", "ends"),
    [
        ("2026-03-01", 31, ["2026-03-31"]),
        ("2026-03-01", 30, []),
        ("2026-03-31", 1, ["2026-03-31"]),
        ("2028-02-15", 60, ["2028-02-29", "2028-03-31"]),
        ("2026-12-30", 34, ["2026-12-31", "2027-01-31"]),
    ],
)
def test_months_end_on_their_last_day(first: str, days: int, ends: list[str]) -> None:
    assert [iso(day) for day in days_that_end_a_month(parse_day(first), days)] == ends


def test_only_the_days_named_are_kept_and_each_once() -> None:
    kept = MonthEnds((DAY,))
    kept.look(results_of(standing("a", "current", 7)), NEXT)
    assert not kept.lines
    kept.look(results_of(standing("a", "current", 7)), DAY)
    kept.look(results_of(standing("a", "m1.small", 9)), DAY)
    assert kept.lines == (BucketLine("2024-10-04", "current", 1, 7),)


def test_what_was_kept_before_a_cut_is_there_after_it(tmp_path: Path) -> None:
    late = results_of(standing("a", "current", 7), standing("b", "m1.small", 5))
    MonthEnds((DAY, NEXT), tmp_path).look(late, DAY)
    after = MonthEnds((DAY, NEXT), tmp_path)
    after.look(results_of(), DAY)
    after.look(late, NEXT)
    assert [(line.on, line.bucket) for line in MonthEnds((), tmp_path).lines] == [
        ("2024-10-04", "current"),
        ("2024-10-04", "m1.small"),
        ("2024-10-05", "current"),
        ("2024-10-05", "m1.small"),
    ]
