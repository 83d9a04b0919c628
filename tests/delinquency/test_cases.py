"""Cases of an account: ends find their starts, freezes are one, ageing stops once."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.delinquency.cases import Cases, Stop, cases_of, frozen_days, union
from streams.delinquency.rows import NEVER
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day
from tests.delinquency.facts import (
    RULES,
    charge_off_undone,
    charged_off,
    clock_held,
    clock_released,
    dispute_resolved,
    disputed,
    fraud_confirmed,
    fraud_rejected,
    fraud_reported,
    pause_ended,
    paused,
    promise_cancelled,
    promised,
    re_age_undone,
    re_aged,
    sold,
)
from tests.delinquency.ledgers import row_of

ON = Day(100)


def _cases(*facts: AnyAccountFact, on: Day = ON) -> Cases:
    return cases_of(row_of(*facts), RULES.ledger, on)


@pytest.mark.parametrize("swapped", [False, True])
def test_an_end_may_arrive_before_its_start(
    swapped: bool,  # noqa: FBT001 - pytest passes it by name
) -> None:
    pause: list[AnyAccountFact] = [paused("z1", Day(10)), pause_ended("z1", Day(20))]
    case: list[AnyAccountFact] = [
        disputed("d1", Day(30), 5),
        dispute_resolved("d1", Day(40), "UPHELD"),
    ]
    facts = [*reversed(pause), *reversed(case)] if swapped else [*pause, *case]
    found = _cases(*facts)
    assert found.freezes == ((10, 20),)
    assert [(one.closed_on, one.outcome) for one in found.carves] == [(40, "UPHELD")]


def test_an_end_dated_before_its_start_ends_it_on_the_day_of_the_start() -> None:
    found = _cases(disputed("d1", Day(30), 5), dispute_resolved("d1", Day(20), "REJECTED"))
    assert found.carves[0].closed_on == 30
    assert _cases(paused("z1", Day(30)), pause_ended("z1", Day(20))).freezes == ()


def test_an_end_without_a_start_does_nothing() -> None:
    found = _cases(pause_ended("z1", Day(20)), dispute_resolved("d1", Day(20), "UPHELD"))
    assert (found.freezes, found.carves, found.lasting) == ((), (), ())


def test_an_end_of_another_id_or_kind_ends_nothing() -> None:
    found = _cases(paused("x", Day(10)), pause_ended("y", Day(20)), clock_released("x", Day(30)))
    assert found.freezes == ((10, NEVER),)


def test_what_is_open_lasts_and_what_is_not_known_is_left_out() -> None:
    found = _cases(disputed("d1", Day(30)), dispute_resolved("d1", Day(101), "UPHELD"))
    assert (found.carves[0].closed_on, found.carves[0].outcome) == (NEVER, "")
    assert _cases(disputed("d1", Day(101))).carves == ()


def test_a_pause_ends_at_the_first_of_its_ends() -> None:
    bounded = paused("z1", Day(10), Day(50))
    assert _cases(bounded).freezes == ((10, 50),)
    assert _cases(bounded, pause_ended("z1", Day(30))).freezes == ((10, 30),)
    assert _cases(bounded, pause_ended("z1", Day(70))).freezes == ((10, 50),)


def test_pauses_clocks_held_and_whole_disputes_freeze_together() -> None:
    found = _cases(
        paused("z1", Day(10), Day(20)),
        clock_held("h1", Day(15), "BREATHING_SPACE", Day(30)),
        clock_held("h2", Day(40), "BANKRUPTCY"),
        clock_released("h2", Day(45)),
        clock_held("h3", Day(60), "DECEASED", Day(61)),
        disputed("d1", Day(70)),
        dispute_resolved("d1", Day(75), "REJECTED"),
    )
    assert found.freezes == ((10, 30), (40, 45), (60, 61))
    assert found.freezes_in("CNY") == ((10, 30), (40, 45), (60, 61), (70, 75))
    assert found.freezes_in("JPY") == found.freezes
    assert [name for name, _, _ in found.lasting] == [
        "bankruptcy",
        "breathing_space",
        "deceased",
        "dispute",
        "pause",
    ]


def test_a_dispute_of_a_part_freezes_nothing() -> None:
    found = _cases(disputed("d1", Day(70), 5), disputed("d2", Day(70), statement="s1"))
    assert (found.freezes_in("CNY"), found.lasting) == ((), ())


def test_fraud_once_confirmed_is_so_whatever_else_is_said() -> None:
    report, yes = fraud_reported("f1", Day(10), 5), fraud_confirmed("f1", Day(20))
    no = fraud_rejected("f1", Day(30))
    assert _cases(report).carves[0].outcome == ""
    assert _cases(report, no).carves[0].outcome == "REJECTED"
    for facts in ((report, yes, no), (report, no, yes)):
        assert _cases(*facts).carves[0].outcome == "CONFIRMED"


def test_the_first_stop_stands_and_a_sale_names_it() -> None:
    assert _cases().stop is None
    off, sale = charged_off("o1", Day(50)), sold("x1", Day(70))
    assert _cases(off).stop == Stop(Day(50), "charged_off")
    assert _cases(off, sale).stop == Stop(Day(50), "sold")
    assert _cases(off, sale, on=Day(60)).stop == Stop(Day(50), "charged_off")
    assert _cases(off, charge_off_undone("o1", Day(60))).stop is None
    assert _cases(off, charge_off_undone("o1", Day(60)), sale).stop == Stop(Day(70), "sold")


def test_re_ages_undone_are_gone_and_commitments_are_kept() -> None:
    found = _cases(re_aged("a1", Day(10)), re_aged("a2", Day(20)), re_age_undone("a1", Day(30)))
    assert [one.id for one in found.re_ages] == ["a2"]
    made = promised("m1", Day(10), (Day(20), 5))
    found = _cases(made, promise_cancelled("m1", Day(15)))
    assert [one.id for one in found.commitments] == ["m1"]
    assert found.ends["promise", "m1"].on == 15


SPANS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda p: (Day(p[0]), Day(p[1])))
)


@given(SPANS, st.integers(0, 40), st.integers(0, 40))
def test_the_union_freezes_each_day_once(
    spans: list[tuple[Day, Day]], since: int, until: int
) -> None:
    joined = union(spans)
    assert all(first[1] < then[0] for first, then in pairwise(joined))
    frozen = [d for d in range(since, until) if any(a <= d < b for a, b in spans)]
    assert frozen_days(joined, Day(since), Day(until)) == len(frozen)


def test_stretches_that_overlap_or_touch_are_one_however_many_went_before() -> None:
    spans = [(1, 3), (5, 12), (8, 9), (12, 14), (20, 20)]
    assert union((Day(since), Day(until)) for since, until in spans) == ((1, 3), (5, 14))


def test_a_dispute_of_a_whole_ledger_freezes_that_one_and_pauses_freeze_all() -> None:
    found = _cases(
        paused("z1", Day(10)),
        pause_ended("z1", Day(12)),
        disputed("d1", Day(30)),
        disputed("d2", Day(50), currency="JPY"),
    )
    assert found.freezes_in("CNY") == ((10, 12), (30, NEVER))
    assert found.freezes_in("JPY") == ((10, 12), (50, NEVER))
    assert found.freezes_in("KWD") == ((10, 12),)


@pytest.mark.parametrize("rejected_on", [Day(35), Day(45)])
def test_a_fraud_once_confirmed_stays_so_whatever_is_said_before_or_after(rejected_on: Day) -> None:
    report, confirmed = fraud_reported("f1", Day(30), 5), fraud_confirmed("f1", Day(40))
    found = _cases(report, confirmed, fraud_rejected("f1", rejected_on))
    assert [(one.closed_on, one.outcome) for one in found.carves] == [(40, "CONFIRMED")]
