"""A statement becomes an obligation: its parts, charges that differ, and what never was."""

import pytest
from msgspec.structs import replace

from streams.delinquency.ledger_state import LedgerState
from streams.policy.rules import Rules
from streams.terms.account_facts import AnyAccountFact
from tests.delinquency.facts import (
    RULES,
    bill,
    charge_waived,
    charged,
    corrected,
    fraud_confirmed,
    fraud_reported,
    paid,
    voided,
)
from tests.delinquency.ledgers import ledger_on, left_in, parts_in, rules_with

MARCH = bill("march", "2026-03-20", "2026-04-10", 1_000, cost=40, penalty=30, fee=200, interest=100)
NO_FEES = rules_with(counts=frozenset({"principal", "interest"}))
ON = "2026-05-01"


def _parts(*facts: AnyAccountFact, rules: Rules = RULES) -> list[tuple[str, bool, int]]:
    return [one for slot in ledger_on(ON, *facts, rules=rules).slots for one in parts_in(slot)]


def _walked(*facts: AnyAccountFact) -> LedgerState:
    return ledger_on(ON, MARCH, *facts)


def test_charges_are_filled_first_and_the_rest_is_principal() -> None:
    assert _parts(MARCH) == [
        ("cost", True, 40),
        ("penalty", True, 30),
        ("fee", True, 200),
        ("interest", True, 100),
        ("principal", True, 630),
    ]


def test_no_part_is_more_than_is_left_of_the_obligation() -> None:
    small = bill("small", "2026-03-20", "2026-04-10", 60, total=900, cost=40, penalty=30, fee=200)
    assert _parts(small) == [("cost", True, 40), ("penalty", True, 20)]
    credit = bill("credit", "2026-03-20", "2026-04-10", 60, total=900, fee=-5)
    assert _parts(credit) == [("principal", True, 60)]


def test_policy_says_which_parts_count() -> None:
    counting = [(name, counts) for name, counts, _ in _parts(MARCH, rules=NO_FEES)]
    assert counting == [
        ("cost", False),
        ("penalty", False),
        ("fee", False),
        ("interest", True),
        ("principal", True),
    ]


def test_a_charge_may_say_for_itself_whether_it_counts() -> None:
    counts = charged("g1", "FEE", "2026-03-10", 50, counts=True)
    assert ("fee", True, 50) in _parts(counts, MARCH, rules=NO_FEES)
    assert ("fee", False, 150) in _parts(counts, MARCH, rules=NO_FEES)
    not_ = charged("g1", "FEE", "2026-03-10", 50, counts=False)
    assert ("fee", False, 50) in _parts(not_, MARCH)
    same = charged("g1", "FEE", "2026-03-10", 50, counts=False)
    assert ("fee", False, 200) in _parts(same, MARCH, rules=NO_FEES)


def test_a_charge_overrides_no_more_than_its_part() -> None:
    much = charged("g1", "FEE", "2026-03-10", 500, counts=False)
    assert [one for one in _parts(much, MARCH) if one[0] == "fee"] == [("fee", False, 200)]
    two = [charged(f"g{n}", "FEE", "2026-03-10", 120, counts=False) for n in (1, 2)]
    assert [one for one in _parts(*two, MARCH) if one[0] == "fee"] == [("fee", False, 200)]


@pytest.mark.parametrize(("posted", "holder"), [("2026-03-20", "march"), ("2026-03-21", "april")])
def test_a_charge_belongs_to_the_first_statement_that_closes_on_or_after_it(
    posted: str, holder: str
) -> None:
    april = bill("april", "2026-04-20", "2026-05-10", 1_000, included=400, fee=70)
    ledger = _walked(charged("g1", "FEE", posted, 50, counts=False), april)
    holders = [one.id for one in ledger.slots if ("fee", False, 50) in parts_in(one)]
    assert holders == [holder]


def test_a_charge_passes_a_statement_that_never_was() -> None:
    april = bill("april", "2026-04-20", "2026-05-10", 1_000, fee=70)
    charge = charged("g1", "FEE", "2026-03-10", 70, counts=False)
    assert ("fee", False, 70) in _parts(charge, MARCH, april, voided("march", "2026-03-25"))


def test_a_waived_charge_never_was_in_the_obligation() -> None:
    charge = charged("g1", "FEE", "2026-03-10", 150)
    waiver = charge_waived("w1", "g1", "2026-04-15", 120)
    ledger = _walked(charge, waiver, paid("p1", "2026-04-12", 880))
    assert left_in(ledger) == {}
    before = ledger_on("2026-04-14", MARCH, charge, waiver, paid("p1", "2026-04-12", 880))
    assert left_in(before) == {"march": 120}


def test_waivers_take_no_more_than_the_charge_and_no_more_than_the_part() -> None:
    charge = charged("g1", "FEE", "2026-03-10", 150)
    waivers = [charge_waived(f"w{n}", "g1", "2026-04-15", 100) for n in (1, 2)]
    assert ("fee", True, 50) in _parts(charge, MARCH, *waivers)
    large = charged("g1", "FEE", "2026-03-10", 900)
    all_of_it = charge_waived("w1", "g1", "2026-04-15", 900)
    assert not [one for one in _parts(large, MARCH, all_of_it) if one[0] == "fee"]
    assert left_in(_walked(large, all_of_it)) == {"march": 800}


