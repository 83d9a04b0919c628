"""Whether a policy fits a run is asked before anything is started."""

from pathlib import Path

import pytest

from streams.runs.errors import PolicyRefused
from streams.runs.policies import (
    days_without_calendar,
    policy_of,
    require_currency,
    see_that_it_fits,
)
from streams.terms.days import Day, parse_day
from tests.policy.bank import GOOD
from tests.policy.test_contact import CALENDAR, HOLIDAY

MARCH = parse_day("2026-03-01")
DAYS = range(MARCH, MARCH + 150)


def test_a_currency_that_the_policy_does_not_know_is_refused_with_those_it_knows() -> None:
    said = "the policy us knows no CNY: choose USD with --currency, or another policy with --pack"
    with pytest.raises(PolicyRefused, match=f"^{said}$"):
        require_currency(policy_of("us"), "CNY", DAYS)
    with pytest.raises(PolicyRefused, match="choose one of CNY, TWD with --currency"):
        require_currency(policy_of("cn"), "EUR", DAYS)
    require_currency(policy_of("us"), "USD", DAYS)
    require_currency(policy_of("cn"), "TWD", DAYS)


def test_a_policy_that_is_not_in_force_at_all_is_no_question_of_currency() -> None:
    long_ago = parse_day("1970-01-01")
    require_currency(policy_of("us"), "CNY", range(long_ago, long_ago + 10))


def test_days_beyond_the_calendar_are_warned_of() -> None:
    cn = policy_of("cn")
    assert days_without_calendar(cn, DAYS) is None
    beyond = days_without_calendar(cn, range(MARCH, MARCH + 400))
    assert beyond == (
        "Warning: the policy cn has no table of business days of 2027, so nobody is contacted from"
        " 2027-01-01 on: add the year to its calendars."
    )
    before = parse_day("2024-11-20")
    within = days_without_calendar(cn, range(before, before + 60))
    assert within is not None
    assert "of 2024, so nobody is contacted from 2024-11-20 to 2024-12-31:" in within


def test_visits_that_rest_for_want_of_a_calendar_are_warned_of(tmp_path: Path) -> None:
    file = tmp_path / "bank.toml"
    file.write_text(GOOD + HOLIDAY + CALENDAR, encoding="utf-8")
    bank = policy_of(str(file))
    assert days_without_calendar(bank, DAYS) is None
    assert days_without_calendar(bank, range(MARCH, MARCH + 400)) == (
        "Warning: the policy bank has no table of business days of 2027, so no VISIT is made from"
        " 2027-01-01 on: add the year to its calendars."
    )


def test_a_run_is_told_of_both() -> None:
    said: list[str] = []
    see_that_it_fits(policy_of("cn"), "CNY", DAYS, said.append)
    assert said == []
    see_that_it_fits(policy_of("cn"), "CNY", range(MARCH, MARCH + 400), said.append)
    assert [one.split(":")[0] for one in said] == ["Warning"]
    with pytest.raises(PolicyRefused):
        see_that_it_fits(policy_of("us"), "CNY", DAYS, said.append)


def test_without_business_days_no_calendar_is_missed() -> None:
    assert days_without_calendar(policy_of("eu"), range(MARCH, Day(MARCH + 3_650))) is None
