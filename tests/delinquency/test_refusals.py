"""Every rule a fact can break, by its name, and the nearest fact that does not break it."""

from typing import Any

import pytest
from msgspec.structs import replace

from streams.delinquency import refusals
from streams.delinquency.refusals import CASES_MAX, DAYS_AHEAD_MAX, FACTS_MAX, refusal_of
from streams.delinquency.refused_amounts import AMOUNT_MINOR_MAX, PARTS_MAX
from streams.delinquency.review import WAITING_MAX, item_id_for
from streams.delinquency.rows import AccountRow, Noted, Waiting
from streams.delinquency.stage import blank
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day, Instant, iso, parse_day
from tests.delinquency.facts import (
    ACCOUNT,
    RULES,
    Account,
    at,
    bill,
    card_replaced,
    cause_stated,
    charged,
    clock_held,
    closed,
    corrected,
    credited,
    currency_changed,
    decided,
    disputed,
    made_liable,
    opened,
    paid,
    paused,
    plan_agreed,
    promised,
    refused,
    resolved,
    reversed_,
    waived,
)

TODAY = "2026-04-20"
BILL = bill("march", "2026-03-20", "2026-04-10", 30_000)
PAID = paid("p1", TODAY, 100)
BACK = reversed_("r1", "p1", TODAY, 100)
YESTERDAY = "2026-04-19"
CORRECTED = corrected("k1", "march", TODAY, "2026-05-10", 20_000)
PROMISE = promised("m1", TODAY, (TODAY, 5), ("2026-05-10", 5))
PARTS = PROMISE.instalments[:1]
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
        ("amount_too_large", replace(BILL, cost_minor=AMOUNT_MINOR_MAX + 1)),
        ("amount_too_large", replace(CORRECTED, total_due_minor=AMOUNT_MINOR_MAX + 1)),
        ("statement_part_must_not_be_negative", replace(CORRECTED, credit_applied_minor=-1)),
        ("zone_unknown", opened(zone="Mars/Olympus")),
        ("fact_amount_must_be_positive", charged("g1", "FEE", TODAY, 0)),
        ("fact_amount_must_be_positive", disputed("d1", TODAY, 0)),
        ("amount_too_large", credited("c1", "REFUND", TODAY, AMOUNT_MINOR_MAX + 1)),
        ("currency_unknown", disputed("d1", TODAY, currency="XXQ")),
        ("currency_unknown", currency_changed("x1", TODAY, "CNY", "XXQ")),
        ("currency_without_ledger", waived("w1", TODAY, 5, currency="JPY")),
        ("currency_without_ledger", disputed("d1", TODAY, currency="JPY")),
        ("currency_without_ledger", replace(PROMISE, currency="JPY")),
        ("pause_ends_before_it_begins", paused("z1", TODAY, YESTERDAY)),
        ("liability_ends_before_it_begins", made_liable("l1", TODAY, "c2", until=YESTERDAY)),
        ("instalments_are_missing", replace(PROMISE, instalments=())),
        ("instalments_are_missing", plan_agreed("h1", TODAY)),
        ("instalments_too_many", replace(PROMISE, instalments=PARTS * (PARTS_MAX + 1))),
        ("instalment_due_before_agreement", promised("m1", TODAY, (TODAY, 5), (YESTERDAY, 5))),
        ("instalment_amount_must_be_positive", promised("m1", TODAY, (TODAY, 5), (TODAY, 0))),
        ("amount_too_large", promised("m1", TODAY, (TODAY, AMOUNT_MINOR_MAX + 1))),
        ("currency_unknown", replace(PROMISE, currency="XXQ")),
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
        replace(CORRECTED, due_on=Day(CORRECTED.effective_on - 30)),
        disputed("d1", TODAY),
        paused("z1", TODAY, TODAY),
        paused("z1", TODAY),
        made_liable("l1", TODAY, "c2", until=TODAY),
        PROMISE,
        replace(PROMISE, instalments=PARTS * PARTS_MAX),
        opened(zone="Europe/Berlin"),
        currency_changed("x1", TODAY, "CNY", "JPY"),
        refused("t/0/1"),
        resolved("t/0/1"),
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
        closed("c1", day),
        currency_changed("x1", day, "CNY", "JPY"),
        cause_stated("w1", day, "INCOME"),
        card_replaced("d1", day, "old", "new"),
    ]
    rule = None if ahead == DAYS_AHEAD_MAX else "fact_dated_too_far_ahead"
    assert [_rule(fact) for fact in facts] == [rule] * 8
    assert [_rule(fact, day=None) for fact in facts] == [None] * 8