def test_a_waived_override_moves_what_is_left_of_it() -> None:
    charge = charged("g1", "FEE", "2026-03-10", 150, counts=False)
    found = _parts(charge, MARCH, charge_waived("w1", "g1", "2026-04-15", 100))
    assert [one for one in found if one[0] == "fee"] == [("fee", True, 50), ("fee", False, 50)]


def test_a_statement_corrected_down_was_never_higher_and_keeps_its_due_date() -> None:
    down = corrected("k1", "march", "2026-04-15", "2026-04-30", 700, total=5_000, interest=90)
    ledger = _walked(down)
    assert parts_in(ledger.slots[0]) == [("interest", True, 90), ("principal", True, 610)]
    assert (ledger.slots[0].due_on, ledger.balance_minor) == (MARCH.due_on, 5_000)
    assert left_in(_walked(down, paid("p1", "2026-03-25", 700))) == {}
    before = ledger_on("2026-04-14", MARCH, down)
    assert (left_in(before), before.balance_minor) == ({"march": 1_000}, 10_000)


def test_a_statement_corrected_up_owes_the_extra_at_the_new_due_date() -> None:
    up = corrected("k1", "march", "2026-04-15", "2026-05-05", 1_300, total=13_000)
    ledger = _walked(up)
    assert left_in(ledger) == {"march": 1_000, "k1": 300}
    assert (ledger.slots[1].due_on, ledger.slots[1].closed_on) == (up.due_on, up.effective_on)
    assert parts_in(ledger.slots[1]) == [("principal", True, 300)]
    assert ledger.balance_minor == 13_000
    # What is paid on the day of the correction knows the old obligation alone.
    assert left_in(_walked(up, paid("p1", "2026-04-15", 1_200))) == {"k1": 300}


def test_of_several_corrections_the_latest_stands_of_equals_the_highest_id() -> None:
    first = corrected("k2", "march", "2026-04-12", "2026-04-30", 900)
    second = corrected("k1", "march", "2026-04-15", "2026-04-30", 800)
    third = corrected("k3", "march", "2026-04-15", "2026-04-30", 600)
    assert left_in(_walked(second, first)) == {"march": 800}
    assert left_in(_walked(third, second, first)) == {"march": 600}


def test_a_voided_statement_never_was() -> None:
    ledger = _walked(voided("march", "2026-04-15"))
    assert (left_in(ledger), ledger.balance_minor) == ({}, 0)
    assert left_in(ledger_on("2026-04-14", MARCH, voided("march", "2026-04-15"))) == {
        "march": 1_000
    }


def test_confirmed_fraud_is_struck_principal_first_then_interest_fee_penalty_cost() -> None:
    end = fraud_confirmed("f1", "2026-04-20")
    report = fraud_reported("f1", "2026-04-12", 880, statement="march")
    assert _parts(MARCH, report, end) == [
        ("cost", True, 40),
        ("penalty", True, 30),
        ("fee", True, 50),
    ]


def test_what_a_credit_settled_is_the_new_part_of_the_minimum_alone() -> None:
    credit = bill("c", "2026-03-20", "2026-04-10", 900, total=0, included=600, credit=800)
    ledger = ledger_on("2026-03-21", credit)
    assert [(one.statement_id, one.left_minor) for one in ledger.credits] == [("c", 300)]


def test_a_correction_that_obliges_to_as_much_moves_the_sum_between_the_parts() -> None:
    anew = corrected("k1", "march", "2026-03-25", "2026-04-10", 1_000, fee=500)
    assert _parts(MARCH, anew) == [("fee", True, 500), ("principal", True, 500)]


def test_what_was_waived_of_one_charge_no_longer_counts_for_another() -> None:
    first = charged("g1", "FEE", "2026-03-10", 150, counts=False)
    second = charged("g2", "FEE", "2026-03-11", 150)
    waived = charge_waived("w1", "g2", "2026-03-22", 100)
    parts = _parts(first, second, MARCH, waived)
    assert [one for one in parts if one[0] == "fee"] == [("fee", False, 100)]


def test_a_credit_that_meets_no_new_part_of_the_minimum_settles_nothing() -> None:
    credit = bill("c", "2026-03-20", "2026-04-10", 600, total=0, included=600, credit=800)
    assert ledger_on("2026-03-21", credit).credits == ()


def test_a_charge_in_another_currency_leaves_the_parts_as_they_are() -> None:
    abroad = charged("g1", "FEE", "2026-03-10", 50, counts=False, currency="JPY")
    assert _parts(abroad, MARCH) == _parts(MARCH)


@pytest.mark.parametrize("component", ["cost", "penalty", "fee", "interest"])
def test_a_charge_of_a_cent_is_a_part_of_a_cent(component: str) -> None:
    cent = replace(bill("cent", "2026-03-20", "2026-04-10", 60), **{f"{component}_minor": 1})
    assert _parts(cent) == [(component, True, 1), ("principal", True, 59)]
