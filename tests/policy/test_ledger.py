"""What the rules on lateness answer: the order of components, the class of so many days."""

from typing import get_args

import pytest

from streams.policy.bands import DayBand
from streams.policy.ledger import (
    COMPONENTS,
    PAYMENT_KINDS,
    Allocation,
    Classification,
    Grace,
    LedgerRules,
    Order,
)
from streams.policy.ledger_words import Component, PaymentKind

TIERS = Classification(
    id="card",
    lowest="normal",
    bands=(DayBand(id="watch", from_days=1), DayBand(id="bad", from_days=91)),
)
EARLY = ("interest", "fee", "penalty", "cost", "principal")
LATE = ("principal", "interest", "fee", "penalty", "cost")
RULES = LedgerRules(
    allocations={
        "payment": Allocation(
            orders=(Order(from_days=0, components=EARLY), Order(from_days=91, components=LATE))
        )
    }
)


@pytest.mark.parametrize(("days", "order"), [(0, EARLY), (90, EARLY), (91, LATE), (999, LATE)])
def test_the_order_turns_with_the_days_late(days: int, order: tuple[str, ...]) -> None:
    assert RULES.order_of("payment", days) == order


def test_a_kind_without_an_order_of_its_own_has_that_of_all_components() -> None:
    assert RULES.order_of("waiver", 91) == COMPONENTS


@pytest.mark.parametrize(
    ("days", "name", "rank", "turn"),
    [
        (-4, "normal", 0, 1),
        (0, "normal", 0, 1),
        (1, "watch", 1, 91),
        (90, "watch", 1, 91),
        (91, "bad", 2, None),
        (9999, "bad", 2, None),
    ],
)
def test_a_clock_has_a_class_a_rank_and_a_next_turn(
    days: int, name: str, rank: int, turn: int | None
) -> None:
    answered = (TIERS.class_of(days), TIERS.rank_of(days), TIERS.next_days(days))
    assert answered == (name, rank, turn)


def test_a_document_may_say_what_the_rules_know() -> None:
    assert sorted(get_args(Component)) == sorted(COMPONENTS)
    assert get_args(get_args(PaymentKind)[0]) == PAYMENT_KINDS


def test_nothing_is_asked_where_no_policy_speaks() -> None:
    rules = LedgerRules()
    assert rules.counts == set(COMPONENTS)
    assert rules.grace == Grace(days=0, is_free=True)
    assert (rules.clocks, rules.reported, rules.bureau, rules.materiality) == ((), (), None, None)
    assert (rules.charge_off_days, rules.cut_off, rules.calendar, rules.re_age) == (None,) * 4
    assert (rules.late_fees, rules.penalties, rules.waiver, rules.collection) == ({}, {}, None, {})
    assert (rules.due_shifts, rules.promise.short_bp_max, rules.promise.late_days_max) == (
        False,
        0,
        0,
    )
