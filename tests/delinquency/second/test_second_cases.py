"""The second implementation against days reasoned by hand: disputes, pauses, re-ages, promises."""

import pytest

from streams.policy.ledger import Grace, LedgerRules
from streams.policy.rules import Rules
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day, parse_day
from streams.terms.standing import LedgerStanding, Standing
from tests.delinquency.second.answer import Answers, differences, second, timeline
from tests.delinquency.second.books import CN, EU_SHORT, RULES, US, book
from tests.delinquency.second.saying import ACCOUNT, bill, opened, paid, reversed_
from tests.delinquency.second.saying_cases import (
    dispute_resolved,
    disputed,
    fraud_confirmed,
    fraud_rejected,
    fraud_reported,
    pause_ended,
    paused,
    plan_agreed,
    promise_cancelled,
    promised,
    re_age_undone,
    re_aged,
)
from tests.delinquency.second.saying_life import (
    charge_off_undone,
    charged_off,
    made_liable,
    recovered,
)

JANUARY = bill("s1", "2026-01-01", "2026-01-21", 30_000)
FEBRUARY = bill("s2", "2026-02-01", "2026-02-21", 60_000, included=30_000)


def answers(on: str, *facts: AnyAccountFact, rules: Rules = RULES) -> Answers:
    return second([opened(on="2025-01-01"), *facts], rules, parse_day(on))


def asked(on: str, *facts: AnyAccountFact, rules: Rules = RULES) -> LedgerStanding:
    return answers(on, *facts, rules=rules).ledgers["CNY"].standing


def test_a_part_in_dispute_is_not_late_and_no_payment_covers_it() -> None:
    facts = (
        JANUARY,
        FEBRUARY,
        disputed("d1", "2026-02-05", 20_000),
        paid("p1", "2026-02-10", 15_000),
    )
    known = asked("2026-02-22", *facts)
    # 10,000 of January is not in dispute and is paid; 5,000 goes to February.
    assert (known.held_minor, known.past_due_minor) == (20_000, 25_000)
    assert known.days_past_due == 1
    lost = asked("2026-02-22", *facts, dispute_resolved("d1", "2026-02-22", "REJECTED"))
    assert (lost.held_minor, lost.past_due_minor, lost.days_past_due) == (0, 45_000, 32)
    won = asked("2026-02-22", *facts, dispute_resolved("d1", "2026-02-22", "UPHELD"))
    assert (won.held_minor, won.past_due_minor, won.days_past_due) == (0, 25_000, 1)


def test_what_a_dispute_cannot_hold_yet_it_holds_of_the_next_statement() -> None:
    known = asked("2026-02-01", JANUARY, FEBRUARY, disputed("d1", "2026-01-05", 40_000))
    assert (known.held_minor, known.upcoming_minor) == (40_000, 20_000)


def test_a_whole_dispute_holds_everything_and_freezes_the_days() -> None:
    facts = (JANUARY, FEBRUARY, disputed("d1", "2026-01-25"))
    known = answers("2026-02-22", *facts)
    assert known.ledgers["CNY"].standing.held_minor == 60_000
    assert known.holds == ("dispute",)
    lost = asked("2026-02-22", *facts, dispute_resolved("d1", "2026-02-20", "REJECTED"))
    # 32 days since 21 January, of which 25 January to 19 February, 26 days, stood still.
    assert (lost.days_past_due, lost.delinquent_days) == (32, 6)


def test_fraud_ends_in_three_ways() -> None:
    report = fraud_reported("x1", "2026-01-25", 29_500, statement="s1")
    assert asked("2026-01-24", JANUARY, report).days_past_due == 3
    held = asked("2026-01-26", JANUARY, report)
    assert (held.held_minor, held.past_due_minor, held.days_past_due) == (29_500, 500, 0)
    owed = asked("2026-01-28", JANUARY, report, fraud_rejected("x1", "2026-01-28"))
    assert (owed.held_minor, owed.past_due_minor, owed.days_past_due) == (0, 30_000, 7)
    facts: list[AnyAccountFact] = [opened(), JANUARY, report, fraud_confirmed("x1", "2026-01-28")]
    days = timeline(facts, RULES, parse_day("2026-01-28"), parse_day("2025-12-31"))["CNY"]
    assert set(days.values()) == {(None, "current")}


def test_the_oracle_of_a_pause_behind_grace() -> None:
    graced = book("graced", LedgerRules(grace=Grace(days=3)))
    facts = (
        bill("s1", "2026-09-10", "2026-10-01", 30_000),
        paused("z1", "2026-10-06", "2026-10-30"),
    )
    oracle = {
        "2026-10-02": (1, 0),
        "2026-10-04": (3, 0),
        "2026-10-05": (4, 1),
        "2026-10-06": (5, 2),
        "2026-10-30": (29, 2),
        "2026-10-31": (30, 3),
    }
    for day, expected in oracle.items():
        known = asked(day, *facts, rules=graced)
        assert (known.days_past_due, known.delinquent_days) == expected


