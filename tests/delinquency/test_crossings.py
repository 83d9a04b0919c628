"""Where rules cross: ids shared by kinds, ends before starts, days that come while nobody looks."""

from zoneinfo import ZoneInfo

from msgspec.structs import replace

from streams.policy.business_days import BusinessDays
from streams.policy.ledger import CutOff, LedgerRules
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day, parse_day
from tests.delinquency.facts import (
    RULES,
    Account,
    bill,
    charged_off,
    dispute_resolved,
    disputed,
    fraud_confirmed,
    fraud_reported,
    opened,
    paid,
    plan_agreed,
    promised,
    voided,
)
from tests.delinquency.lives import close_of, lived, months


def test_a_confirmation_that_comes_before_its_report_strikes_the_same_off() -> None:
    statement = bill("s1", "2026-01-05", "2026-01-25", 30_000)
    report = fraud_reported("f", "2026-02-20", 30_000, statement="s1")
    confirmed = fraud_confirmed("f", "2026-04-10")
    stands = []
    for told in ((report, confirmed), (confirmed, report)):
        account = Account("2026-04-10").take(opened(), statement, *told)
        stands.append(account.standing.ledgers[0].past_due_minor)
    assert stands == [0, 0]


def test_a_promise_and_a_plan_of_one_id_are_two() -> None:
    account = Account("2026-04-20").take(opened(), bill("s1", "2026-03-20", "2026-04-10", 60_000))
    account.take(promised("x", "2026-04-20", ("2026-05-01", 30_000)))
    account.take(plan_agreed("x", "2026-04-20", ("2026-05-01", 30_000)))
    account.tick("2026-04-21").take(paid("p1", "2026-04-21", 15_000))
    assert [(one.status, one.paid_minor) for one in account.row.journal.promises] == [
        ("OPEN", 15_000)
    ]


def test_a_dispute_and_a_fraud_case_of_one_id_are_two() -> None:
    account = Account("2026-04-20").take(opened(), bill("s1", "2026-03-20", "2026-04-10", 30_000))
    account.take(disputed("x", "2026-04-20", 10_000), fraud_reported("x", "2026-04-20", 5_000))
    account.tick("2026-04-21").take(fraud_confirmed("x", "2026-04-21"))
    account.take(dispute_resolved("x", "2026-04-21", "REJECTED"))
    assert account.standing.ledgers[0].past_due_minor == 25_000


def test_a_chapter_behind_the_horizon_is_out_of_reach_though_nobody_looked() -> None:
    facts: list[AnyAccountFact] = [bill("s", close_of(0), Day(close_of(0) + 20), 30_000)]
    facts += months(3, since=1)
    horizon = Day(close_of(0) + 460)
    looked_at, left_alone = lived(facts, close_of(4), RULES), lived(facts, close_of(4), RULES)
    for day in range(close_of(4) + 1, horizon + 1):
        looked_at.tick(Day(day))
    left_alone.skip_to(horizon)
    void = voided("s", horizon)
    assert (
        looked_at.take(void).standing.ledgers
        == left_alone.take(void).tick(horizon).standing.ledgers
    )


def test_a_year_without_a_table_is_woken_for_however_many_years_ahead() -> None:
    calendar = BusinessDays(
        id="CN", years=frozenset({2026, 2027}), closed=frozenset(), worked=frozenset()
    )
    cut_off = CutOff(zone=ZoneInfo("Asia/Shanghai"), minute=1_020)
    rules = replace(RULES, ledger=LedgerRules(key="k", calendar=calendar, cut_off=cut_off))
    account = Account("2026-03-01", rules=rules).take(opened())
    assert account.standing.next_change_on == parse_day("2028-01-01")
    assert account.skip_to(parse_day("2028-01-01")).standing.holds == ("stale_calendar",)


def test_a_charged_off_ledger_wakes_for_nothing_from_that_day_on() -> None:
    account = Account("2026-04-20").take(opened(), bill("s1", "2026-03-20", "2026-04-10", 30_000))
    account.take(charged_off("o1", "2026-04-20"))
    assert account.standing.next_change_on is None
