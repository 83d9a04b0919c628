"""What happens beside bills: every trouble occurs, and the stage takes each as reasoned slowly."""

from collections import Counter

import pytest

from streams.app.packs import pack_text
from streams.policy.document import Policy, parse
from streams.portfolio.books import Booking, Books, closed, payment, with_bookings
from streams.portfolio.simulated import Simulation
from streams.terms.account_fact import AccountFact
from streams.terms.days import Day, parse_day
from streams.terms.delinquency_notices import AccountTableRow, PromiseNotice, ReviewNotice
from streams.terms.standing import Standing
from tests.delinquency.second.answer import differences, second
from tests.portfolio.pure_play import PurePlay

START, DAYS = parse_day("2026-03-01"), 150
LAST = Day(START + DAYS - 1)
BESIDE_BILLS = {
    "CauseStated",
    "ChargePosted",
    "ChargeWaived",
    "ClockHeld",
    "ClockReleased",
    "CreditPosted",
    "DisputeOpened",
    "DisputeResolved",
    "LiabilityChanged",
    "PauseEnded",
    "PauseStarted",
    "PlanAgreed",
    "PlanBroken",
    "PromiseMade",
}


@pytest.fixture(scope="module")
def played() -> PurePlay:
    policy = parse(pack_text("cn"), "cn")
    assert isinstance(policy, Policy)
    play = PurePlay(policy)
    play.play(Simulation(seed=3, accounts=700, start=START, days=DAYS, currency="CNY"))
    return play


def beside(facts: list[AccountFact]) -> set[str]:
    return {type(fact).__name__ for fact in facts} & BESIDE_BILLS


def standings(played: PurePlay) -> dict[str, Standing]:
    rows = [one.standing for one in played.told if isinstance(one, AccountTableRow)]
    return {row.account_id: row for row in rows}


def test_every_trouble_occurs_and_none_is_refused(played: PurePlay) -> None:
    found = set().union(*(beside([*facts]) for facts in played.taken.values()))
    assert found == BESIDE_BILLS
    assert set(played.refused) <= {"payment_amount_must_be_positive", "currency_without_ledger"}


def test_promises_end_in_every_way_and_something_waits_for_a_person(played: PurePlay) -> None:
    ends = Counter(one.status for one in played.told if isinstance(one, PromiseNotice))
    assert {"OPEN", "KEPT", "PARTLY_KEPT", "BROKEN"} <= set(ends)
    rules = Counter(one.rule for one in played.told if isinstance(one, ReviewNotice))
    assert set(rules) == {"waits_for_payment"}
    held = {name for row in standings(played).values() for name in row.holds}
    assert held <= {"breathing_space", "dispute", "pause", "plan", "promise"}


def test_accounts_in_trouble_stand_as_the_second_implementation_says(played: PurePlay) -> None:
    rules, rows = played.policy.on(LAST), standings(played)
    troubled = [name for name, facts in played.taken.items() if beside([*facts])]
    assert len(troubled) > 50
    for name in troubled:
        answers = second(played.taken[name], rules, LAST)
        assert differences(rows[name], answers, LAST) == [], name


def test_within_a_day_money_settles_before_something_is_owed_anew() -> None:
    owed = Booking(on=Day(5), balance_minor=70, asks_minor=70)
    books = with_bookings(Books(1_000, (100,)), (owed, payment(Day(5), 130)))
    assert closed(books, Day(5)) == Books(940, (0, 70))
    assert closed(books, Day(4)) == books


def test_a_penalty_is_billed_once() -> None:
    charged = Booking(on=Day(5), balance_minor=30, penalty_minor=30)
    first = closed(with_bookings(Books(1_000), (charged,)), Day(9))
    assert (first.balance_minor, first.penalty_minor) == (1_030, 30)
    assert closed(first, Day(39)).penalty_minor == 0
