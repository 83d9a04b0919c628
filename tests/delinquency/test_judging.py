"""An account as of a day: why nobody is to be contacted, and when that changes by itself."""

import pytest
from msgspec.structs import replace

from streams.delinquency.judging import currencies_of, judged, looks_since
from streams.delinquency.occurrences import CUT_OFF_DAYS_MAX
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day, Instant, parse_day
from tests.delinquency.facts import (
    RULES,
    Account,
    bill,
    cause_stated,
    charged,
    charged_off,
    clock_held,
    closed,
    currency_changed,
    disputed,
    fraud_reported,
    opened,
    paid,
    paused,
    plan_agreed,
    promised,
    sold,
)
from tests.delinquency.ledgers import judged_on, row_of, rules_with
from tests.delinquency.second.books import SHIFTED

ON = Day(100)

HOLDS: list[tuple[str, AnyAccountFact]] = [
    ("bankruptcy", clock_held("b", ON, "BANKRUPTCY", Day(110))),
    ("breathing_space", clock_held("s", ON, "BREATHING_SPACE", Day(110))),
    ("charged_off", charged_off("o", ON)),
    ("deceased", clock_held("d", ON, "DECEASED", Day(110))),
    ("dispute", disputed("x", ON)),
    ("pause", paused("z", ON, Day(110))),
    ("plan", plan_agreed("h", ON, (Day(110), 5))),
    ("promise", promised("m", ON, (Day(110), 5))),
]


@pytest.mark.parametrize(("name", "fact"), [*HOLDS, ("sold", sold("y", ON))])
def test_each_reason_holds_from_its_day(name: str, fact: AnyAccountFact) -> None:
    assert judged_on(Day(99), fact).holds == ()
    assert judged_on(Day(99), fact).next_on == ON
    assert judged_on(ON, fact).holds == (name,)


def test_all_reasons_stand_in_order_and_each_once() -> None:
    facts = [fact for _, fact in HOLDS]
    again = paused("z2", ON, Day(105))
    assert list(judged_on(ON, *facts, again).holds) == [name for name, _ in HOLDS]


def test_what_is_held_in_part_holds_no_account() -> None:
    assert judged_on(ON, disputed("x", ON, 5), fraud_reported("f", ON, 5)).holds == ()


@pytest.mark.parametrize(
    ("fact", "moves_on"),
    [
        (paused("z", ON, Day(110)), 110),
        (clock_held("b", ON, "BANKRUPTCY", Day(109)), 109),
        (promised("m", ON, (Day(110), 5)), 111),
        (plan_agreed("h", ON, (Day(110), 5)), 111),
    ],
)
def test_the_day_on_which_a_hold_ends_by_itself_is_named(
    fact: AnyAccountFact, moves_on: int
) -> None:
    assert judged_on(ON, fact).next_on == moves_on
    assert judged_on(Day(moves_on), fact).holds == ()


def test_a_payment_counts_on_the_day_that_its_instant_gives() -> None:
    # Five in the afternoon of Friday 2026-04-17 in Shanghai: it counts on the Monday.
    friday = Day(20_560)
    made = Instant(friday * 86_400_000_000 + 9 * 3_600_000_000)
    row = row_of(opened(), paid("p1", friday, 5, paid_at=made))
    now = judged(row, SHIFTED, friday)
    assert (now.next_on, now.ledgers[0].state.balance_minor) == (friday + 3, 0)
    assert judged(row, SHIFTED, Day(friday + 3)).ledgers[0].state.balance_minor == -5
    assert CUT_OFF_DAYS_MAX > 3


def test_a_later_currency_has_a_ledger_from_its_day_on() -> None:
    row = row_of(opened(), currency_changed("x", ON, "CNY", "JPY"))
    assert currencies_of(row, Day(99)) == ("CNY",)
    assert currencies_of(row, ON) == ("CNY", "JPY")
    again = row_of(opened("CNY", "JPY"), currency_changed("x", ON, "JPY", "CNY"))
    assert currencies_of(again, ON) == ("CNY", "JPY")