def test_grace_that_is_not_free_shows_the_whole_age_behind_it() -> None:
    assert asked("2026-01-24", JANUARY, rules=CN).delinquent_days == 0
    assert asked("2026-01-25", JANUARY, rules=CN).delinquent_days == 4


def test_nested_and_overlapping_pauses_freeze_each_day_once() -> None:
    facts = (
        JANUARY,
        paused("z1", "2026-01-10", "2026-02-01"),
        paused("z2", "2026-01-25", "2026-01-28"),
        paused("z3", "2026-01-30"),
        pause_ended("z3", "2026-02-05"),
        pause_ended("z1", "2026-02-20"),
    )
    # From 21 January to 4 February, 15 days; what froze before the due date takes nothing off.
    known = answers("2026-02-15", *facts)
    assert len(known.ledgers["CNY"].frozen) == 15
    assert known.ledgers["CNY"].standing.delinquent_days == 10
    assert answers("2026-02-04", *facts).holds == ("pause",)
    assert known.holds == ()


def test_a_re_age_counts_as_current_and_leaves_the_first_delinquency() -> None:
    facts = (JANUARY, FEBRUARY, re_aged("g1", "2026-02-10"))
    known = asked("2026-02-10", *facts)
    assert (known.past_due_minor, known.days_past_due) == (0, 0)
    assert known.first_delinquency_on == parse_day("2026-01-21")
    assert asked("2026-02-23", *facts).days_past_due == 2
    assert asked("2026-02-23", *facts).first_delinquency_on == parse_day("2026-01-21")
    # 30,000 pays February, the next 30,000 what was re-aged: only then is the account clear.
    half = asked("2026-02-20", *facts, paid("p1", "2026-02-15", 59_999))
    assert half.first_delinquency_on == parse_day("2026-01-21")
    full = asked("2026-02-20", *facts, paid("p1", "2026-02-15", 60_000))
    assert full.first_delinquency_on is None
    undone = asked("2026-02-23", *facts, re_age_undone("g1", "2026-02-23"))
    assert undone.days_past_due == 33


def test_re_ages_beyond_their_limits_do_nothing() -> None:
    asked_for = (
        re_aged("g1", "2025-09-30"),
        re_aged("g2", "2025-10-01"),
        re_aged("g3", "2026-09-30"),
        re_aged("g4", "2026-10-01"),
        re_aged("w1", "2026-01-01", workout=True),
        re_aged("w2", "2026-02-01", workout=True),
        re_aged("g5", "2027-12-01"),
    )
    # Nine months after 1 January 2025 is 1 October; a year later the next; two in five years.
    assert answers("2028-01-01", *asked_for, rules=US).re_ages == ["g2", "w1", "g4"]


def test_material_runs_and_default() -> None:
    statement = bill("s1", "2026-01-01", "2026-01-21", 30_000, total=299_999)
    # Above both limits from 22 January on: the 28th is day seven, the 29th is beyond seven days.
    exact = bill("s1", "2026-01-01", "2026-01-21", 30_000, total=300_000)
    assert asked("2026-01-28", exact, rules=EU_SHORT).material_since is None
    assert asked("2026-01-28", statement, rules=EU_SHORT).defaulted_on is None
    known = asked("2026-01-29", statement, rules=EU_SHORT)
    assert known.material_since == parse_day("2026-01-22")
    assert known.defaulted_on == parse_day("2026-01-29")
    # A day at one limit, not above, begins the run anew.
    broken = (
        statement,
        paid("p1", "2026-01-27", 20_000),
        reversed_("r1", "p1", "2026-01-28", 20_000, mode="AGE_FROM_REVERSAL"),
    )
    again = asked("2026-01-29", *broken, rules=EU_SHORT)
    assert (again.material_since, again.defaulted_on) == (parse_day("2026-01-29"), None)
    cured = (statement, paid("p1", "2026-02-01", 25_000))
    assert asked("2026-02-05", *cured, rules=EU_SHORT).defaulted_on == parse_day("2026-01-29")
    assert asked("2026-02-06", *cured, rules=EU_SHORT).defaulted_on is None


def test_the_worse_of_the_reported_clocks() -> None:
    known = asked("2026-05-22", JANUARY, rules=CN)
    assert known.classes == {"card": "doubtful", "general": "substandard", "reported": "doubtful"}


