"""The materiality clock: both limits, consecutive days, default, and the way out of it."""

import pytest
from msgspec.structs import replace

from streams.delinquency.ledger_state import LedgerState
from streams.delinquency.materiality import Counter, is_material, next_on, stepped
from streams.policy.ledger import Materiality
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day
from tests.delinquency.facts import Account, bill, disputed, opened, paid
from tests.delinquency.ledgers import ledger_on, rules_with, unfolded_on

RULE = Materiality(amounts_minor={"CNY": 10_000}, share_bp=100, days_max=90, cure_days=30)
RULES = rules_with(materiality=RULE)
BILL = bill("s1", Day(80), Day(100), 20_000, total=1_000_000)
DEFAULT_ON = Day(101 + 90)


def _walked(on: int, *facts: AnyAccountFact) -> LedgerState:
    return ledger_on(Day(on), BILL, *facts, rules=RULES)


@pytest.mark.parametrize(
    ("past_due", "balance", "material"),
    [
        (10_000, 100_000, False),
        (10_001, 100_000, True),
        (10_001, 1_000_100, False),
        (10_001, 1_000_099, True),
        (10_001, -500, True),
        (0, 0, False),
    ],
)
def test_both_limits_must_be_passed(
    past_due: int,
    balance: int,
    material: bool,  # noqa: FBT001 - a table
) -> None:
    assert is_material(RULE, "CNY", past_due, balance) is material
    assert is_material(RULE, "JPY", past_due, balance) is False


def test_the_count_begins_on_the_first_late_day_and_default_on_the_day_above_the_limit() -> None:
    assert _walked(100).material_since is None
    assert (_walked(101).material_since, _walked(190).material_since) == (101, 101)
    assert (_walked(DEFAULT_ON - 1).defaulted_on, _walked(DEFAULT_ON).defaulted_on) == (
        None,
        DEFAULT_ON,
    )


def test_a_day_at_the_limit_starts_the_count_anew() -> None:
    some, more = paid("p1", Day(150), 10_000), bill("s2", Day(151), Day(155), 5_000, total=900_000)
    assert _walked(150, some).material_since is None
    assert _walked(160, some, more).material_since == 156
    assert _walked(200, some, more).defaulted_on is None


def test_the_share_is_of_the_balance() -> None:
    large = bill("s1", Day(80), Day(100), 20_000, total=2_000_000)
    assert ledger_on(Day(150), large, rules=RULES).material_since is None


def test_default_ends_once_clear_for_the_days_of_cure() -> None:
    settled = paid("p1", Day(200), 20_000)
    assert (_walked(229, settled).defaulted_on, _walked(230, settled).defaulted_on) == (
        DEFAULT_ON,
        None,
    )
    assert (_walked(199, settled).clear_since, _walked(200, settled).clear_since) == (None, 200)


def test_a_relapse_within_the_cure_keeps_default_and_counts_cure_anew() -> None:
    settled = paid("p1", Day(200), 20_000)
    again = bill("s2", Day(205), Day(210), 20_000, total=900_000)
    settled_too = paid("p2", Day(220), 20_000)
    facts = settled, again, settled_too
    assert _walked(215, *facts).clear_since is None
    assert (_walked(249, *facts).defaulted_on, _walked(250, *facts).defaulted_on) == (
        DEFAULT_ON,
        None,
    )


def test_a_whole_dispute_is_not_material() -> None:
    assert _walked(150, disputed("d1", Day(120))).material_since is None


def test_one_who_pays_on_the_last_day_does_not_default() -> None:
    settled = paid("p1", DEFAULT_ON, 20_000)
    assert _walked(DEFAULT_ON + 5, settled).defaulted_on is None
    too_late = paid("p1", Day(DEFAULT_ON + 1), 20_000)
    assert _walked(DEFAULT_ON + 5, too_late).defaulted_on == DEFAULT_ON


@pytest.mark.parametrize("step", [1, 7, 400])
def test_steps_of_any_length_end_alike(step: int) -> None:
    counter = stepped(Counter(), RULE, Day(101), material=True)
    for day in range(101 + step, 502, step):
        counter = stepped(counter, RULE, Day(day), material=True)
    assert counter == Counter(Day(101), None, DEFAULT_ON)
    for day in range(502, 502 + 30, min(step, 29)):
        counter = stepped(counter, RULE, Day(day), material=False)
        assert counter == Counter(None, Day(502), DEFAULT_ON)
    assert stepped(counter, RULE, Day(502 + 30), material=False) == Counter()


def test_the_calendar_moves_default_on_one_day_alone() -> None:
    assert next_on(Counter(), RULE) is None
    assert next_on(Counter(since=Day(101)), RULE) == DEFAULT_ON
    assert next_on(Counter(since=Day(101), defaulted_on=DEFAULT_ON), RULE) is None
    assert next_on(Counter(clear_since=Day(200), defaulted_on=DEFAULT_ON), RULE) == 230


def test_default_is_said_when_it_is_entered_and_when_it_is_left() -> None:
    account = Account(Day(90), rules=RULES).take(opened(on=Day(0)), BILL)
    while account.wake_on is not None and account.wake_on < 200:
        account.tick(account.wake_on)
    account.skip_to(Day(200)).take(paid("p1", Day(200), 20_000))
    while account.wake_on is not None and account.wake_on < 260:
        account.tick(account.wake_on)
    said = [(one.kind, one.as_of) for one in account.events if one.kind.startswith("DEFAULT")]
    assert said == [("DEFAULT_ENTERED", DEFAULT_ON), ("DEFAULT_EXITED", 230)]


def test_a_later_count_does_not_move_the_day_of_default() -> None:
    again = Counter(since=Day(300), defaulted_on=Day(191))
    assert stepped(again, RULE, Day(450), material=True).defaulted_on == 191


def test_default_is_not_left_on_a_day_that_is_material_again() -> None:
    was = Counter(None, Day(200), DEFAULT_ON)
    left_on = Day(200 + RULE.cure_days)
    assert stepped(was, RULE, left_on, material=True) == Counter(left_on, None, DEFAULT_ON)
    assert stepped(was, RULE, left_on, material=False) == Counter()
    # It was left on the day before, so what is material from here on is counted anew.
    later = Day(left_on + 1)
    assert stepped(was, RULE, later, material=True) == Counter(later, None, None)


def test_the_day_on_which_default_comes_or_ends_by_itself_is_named() -> None:
    soon = rules_with(materiality=replace(RULE, days_max=10))
    cured = paid("p1", Day(115), 20_000)
    for on, facts, moves_on in (
        (105, (BILL,), 111),
        (110, (BILL,), 111),
        (111, (BILL,), 131),
        (120, (BILL, cured), 145),
        (144, (BILL, cured), 145),
        (145, (BILL, cured), None),
    ):
        assert unfolded_on(Day(on), *facts, rules=soon).next_change_on == moves_on
