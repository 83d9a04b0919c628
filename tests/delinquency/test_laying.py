"""A sum is laid on obligations: which first, which component first, and what it passes over."""

import pytest

from streams.delinquency.laying import lay
from streams.delinquency.ledger_state import Slot
from streams.delinquency.slots import held
from streams.policy.ledger import Allocation, LedgerRules, Order
from streams.terms.days import Day
from tests.delinquency.ledgers import part, parts_in, slot
from tests.delinquency.second.books import CN

PLAIN = LedgerRules()
NEWEST = LedgerRules(
    allocations={
        "payment": Allocation(
            orders=(
                Order(from_days=0, components=("principal", "interest", "fee", "penalty", "cost")),
            ),
            newest_first=True,
        )
    }
)


def _two() -> list[Slot]:
    old = slot("old", 30, part("interest", 20), part("principal", 80))
    return [old, slot("new", 60, part("interest", 10), part("principal", 90))]


def _left(slots: list[Slot]) -> dict[str, int]:
    return {one.id: one.left_minor for one in slots}


@pytest.mark.parametrize(
    ("minor", "left", "over"),
    [
        (0, {"old": 100, "new": 100}, 0),
        (99, {"old": 1, "new": 100}, 0),
        (100, {"new": 100}, 0),
        (101, {"new": 99}, 0),
        (200, {}, 0),
        (230, {}, 30),
    ],
)
def test_the_oldest_is_settled_first(minor: int, left: dict[str, int], over: int) -> None:
    slots = _two()
    assert lay(slots, minor, "payment", Day(40), PLAIN) == over
    assert _left(slots) == left


def test_charges_are_covered_before_principal_where_no_policy_says() -> None:
    slots = _two()
    lay(slots, 30, "payment", Day(40), PLAIN)
    assert parts_in(slots[0]) == [("principal", True, 70)]


def test_the_newest_is_settled_first_where_policy_says_so_and_for_that_kind_alone() -> None:
    slots = _two()
    assert lay(slots, 150, "payment", Day(40), NEWEST) == 0
    assert _left(slots) == {"old": 50}
    assert parts_in(slots[0]) == [("interest", True, 20), ("principal", True, 30)]
    others = _two()
    lay(others, 150, "waiver", Day(40), NEWEST)
    assert _left(others) == {"new": 50}


@pytest.mark.parametrize(
    ("days_late", "left"), [(90, [("principal", True, 70)]), (91, [("interest", True, 20)])]
)
def test_principal_comes_first_from_ninety_one_days_late_on_in_china(
    days_late: int, left: list[tuple[str, bool, int]]
) -> None:
    slots = [slot("s1", 30, part("interest", 20), part("principal", 80))]
    minor = 30 if days_late == 90 else 80
    lay(slots, minor, "payment", Day(30 + days_late), CN.ledger)
    assert parts_in(slots[0]) == left


def test_the_order_is_that_of_the_lateness_before_the_payment() -> None:
    slots = _two()
    assert lay(slots, 105, "payment", Day(121), CN.ledger) == 0
    # It settles the one that was 91 days late; the next is 61 days late, and keeps that order.
    assert parts_in(slots[0]) == [("interest", True, 10), ("principal", True, 85)]


def test_what_does_not_count_makes_no_order() -> None:
    fee = slot("fee", 30, part("fee", 50, counts=False))
    slots = [fee, slot("s1", 60, part("interest", 20), part("principal", 80))]
    lay(slots, 60, "payment", Day(130), CN.ledger)
    assert parts_in(slots[0]) == [("interest", True, 10), ("principal", True, 80)]


def test_what_is_held_is_passed_over() -> None:
    slots = _two()
    slots[0] = held(slots[0], "d1", 60)[0]
    assert lay(slots, 70, "payment", Day(40), PLAIN) == 0
    assert _left(slots) == {"old": 60, "new": 70}
    whole = [held(one, "d1", None)[0] for one in _two()]
    assert lay(whole, 70, "payment", Day(40), PLAIN) == 70
    assert _left(whole) == {"old": 100, "new": 100}


def test_newest_first_passes_over_what_is_held_too() -> None:
    slots = _two()
    slots[1] = held(slots[1], "d1", 60)[0]
    assert lay(slots, 70, "payment", Day(40), NEWEST) == 0
    assert _left(slots) == {"old": 70, "new": 60}


def test_a_payment_before_the_due_date_is_laid_in_the_order_of_no_days() -> None:
    orders = (
        Order(from_days=0, components=("principal", "interest", "fee", "penalty", "cost")),
        Order(from_days=1, components=("interest", "principal", "fee", "penalty", "cost")),
    )
    rules = LedgerRules(allocations={"payment": Allocation(orders=orders)})
    left = []
    for on in (30, 31):
        slots = [slot("old", 30, part("interest", 20), part("principal", 80))]
        lay(slots, 20, "payment", Day(on), rules)
        left.append(parts_in(slots[0]))
    assert left[0] == [("interest", True, 20), ("principal", True, 60)]
    assert left[1] == [("principal", True, 80)]
