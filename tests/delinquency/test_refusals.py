"""Every rule a fact can break, by its name, and the nearest fact that does not break it."""

import pytest
from msgspec.structs import replace

from streams.delinquency.refusals import DAYS_AHEAD_MAX, refusal_of
from streams.delinquency.refused_amounts import AMOUNT_MINOR_MAX
from streams.delinquency.rows import AccountRow
from streams.delinquency.stage import blank
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day, iso, parse_day
from tests.delinquency.facts import ACCOUNT, RULES, Account, at, bill, opened, paid, reversed_

TODAY = "2026-04-20"
BILL = bill("march", "2026-03-20", "2026-04-10", 30_000)
PAID = paid("p1", TODAY, 100)
BACK = reversed_("r1", "p1", TODAY, 100)
OPENED = Account(TODAY).take(opened("CNY")).row


def _rule(fact: AnyAccountFact, row: AccountRow = OPENED, day: str | None = TODAY) -> str | None:
    reject = refusal_of(row, fact, RULES, None if day is None else at(day))
    return None if reject is None else reject.rule


@pytest.mark.parametrize(
    ("rule", "broken"),
    [
        ("currency_unknown", replace(BILL, currency="XXQ")),
        ("currency_unknown", replace(PAID, currency="cny")),
        ("currency_unknown", replace(BACK, currency="")),
        ("currency_unknown", opened("CNY", "XXQ")),
        ("currency_without_ledger", replace(BILL, currency="JPY")),
        ("currency_without_ledger", replace(PAID, currency="JPY")),
        ("currency_without_ledger", replace(BACK, currency="JPY")),
        ("payment_amount_must_be_positive", replace(PAID, amount_minor=0)),
        ("payment_amount_must_be_positive", replace(PAID, amount_minor=-1)),
        ("reversal_amount_must_be_positive", replace(BACK, amount_minor=0)),
        ("statement_due_date_precedes_close", replace(BILL, due_on=Day(BILL.closed_on - 1))),
        ("statement_part_must_not_be_negative", replace(BILL, past_due_included_minor=-1)),
        ("statement_part_must_not_be_negative", replace(BILL, credit_applied_minor=-1)),
        ("account_needs_a_currency", replace(opened(), currencies=())),
        ("amount_too_large", replace(PAID, amount_minor=AMOUNT_MINOR_MAX + 1)),
        ("amount_too_large", replace(BACK, amount_minor=AMOUNT_MINOR_MAX + 1)),
        ("amount_too_large", replace(BILL, total_due_minor=AMOUNT_MINOR_MAX + 1)),
        ("amount_too_large", replace(BILL, total_due_minor=-AMOUNT_MINOR_MAX - 1)),
        ("amount_too_large", replace(BILL, penalty_minor=AMOUNT_MINOR_MAX + 1)),
    ],
)
def test_a_broken_fact_is_refused_by_the_name_of_the_rule(
    rule: str, broken: AnyAccountFact
) -> None:
    assert _rule(broken) == rule


@pytest.mark.parametrize(
    "sound",
    [
        BILL,
        PAID,
        BACK,
        opened("CNY", "JPY"),
        replace(BILL, due_on=BILL.closed_on),
        replace(BILL, min_due_minor=-1, total_due_minor=-AMOUNT_MINOR_MAX),
        replace(BILL, total_due_minor=AMOUNT_MINOR_MAX),
        replace(PAID, amount_minor=AMOUNT_MINOR_MAX),
        replace(PAID, amount_minor=1),
    ],
)
def test_a_fact_on_the_edge_is_taken(sound: AnyAccountFact) -> None:
    assert _rule(sound) is None


@pytest.mark.parametrize("ahead", [DAYS_AHEAD_MAX, DAYS_AHEAD_MAX + 1])
def test_a_date_too_far_ahead_is_refused_once_a_day_is_known(ahead: int) -> None:
    day = Day(parse_day(TODAY) + ahead)
    facts: list[AnyAccountFact] = [
        replace(PAID, value_on=day),
        replace(BACK, effective_on=day),
        bill("april", iso(day), iso(Day(day + 20)), 100),
        replace(opened(), effective_on=day),
    ]
    rule = None if ahead == DAYS_AHEAD_MAX else "fact_dated_too_far_ahead"
    assert [_rule(fact) for fact in facts] == [rule] * 4
    assert [_rule(fact, day=None) for fact in facts] == [None] * 4


def test_a_currency_is_not_missed_while_the_opening_is_unknown() -> None:
    assert _rule(replace(PAID, currency="JPY"), row=blank(ACCOUNT)) is None


def test_the_detail_gives_the_values_seen() -> None:
    reject = refusal_of(OPENED, replace(PAID, currency="JPY"), RULES, at(TODAY))
    assert reject is not None
    assert reject.detail == "JPY is none of CNY"
