"""The made-up portfolio: the same for the same seed, and every habit and accident occurs."""

from collections import Counter, defaultdict
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.portfolio.assumptions import AssumptionsInvalid
from streams.portfolio.chance import Chance
from streams.portfolio.day_of_facts import AnyFact
from streams.portfolio.habits import Asked, bounces, forgets, habit_of, pays_in_part, stops_paying
from streams.portfolio.simulated import Simulation
from streams.terms.account_fact import AccountFact
from streams.terms.account_facts import (
    AccountOpened,
    PaymentPosted,
    PaymentReversed,
    StatementIssued,
)
from streams.terms.contact_facts import VisitOutcome
from streams.terms.days import Day, Instant, parse_day
from streams.terms.profile_facts import StopLifted, StopPlaced
from streams.terms.treatment_notices import Escalation
from tests.portfolio.slow_ledger import (
    by_account,
    paid_of,
    repaid_up_to,
    statements_of,
    unpaid_at,
)

START = parse_day("2026-03-01")
ALL_ARRIVED_ON = Day(START + 130)
"""A day of a world of 150 days such that what was paid up to it has arrived by the end."""


def world(seed: int = 1, accounts: int = 600, days: int = 150) -> Simulation:
    return Simulation(seed=seed, accounts=accounts, start=START, days=days, currency="CNY")


def facts(simulation: Simulation) -> list[tuple[Day, AnyFact]]:
    return [(day.on, fact) for day in simulation.by_day() for fact in day.facts]


@settings(max_examples=10)
@given(st.integers(0, 2**40), st.integers(1, 30), st.integers(1, 120))
def test_the_same_seed_gives_the_same_facts_and_every_day_once(
    seed: int, accounts: int, days: int
) -> None:
    first, second = world(seed, accounts, days), world(seed, accounts, days)
    played = list(first.by_day())
    assert played == list(second.by_day())
    assert [day.on for day in played] == list(range(START, START + days))


def test_an_account_does_not_depend_on_how_many_others_there_are() -> None:
    def of_one(simulation: Simulation) -> list[tuple[Day, AnyFact]]:
        return [
            (on, fact)
            for on, fact in facts(simulation)
            if isinstance(fact, AccountFact) and fact.account_id == "sim-000003"
        ]

    assert of_one(world(accounts=5)) == of_one(world(accounts=50))


def test_every_kind_of_fact_and_accident_occurs() -> None:
    found = facts(world(accounts=2_000))
    kinds = Counter(type(fact) for _, fact in found)
    for kind in (AccountOpened, StatementIssued, PaymentPosted, PaymentReversed, StopPlaced):
        assert kinds[kind] > 0
    assert kinds[StopLifted] > 0
    paid = [(on, fact) for on, fact in found if isinstance(fact, PaymentPosted)]
    ids = defaultdict(set)
    for _, fact in paid:
        ids[fact.payment_id].add(fact.event_id)
    assert any(len(events) == 2 for events in ids.values())
    assert any(fact.amount_minor == 0 for _, fact in paid)
    assert any(fact.currency != "CNY" for _, fact in paid)


@pytest.mark.parametrize(("bad_per_mille", "bad"), [(0, 0), (1, 1), (5, 5), (3, 3)])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_so_many_of_a_thousand_accounts_send_one_bad_record(
    seed: int, bad_per_mille: int, bad: int
) -> None:
    sent = [
        fact.account_id
        for _, fact in facts(
            replace(world(seed, accounts=1_000, days=2), bad_per_mille=bad_per_mille)
        )
        if isinstance(fact, PaymentPosted) and fact.payment_id.endswith("-bad")
    ]
    assert len(set(sent)) == len(sent) == bad


def test_some_payments_arrive_days_after_their_value_date_and_none_before() -> None:
    delays: dict[str, int] = {}
    for on, fact in facts(world()):
        if isinstance(fact, PaymentPosted):
            delays.setdefault(fact.payment_id, on - fact.value_on)
    assert set(delays.values()) == set(range(13))


def test_some_customers_hold_two_accounts() -> None:
    holders = Counter(f.customer_id for _, f in facts(world()) if isinstance(f, AccountOpened))
    assert set(holders.values()) == {1, 2}


def test_a_minimum_holds_what_is_newly_due_and_what_is_still_unpaid() -> None:
    for _, fact in facts(world()):
        if isinstance(fact, StatementIssued):
            assert 0 <= fact.past_due_included_minor <= fact.min_due_minor <= fact.total_due_minor
            assert fact.due_on - fact.closed_on == 20