def test_a_promise_is_kept_partly_kept_or_broken() -> None:
    promise = promised("q1", "2026-01-25", ("2026-02-01", 10_000), ("2026-03-01", 10_000))
    first, last = paid("p1", "2026-02-02", 9_900), paid("p2", "2026-03-02", 9_900)

    def status(on: str, *facts: AnyAccountFact) -> tuple[str, int, int]:
        answer = answers(on, promise, *facts, rules=CN).promises["q1"]
        return answer.status, answer.paid_minor, answer.short_minor

    # One day late and one in a hundred short is let pass.
    assert status("2026-02-03", first) == ("OPEN", 9_900, 10_100)
    assert status("2026-03-02", first, last) == ("KEPT", 19_800, 200)
    assert status("2026-03-03", first, paid("p2", "2026-03-03", 9_900)) == (
        "PARTLY_KEPT",
        9_900,
        10_100,
    )
    assert status("2026-02-03", paid("p1", "2026-02-02", 9_899))[0] == "PARTLY_KEPT"
    assert status("2026-02-03") == ("BROKEN", 0, 20_000)
    back = reversed_("r1", "p2", "2026-03-10", 9_900)
    assert status("2026-03-10", first, last, back)[0] == "PARTLY_KEPT"
    assert status("2026-01-30", promise_cancelled("q1", "2026-01-28"))[0] == "CANCELLED"
    later = promised("q2", "2026-01-27", ("2026-02-20", 1_000))
    assert status("2026-01-30", later)[0] == "SUPERSEDED"


def test_a_plan_is_in_performance_while_every_due_part_is_paid() -> None:
    plan = plan_agreed("n1", "2026-01-25", ("2026-02-01", 10_000), ("2026-03-01", 10_000))
    assert answers("2026-02-01", plan).holds == ("plan",)
    assert answers("2026-02-02", plan).holds == ()
    assert answers("2026-02-02", plan, paid("p1", "2026-02-01", 10_000)).holds == ("plan",)
    done = answers("2026-03-02", plan, paid("p1", "2026-02-01", 20_000))
    assert done.holds == ()


def test_a_charge_off_stops_the_days_and_later_money_is_recovery() -> None:
    facts = (
        JANUARY,
        charged_off("o1", "2026-02-20"),
        bill("s9", "2026-03-01", "2026-03-21", 2_000),
        paid("p1", "2026-03-05", 30_000),
        recovered("v1", "2026-03-06", 500),
    )
    known = answers("2026-03-31", *facts, rules=US)
    ledger = known.ledgers["CNY"].standing
    assert (known.life, known.holds) == ("charged_off", ("charged_off",))
    assert (ledger.days_past_due, ledger.past_due_minor) == (30, 30_000)
    assert (ledger.recovered_minor, ledger.balance_minor) == (30_500, 269_500)
    assert (ledger.bureau_status, ledger.payment_history) == ("97", "0")
    undone = asked("2026-03-31", *facts, charge_off_undone("o1", "2026-03-31"), rules=US)
    # The newest bill is paid first in this book, so 2,000 of January are left.
    assert (undone.days_past_due, undone.past_due_minor) == (69, 2_000)
    assert (undone.bureau_status, undone.payment_history) == ("71", "10")


def test_of_two_contents_the_first_said_stands_but_the_last_said_of_a_liability() -> None:
    two = (paid("p1", "2026-01-20", 30_000, seq=2, event="b"), paid("p1", "2026-01-20", 1, seq=1))
    assert asked("2026-01-22", JANUARY, *two).past_due_minor == 29_999
    said = (
        made_liable("l1", "2026-01-01", "c2", seq=1),
        made_liable("l1", "2026-01-01", "c3", role="GUARANTOR", seq=2),
    )
    assert answers("2026-01-22", *said).liable == [("c3", "GUARANTOR")]


@pytest.mark.parametrize("name", ["past_due_minor", "days_past_due", "bucket", "held_minor"])
def test_a_standing_that_says_otherwise_is_named(name: str) -> None:
    known, on = answers("2026-01-26", JANUARY), parse_day("2026-01-26")
    ledger = known.ledgers["CNY"].standing
    standing = Standing(
        account_id=ACCOUNT,
        customer_id="c1",
        version=1,
        as_of=on,
        days_past_due=5,
        bucket="m1.small",
        ledgers=(ledger,),
    )
    assert differences(standing, known, on) == []
    wrong = {**{f: getattr(ledger, f) for f in LedgerStanding.__struct_fields__}, name: 9}
    if name == "days_past_due":
        wrong["oldest_due_on"] = Day(on - 9)
    changed = Standing(
        account_id=ACCOUNT,
        customer_id="c1",
        version=1,
        as_of=on,
        days_past_due=5,
        bucket="m1.small",
        ledgers=(LedgerStanding(**wrong),),
    )
    assert any(name in found for found in differences(changed, known, on))
