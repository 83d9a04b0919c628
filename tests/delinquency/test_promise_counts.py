"""What a standing counts of promises: kept and broken, each once, inside the late horizon."""

from msgspec.structs import replace

from streams.policy.ledger import Horizon
from streams.policy.rules import Rules
from streams.terms.days import Day
from tests.delinquency.facts import Account, bill, opened, paid, promise_cancelled, promised
from tests.delinquency.ledgers import rules_with
from tests.delinquency.standings import come_to

SHORT = rules_with(horizon=Horizon(late_days=60))
BROKEN = promised("m1", Day(110), (Day(120), 10_000))


def account(rules: Rules = SHORT) -> Account:
    return Account(Day(70), rules).take(opened(), bill("s1", Day(80), Day(100), 50_000))


def counts(one: Account) -> tuple[int, int]:
    return one.standing.promises_kept, one.standing.promises_broken


def test_a_promise_counts_once_it_is_decided() -> None:
    one = come_to(account(), Day(110)).take(BROKEN)
    assert counts(come_to(one, Day(120))) == (0, 0)
    assert counts(come_to(one, Day(121))) == (0, 1)
    second = promised("m2", Day(122), (Day(130), 5_000))
    come_to(one, Day(122)).take(second, paid("p1", Day(122), 5_000))
    assert counts(one) == (1, 1)


def test_one_that_is_kept_in_part_is_broken() -> None:
    one = come_to(account(), Day(110)).take(BROKEN, paid("p1", Day(110), 4_000))
    assert counts(come_to(one, Day(121))) == (0, 1)


def test_one_that_is_withdrawn_or_replaced_counts_for_nothing() -> None:
    one = come_to(account(), Day(110)).take(BROKEN)
    come_to(one, Day(112)).take(promised("m2", Day(112), (Day(130), 5_000)))
    come_to(one, Day(115)).take(promise_cancelled("m2", Day(115)))
    assert counts(come_to(one, Day(140))) == (0, 0)


def test_a_payment_that_comes_late_decides_it_anew() -> None:
    one = come_to(account(), Day(110)).take(BROKEN)
    assert counts(come_to(one, Day(125))) == (0, 1)
    one.take(paid("p1", Day(119), 10_000))
    assert counts(one) == (1, 0)


def test_behind_the_late_horizon_it_counts_no_more_and_that_is_said() -> None:
    one = come_to(account(), Day(110)).take(BROKEN)
    assert counts(come_to(one, Day(180))) == (0, 1)
    said = len(one.standings)
    assert counts(come_to(one, Day(181))) == (0, 0)
    assert len(one.standings) == said + 1
    assert [p.status for p in one.promises] == ["OPEN", "BROKEN"]


def test_a_standing_is_said_for_a_count_alone_and_no_second_time() -> None:
    one = come_to(account(), Day(121)).take(replace(BROKEN, effective_on=Day(110)))
    versions = [standing.version for standing in one.standings]
    assert versions == list(range(1, len(versions) + 1))
    said = len(one.standings)
    one.tick(Day(121))
    assert len(one.standings) == said


def test_a_public_row_counts_them_as_the_customers_copy_does() -> None:
    one = come_to(come_to(account(), Day(110)).take(BROKEN), Day(121))
    assert (one.row_said.promises_kept, one.row_said.promises_broken) == counts(one)