def test_a_currency_is_not_missed_while_the_opening_is_unknown() -> None:
    assert _rule(replace(PAID, currency="JPY"), row=blank(ACCOUNT)) is None


def test_the_detail_gives_the_values_seen() -> None:
    reject = refusal_of(OPENED, replace(PAID, currency="JPY"), RULES, at(TODAY))
    assert reject is not None
    assert reject.detail == "JPY is none of CNY"


def test_a_currency_of_a_later_ledger_is_known() -> None:
    row = Account(TODAY).take(opened("CNY"), currency_changed("x1", TODAY, "CNY", "JPY")).row
    assert _rule(replace(PAID, currency="JPY"), row=row) is None
    reject = refusal_of(row, replace(PAID, currency="EUR"), RULES, at(TODAY))
    assert reject is not None
    assert reject.detail == "EUR is none of CNY, JPY"


def test_an_account_takes_no_more_cases_than_it_may_have() -> None:
    notes = tuple(Noted(Day(n), "pause", f"z{n}") for n in range(CASES_MAX - 1))
    almost = replace(OPENED, cases=notes)
    full = replace(OPENED, cases=(*notes, Noted(Day(CASES_MAX), "pause", "last")))
    assert _rule(paused("more", TODAY), row=almost) is None
    assert _rule(paused("more", TODAY), row=full) == "account_has_too_many_cases"


def _waiting(number: int, decided: str = "") -> Waiting:
    day = Day(number)
    return Waiting(
        f"i{number}", "beyond_late_horizon", "", "", day, day, decided=decided, fact=b"x"
    )


def test_no_more_facts_wait_for_review_than_a_person_can_look_at() -> None:
    beyond = paid("p1", Day(0), 5)
    open_items = tuple(_waiting(n) for n in range(WAITING_MAX))
    assert _rule(beyond, row=replace(OPENED, waiting=open_items[1:])) is None
    full = replace(OPENED, waiting=open_items)
    assert _rule(beyond, row=full) == "too_many_facts_wait_for_review"
    assert _rule(PAID, row=full) is None
    done = replace(OPENED, waiting=(*open_items[1:], _waiting(0, "DISCARD")))
    assert _rule(beyond, row=done) is None
    mine = replace(open_items[0], item_id=item_id_for(blank(ACCOUNT), beyond))
    assert _rule(beyond, row=replace(full, waiting=(mine, *open_items[1:]))) is None


def test_a_decision_is_about_something_that_waits_and_is_made_once() -> None:
    row = replace(OPENED, waiting=(_waiting(1), _waiting(2, "APPLY")))
    today = parse_day(TODAY)
    assert _rule(decided("i1", TODAY, "APPLY", TODAY), row=row) is None
    assert _rule(decided("i9", TODAY, "APPLY", TODAY), row=row) == "review_item_unknown"
    unknown = decided("i1", TODAY, "APPLY", TODAY)
    assert _rule(unknown, row=row, day=None) == "review_item_unknown"
    assert _rule(decided("i2", TODAY, "APPLY", TODAY), row=row) is None
    again = decided("i2", TODAY, "DISCARD", TODAY)
    assert _rule(again, row=row) == "review_item_decided_already"
    for day, rule in (
        (Day(today - 400), None),
        (Day(today - 401), "decision_day_outside_horizon"),
        (Day(today + 1), "decision_day_outside_horizon"),
    ):
        assert _rule(decided("i1", TODAY, "APPLY", day), row=row) == rule
        assert _rule(decided("i1", TODAY, "DISCARD", day), row=row) is None


