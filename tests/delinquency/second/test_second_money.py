"""The second implementation against amounts and days reasoned by hand: what money does."""

from streams.policy.ledger import Allocation, LedgerRules, Order
from streams.policy.rules import Rules
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Instant, parse_day
from streams.terms.standing import LedgerStanding
from tests.delinquency.second.answer import second
from tests.delinquency.second.books import CN, EU, RULES, SHIFTED, book
from tests.delinquency.second.saying import (
    bill,
    charge_waived,
    charged,
    corrected,
    credited,
    opened,
    paid,
    refunded,
    reversed_,
    voided,
)

JANUARY = bill("s1", "2026-01-01", "2026-01-21", 30_000, interest=8_000, fee=2_000)


def asked(
    on: str, *facts: AnyAccountFact, rules: Rules = RULES, currency: str = "CNY"
) -> LedgerStanding:
    answers = second([opened(), *facts], rules, parse_day(on))
    return answers.ledgers[currency].standing


def test_up_to_day_90_fees_and_interest_are_paid_before_principal() -> None:
    # Due 21 January: 21 April is day 90.
    late = asked("2026-05-01", JANUARY, paid("p1", "2026-04-21", 12_000), rules=CN)
    assert late.parts_minor == {"principal": 18_000}


def test_from_day_91_principal_is_paid_first() -> None:
    late = asked("2026-05-01", JANUARY, paid("p1", "2026-04-22", 12_000), rules=CN)
    assert late.parts_minor == {"principal": 8_000, "interest": 8_000, "fee": 2_000}


def test_a_payment_over_several_obligations_keeps_the_days_late_it_began_with() -> None:
    second_bill = bill("s2", "2026-02-01", "2026-02-21", 30_000, interest=8_000, fee=2_000)
    # On 1 May the first is 100 days late, the second 69: the flip holds for both.
    payment = paid("p1", "2026-05-01", 40_000)
    late = asked("2026-05-02", JANUARY, second_bill, payment, rules=CN)
    assert late.parts_minor == {"principal": 10_000, "interest": 8_000, "fee": 2_000}


def test_what_does_not_count_is_past_due_without_a_day() -> None:
    late = asked("2026-04-22", JANUARY, paid("p1", "2026-04-22", 28_000), rules=CN)
    assert (late.past_due_minor, late.contractual_due_on) == (2_000, None)
    assert (late.days_past_due, late.bucket) == (0, "current")


def test_corrected_down_below_what_was_paid_was_never_late() -> None:
    facts = (JANUARY, paid("p1", "2026-01-20", 20_000))
    down = corrected("k1", "s1", "2026-02-10", "2026-03-01", 20_000, total=200_000)
    assert asked("2026-02-09", *facts, down).days_past_due == 19
    known = asked("2026-02-10", *facts, down)
    assert (known.days_past_due, known.first_delinquency_on) == (0, None)
    assert known.balance_minor == 180_000


def test_corrected_up_owes_the_extra_at_the_new_due_date_only() -> None:
    facts = (JANUARY, paid("p1", "2026-01-20", 30_000))
    up = corrected("k1", "s1", "2026-02-10", "2026-03-01", 45_000)
    ahead = asked("2026-02-10", *facts, up)
    assert (ahead.upcoming_statement_id, ahead.upcoming_minor) == ("k1", 15_000)
    late = asked("2026-03-02", *facts, up)
    assert (late.past_due_minor, late.days_past_due) == (15_000, 1)
    assert late.parts_minor == {"principal": 15_000}


def test_the_correction_of_the_latest_day_stands_and_of_equals_the_highest_id() -> None:
    down = corrected("k1", "s1", "2026-02-11", "2026-01-21", 10_000)
    older = corrected("k2", "s1", "2026-02-10", "2026-01-21", 5_000)
    beside = corrected("k0", "s1", "2026-02-11", "2026-01-21", 20_000)
    assert asked("2026-02-12", JANUARY, down, older, beside).past_due_minor == 10_000


def test_a_voided_statement_never_was_and_its_charge_goes_to_the_next() -> None:
    fee = charged("f1", "FEE", "2025-12-20", 2_000, counts=False)
    next_bill = bill("s2", "2026-02-01", "2026-02-21", 30_000, fee=2_000)
    known = asked("2026-02-25", JANUARY, fee, next_bill, voided("s1", "2026-02-22"))
    assert (known.past_due_minor, known.days_past_due) == (30_000, 4)
    alone = asked(
        "2026-02-25",
        JANUARY,
        fee,
        next_bill,
        voided("s1", "2026-02-22"),
        paid("p1", "2026-02-22", 28_000),
    )
    # The fee, now of the second bill, does not count but is paid first: 2,000 of principal is left.
    assert (alone.past_due_minor, alone.contractual_due_on) == (2_000, parse_day("2026-02-21"))


def test_a_waived_charge_never_was() -> None:
    fee = charged("f1", "FEE", "2025-12-20", 2_000)
    known = asked("2026-01-25", JANUARY, fee, charge_waived("w1", "f1", "2026-01-24", 1_500))
    assert known.parts_minor == {"principal": 20_000, "interest": 8_000, "fee": 500}


