"""A ledger while it is walked: refunds, reversals that age anew, recoveries, what is unpaid."""

import pytest

from streams.delinquency.ledger_state import Tally
from streams.delinquency.slots import held_minor
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day
from tests.delinquency.facts import (
    bill,
    charged,
    charged_off,
    corrected,
    credited,
    dispute_resolved,
    disputed,
    fraud_confirmed,
    fraud_reported,
    paid,
    promised,
    re_aged,
    recovered,
    refunded,
    reversed_,
    waived,
)
from tests.delinquency.ledgers import ledger_on, left_in, rules_with

BILL = bill("s1", Day(80), Day(100), 20_000)
NO_FEES = rules_with(counts=frozenset({"principal", "interest"}))


def _anew(name: str, of: str, on: int, minor: int) -> AnyAccountFact:
    return reversed_(name, of, Day(on), minor, mode="AGE_FROM_REVERSAL")


def test_a_refund_of_what_is_owed_reopens_all_that_the_credit_settled_to_the_cent() -> None:
    credit = bill("s2", Day(110), Day(130), 5_000, total=0, credit=5_000)
    ledger = ledger_on(Day(115), credit, refunded("r1", Day(112), 1_200))
    assert left_in(ledger) == {"s2": 1_200}
    assert ledger.balance_minor == 1_200


def test_a_credit_of_a_cent_is_reopened_as_a_cent() -> None:
    credit = bill("s2", Day(110), Day(130), 1, total=0, credit=1)
    assert left_in(ledger_on(Day(115), credit, refunded("r1", Day(112), 9))) == {"s2": 1}


def test_a_refund_of_a_credit_balance_reopens_nothing() -> None:
    credit = bill("s2", Day(110), Day(130), 5_000, total=-900, credit=5_000)
    assert left_in(ledger_on(Day(115), credit, refunded("r1", Day(112), 900))) == {}
    assert left_in(ledger_on(Day(115), credit, refunded("r1", Day(112), 901))) == {"s2": 1}


def test_a_reversal_that_ages_anew_of_a_payment_that_settled_nothing_leaves_no_obligation() -> None:
    early = paid("p1", Day(70), 3_000)
    ledger = ledger_on(Day(95), BILL, early, _anew("x1", "p1", 90, 3_000))
    assert [slot.id for slot in ledger.slots] == ["s1"]
    assert ledger.balance_minor == 203_000


@pytest.mark.parametrize(("reversed_on", "recovered"), [(155, 0), (None, 4_000)])
def test_what_was_recovered_and_comes_back_was_not_recovered(
    reversed_on: int | None, recovered: int
) -> None:
    facts: list[AnyAccountFact] = [BILL, charged_off("o1", Day(150)), paid("p1", Day(152), 4_000)]
    facts += [] if reversed_on is None else [_anew("x1", "p1", reversed_on, 4_000)]
    ledger = ledger_on(Day(160), *facts)
    assert ledger.recovered_minor == recovered
    assert ledger.balance_minor == 200_000 - recovered


def test_a_payment_from_before_the_charge_off_that_comes_back_was_never_recovered() -> None:
    facts: list[AnyAccountFact] = [BILL, paid("p1", Day(120), 4_000), charged_off("o1", Day(150))]
    ledger = ledger_on(Day(160), *facts, _anew("x1", "p1", 155, 4_000))
    assert (ledger.recovered_minor, ledger.balance_minor) == (0, 200_000)


def test_parts_that_do_not_count_keep_no_first_delinquency() -> None:
    fee = bill("s2", Day(110), Day(130), 500, fee=500)
    facts: list[AnyAccountFact] = [BILL, fee, paid("p1", Day(140), 20_000)]
    assert ledger_on(Day(139), *facts, rules=NO_FEES).first_delinquency_on == 100
    after = ledger_on(Day(140), *facts, rules=NO_FEES)
    assert (left_in(after), after.first_delinquency_on) == ({"s2": 500}, None)


def test_a_disputed_part_that_is_late_keeps_it() -> None:
    facts: list[AnyAccountFact] = [
        BILL,
        disputed("d1", Day(110), 500),
        paid("p1", Day(140), 19_500),
    ]
    after = ledger_on(Day(140), *facts)
    assert (left_in(after), after.first_delinquency_on) == ({"s1": 500}, 100)


