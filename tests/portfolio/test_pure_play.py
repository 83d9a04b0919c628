"""The stages in memory speak with each other as their topics do, both ways."""

import pytest

from streams.app.packs import pack_text
from streams.policy.document import Policy, parse
from streams.portfolio.day_of_facts import AnyFact
from streams.terms.account_facts import AccountOpened, StatementIssued
from streams.terms.days import AsOf, Day, Instant, parse_day
from streams.terms.life_facts import LiabilityChanged
from streams.terms.profile_facts import StopLifted, StopPlaced
from tests.portfolio.pure_play import PurePlay

START = parse_day("2026-03-01")
OPENED = AccountOpened(
    event_id="e1", account_id="a", effective_on=START, customer_id="c1", currencies=("CNY",)
)
BILLED = StatementIssued(
    event_id="e2",
    account_id="a",
    effective_on=START,
    statement_id="s1",
    currency="CNY",
    closed_on=START,
    due_on=Day(START + 20),
    min_due_minor=50_000,
    total_due_minor=900_000,
    principal_minor=900_000,
)


@pytest.fixture
def play() -> PurePlay:
    policy = parse(pack_text("cn"), "cn")
    assert isinstance(policy, Policy)
    played = PurePlay(policy)
    live(played, 0, OPENED, BILLED)
    return played


def live(play: PurePlay, day: int, *facts: AnyFact) -> None:
    for fact in facts:
        play.take(fact)
    play.tick(AsOf(Day(START + day), Instant((START + day) * 86_400_000_000)))


def holds(play: PurePlay, customer: str) -> tuple[str, ...]:
    (account,) = play.customers[customer].accounts
    return account.holds


def test_a_stop_of_the_customer_holds_the_account_until_it_is_lifted(play: PurePlay) -> None:
    live(play, 24)
    stop = StopPlaced(
        event_id="e3",
        customer_id="c1",
        effective_on=Day(START + 25),
        stop_id="st1",
        kind="BREATHING_SPACE",
    )
    live(play, 25, stop)
    assert holds(play, "c1") == ("breathing_space",)
    live(play, 29)
    lifted = StopLifted(
        event_id="e4", customer_id="c1", effective_on=Day(START + 30), stop_id="st1"
    )
    live(play, 30, lifted)
    assert holds(play, "c1") == ()
    assert {one.channel for one in play.said} <= {"SMS", "PHONE", "LETTER", "VISIT"}


def test_who_is_liable_for_a_while_learns_of_the_account_and_loses_it(play: PurePlay) -> None:
    beside = LiabilityChanged(
        event_id="e3",
        account_id="a",
        effective_on=Day(START + 1),
        liability_id="l1",
        customer_id="c2",
        role="CO_HOLDER",
        liable_until=Day(START + 22),
    )
    live(play, 1, beside)
    (account,) = play.customers["c2"].accounts
    assert (account.role, account.withdrawn) == ("CO_HOLDER", False)
    live(play, 22)
    (account,) = play.customers["c2"].accounts
    assert account.withdrawn