def test_the_life_and_the_last_cause_are_told() -> None:
    account = Account(ON).take(opened(on=Day(0)), bill("s1", Day(80), Day(99), 5_000))
    account.take(cause_stated("c1", ON, "INCOME"), cause_stated("c2", Day(99), "FORGOT"))
    assert (account.standing.cause, account.standing.life) == ("INCOME", "open")
    assert account.take(closed("z1", ON)).standing.life == "closed"
    assert account.take(charged_off("o1", ON)).standing.life == "charged_off"
    assert account.take(sold("y1", ON)).standing.life == "sold"


def test_several_holds_are_named_in_order() -> None:
    facts = [fact for _, fact in HOLDS]
    assert list(judged_on(ON, *facts).holds) == sorted(name for name, _ in HOLDS)


def test_the_next_day_named_is_never_today() -> None:
    today, tomorrow = charged("g1", "FEE", ON, 5), charged("g2", "FEE", Day(101), 5)
    assert judged_on(ON, today, tomorrow).next_on == 101
    assert judged_on(ON, today).next_on is None


def test_a_cause_is_told_from_its_day_on() -> None:
    account = Account(ON).take(opened(on=Day(0)), bill("s1", Day(80), Day(99), 5_000))
    account.take(cause_stated("c1", ON, "INCOME"), cause_stated("c2", Day(101), "FORGOT"))
    assert account.standing.cause == "INCOME"
    assert account.tick(Day(101)).standing.cause == "FORGOT"


def test_what_was_seen_under_other_rules_is_walked_again_from_the_beginning() -> None:
    fees = bill("s1", Day(60), Day(80), 5_000, fee=5_000)
    row, on = row_of(opened(), fees), Day(100)
    marked = judged(row, RULES, on, near=on).row
    assert marked.bookmark is not None
    rules = rules_with(key="principal", counts=frozenset({"principal"}))
    since = Day(marked.bookmark.on + 1)
    assert looks_since(marked, since, rules, on) == looks_since(row, since, rules, on)
    seen = [looks_since(marked, since, one, on).looks["CNY"][-1] for one in (RULES, rules)]
    assert [one.oldest_due_on for one in seen] == [80, None]


@pytest.mark.parametrize(
    ("on", "is_stale", "turns_on"),
    [
        ("2025-06-01", True, "2026-01-01"),
        ("2026-06-01", False, "2027-01-01"),
        ("2027-06-01", True, "2028-01-01"),
        ("2028-06-01", False, "2029-01-01"),
        ("2029-06-01", True, None),
    ],
)
def test_the_new_years_day_on_which_a_table_begins_or_is_lacking_is_named(
    on: str,
    is_stale: bool,  # noqa: FBT001 - a table
    turns_on: str | None,
) -> None:
    assert SHIFTED.ledger.calendar is not None
    calendar = replace(SHIFTED.ledger.calendar, years=frozenset({2026, 2028}))
    rules = replace(SHIFTED, ledger=replace(SHIFTED.ledger, calendar=calendar))
    now = judged(row_of(opened()), rules, parse_day(on))
    assert now.holds == (("stale_calendar",) if is_stale else ())
    assert now.next_on == (None if turns_on is None else parse_day(turns_on))


def test_a_calendar_that_moves_no_day_holds_nobody() -> None:
    unused = rules_with(calendar=SHIFTED.ledger.calendar)
    cut_off = rules_with(calendar=SHIFTED.ledger.calendar, cut_off=SHIFTED.ledger.cut_off)
    shifts = rules_with(calendar=SHIFTED.ledger.calendar, due_shifts=True)
    on, held = parse_day("2025-06-01"), ("stale_calendar",)
    for rules, holds in ((unused, ()), (cut_off, held), (shifts, held)):
        assert judged(row_of(opened()), rules, on).holds == holds
