"""Lives long enough to fold: what is late, taken back or brought in behind the chapters."""

from msgspec.structs import replace

from streams.delinquency.judging import judged
from streams.delinquency.refusals import CASES_MAX, refusal_of
from streams.delinquency.review import item_id_for
from streams.delinquency.rows import Noted
from streams.policy.ledger import Horizon
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day, Instant
from tests.delinquency.facts import (
    RULES,
    Account,
    at,
    bill,
    charge_waived,
    charged,
    currency_changed,
    decided,
    disputed,
    opened,
    paid,
    pause_ended,
    paused,
    reversed_,
)
from tests.delinquency.ledgers import rules_with, unfolded_on
from tests.delinquency.lives import (
    FIRST,
    OPENED,
    close_of,
    come_to,
    in_time,
    lived,
    months,
)
from tests.delinquency.second.books import CN


def test_a_pause_counts_for_as_long_as_what_it_froze_is_open() -> None:
    facts: list[AnyAccountFact] = [
        bill("s", close_of(1), close_of(2), 30_000),
        paused("z", close_of(3), close_of(5)),
    ]
    facts += [paid(f"p{n}", close_of(n), 1) for n in range(4, 40)]
    account = lived(facts, close_of(39), RULES)
    now = judged(account.row, RULES, close_of(39)).ledgers[0]
    assert now.delinquent_days == unfolded_on(close_of(39), OPENED, *facts).delinquent_days


def test_a_late_payment_takes_a_fee_back_though_its_month_is_folded() -> None:
    account = lived(months(6, lambda n: None if n == 1 else -2), close_of(5), CN)
    account.take(paid("late", Day(close_of(1) + 18), 30_000))
    taken_back = [d for d in account.dues if d.kind == "LATE_FEE" and d.origin == "s1"]
    assert taken_back[-1].amount_minor == 0


def test_a_late_statement_brings_its_fee_though_its_month_is_folded() -> None:
    account = lived([paid(f"x{n}", close_of(n), 1) for n in range(1, 5)], close_of(5), CN)
    account.take(bill("late", close_of(1), Day(close_of(1) + 20), 30_000))
    assert "LATE_FEE" in [d.kind for d in account.dues]


def test_money_of_a_later_ledger_is_never_folded_before_it_begins() -> None:
    account = Account(FIRST).take(paid("yen", FIRST, 700, currency="JPY"), OPENED)
    for day, fact in in_time(months(5)):
        come_to(account, day).take(fact)
    account.take(currency_changed("x", close_of(4), "CNY", "JPY"))
    assert account.standing.ledgers[1].balance_minor == -700


def test_an_open_end_is_no_day_to_wake_on() -> None:
    for case in (paused("z", Day(80)), disputed("d", Day(80))):
        account = Account(Day(80)).take(opened(on=Day(0)), case)
        assert account.wake_on is None
        assert account.standing.next_change_on is None


def test_an_account_full_of_cases_still_takes_money_repeats_and_ends() -> None:
    row = Account(Day(2000)).take(opened(on=Day(0))).row
    full = replace(row, cases=tuple(Noted(Day(n), "pause", f"z{n}") for n in range(CASES_MAX)))
    for taken in (paid("p", Day(2000), 5), paused("z7", Day(7)), pause_ended("z7", Day(9))):
        assert refusal_of(full, taken, RULES, at(Day(2000))) is None
    refused = refusal_of(full, paused("new", Day(2000)), RULES, at(Day(2000)))
    assert refused is not None
    assert refused.rule == "account_has_too_many_cases"


def test_a_repeat_of_what_stands_in_the_row_waits_for_nobody() -> None:
    old = bill("s", Day(100), Day(120), 500)
    account = Account(Day(100)).take(opened(on=Day(0)), old).tick(Day(501)).take(old)
    assert account.reviews == []


def test_an_applied_fact_that_rewrites_the_past_corrects_it() -> None:
    rules = rules_with(horizon=Horizon(late_days=30))
    account = Account(Day(90), rules=rules).take(
        opened(on=Day(0)), charged("g", "FEE", Day(90), 5_000)
    )
    account.take(bill("s", Day(90), Day(100), 5_000, fee=5_000)).tick(Day(101)).tick(Day(135))
    waiver = charge_waived("w", "g", Day(95), 5_000)
    account.take(waiver, decided(item_id_for(account.row, waiver), Day(135), "APPLY", Day(135)))
    assert account.kinds[-1] == "CURED"
    assert account.corrections != []


def test_an_instant_far_from_the_value_date_is_refused() -> None:
    far = Instant((200 - 8) * 86_400_000_000)
    account = Account(Day(200)).take(opened(on=Day(0)), paid("p", Day(200), 5, paid_at=far))
    assert [reject.rule for reject in account.rejects] == ["payment_instant_far_from_value_date"]


def test_what_fell_due_on_the_day_it_arose_bears_no_late_fee() -> None:
    account = lived(months(3), close_of(2), CN)
    back = reversed_("r", "p1", close_of(2), 30_000, mode="AGE_FROM_REVERSAL")
    account.take(back).tick(Day(close_of(2) + 15))
    assert [d for d in account.dues if d.kind == "LATE_FEE" and d.origin == "r"] == []