def test_a_waiver_of_a_charge_that_does_not_count_leaves_the_days_alone() -> None:
    fee = charged("f1", "FEE", "2025-12-20", 2_000, counts=False)
    known = asked("2026-01-25", JANUARY, fee, charge_waived("w1", "f1", "2026-01-24", 2_000))
    assert (known.past_due_minor, known.days_past_due) == (28_000, 4)
    # All but the fee was paid in time: past due, but never late, and then not even past due.
    fees_last = Order(from_days=0, components=("principal", "interest", "fee", "penalty", "cost"))
    rules = book("last", LedgerRules(allocations={"payment": Allocation(orders=(fees_last,))}))
    facts = (JANUARY, fee, paid("p1", "2026-01-20", 28_000))
    unsaid = charge_waived("w1", "f1", "2026-01-24", 2_000)
    before = asked("2026-01-23", *facts, unsaid, rules=rules)
    assert (before.past_due_minor, before.days_past_due) == (2_000, 0)
    after = asked("2026-01-24", *facts, unsaid, rules=rules)
    assert (after.past_due_minor, after.days_past_due) == (0, 0)


def test_a_restoring_reversal_gives_the_old_age_back() -> None:
    back = reversed_("r1", "p1", "2026-02-15", 30_000, mode="RESTORE_ORIGINAL")
    known = asked("2026-02-15", JANUARY, paid("p1", "2026-01-20", 30_000), back)
    assert (known.past_due_minor, known.days_past_due) == (30_000, 25)
    assert known.balance_minor == 300_000


def test_an_ageing_reversal_is_late_from_its_day_on() -> None:
    facts = (JANUARY, paid("p1", "2026-01-20", 40_000))
    back = reversed_("r1", "p1", "2026-02-15", 35_000, reason="CHARGEBACK")
    known = asked("2026-02-15", *facts, back, rules=EU)
    # Only 30,000 of the payment had settled anything.
    assert (known.upcoming_statement_id, known.upcoming_minor) == ("r1", 30_000)
    assert known.balance_minor == 300_000 - 40_000 + 35_000
    later = asked("2026-02-17", *facts, back, rules=EU)
    assert (later.past_due_minor, later.days_past_due) == (30_000, 2)


def test_both_modes_together_take_at_most_the_payment_and_restore_first() -> None:
    ages = reversed_("r1", "p1", "2026-02-01", 20_000, mode="AGE_FROM_REVERSAL")
    restores = reversed_("r2", "p1", "2026-02-10", 20_000, mode="RESTORE_ORIGINAL")
    facts = (JANUARY, paid("p1", "2026-01-20", 30_000), ages, restores)
    known = asked("2026-02-10", *facts)
    # 20,000 was never paid; of the 10,000 that was, all is owed anew since 1 February.
    assert (known.past_due_minor, known.days_past_due) == (30_000, 20)
    assert known.balance_minor == 300_000


def test_a_refund_beyond_the_credit_left_opens_what_the_credit_had_paid() -> None:
    covered = bill("s1", "2026-01-01", "2026-01-21", 30_000, credit=30_000, total=-5_000)
    facts = (covered, refunded("f1", "2026-01-10", 12_000))
    assert asked("2026-01-10", covered).upcoming_minor == 0
    known = asked("2026-01-10", *facts)
    assert (known.upcoming_statement_id, known.upcoming_minor) == ("s1", 7_000)
    assert known.balance_minor == 7_000
    assert asked("2026-01-23", *facts).days_past_due == 2


def test_credits_pay_only_where_policy_says_so() -> None:
    refund = credited("c1", "REFUND", "2026-01-10", 30_000)
    assert asked("2026-01-25", JANUARY, refund).past_due_minor == 30_000
    assert asked("2026-01-25", JANUARY, refund).balance_minor == 270_000
    assert asked("2026-01-25", JANUARY, refund, rules=CN).past_due_minor == 0


def test_a_payment_after_the_cut_off_counts_for_the_next_business_day() -> None:
    # Due on Saturday 24 January, so on Monday 26; paid Friday the 23rd at 16:59 and 17:00 local.
    statement = bill("s1", "2026-01-01", "2026-01-24", 30_000)
    before = Instant((parse_day("2026-01-23") * 1_440 + 8 * 60 + 59) * 60_000_000)
    after = Instant(before + 60_000_000)
    early = paid("p1", "2026-01-23", 30_000, paid_at=before)
    assert asked("2026-01-23", statement, early, rules=SHIFTED).upcoming_minor == 0
    late = paid("p1", "2026-01-23", 30_000, paid_at=after)
    assert asked("2026-01-25", statement, late, rules=SHIFTED).upcoming_minor == 30_000
    assert asked("2026-01-26", statement, late, rules=SHIFTED).upcoming_minor == 0
    unpaid = asked("2026-01-27", statement, rules=SHIFTED)
    assert unpaid.contractual_due_on == parse_day("2026-01-26")
