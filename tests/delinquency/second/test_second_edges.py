"""The second implementation where two rules meet, reasoned by hand."""

from streams.policy.rules import Rules
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import parse_day
from streams.terms.standing import LedgerStanding
from tests.delinquency.second.answer import second
from tests.delinquency.second.books import CN, EU_SHORT, RULES
from tests.delinquency.second.saying import (
    bill,
    charged,
    corrected,
    opened,
    paid,
    refunded,
    reversed_,
)
from tests.delinquency.second.saying_cases import (
    dispute_resolved,
    disputed,
    fraud_confirmed,
    fraud_reported,
    promised,
    re_aged,
)
from tests.delinquency.second.saying_life import charged_off

JANUARY = bill("s1", "2026-01-01", "2026-01-21", 30_000)
FEBRUARY = bill("s2", "2026-02-01", "2026-02-21", 60_000, included=30_000)


def asked(on: str, *facts: AnyAccountFact, rules: Rules = RULES) -> LedgerStanding:
    return second([opened(), *facts], rules, parse_day(on)).ledgers["CNY"].standing


def test_a_re_age_takes_what_falls_due_on_its_day() -> None:
    assert asked("2026-01-25", JANUARY, re_aged("g1", "2026-01-21")).past_due_minor == 0
    assert asked("2026-01-25", JANUARY, re_aged("g1", "2026-01-20")).past_due_minor == 30_000


def test_refunds_open_no_more_than_the_credit_that_was_swallowed() -> None:
    # The minimum of 10,000 swallowed 10,000 of the 30,000 of credit.
    small = bill("s1", "2026-01-01", "2026-01-21", 10_000, credit=30_000, total=0)
    twice = (refunded("f1", "2026-01-05", 6_000), refunded("f2", "2026-01-06", 20_000))
    known = asked("2026-01-10", small, *twice)
    assert (known.upcoming_minor, known.balance_minor) == (10_000, 26_000)
    assert asked("2026-01-10", small, twice[0]).upcoming_minor == 6_000


def test_a_refund_opens_no_credit_that_a_correction_takes_back() -> None:
    wrong = bill("s1", "2026-01-01", "2026-01-21", 10_000, credit=4_000)
    right = corrected("k1", "s1", "2026-01-03", "2026-01-21", 10_000)
    refund = refunded("f1", "2026-01-05", 10**6)
    assert asked("2026-01-25", wrong, refund).past_due_minor == 10_000
    assert asked("2026-01-25", wrong, right).past_due_minor == 10_000
    assert asked("2026-01-25", wrong, right, refund).past_due_minor == 10_000


def test_two_ageing_reversals_owe_anew_no_more_than_was_settled() -> None:
    backs = (
        reversed_("r1", "p1", "2026-02-01", 20_000, mode="AGE_FROM_REVERSAL"),
        reversed_("r2", "p1", "2026-02-02", 20_000, mode="AGE_FROM_REVERSAL"),
    )
    known = asked("2026-02-05", JANUARY, paid("p1", "2026-01-20", 40_000), *backs)
    assert (known.past_due_minor, known.balance_minor) == (30_000, 300_000)
    assert known.days_past_due == 4


def test_an_ageing_reversal_dated_before_its_payment_waits_for_it() -> None:
    back = reversed_("r1", "p1", "2026-01-10", 30_000, mode="AGE_FROM_REVERSAL")
    known = asked("2026-01-25", JANUARY, paid("p1", "2026-01-20", 30_000), back)
    assert (known.past_due_minor, known.days_past_due) == (30_000, 5)


def test_a_case_opened_and_ended_on_one_day() -> None:
    for outcome, owed in (("UPHELD", 20_000), ("REJECTED", 30_000)):
        facts = (
            disputed("d1", "2026-01-25", 10_000),
            dispute_resolved("d1", "2026-01-25", "UPHELD" if outcome == "UPHELD" else "REJECTED"),
        )
        known = asked("2026-02-05", JANUARY, *facts, FEBRUARY)
        assert (known.past_due_minor, known.upcoming_minor) == (owed, 30_000)
        assert known.held_minor == 0


def test_fraud_of_a_named_statement_is_off_it_once_and_other_fraud_from_its_report_on() -> None:
    named = fraud_reported("x1", "2026-01-25", 10_000, statement="s1")
    known = asked("2026-02-25", JANUARY, FEBRUARY, named, fraud_confirmed("x1", "2026-02-01"))
    assert (known.past_due_minor, known.held_minor) == (50_000, 0)
    paid_up = paid("p1", "2026-01-20", 30_000)
    unnamed = (fraud_reported("x1", "2026-01-25", 10_000), fraud_confirmed("x1", "2026-02-10"))
    # Nothing was open on the day of the report, so it is off what entered next.
    after = asked("2026-02-25", JANUARY, paid_up, FEBRUARY, *unnamed)
    assert (after.past_due_minor, after.held_minor) == (20_000, 0)
    before = asked("2026-02-09", JANUARY, paid_up, FEBRUARY, *unnamed)
    assert (before.upcoming_minor, before.held_minor) == (20_000, 10_000)


def test_of_one_component_what_counts_is_paid_first() -> None:
    statement = bill("s1", "2026-01-01", "2026-01-21", 3_000, fee=3_000)
    fee = charged("f1", "FEE", "2025-12-20", 1_500, counts=False)
    known = asked("2026-01-25", statement, fee, paid("p1", "2026-01-24", 1_500))
    assert (known.past_due_minor, known.contractual_due_on) == (1_500, None)


def test_money_from_before_the_charge_off_that_bounces_is_no_recovery_lost() -> None:
    known = asked(
        "2026-03-01",
        JANUARY,
        paid("p1", "2026-01-20", 10_000),
        charged_off("o1", "2026-02-20"),
        paid("p2", "2026-02-25", 5_000),
        reversed_("r1", "p1", "2026-02-26", 10_000, mode="AGE_FROM_REVERSAL"),
        reversed_("r2", "p2", "2026-02-27", 2_000, mode="AGE_FROM_REVERSAL"),
    )
    assert (known.recovered_minor, known.balance_minor) == (3_000, 297_000)
    assert known.past_due_minor == 20_000


def test_an_amount_at_the_limit_is_not_material() -> None:
    for minimum, since in ((10_000, None), (10_001, parse_day("2026-01-22"))):
        statement = bill("s1", "2026-01-01", "2026-01-21", minimum, total=minimum)
        assert asked("2026-01-25", statement, rules=EU_SHORT).material_since == since


def test_a_promise_is_open_through_its_last_day_of_tolerance() -> None:
    promise = promised("q1", "2026-01-25", ("2026-02-01", 10_000))
    too_late = paid("p1", "2026-02-03", 10_000)

    def answer(on: str) -> tuple[str, int]:
        known = second([opened(), promise, too_late], CN, parse_day(on)).promises["q1"]
        return known.status, known.paid_minor

    assert answer("2026-02-02") == ("OPEN", 0)
    assert answer("2026-02-03") == ("BROKEN", 0)
    assert answer("2026-02-20") == ("BROKEN", 0)


def test_what_a_late_first_part_was_paid_after_the_day_it_failed_is_not_counted() -> None:
    promise = promised("q1", "2026-01-25", ("2026-02-01", 10_000), ("2026-03-01", 10_000))
    money = (paid("p1", "2026-02-01", 4_000), paid("p2", "2026-02-03", 6_000))
    known = second([opened(), promise, *money], CN, parse_day("2026-02-10")).promises["q1"]
    assert (known.status, known.paid_minor, known.short_minor) == ("PARTLY_KEPT", 4_000, 16_000)
