"""A bookmark is a shortcut and never an answer."""

import pytest
from msgspec.structs import replace

from streams.delinquency.bookmarks import (
    BEHIND_DAYS,
    MOVES_AFTER_DAYS,
    kept,
    place_of,
    start_of,
    starts_after,
)
from streams.delinquency.judging import judged
from streams.delinquency.ledger_state import Bookmark, LedgerState
from streams.delinquency.posting import record
from streams.delinquency.rows import AccountRow
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day, Instant
from tests.delinquency.facts import (
    RULES,
    Account,
    bill,
    cause_stated,
    charged,
    corrected,
    opened,
    paid,
    paused,
    reversed_,
    voided,
)
from tests.delinquency.ledgers import row_of, unfolded_on
from tests.delinquency.second.books import US

TODAY = Day(100)
FACTS: list[AnyAccountFact] = [
    opened(on=Day(0)),
    bill("s1", Day(80), Day(95), 30_000),
    paid("p1", Day(90), 10_000),
    charged("g1", "FEE", Day(91), 5),
]


def _judged(*more: AnyAccountFact, on: Day = TODAY) -> AccountRow:
    return judged(row_of(*FACTS, *more), RULES, on, near=on).row


def _marked(row: AccountRow) -> Day | None:
    return None if row.bookmark is None else row.bookmark.on


def test_it_lies_some_days_behind_and_stays_there_for_some() -> None:
    row = _judged()
    assert _marked(row) == TODAY - BEHIND_DAYS
    for day in range(TODAY, TODAY + MOVES_AFTER_DAYS - BEHIND_DAYS + 1):
        row = judged(row, RULES, Day(day), near=Day(day)).row
        assert _marked(row) == TODAY - BEHIND_DAYS
    moved_on = Day(TODAY + MOVES_AFTER_DAYS - BEHIND_DAYS + 1)
    assert _marked(judged(row, RULES, moved_on, near=moved_on).row) == moved_on - BEHIND_DAYS


def test_a_walk_begins_where_it_lies_with_the_ledgers_of_that_day() -> None:
    row = _judged()
    assert starts_after(row) == 97
    never = unfolded_on(Day(97), *FACTS).state
    assert start_of(row, "CNY") == (never, 97)
    assert start_of(row, "JPY") == (LedgerState("JPY"), None)
    assert starts_after(row_of(*FACTS)) is None
    assert start_of(row_of(*FACTS), "CNY") == (LedgerState("CNY"), None)


@pytest.mark.parametrize(
    "fact",
    [
        paid("late", Day(97), 500),
        bill("late", Day(96), Day(99), 500),
        reversed_("late", "p1", TODAY, 500),
        voided("s1", TODAY),
        corrected("late", "s1", TODAY, Day(110), 500),
        charged("late", "FEE", Day(99), 500),
        paused("late", Day(99)),
        cause_stated("late", TODAY, "FORGOT"),
        paid("p1", Day(90), 9_000, event="a"),
        paid("p1", Day(98), 9_000, event="a"),
        opened(seq=0, on=Day(0)),
    ],
    ids=lambda fact: type(fact).__name__,
)
def test_what_may_reach_behind_it_takes_it_out(fact: AnyAccountFact) -> None:
    row = record(_judged(), fact)
    assert row.bookmark is None
    now = judged(row, RULES, TODAY, near=TODAY)
    assert now.ledgers == (unfolded_on(TODAY, *FACTS, fact),)


@pytest.mark.parametrize(
    "fact",
    [paid("new", Day(98), 500), bill("new", Day(98), Day(99), 500), paid("p1", Day(90), 10_000)],
)
def test_what_comes_behind_it_leaves_it_where_it_lies(fact: AnyAccountFact) -> None:
    before = _judged()
    row = record(before, fact)
    assert row.bookmark is before.bookmark is not None
    now = judged(row, RULES, TODAY, near=TODAY)
    assert now.ledgers == (unfolded_on(TODAY, *FACTS, fact),)


@pytest.mark.parametrize(
    "fact",
    [paused("z1", Day(1), Day(2)), reversed_("r1", "p1", Day(92), 5), voided("s9", Day(92))],
    ids=lambda fact: type(fact).__name__,
)
def test_where_anything_may_act_on_the_past_there_is_none(fact: AnyAccountFact) -> None:
    assert _judged(fact).bookmark is None


