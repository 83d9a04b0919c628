"""Cases that can change no answer any more are let go, and none that can."""

import pytest

from streams.delinquency.pruning import pruned
from streams.delinquency.rows import NEVER
from streams.policy.ledger import Horizon, LedgerRules, PromiseTerms
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day
from tests.delinquency.facts import (
    card_replaced,
    cause_stated,
    charge_off_undone,
    charged_off,
    clock_held,
    clock_released,
    closed,
    currency_changed,
    dispute_resolved,
    disputed,
    fraud_confirmed,
    fraud_reported,
    made_liable,
    pause_ended,
    paused,
    plan_agreed,
    promise_cancelled,
    promised,
    re_age_undone,
    re_aged,
    sold,
)
from tests.delinquency.ledgers import row_of, rules_with
from tests.delinquency.lives import OPENED, close_of, lived, months

ON = Day(3_000)
TERMS = LedgerRules(promise=PromiseTerms(late_days_max=5))


def _kept(*facts: AnyAccountFact, on: Day = ON) -> list[str]:
    return [one.kind for one in pruned(row_of(*facts).cases, on, NEVER, TERMS)]


@pytest.mark.parametrize(
    "facts",
    [
        [paused("a", Day(10), Day(20))],
        [paused("a", Day(10)), pause_ended("a", Day(20))],
        [clock_held("a", Day(10), "BANKRUPTCY"), clock_released("a", Day(20))],
        [disputed("a", Day(10), 5), dispute_resolved("a", Day(20), "UPHELD")],
        [fraud_reported("a", Day(10), 5), fraud_confirmed("a", Day(20))],
        [promised("a", Day(10), (Day(15), 5))],
        [plan_agreed("a", Day(10), (Day(15), 5))],
        [promised("a", Day(10), (Day(15), 5)), promise_cancelled("a", Day(12))],
        [re_aged("a", Day(10)), re_age_undone("a", Day(20))],
        [charged_off("a", Day(10)), charge_off_undone("a", Day(20))],
    ],
)
def test_what_is_over_goes_with_its_end_and_not_before(facts: list[AnyAccountFact]) -> None:
    assert _kept(*facts) == []
    assert _kept(*facts, on=Day(19)) == [one.kind for one in row_of(*facts).cases]


@pytest.mark.parametrize(
    "facts",
    [
        [paused("a", Day(10))],
        [clock_held("a", Day(10), "DECEASED")],
        [disputed("a", Day(10))],
        [fraud_reported("a", Day(10), 5)],
        [charged_off("a", Day(10))],
        [sold("a", Day(10))],
        [closed("a", Day(10))],
        [made_liable("a", Day(10), "c2", until=Day(20))],
        [currency_changed("a", Day(10), "CNY", "JPY")],
        [pause_ended("a", Day(10))],
        [re_aged("a", Day(ON - 5 * 366))],
    ],
)
def test_what_is_open_or_still_counts_stays(facts: list[AnyAccountFact]) -> None:
    assert len(_kept(*facts)) == len(facts)


def test_a_re_age_is_remembered_for_five_years() -> None:
    assert _kept(re_aged("a", Day(ON - 5 * 366 - 1))) == []


def test_a_case_of_another_id_stays() -> None:
    row = row_of(paused("a", Day(10), Day(20)), paused("b", Day(10)))
    assert [one.id for one in pruned(row.cases, ON, NEVER, TERMS)] == ["b"]


def test_only_the_newest_causes_and_cards_are_kept() -> None:
    causes = [cause_stated(f"c{n}", Day(10 + n), "INCOME") for n in range(6)]
    cards = [card_replaced(f"d{n}", Day(20 + n), "x", "y") for n in range(6)]
    kept = [one.id for one in pruned(row_of(*causes, *cards).cases, ON, NEVER, TERMS)]
    assert kept == ["c4", "c5", "d0", "d1", "d2", "d3", "d4", "d5"]
    assert len(pruned(row_of(*causes, *cards).cases, Day(9), NEVER, TERMS)) == 12


def test_an_account_lets_go_of_cases_as_its_chapters_fall_behind_the_horizon() -> None:
    pause: list[AnyAccountFact] = [paused("z1", close_of(1)), pause_ended("z1", close_of(2))]
    rules = rules_with(horizon=Horizon(late_days=90))
    account = lived([*months(14), *pause], close_of(13), rules)
    assert account.row.opening is not None
    assert account.row.opening.effective_on == OPENED.effective_on
    assert account.row.cases == ()
    assert lived([*months(14), *pause], close_of(3), rules).row.cases != ()


def test_what_ends_on_the_very_day_up_to_which_all_is_known_is_over() -> None:
    assert _kept(charged_off("a", ON), charge_off_undone("a", ON)) == []
    later = charge_off_undone("a", Day(ON + 1))
    assert _kept(charged_off("a", ON), later) == ["write_off", "write_back"]


def test_only_what_is_stated_again_and_again_is_forgotten_for_its_number() -> None:
    pauses = [paused(f"z{n}", Day(n)) for n in range(12)]
    assert _kept(*pauses) == ["pause"] * 12
    causes = [cause_stated(f"c{n}", Day(n), "INCOME") for n in range(12)]
    assert _kept(*pauses, *causes).count("cause") == 8


def test_a_promise_is_over_with_its_last_instalment() -> None:
    assert _kept(promised("a", Day(10), (Day(15), 5), (ON, 5))) == ["promise"]


def test_a_re_age_undone_on_the_very_day_is_over() -> None:
    assert _kept(re_aged("a", Day(2_900)), re_age_undone("a", ON)) == []
    assert _kept(re_aged("a", Day(2_900))) == ["re_age"]


def test_a_freeze_is_over_from_the_very_day_of_its_end_on() -> None:
    assert _kept(paused("a", Day(10), ON)) == []
    assert _kept(paused("a", Day(10), Day(ON + 1))) == ["pause"]
    row = row_of(paused("a", Day(10), Day(20)))
    assert pruned(row.cases, ON, Day(20), TERMS) == ()
    assert pruned(row.cases, ON, Day(19), TERMS) == row.cases


def test_a_promise_stays_until_the_last_day_on_which_it_can_be_kept_is_behind() -> None:
    assert _kept(promised("a", Day(10), (Day(ON - 5), 5))) == ["promise"]
    assert _kept(promised("a", Day(10), (Day(ON - 6), 5))) == []


def test_what_begins_later_stays_although_its_end_is_told_of_a_day_before() -> None:
    ahead: list[AnyAccountFact] = [paused("a", Day(ON + 1)), pause_ended("a", Day(20))]
    assert _kept(*ahead) == ["unpause", "pause"]


def test_causes_of_the_very_day_up_to_which_all_is_known_are_counted() -> None:
    assert _kept(*(cause_stated(f"c{n}", ON, "INCOME") for n in range(9))) == ["cause"] * 8
    later = [cause_stated(f"c{n}", Day(ON + 1), "INCOME") for n in range(9)]
    assert _kept(*later) == ["cause"] * 9
