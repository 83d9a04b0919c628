"""A ledger while it is walked: refunds, reversals that age anew, recoveries, what is unpaid."""

import pytest

from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day
from tests.delinquency.facts import (
    bill,
    charged_off,
    disputed,
    paid,
    re_aged,
    refunded,
    reversed_,
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
