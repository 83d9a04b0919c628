"""Delinquent days: frozen ones left out, grace free or not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.delinquency.cases import Freeze, union
from streams.delinquency.grace import delinquent_days, grace_over_on
from streams.policy.ledger import Grace
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day
from tests.delinquency.facts import bill, clock_held, disputed, pause_ended, paused
from tests.delinquency.ledgers import judged_on, rules_with

DUE = Day(100)


@pytest.mark.parametrize(
    ("on", "free", "not_free"), [(100, 0, 0), (103, 0, 0), (104, 1, 4), (110, 7, 10)]
)
def test_days_of_grace_are_never_counted_or_only_at_first(
    on: int, free: int, not_free: int
) -> None:
    counted = [
        delinquent_days(DUE, Day(on), (), Grace(days=3, is_free=is_free))
        for is_free in (True, False)
    ]
    assert counted == [free, not_free]


def test_only_days_from_the_due_date_up_to_today_can_be_frozen() -> None:
    around: tuple[Freeze, ...] = ((Day(90), Day(105)), (Day(108), Day(130)))
    assert delinquent_days(DUE, Day(110), around, Grace()) == 10 - 5 - 2
    assert delinquent_days(None, Day(110), around, Grace()) == 0


def test_a_pause_within_grace_moves_its_end() -> None:
    # Due on day 0, three free days; paused from day 5 up to day 29 (excluded).
    pause = ((Day(105), Day(129)),)
    counted = [delinquent_days(DUE, Day(on), pause, Grace(days=3)) for on in (104, 105, 129, 130)]
    assert counted == [1, 2, 2, 3]


@given(
    st.lists(st.tuples(st.integers(80, 140), st.integers(80, 140))),
    st.integers(0, 9),
    st.integers(100, 140),
)
def test_the_end_of_grace_is_the_first_later_day_that_counts(
    spans: list[tuple[int, int]], days: int, on: int
) -> None:
    freezes = union((Day(since), Day(until)) for since, until in spans)
    grace = Grace(days=days)
    over_on = grace_over_on(DUE, Day(on), freezes, grace)
    if delinquent_days(DUE, Day(on), freezes, grace):
        assert over_on is None
        return
    following = range(on + 1, 400)
    first = next(day for day in following if delinquent_days(DUE, Day(day), freezes, grace))
    assert over_on == first


def test_past_due_days_go_on_while_delinquent_days_stand_still() -> None:
    march = bill("march", "2026-03-20", "2026-04-10", 30_000)
    freezes: list[AnyAccountFact] = [
        paused("z1", "2026-04-15"),
        pause_ended("z1", "2026-04-18"),
        clock_held("h1", "2026-04-17", "BREATHING_SPACE", "2026-04-20"),
    ]
    rules = rules_with(grace=Grace(days=2))
    now = judged_on("2026-04-30", march, *freezes, rules=rules).ledgers[0]
    assert (now.days_past_due, now.delinquent_days) == (20, 20 - 5 - 2)


def test_a_dispute_of_the_whole_freezes_its_own_ledger() -> None:
    march = bill("march", "2026-03-20", "2026-04-10", 30_000)
    yen = disputed("d1", "2026-04-15", currency="JPY")
    assert judged_on("2026-04-30", march, yen).ledgers[0].delinquent_days == 20


@pytest.mark.parametrize(
    ("freeze", "over_on"),
    [((80, 90), 104), ((80, 100), 104), ((80, 101), 105), ((103, 109), 110), ((104, 109), 104)],
)
def test_only_a_freeze_between_the_due_date_and_the_end_of_grace_moves_that_end(
    freeze: tuple[int, int], over_on: int
) -> None:
    spans = ((Day(freeze[0]), Day(freeze[1])),)
    assert grace_over_on(DUE, Day(102), spans, Grace(days=3)) == over_on
