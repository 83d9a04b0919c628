"""Disputes and fraud reports: what they keep out, for how long, and what becomes of it."""

from streams.delinquency.cases import Carve
from streams.delinquency.holding import opened, retaken
from streams.delinquency.lateness import held_in, lateness_of, parts_late
from streams.delinquency.ledger_state import LedgerState, OpenCase
from streams.delinquency.rows import NEVER
from streams.delinquency.slots import held_minor
from streams.terms.account_facts import AnyAccountFact
from streams.terms.case_facts import DisputeOutcome
from streams.terms.days import Day, parse_day
from tests.delinquency.facts import (
    bill,
    corrected,
    dispute_resolved,
    disputed,
    fraud_confirmed,
    fraud_rejected,
    fraud_reported,
    paid,
    re_aged,
)
from tests.delinquency.ledgers import ledger_on, left_in, part, parts_in, slot

MARCH = bill("march", "2026-03-20", "2026-04-10", 30_000, interest=2_000)
APRIL = bill("april", "2026-04-20", "2026-05-10", 20_000)
LATE_ON = "2026-05-11"


def _held(*facts: AnyAccountFact, on: str = LATE_ON) -> tuple[int, int]:
    ledger = ledger_on(on, MARCH, APRIL, *facts)
    return held_in(ledger.slots), lateness_of(ledger.slots, parse_day(on)).past_due_minor


def _ended(outcome: DisputeOutcome, *more: AnyAccountFact) -> LedgerState:
    end = dispute_resolved("d1", "2026-05-01", outcome)
    return ledger_on(LATE_ON, MARCH, APRIL, disputed("d1", "2026-04-12", 12_000), end, *more)


def test_an_amount_is_held_out_of_the_oldest_obligation() -> None:
    assert _held(disputed("d1", "2026-04-25", 12_000)) == (12_000, 38_000)


def test_what_the_oldest_cannot_hold_is_held_of_the_next_and_of_those_to_come() -> None:
    assert _held(disputed("d1", "2026-04-25", 45_000)) == (45_000, 5_000)
    assert _held(disputed("d1", "2026-03-25", 45_000)) == (45_000, 5_000)


def test_all_is_held_also_what_enters_later_where_no_amount_is_named() -> None:
    assert _held(disputed("d1", "2026-03-25")) == (50_000, 0)


def test_a_named_statement_alone_is_held_known_or_to_come() -> None:
    assert _held(disputed("d1", "2026-04-25", 25_000, statement="april")) == (20_000, 30_000)
    assert _held(disputed("d1", "2026-03-25", statement="april")) == (20_000, 30_000)


def test_what_is_held_counts_from_its_day_and_not_before() -> None:
    case = disputed("d1", "2026-04-25", 12_000)
    assert _held(case, on="2026-04-24") == (0, 30_000)
    assert _held(case, on="2026-04-25") == (12_000, 18_000)


def test_a_rejected_dispute_gives_back_the_old_age() -> None:
    ledger = _ended("REJECTED")
    assert (held_in(ledger.slots), left_in(ledger)) == (0, {"march": 30_000, "april": 20_000})
    assert lateness_of(ledger.slots, parse_day(LATE_ON)).contractual_due_on == MARCH.due_on


def test_an_upheld_dispute_drops_what_it_held_principal_first() -> None:
    ledger = _ended("UPHELD")
    assert (held_in(ledger.slots), left_in(ledger)) == (0, {"march": 18_000, "april": 20_000})
    assert parts_in(ledger.slots[0]) == [("interest", True, 2_000), ("principal", True, 16_000)]


def test_a_payment_passes_over_what_is_held_and_the_rest_lowers_the_balance_alone() -> None:
    case = disputed("d1", "2026-04-12", 12_000)
    ledger = ledger_on(LATE_ON, MARCH, case, paid("p1", "2026-04-15", 25_000))
    assert left_in(ledger) == {"march": 12_000}
    assert ledger.balance_minor == 300_000 - 25_000
    upheld = _ended("UPHELD", paid("p1", "2026-04-15", 18_000))
    assert left_in(upheld) == {"april": 20_000}


def test_a_fraud_report_holds_and_its_rejection_releases() -> None:
    report = fraud_reported("f1", "2026-04-12", 9_000)
    assert _held(report) == (9_000, 41_000)
    assert _held(report, fraud_rejected("f1", "2026-05-01")) == (0, 50_000)


def test_confirmed_fraud_takes_the_amount_off_from_the_day_of_the_report() -> None:
    report, end = fraud_reported("f1", "2026-04-12", 9_000), fraud_confirmed("f1", "2026-05-01")
    now = ledger_on(LATE_ON, MARCH, APRIL, report, end)
    assert left_in(now) == {"march": 21_000, "april": 20_000}
    before = ledger_on("2026-04-30", MARCH, APRIL, report, end)
    assert held_in(before.slots) == 9_000
    # Before the report the amount was owed; what is left of it is taken off what comes after.
    early = ledger_on(LATE_ON, MARCH, APRIL, paid("p1", "2026-04-11", 25_000), report, end)
    assert left_in(early) == {"april": 16_000}


def test_confirmed_fraud_on_a_statement_was_never_owed() -> None:
    report = fraud_reported("f1", "2026-04-12", 29_000, statement="march")
    end = fraud_confirmed("f1", "2026-05-01")
    ledger = ledger_on(LATE_ON, MARCH, APRIL, paid("p1", "2026-04-11", 2_000), report, end)
    assert left_in(ledger) == {"april": 20_000}
    half = ledger_on(LATE_ON, MARCH, report, end)
    assert parts_in(half.slots[0]) == [("interest", True, 1_000)]