def test_what_is_re_aged_stays_unpaid_until_it_is_paid_whatever_else_is_open() -> None:
    aged: list[AnyAccountFact] = [BILL, re_aged("a1", Day(120))]
    assert ledger_on(Day(125), *aged).reaged_minor == 20_000
    assert ledger_on(Day(131), *aged, paid("p1", Day(130), 5_000)).reaged_minor == 15_000
    assert ledger_on(Day(131), *aged, paid("p1", Day(130), 25_000)).reaged_minor == 0


def test_after_a_charge_off_only_money_of_the_customer_is_recovered() -> None:
    stopped: list[AnyAccountFact] = [BILL, charged_off("o1", Day(150))]
    credit = ledger_on(Day(160), *stopped, credited("c1", "GOODWILL", Day(152), 300))
    assert (credit.recovered_minor, credit.balance_minor) == (0, 199_700)
    more: list[AnyAccountFact] = [charged("g1", "FEE", Day(152), 70), refunded("r1", Day(153), 5)]
    assert ledger_on(Day(160), *stopped, *more).balance_minor == 200_075


def test_a_recovery_is_counted_also_where_nothing_was_charged_off() -> None:
    ledger = ledger_on(Day(120), BILL, recovered("v1", Day(110), 700))
    assert (ledger.recovered_minor, ledger.balance_minor) == (700, 199_300)
    assert left_in(ledger) == {"s1": 20_000}


def test_payments_count_towards_each_promise_by_day_less_what_came_back() -> None:
    money: list[AnyAccountFact] = [
        paid("p0", Day(104), 9),
        paid("p1", Day(105), 100),
        paid("p2", Day(105), 20),
        paid("p3", Day(107), 50),
        paid("p4", Day(108), 30),
        reversed_("x4", "p4", Day(109), 30),
        paid("p5", Day(109), 4),
        paid("p6", Day(109), 3),
        waived("w1", Day(109), 1),
        paid("p7", Day(111), 8),
    ]
    promises: list[AnyAccountFact] = [
        promised("m1", Day(105), (Day(110), 500)),
        promised("m2", Day(105), (Day(110), 500), currency="JPY"),
    ]
    ledger = ledger_on(Day(120), BILL, *promises, *money)
    assert ledger.tallies == (
        Tally("promise/m1", ((Day(105), 120), (Day(107), 50), (Day(109), 7))),
    )


def test_a_refund_reopens_no_credit_that_a_correction_says_was_never_applied() -> None:
    # The correction itself already owes the 1,000 that the statement had wrongly taken off.
    wrong = bill("s2", Day(110), Day(130), 5_000, total=5_000, credit=1_000)
    right = corrected("k1", "s2", Day(112), Day(130), 5_000, total=5_000)
    ledger = ledger_on(Day(116), wrong, right, refunded("r1", Day(114), 3_000))
    assert sum(left_in(ledger).values()) == 5_000


def test_what_comes_back_falls_to_the_case_that_was_open_before_the_one_of_that_day() -> None:
    credit = bill("s2", Day(110), Day(130), 5_000, total=0, credit=5_000)
    first, second = disputed("d1", Day(112)), disputed("d2", Day(115))
    back, upheld = refunded("r1", Day(115), 1_200), dispute_resolved("d1", Day(120), "UPHELD")
    assert left_in(ledger_on(Day(119), credit, first, back, second)) == {"s2": 1_200}
    assert left_in(ledger_on(Day(121), credit, first, back, second, upheld)) == {}


def test_what_comes_back_on_the_day_of_a_re_age_is_disputed_still_and_not_re_aged() -> None:
    back = _anew("x1", "p1", 120, 500)
    facts = BILL, paid("p1", Day(95), 500), disputed("d1", Day(96)), back, re_aged("g1", Day(120))
    ledger = ledger_on(Day(121), *facts)
    assert (left_in(ledger), ledger.reaged_minor) == ({"s1": 19_500, "x1": 500}, 0)


