"""Intervals of shares and of their difference: published values, and what always holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.insight.intervals import Difference, Share, difference, share

COUNTS = st.integers(1, 400).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


def known(count: int, of: int) -> Share:
    found = share(count, of)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3 (score).
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_s_interval_is_as_published(count: int, of: int, low: float, high: float) -> None:
    found = known(count, of)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998) 873-890, table II, method 10.
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_newcombe_s_interval_is_as_published(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    found = difference(known(*one), known(*other))
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_of_nobody_there_is_no_figure() -> None:
    assert share(0, 0) is None
    assert difference(share(0, 0), share(3, 10)) is None
    assert difference(share(3, 10), share(0, 0)) is None


@pytest.mark.parametrize(("count", "of"), [(2, 1), (-1, 5), (0, -1)])
def test_more_than_there_are_is_no_share(count: int, of: int) -> None:
    with pytest.raises(ValueError, match="is no share"):
        share(count, of)


@given(COUNTS)
def test_a_share_lies_inside_its_interval_and_that_inside_what_is_possible(
    counts: tuple[int, int],
) -> None:
    found = known(*counts)
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert found.low < found.high


@given(COUNTS, COUNTS)
def test_a_difference_lies_inside_its_interval_and_that_inside_what_is_possible(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    found = difference(known(*one), known(*other))
    assert found is not None
    assert -1 <= found.low <= found.value <= found.high <= 1
    assert found.low < found.high


@given(COUNTS, COUNTS)
def test_groups_swapped_turn_the_sign_and_no_more(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    there, back = difference(known(*one), known(*other)), difference(known(*other), known(*one))
    assert there is not None
    assert back is not None
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low))


@given(COUNTS, COUNTS, st.integers(2, 20))
def test_more_of_the_same_makes_both_intervals_narrower(
    one: tuple[int, int], other: tuple[int, int], times: int
) -> None:
    few = known(*one), known(*other)
    many = known(*(n * times for n in one)), known(*(n * times for n in other))
    for less, more in zip(few, many, strict=True):
        assert more.high - more.low < less.high - less.low
    wide, narrow = difference(*few), difference(*many)
    assert wide is not None
    assert narrow is not None
    assert narrow.high - narrow.low < wide.high - wide.low


def test_half_a_point_is_rounded_alike_on_both_sides_of_nothing() -> None:
    assert Difference(0.125, -0.125, 0.5).in_points() == "+13 points (-13 to +50)"


def test_a_difference_is_sure_where_its_interval_leaves_out_none() -> None:
    sure, unsure = difference(known(56, 70), known(48, 80)), difference(known(5, 56), known(0, 29))
    worse = difference(known(48, 80), known(56, 70))
    assert [found is not None and found.is_sure for found in (sure, unsure, worse)] == [
        True,
        False,
        True,
    ]
