"""A closed and settled account leaves the public table, and comes back with what is owed anew."""

import pytest

from streams.delinquency.journal import SaidLedger, SaidStanding
from streams.delinquency.leaving import may_leave
from streams.delinquency.rows import Noted
from streams.policy.ledger import Horizon
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day
from streams.terms.delinquency_notices import AccountTableGone, AccountTableRow
from tests.delinquency.facts import Account, bill, closed, opened, paid, refused
from tests.delinquency.ledgers import rules_with

RULES = rules_with(horizon=Horizon(closed_days=30))
CLOSED = closed("z1", Day(90))
BILL = bill("s1", Day(80), Day(100), 5_000, total=5_000)
PAID = paid("p1", Day(85), 5_000)


def _account(*facts: AnyAccountFact) -> Account:
    return Account(Day(90), rules=RULES).take(opened(on=Day(0)), *facts)


def _gone(account: Account) -> list[str]:
    return [one.account_id for one in account.said if isinstance(one, AccountTableGone)]


def test_it_leaves_after_the_days_that_policy_gives_and_once() -> None:
    account = _account(BILL, PAID, CLOSED)
    assert (account.standing.life, account.wake_on) == ("closed", 120)
    account.tick(Day(119))
    assert _gone(account) == []
    account.tick(Day(120))
    assert (_gone(account), account.wake_on) == (["a1"], None)
    assert _gone(account.tick(Day(121))) == ["a1"]


@pytest.mark.parametrize(
    "facts",
    [
        [BILL, PAID],
        [BILL, CLOSED],
        [BILL, paid("p1", Day(85), 4_999), CLOSED],
        [BILL, paid("p1", Day(85), 5_001), CLOSED],
        [BILL, PAID, CLOSED, refused("t/0/1")],
        [bill("s1", Day(80), Day(200), 5_000, total=0), CLOSED],
    ],
)
def test_it_stays_while_open_or_unsettled_or_incomplete(facts: list[AnyAccountFact]) -> None:
    account = _account(*facts)
    while account.wake_on is not None:
        account.tick(account.wake_on)
    assert _gone(account.tick(Day(500))) == []


def test_what_is_held_or_late_keeps_it_too() -> None:
    def ledger(balance: int, past_due: int, held: int, upcoming: str | None) -> SaidStanding:
        return SaidStanding(
            "c1", "current", False, None, (_said(balance, past_due, held, upcoming),)
        )

    cases = (Noted(Day(10), "close", "z1"),)
    for amounts in ((1, 0, 0, None), (0, 1, 0, None), (0, 0, 1, None), (0, 0, 0, "s1")):
        kept = may_leave(ledger(*amounts), cases, Horizon(closed_days=30), Day(99))
        assert (kept.is_gone, kept.next_change_on) == (False, None)
    assert may_leave(ledger(0, 0, 0, None), cases, Horizon(closed_days=30), Day(99)).is_gone


def _said(balance: int, past_due: int, held: int, upcoming: str | None) -> SaidLedger:
    account = Account(Day(5)).take(opened(on=Day(0)))
    assert account.row.journal.said is not None
    (plain,) = account.row.journal.said.ledgers
    values = {name: getattr(plain, name) for name in SaidLedger.__struct_fields__}
    values |= {"balance_minor": balance, "past_due_minor": past_due, "held_minor": held}
    return SaidLedger(**(values | {"upcoming_statement_id": upcoming}))


def test_of_two_closings_the_first_counts() -> None:
    account = _account(BILL, PAID, CLOSED, closed("z2", Day(95)))
    assert account.wake_on == 95
    assert account.tick(Day(95)).wake_on == 120


def test_what_is_owed_anew_brings_it_back() -> None:
    account = _account(BILL, PAID, CLOSED).tick(Day(120))
    account.take(bill("s2", Day(120), Day(140), 300, total=300))
    table = [one for one in account.said if isinstance(one, AccountTableRow)]
    assert table[-1].standing.ledgers[0].balance_minor == 300
    assert table[-1].standing.version == account.row.journal.version