def test_refunds_reopen_the_latest_credit_first_and_then_the_one_before() -> None:
    first = bill("c1", Day(110), Day(130), 5_000, total=0, credit=1_000)
    later = bill("c2", Day(140), Day(160), 6_000, total=0, included=5_000, credit=1_000)
    found = [
        left_in(ledger_on(Day(145), first, later, *refunds))
        for refunds in (
            [refunded("r1", Day(141), 600)],
            [refunded("r1", Day(141), 600), refunded("r2", Day(142), 600)],
            [refunded("r1", Day(141), 5_000)],
        )
    ]
    assert found == [
        {"c1": 4_000, "c2": 600},
        {"c1": 4_200, "c2": 1_000},
        {"c1": 5_000, "c2": 1_000},
    ]


def test_a_correction_may_be_the_first_to_name_a_credit() -> None:
    anew = corrected("k1", "s1", Day(85), Day(100), 20_000, total=0, credit=800)
    ledger = ledger_on(Day(95), BILL, anew, refunded("r1", Day(90), 300))
    assert left_in(ledger) == {"s1": 19_500}


def test_due_dates_stay_where_there_is_no_calendar_to_move_them() -> None:
    ledger = ledger_on(Day(95), BILL, rules=rules_with(due_shifts=True))
    assert [one.due_on for one in ledger.slots] == [100]


def test_what_one_case_lets_go_another_takes_before_money_of_that_day() -> None:
    cases: list[AnyAccountFact] = [
        disputed("d1", Day(85), 20_000),
        disputed("d2", Day(86), 5_000),
        dispute_resolved("d1", Day(90), "REJECTED"),
    ]
    ledger = ledger_on(Day(95), BILL, *cases, paid("p1", Day(90), 20_000))
    assert left_in(ledger) == {"s1": 5_000}


def test_confirmed_fraud_goes_on_to_strike_what_is_billed_later() -> None:
    later = bill("s2", Day(110), Day(130), 8_000)
    fraud: list[AnyAccountFact] = [
        fraud_reported("f1", Day(85), 25_000),
        fraud_confirmed("f1", Day(90)),
    ]
    assert left_in(ledger_on(Day(95), BILL, *fraud)) == {}
    assert left_in(ledger_on(Day(115), BILL, later, *fraud)) == {"s2": 3_000}


def test_tallies_stand_by_name_whichever_promise_was_paid_first() -> None:
    facts: list[AnyAccountFact] = [
        promised("m2", Day(105), (Day(110), 500)),
        paid("p1", Day(105), 100),
        promised("m1", Day(107), (Day(112), 500)),
        paid("p2", Day(108), 20),
    ]
    names = [one.case_id for one in ledger_on(Day(109), BILL, *facts).tallies]
    assert names == ["promise/m1", "promise/m2"]


def test_what_is_due_today_keeps_no_first_delinquency() -> None:
    facts: list[AnyAccountFact] = [
        BILL,
        bill("s2", Day(110), Day(130), 5_000),
        paid("p1", Day(130), 20_000),
    ]
    after = ledger_on(Day(130), *facts)
    assert (left_in(after), after.first_delinquency_on) == ({"s2": 5_000}, None)


def test_what_comes_free_on_one_day_is_held_oldest_first_whichever_came_first() -> None:
    before: list[AnyAccountFact] = [
        bill("s0", Day(80), Day(100), 500),
        paid("p0", Day(90), 500),
        bill("c1", Day(110), Day(130), 5_000, total=0, credit=1_000),
        disputed("d1", Day(115), 4_500),
        bill("c2", Day(140), Day(160), 6_000, total=0, included=5_000, credit=1_000),
        refunded("r1", Day(141), 600),
    ]
    for back, found in (
        (refunded("r2", Day(141), 600), {"c1": 4_200, "c2": 300}),
        (_anew("x1", "p0", 141, 500), {"c1": 4_000, "x1": 500, "c2": 0}),
    ):
        ledger = ledger_on(Day(142), *before, back)
        assert {one.id: held_minor(one) for one in ledger.slots} == found


def test_what_ages_from_a_reversal_corrects_no_statement() -> None:
    facts = BILL, paid("p1", Day(85), 500), _anew("x1", "p1", 90, 500)
    corrects = [(one.id, one.corrects) for one in ledger_on(Day(95), *facts).slots]
    assert corrects == [("x1", ""), ("s1", "")]
