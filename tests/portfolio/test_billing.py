"""What a statement asks for, and what a payment leaves open, worked by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.portfolio.billing import Billed, MinimumRule, billed, settled

TWO_PERCENT = MinimumRule(per_mille=20, floor_minor=0)
amounts = st.integers(0, 10**12)


@pytest.mark.parametrize(
    ("balance", "unpaid", "rule", "asked"),
    [
        (10_000, 0, TWO_PERCENT, Billed(200, 0)),
        (10_001, 0, TWO_PERCENT, Billed(201, 0)),
        (10_000, 150, TWO_PERCENT, Billed(350, 150)),
        (10_000, 0, MinimumRule(per_mille=20, floor_minor=500), Billed(500, 0)),
        (300, 0, MinimumRule(per_mille=20, floor_minor=500), Billed(300, 0)),
        (100, 150, TWO_PERCENT, Billed(100, 100)),
        (0, 150, TWO_PERCENT, Billed(0, 0)),
        (-500, 150, TWO_PERCENT, Billed(0, 0)),
    ],
)
def test_a_minimum_worked_by_hand(
    balance: int, unpaid: int, rule: MinimumRule, asked: Billed
) -> None:
    assert billed(balance, unpaid, rule) == asked


@given(st.lists(amounts, max_size=6), amounts)
def test_a_payment_settles_the_oldest_first_and_no_more_than_is_open(
    open_minor: list[int], amount: int
) -> None:
    left = settled(tuple(open_minor), amount)
    assert sum(open_minor) - sum(left) == min(amount, sum(open_minor))
    touched = [place for place, was in enumerate(open_minor) if left[place] < was]
    assert all(left[place] == 0 for place in range(max(touched, default=0)))