@pytest.mark.parametrize(
    "change",
    [{"fact": b""}, *({"kind": k} for k in ("ChargeOffUndone", "ReAgeUndone", "FraudConfirmed"))],
)
def test_what_cannot_be_applied_is_discarded_or_met(change: dict[str, Any]) -> None:
    row = replace(OPENED, waiting=(replace(_waiting(1), **change),))
    assert _rule(decided("i1", TODAY, "APPLY", TODAY), row=row) == "review_item_cannot_be_applied"
    assert _rule(decided("i1", TODAY, "DISCARD", TODAY), row=row) is None


def test_a_decision_that_crosses_with_what_was_awaited_is_no_fault() -> None:
    row = replace(OPENED, waiting=(_waiting(1, "MET"),))
    assert _rule(decided("i1", TODAY, "DISCARD", TODAY), row=row) is None


def test_a_row_that_is_full_takes_no_more_money_and_yet_its_holds() -> None:
    full = replace(OPENED, past_ids=b"mark" * FACTS_MAX)
    assert _rule(paid("p1", TODAY, 5), row=full) == "account_has_too_many_facts"
    assert _rule(refused("t/0/1"), row=full) is None


def test_a_stop_may_be_known_long_ahead_of_its_day() -> None:
    account = Account("2026-04-01").take(opened(), clock_held("h1", "2026-06-01", "BANKRUPTCY"))
    assert account.rejects == []
    assert account.standing.holds == ()
    assert account.tick("2026-06-01").standing.holds == ("bankruptcy",)


@pytest.mark.parametrize(("apart", "taken"), [(-8, False), (-7, True), (7, True), (8, False)])
def test_a_payment_is_made_within_a_week_of_its_value_date(
    apart: int,
    taken: bool,  # noqa: FBT001 - a table
) -> None:
    made = replace(PAID, paid_at=Instant((PAID.value_on + apart) * 86_400_000_000))
    assert _rule(made) == (None if taken else "payment_instant_far_from_value_date")
    assert _rule(replace(made, amount_minor=0)) == "payment_amount_must_be_positive"


def test_the_day_of_a_payment_lasts_to_its_last_instant() -> None:
    end = (PAID.value_on + 8) * 86_400_000_000
    assert _rule(replace(PAID, paid_at=Instant(end - 1))) is None
    assert _rule(replace(PAID, paid_at=Instant(end))) == "payment_instant_far_from_value_date"


def test_the_limits_of_a_row_hold_for_what_they_count_alone() -> None:
    almost = replace(OPENED, past_ids=b"mark" * (FACTS_MAX - 1))
    assert _rule(PAID, row=almost) is None
    cases = tuple(Noted(Day(n), "pause", f"z{n}") for n in range(CASES_MAX))
    assert _rule(charged("g1", "FEE", TODAY, 5), row=replace(OPENED, cases=cases)) is None
    full = replace(OPENED, waiting=tuple(_waiting(n) for n in range(WAITING_MAX)))
    oldest = Day(parse_day(TODAY) - RULES.ledger.horizon.late_days)
    assert _rule(paid("p1", oldest, 5), row=full) is None
    assert _rule(paid("p1", Day(oldest - 1), 5), row=full) == "too_many_facts_wait_for_review"


def test_what_moves_no_ledger_is_taken_however_much_waits() -> None:
    full = replace(OPENED, waiting=tuple(_waiting(n) for n in range(WAITING_MAX)))
    assert _rule(refused("t/0/1"), row=full) is None


def test_a_case_in_a_foreign_currency_from_before_the_opening_opens_no_ledger() -> None:
    account = Account(TODAY).take(disputed("d1", TODAY, 5, currency="JPY"), opened("CNY"))
    assert account.take(paid("p1", TODAY, 5, currency="JPY")).refused_last


def test_facts_of_every_kind_fill_the_room_of_an_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "FACTS_MAX", 5)
    account = Account(TODAY).take(opened(), bill("s1", TODAY, "2026-05-10", 500))
    account.take(paid("p1", TODAY, 5), reversed_("r1", "p1", TODAY, 5))
    account.take(charged("g1", "FEE", TODAY, 5), paid("p2", TODAY, 5))
    assert account.rejects == []
    account.take(paid("p3", TODAY, 5))
    assert [one.rule for one in account.rejects] == ["account_has_too_many_facts"]