def test_a_statement_carries_what_its_account_left_unpaid_up_to_the_closing() -> None:
    carried = 0
    for of_one in by_account(facts(world())).values():
        for one in (one for one in statements_of(of_one) if one.closed_on <= ALL_ARRIVED_ON):
            assert one.past_due_included_minor == unpaid_at(one.closed_on, of_one, "CNY")
            carried += one.past_due_included_minor > 0
    assert carried > 0


def test_a_balance_is_the_one_before_plus_what_was_spent_minus_what_was_repaid() -> None:
    spending = set()
    for of_one in by_account(facts(world())).values():
        statements = [s for s in statements_of(of_one) if s.closed_on <= ALL_ARRIVED_ON]
        for before, after in pairwise(statements):
            now, then = (
                one.total_due_minor + repaid_up_to(of_one, "CNY", one.closed_on)
                for one in (after, before)
            )
            spending.add(now - then)
    assert min(spending) >= 0
    assert max(spending) < 150_000


def test_some_pay_only_after_the_next_closing_and_some_never_pay() -> None:
    late = never = 0
    for of_one in by_account(facts(world())).values():
        statements, paid = statements_of(of_one), paid_of(of_one, "CNY")
        never += not paid and all(type(fact) is not PaymentReversed for fact in of_one)
        due = {one.statement_id.replace("-s", "-p"): one.due_on for one in statements}
        # What was promised or agreed on pays no bill of its own.
        late += any(one.value_on > due.get(one.payment_id, one.value_on) + 11 for one in paid)
    assert late > 0
    assert never > 0


@pytest.mark.parametrize(("currency", "unit"), [("JPY", 1), ("CNY", 100), ("KWD", 1_000)])
def test_amounts_fit_the_currency(currency: str, unit: int) -> None:
    simulation = Simulation(seed=1, accounts=20, start=START, days=60, currency=currency)
    bills = [f.total_due_minor for _, f in facts(simulation) if isinstance(f, StatementIssued)]
    assert all(bill >= 1_000 * unit for bill in bills[:5])


def test_a_currency_that_is_none_is_refused() -> None:
    with pytest.raises(AssumptionsInvalid, match="XXQ is no ISO-4217 code"):
        Simulation(seed=1, accounts=1, start=START, days=1, currency="XXQ")


def test_the_shares_of_the_habits_cover_everybody() -> None:
    found = Counter(habit_of(Chance(1, f"a{n}")) for n in range(3_000))
    assert len(found) == 6
    assert found[stops_paying] > 150


def test_habits_worked_by_hand() -> None:
    chance, asked = Chance(1, "a"), Asked(5, 1_000, 20_000)
    assert stops_paying(chance, asked).amount_minor == 0
    assert 0 < pays_in_part(chance, asked).amount_minor < 1_000
    cycles = [Asked(n, 1_000, 20_000) for n in range(40)]
    assert {forgets(chance, one).after_due_days > 0 for one in cycles} == {True, False}
    assert {bounces(chance, one).is_reversed for one in cycles} == {True, False}


VISIT = Escalation(
    escalation_id="e",
    verdict="AUTHORISED",
    customer_id="c",
    account_id="a",
    seq=1,
    ladder="l",
    rung="visit_2",
    channel="VISIT",
    occurrence=1,
    origin="s",
    as_of=Day(100),
    at=Instant(0),
    due_on=Day(100),
    currency="CNY",
    past_due_minor=1,
    days_past_due=75,
    bucket="b",
    zone="UTC",
    policy_digest="d",
)


def test_an_authorised_visit_has_an_outcome_a_day_later() -> None:
    answers = (world().answers(replace(VISIT, escalation_id=str(n)), Day(100)) for n in range(20))
    (outcome,) = next(filter(None, answers))
    assert isinstance(outcome, VisitOutcome)
    assert (outcome.visit_number, outcome.effective_on) == (2, 101)
    assert outcome.at // (24 * 3_600_000_000) == 101


def test_a_visit_whose_rung_names_no_number_is_not_answered() -> None:
    visits = (replace(VISIT, rung="doorstep", escalation_id=str(n)) for n in range(20))
    assert {world().answers(visit, Day(100)) for visit in visits} == {()}


def test_nothing_else_is_answered_and_some_visits_report_nothing() -> None:
    assert world().answers(replace(VISIT, verdict="DUE"), Day(100)) == ()
    assert world().answers(replace(VISIT, channel="SMS"), Day(100)) == ()
    many = [world().answers(replace(VISIT, escalation_id=str(n)), Day(1)) for n in range(300)]
    found = [next((o.outcome for o in a if isinstance(o, VisitOutcome)), None) for a in many]
    outcomes = Counter(found)
    assert set(outcomes) == {"NOT_HOME", "REFUSED_TO_PAY", "MET_PROMISE", "REFUSED_VISIT", None}