def test_two_cases_on_one_obligation_hold_each_their_own() -> None:
    cases = disputed("d1", "2026-04-12", 12_000), fraud_reported("f1", "2026-04-13", 25_000)
    assert _held(*cases) == (37_000, 13_000)
    assert _held(*cases, dispute_resolved("d1", "2026-04-14", "UPHELD")) == (25_000, 13_000)


def test_the_past_due_is_split_by_component_without_what_is_held() -> None:
    ledger = ledger_on("2026-04-15", MARCH, disputed("d1", "2026-04-12", 27_000))
    on = parse_day("2026-04-15")
    assert parts_late(ledger.slots, on) == {"interest": 2_000, "principal": 1_000}
    assert parts_late(ledger.slots, MARCH.due_on) == {}


def test_a_re_age_takes_out_what_is_due_and_remembers_its_sum() -> None:
    ledger = ledger_on(LATE_ON, MARCH, APRIL, re_aged("r1", "2026-04-10"))
    assert (left_in(ledger), ledger.reaged_minor) == ({"april": 20_000}, 30_000)
    day_before = ledger_on(LATE_ON, MARCH, APRIL, re_aged("r1", "2026-04-09"))
    assert (left_in(day_before), day_before.reaged_minor) == (
        {"march": 30_000, "april": 20_000},
        0,
    )
    paid_back = paid("p1", "2026-05-01", 29_000)
    after = ledger_on(LATE_ON, MARCH, APRIL, re_aged("r1", "2026-04-10"), paid_back)
    assert (left_in(after), after.reaged_minor) == ({}, 21_000)


def test_a_dispute_upheld_on_its_own_day_strikes_off_what_it_names() -> None:
    case = disputed("d1", "2026-04-25", 12_000, statement="april")
    end = dispute_resolved("d1", "2026-04-25", "UPHELD")
    ledger = ledger_on(LATE_ON, MARCH, APRIL, case, end)
    assert (held_in(ledger.slots), left_in(ledger)) == (0, {"march": 30_000, "april": 8_000})
    whole = ledger_on(LATE_ON, MARCH, APRIL, disputed("d1", "2026-04-25", 12_000), end)
    assert left_in(whole) == {"march": 18_000, "april": 20_000}


def test_a_case_that_holds_all_it_names_takes_no_more() -> None:
    case = Carve("d1", "CNY", "", 100, Day(10), NEVER, "")
    slots = [slot("old", 30, part("principal", 100)), slot("new", 60, part("principal", 100))]
    assert opened(slots, case) is None
    assert [held_minor(one) for one in slots] == [100, 0]
    going_on = [OpenCase("d2", "", 100), OpenCase("d3", "", 50)]
    retaken(slots, going_on)
    assert [held_minor(one) for one in slots] == [100, 100]
    assert going_on == [OpenCase("d3", "", 50)]


def test_a_disputed_statement_is_held_with_all_that_corrections_owe_more_on_it() -> None:
    more = corrected("k1", "april", "2026-04-25", "2026-05-10", 26_000)
    named = disputed("d1", "2026-05-01", statement="april")
    assert _held(more, named) == (26_000, 30_000)
    assert _held(more, disputed("d1", "2026-04-22", statement="april")) == (26_000, 30_000)
    assert _held(more, named, dispute_resolved("d1", "2026-05-05", "UPHELD")) == (0, 30_000)


def test_fraud_beyond_what_a_statement_obliged_to_is_off_what_its_correction_owes() -> None:
    more = corrected("k1", "april", "2026-04-25", "2026-05-10", 26_000)
    end = fraud_confirmed("f1", "2026-05-02")
    within = fraud_reported("f1", "2026-04-21", 20_000, statement="april")
    assert _held(more, within, end) == (0, 36_000)
    beyond = fraud_reported("f1", "2026-04-21", 24_000, statement="april")
    assert _held(more, beyond, end) == (0, 32_000)
    whole = fraud_reported("f1", "2026-04-21", 90_000, statement="april")
    assert _held(more, whole, end) == (0, 30_000)


def test_fraud_in_another_currency_takes_nothing_off_a_statement_of_that_name() -> None:
    abroad = fraud_reported("f1", "2026-04-12", 29_000, statement="march", currency="JPY")
    assert _held(abroad, fraud_confirmed("f1", "2026-05-01")) == (0, 50_000)


def test_fraud_confirmed_on_the_day_of_its_report_is_off_what_is_owed() -> None:
    same_day = fraud_reported("f1", "2026-04-22", 9_000), fraud_confirmed("f1", "2026-04-22")
    assert _held(*same_day) == (0, 41_000)


def test_a_dispute_of_the_whole_account_holds_what_a_correction_owes_more_too() -> None:
    more = corrected("k1", "april", "2026-04-25", "2026-05-10", 26_000)
    assert _held(more, disputed("d1", "2026-05-01")) == (56_000, 0)


def test_fraud_beyond_a_statement_takes_off_the_last_minor_unit_too() -> None:
    more = corrected("k1", "april", "2026-04-25", "2026-05-10", 20_001)
    report = fraud_reported("f1", "2026-04-21", 20_001, statement="april")
    assert _held(more, report, fraud_confirmed("f1", "2026-05-02")) == (0, 30_000)