def test_none_is_placed_before_there_is_anything_to_walk_again() -> None:
    assert judged(row_of(opened(on=Day(0))), RULES, TODAY, near=TODAY).row.bookmark is None
    young = bill("s1", Day(98), Day(110), 500)
    assert judged(row_of(opened(on=Day(0)), young), RULES, TODAY, near=TODAY).row.bookmark is None


def test_rules_that_reckon_otherwise_walk_from_the_beginning() -> None:
    anew = judged(_judged(), US, TODAY, near=TODAY)
    assert anew.ledgers == (unfolded_on(TODAY, *FACTS, rules=US),)
    assert anew.ledgers[0].state.payment_history == "0"


def test_a_late_fact_leaves_it_behind_its_own_day_and_a_day_without_facts_leaves_it() -> None:
    late = judged(row_of(*FACTS), RULES, TODAY, near=Day(90)).row
    assert _marked(late) == 90 - BEHIND_DAYS
    years_on = Day(90 + 10 * MOVES_AFTER_DAYS)
    assert _marked(judged(late, RULES, TODAY).row) == 90 - BEHIND_DAYS
    assert _marked(judged(row_of(*FACTS), RULES, TODAY).row) is None
    assert _marked(judged(late, RULES, TODAY, near=years_on).row) == years_on - BEHIND_DAYS


def _folded(*more: AnyAccountFact) -> AccountRow:
    """Return an account of which January to March 1970 are put away."""
    bills = [bill(f"b{on}", Day(on), Day(on + 20), 500) for on in (20, 50, 80, 110, 140)]
    row = judged(row_of(opened(on=Day(0)), *bills, *more), RULES, Day(150)).row
    assert (row.head_on, row.bookmark) == (89, None)
    return row


def test_one_may_lie_behind_the_chapters_and_not_within_them() -> None:
    # What has no ledger is never put away.
    row = _folded(bill("yen", Day(20), Day(40), 500, currency="JPY"))
    assert place_of(row, Day(150)) == 150 - BEHIND_DAYS
    assert place_of(row, Day(90 + BEHIND_DAYS)) == 90
    assert place_of(row, Day(89 + BEHIND_DAYS)) is None
    assert place_of(row, Day(88 + BEHIND_DAYS)) is None


def test_one_is_worth_it_from_the_close_of_the_first_open_statement_on() -> None:
    row = _folded()
    assert place_of(row, Day(110 + BEHIND_DAYS)) == 110
    assert place_of(row, Day(110 + BEHIND_DAYS - 1)) is None


@pytest.mark.parametrize(
    "fact",
    [paused("z1", Day(120)), reversed_("r1", "p1", Day(120), 5), voided("b110", Day(120))],
    ids=lambda fact: type(fact).__name__,
)
def test_none_is_placed_nor_kept_where_anything_may_act_on_the_past(fact: AnyAccountFact) -> None:
    row = record(_folded(), fact)
    assert place_of(row, Day(150)) is None
    marked = replace(row, bookmark=Bookmark(Day(147), ()))
    assert kept(marked, Day(150)) is None
    plain = replace(_folded(), bookmark=Bookmark(Day(147), ()))
    for near in (None, Day(150), Day(147 + MOVES_AFTER_DAYS)):
        assert kept(plain, near) is plain.bookmark
    assert kept(plain, Day(147 + MOVES_AFTER_DAYS + 1)) is None


def test_a_payment_may_count_from_the_day_before_its_instant_and_no_earlier() -> None:
    midnight = Instant(99 * 86_400_000_000)
    on_time = record(_judged(), paid("new", Day(98), 500, paid_at=midnight))
    assert _marked(on_time) == 97
    before = record(_judged(), paid("new", Day(98), 500, paid_at=Instant(midnight - 1)))
    assert _marked(before) is None


def test_a_fact_that_is_applied_lays_it_behind_its_own_day_and_behind_today() -> None:
    account = Account(TODAY).take(*FACTS[:3])
    assert _marked(account.row) == 90 - BEHIND_DAYS
    account.take(paid("ahead", Day(TODAY + 4), 5))
    assert _marked(account.row) == TODAY - BEHIND_DAYS
