"""Buckets by days and amount: their names, their order, and the day on which one changes."""

import pytest

from streams.policy.bands import AmountBand, DayBand
from streams.policy.rules import Buckets

BUCKETS = Buckets(
    days=(DayBand(id="m1", from_days=1), DayBand(id="m2", from_days=31)),
    amounts={
        "CNY": (AmountBand(id="small", from_minor=0), AmountBand(id="big", from_minor=5_000)),
        "JPY": (AmountBand(id="small", from_minor=0), AmountBand(id="big", from_minor=700)),
    },
)


@pytest.mark.parametrize(
    ("days", "minor", "currency", "bucket"),
    [
        (-3, 9_999, "CNY", "current"),
        (0, 9_999, "CNY", "current"),
        (1, 0, "CNY", "m1.small"),
        (30, 4_999, "CNY", "m1.small"),
        (31, 5_000, "CNY", "m2.big"),
        (1, 700, "JPY", "m1.big"),
        (0, 700, "EUR", "current"),
        (1, 700, "EUR", None),
    ],
)
def test_a_bucket_is_named_by_days_and_amount(
    days: int, minor: int, currency: str, bucket: str | None
) -> None:
    assert BUCKETS.bucket_of(days, minor, currency) == bucket


def test_buckets_rise_by_days_and_then_by_amount() -> None:
    rising = ["current", "m1.small", "m1.big", "m1.gone", "m2.small", "m2.big", "gone.small"]
    ranks = [BUCKETS.rank_of(bucket) for bucket in rising]
    assert ranks == sorted(set(ranks))


@pytest.mark.parametrize(("days", "turn"), [(-5, 1), (0, 1), (1, 31), (30, 31), (31, None)])
def test_the_next_change_of_the_day_band(days: int, turn: int | None) -> None:
    assert BUCKETS.next_days(days) == turn
