"""The limits of a row and of a fact: chosen by us, promised to those who send facts."""

from streams.delinquency import (
    bookmarks,
    episodes,
    occurrences,
    open_ledger,
    origins,
    posting,
    refusals,
    refused_amounts,
    review,
)


def test_what_a_fact_may_hold() -> None:
    assert refused_amounts.AMOUNT_MINOR_MAX == 1_000_000_000_000_000
    assert refused_amounts.PARTS_MAX == 60
    assert refusals.DAYS_AHEAD_MAX == 7


def test_what_a_row_may_hold() -> None:
    assert (refusals.CASES_MAX, refusals.FACTS_MAX) == (200, 2_000)
    assert (posting.CONTESTED_MAX, origins.ORIGINS_MAX) == (100, 1_000)
    assert (review.WAITING_MAX, review.DECIDED_MAX) == (100, 32)
    assert (episodes.EPISODES_MAX, open_ledger.CREDITS_MAX) == (24, 24)


def test_how_far_back_a_walk_and_ahead_a_cut_off_reach() -> None:
    assert (bookmarks.BEHIND_DAYS, bookmarks.MOVES_AFTER_DAYS) == (3, 10)
    assert occurrences.CUT_OFF_DAYS_MAX == 21
