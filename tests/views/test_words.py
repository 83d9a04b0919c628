"""Every fact is told in words of its own."""

from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.terms.account_facts import AnyAccountFact, PaymentReversed
from streams.terms.case_facts import (
    CauseStated,
    ClockHeld,
    PauseStarted,
    ReAged,
    ReviewDecided,
)
from streams.terms.charge_facts import ChargePosted, StatementVoided
from streams.terms.days import Day
from streams.terms.standing import Standing
from streams.treatment.gate import ROLE_NOT_CONTACTED
from streams.treatment.holds import hold_rule
from streams.treatment.rows import GROUND_HELD
from streams.treatment.withdrawal import NO_LONGER_LIABLE
from streams.views.words import fact_in_words, rule_in_words, standing_in_words
from tests.wire.words import DISPUTED, LIABLE, PROMISED, any_of

WHO: dict[str, Any] = {"event_id": "e1", "account_id": "a1", "effective_on": Day(20_568)}
MONEY: dict[str, Any] = {"currency": "CNY", "amount_minor": 2_000}


@pytest.mark.parametrize("kind", get_args(AnyAccountFact))
@given(st.data())
@settings(max_examples=10)
def test_no_fact_is_without_words(kind: type[Any], data: st.DataObject) -> None:
    said = fact_in_words(data.draw(any_of(kind)))
    assert said
    assert "(event_id=" not in said


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (PROMISED, "promise ptp-9001: 600.00 CNY by 2026-04-25, 634.56 CNY by 2026-05-10"),
        (LIABLE, "customer cust-000234201 is liable as co holder until 2026-12-31"),
        (DISPUTED, "dispute disp-1 opened: 300.00 CNY of statement stmt-2026-04-481516"),
        (
            replace(DISPUTED, amount_minor=None, statement_id=None),
            "dispute disp-1 opened: all",
        ),
        (
            PaymentReversed(**WHO, **MONEY, reversal_id="r1", payment_id="p1", reason="NSF"),
            "payment p1 reversed: 20.00 CNY NSF",
        ),
        (
            PaymentReversed(
                **WHO, **MONEY, reversal_id="r1", payment_id="p1", mode="AGE_FROM_REVERSAL"
            ),
            "payment p1 reversed: 20.00 CNY, late from now on",
        ),
        (
            ChargePosted(**WHO, **MONEY, charge_id="c1", kind="FEE", counts_for_dpd=False),
            "fee c1 charged: 20.00 CNY, makes nobody late",
        ),
        (StatementVoided(**WHO, statement_id="s1"), "statement s1 voided"),
        (
            PauseStarted(**WHO, pause_id="p1", until_on=Day(20_583), reason="FLOOD"),
            "pause p1 began until 2026-05-10: FLOOD",
        ),
        (
            ClockHeld(**WHO, effect_id="f1", kind="BREATHING_SPACE"),
            "clocks held by breathing space (f1)",
        ),
        (ReAged(**WHO, re_age_id="r1", is_workout=True), "re-aged (r1, workout)"),
        (
            CauseStated(**WHO, cause_id="c1", cause="INCOME", stated_by="AGENT"),
            "pays late because of: income, says AGENT",
        ),
        (
            ReviewDecided(
                **WHO,
                item_id="i1",
                verdict="APPLY",
                counts_on=Day(20_500),
                decided_by="ann",
                reason="the branch confirms it",
            ),
            "waiting fact i1 applied from 2026-02-16 by ann: the branch confirms it",
        ),
    ],
)
def test_a_fact_is_told_by_what_it_says(fact: AnyAccountFact, said: str) -> None:
    assert fact_in_words(fact) == said


def test_what_holds_an_account_is_told() -> None:
    standing = Standing(
        account_id="a1",
        customer_id="c1",
        version=1,
        as_of=Day(0),
        days_past_due=0,
        bucket="current",
        ledgers=(),
        holds=("dispute", "promise"),
    )
    assert standing_in_words(standing) == "current, not late, held by dispute, promise"


@pytest.mark.parametrize(
    ("hold", "said"),
    [
        ("bankruptcy", "a bankruptcy holds the account"),
        ("breathing_space", "a breathing space holds the account"),
        ("charged_off", "the account is charged off"),
        ("deceased", "a customer who is liable has died"),
        ("dispute", "all that is owed is disputed"),
        ("pause", "collection is paused"),
        ("plan", "a hardship plan is performed"),
        ("promise", "a promise to pay is open"),
        ("sold", "the debt is sold"),
        ("stale_calendar", "the calendar of business days has no table of this year"),
        ("a_new_one", "the account is held (a new one)"),
    ],
)
def test_what_holds_an_account_is_told_as_a_rule(hold: str, said: str) -> None:
    assert rule_in_words(hold_rule((hold,)) or "") == said


@pytest.mark.parametrize("rule", [GROUND_HELD, ROLE_NOT_CONTACTED, NO_LONGER_LIABLE])
def test_a_rule_about_what_is_held_or_who_is_liable_is_told_and_not_spelled_out(rule: str) -> None:
    assert rule.replace("_", " ") not in rule_in_words(rule)


def test_an_incomplete_account_names_both_queues_and_their_commands() -> None:
    said = rule_in_words("account_incomplete")
    assert "in the dead letters or for a person (arrears dlq list, arrears work list)" in said
