"""Payments meet obligations: which, in which order, and what is left."""

import pytest

from streams.policy.ledger import Grace, LateFee
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day, parse_day
from tests.delinquency.facts import bill, paid, reversed_
from tests.delinquency.ledgers import judged_on, ledger_on, left_in, rules_with

FEE = LateFee(share_bp=500, least_minor=1_000, most_minor=20_000)


def test_the_oldest_due_date_is_settled_first_even_where_it_closed_later() -> None:
    regular = bill("regular", "2026-03-01", "2026-03-25", 100)
    short = bill("short", "2026-03-05", "2026-03-15", 100)
    assert left_in(ledger_on("2026-03-10", regular, short, paid("p", "2026-03-06", 150))) == {
        "regular": 50
    }


def test_a_payment_between_two_closes_knows_only_the_first() -> None:
    regular = bill("regular", "2026-03-01", "2026-03-25", 100)
    short = bill("short", "2026-03-05", "2026-03-15", 100)
    assert left_in(ledger_on("2026-03-10", regular, short, paid("p", "2026-03-05", 150))) == {
        "short": 100
    }


def test_of_equal_due_dates_the_earlier_close_then_the_lower_id_comes_first() -> None:
    facts: list[AnyAccountFact] = [
        bill("b", "2026-03-02", "2026-03-25", 100),
        bill("a", "2026-03-02", "2026-03-25", 100),
        bill("c", "2026-03-01", "2026-03-25", 100),
    ]
    ledger = ledger_on("2026-03-10", *facts, paid("p", "2026-03-05", 150))
    assert left_in(ledger) == {"a": 50, "b": 100}


def test_what_a_payment_leaves_over_does_not_wait_for_the_next_statement() -> None:
    first = bill("first", "2026-03-01", "2026-03-25", 100, total=500)
    second = bill("second", "2026-04-01", "2026-04-25", 100, total=400)
    ledger = ledger_on("2026-04-02", first, second, paid("p", "2026-03-05", 300))
    assert left_in(ledger) == {"second": 100}
    assert ledger.balance_minor == 400


@pytest.mark.parametrize(
    ("included", "credit", "left"),
    [(200, 100, {"s": 200}), (200, 299, {"s": 1}), (200, 300, {}), (300, 300, {}), (600, 0, {})],
)
def test_credit_and_past_due_included_lower_an_obligation_to_nothing_at_least(
    included: int, credit: int, left: dict[str, int]
) -> None:
    statement = bill("s", "2026-03-01", "2026-03-25", 500, included=included, credit=credit)
    assert left_in(ledger_on("2026-03-10", statement)) == left


def test_a_part_reversal_takes_back_that_part() -> None:
    facts: list[AnyAccountFact] = [
        bill("s", "2026-03-01", "2026-03-25", 500),
        paid("p", "2026-03-05", 400),
    ]
    ledger = ledger_on("2026-03-10", *facts, reversed_("r", "p", "2026-03-06", 150))
    assert (left_in(ledger), ledger.balance_minor) == ({"s": 250}, 4_750)


def test_a_reversal_leaves_the_other_payments_whole() -> None:
    facts: list[AnyAccountFact] = [
        bill("s", "2026-03-01", "2026-03-25", 500),
        paid("p", "2026-03-05", 400),
        paid("q", "2026-03-05", 70),
    ]
    ledger = ledger_on("2026-03-10", *facts, reversed_("r", "p", "2026-03-06", 400))
    assert (left_in(ledger), ledger.balance_minor) == ({"s": 430}, 4_930)


def test_a_reversal_in_another_currency_than_its_payment_is_unfounded_and_moves_nothing() -> None:
    facts: list[AnyAccountFact] = [
        bill("s", "2026-03-01", "2026-03-25", 500),
        paid("p", "2026-03-05", 400, currency="JPY"),
    ]
    wrong = reversed_("r", "p", "2026-03-06", 400)
    ledger = ledger_on("2026-03-10", *facts, wrong)
    assert ledger.unfounded
    assert left_in(ledger) == {"s": 500}
    assert ledger_on("2026-03-10", facts[0], wrong).unfounded is False


def test_each_kind_of_later_fact_names_its_day_and_moves_nothing_before() -> None:
    facts: list[AnyAccountFact] = [
        bill("s", "2026-03-01", "2026-03-25", 500),
        paid("p", "2026-03-05", 400),
    ]
    later: list[AnyAccountFact] = [
        bill("next", "2026-03-12", "2026-04-05", 500),
        paid("q", "2026-03-13", 400),
        reversed_("r", "p", "2026-03-14", 400),
    ]
    plain = judged_on("2026-03-10", *facts)
    for fact, day in zip(later, ("2026-03-12", "2026-03-13", "2026-03-14"), strict=True):
        now = judged_on("2026-03-10", *facts, fact)
        assert now.next_on == parse_day(day)
        assert now.ledgers[0].state == plain.ledgers[0].state
    assert judged_on("2026-03-10", *facts, *later).next_on == parse_day("2026-03-12")
    assert plain.next_on is None
    last = reversed_("r2", "p", "2026-03-15", 1)
    assert judged_on("2026-03-10", *facts, later[2], last).next_on == parse_day("2026-03-14")


def test_before_any_statement_the_balance_is_what_was_paid() -> None:
    assert ledger_on("2026-03-10", paid("p", "2026-03-05", 400)).balance_minor == -400


def test_the_newest_close_gives_the_balance_and_the_closing_day_is_inside_it() -> None:
    facts: list[AnyAccountFact] = [
        bill("s", "2026-03-01", "2026-03-25", 500, total=9_000),
        bill("t", "2026-04-01", "2026-04-25", 500, total=8_000),
        paid("p", "2026-04-01", 100),
        paid("q", "2026-04-02", 30),
    ]
    assert ledger_on("2026-04-03", *facts).balance_minor == 7_970


@pytest.mark.parametrize(("minor", "anchor"), [(1_000, None), (1_001, parse_day("2026-03-25"))])
def test_a_look_at_what_is_within_tolerance_sees_no_anchor(minor: int, anchor: Day | None) -> None:
    (walk,) = judged_on("2026-03-30", bill("s", "2026-03-01", "2026-03-25", minor)).walked
    assert (walk.looks[-1].oldest_due_on, walk.looks[-1].past_due_minor) == (anchor, minor)


@pytest.mark.parametrize(
    ("late_fees", "looked_on"), [({}, [80, 101, 110]), ({"CNY": FEE}, [80, 101, 104, 110])]
)
def test_the_end_of_grace_is_looked_at_beside_the_due_date_where_a_fee_hangs_on_it(
    late_fees: dict[str, LateFee], looked_on: list[int]
) -> None:
    rules = rules_with(grace=Grace(days=3), late_fees=late_fees)
    (walk,) = judged_on(Day(110), bill("s", Day(80), Day(100), 5_000), rules=rules).walked
    assert [look.on for look in walk.looks] == looked_on
