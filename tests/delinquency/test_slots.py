"""One obligation: its parts, what is held out of it, what a sum covers."""

from hypothesis import given
from hypothesis import strategies as st

from streams.delinquency.ledger_state import Held, Part, Slot
from streams.delinquency.slots import (
    grown,
    held,
    held_minor,
    partly,
    released,
    settled,
    slot_of,
    struck,
    struck_to,
    unheld,
)
from streams.policy.ledger import COMPONENTS
from streams.terms.days import Day
from tests.delinquency.ledgers import part, parts_in, slot

MIXED = (
    part("cost", 10),
    part("fee", 30),
    part("fee", 40, counts=False),
    part("interest", 20),
    part("principal", 100),
)
SLOT = slot("s1", 30, *MIXED)

ORDERS = st.permutations(COMPONENTS).map(tuple)
PARTS = st.dictionaries(
    st.tuples(st.integers(0, 4), st.booleans()), st.integers(1, 50), min_size=1
).map(lambda found: tuple(Part(*key, minor) for key, minor in sorted(found.items())))


def test_an_obligation_sums_its_parts_and_what_counts_of_them() -> None:
    assert (SLOT.left_minor, SLOT.counting_minor, SLOT.corrects) == (200, 160, "")


def test_principal_is_struck_first_and_what_counts_before_what_does_not() -> None:
    assert [one.minor for one in struck(MIXED, 90)] == [10, 30, 40, 20, 10]
    assert [one.minor for one in struck(MIXED, 110)] == [10, 30, 40, 10]
    after = slot("s1", 30, *struck(MIXED, 135))
    assert parts_in(after) == [("cost", True, 10), ("fee", True, 15), ("fee", False, 40)]
    assert struck(MIXED, 500) == ()


def test_what_is_held_is_out_of_it_but_still_there() -> None:
    kept, left = held(SLOT, "d1", 150)
    assert (kept.left_minor, held_minor(kept), left) == (200, 150, 0)
    assert parts_in(unheld(kept)) == [("cost", True, 10), ("fee", False, 40)]
    again, beyond = held(kept, "d2", 80)
    assert (held_minor(again), beyond) == (200, 30)
    assert held(again, "d3", 5) == (again, 5)


def test_all_of_it_is_held_where_no_amount_is_named() -> None:
    kept, left = held(SLOT, "d1", None)
    assert (held_minor(kept), left) == (200, None)
    assert unheld(kept).parts == ()


def test_a_hold_that_ends_leaves_the_others_and_drops_only_its_own() -> None:
    both = held(held(SLOT, "d1", 30)[0], "d2", 50)[0]
    assert released(both, "d1", drop=False).held == (Held("d2", 50),)
    assert released(both, "d1", drop=False).left_minor == 200
    upheld = released(both, "d2", drop=True)
    assert (upheld.left_minor, upheld.held) == (150, (Held("d1", 30),))
    assert parts_in(upheld)[-1] == ("principal", True, 50)


def test_a_sum_covers_components_in_order_and_of_one_what_counts_first() -> None:
    order = ("principal", "fee", "interest", "cost", "penalty")
    paid = partly(SLOT, 150, order)
    assert parts_in(paid) == [("cost", True, 10), ("fee", False, 20), ("interest", True, 20)]
    first = partly(SLOT, 50, COMPONENTS)
    assert parts_in(first)[:2] == [("fee", False, 30), ("interest", True, 20)]


def test_a_sum_on_one_part_lowers_it() -> None:
    only = slot("s1", 30, part("principal", 300, counts=False))
    assert parts_in(partly(only, 120, COMPONENTS)) == [("principal", False, 180)]


def test_what_is_held_is_not_covered() -> None:
    kept = held(SLOT, "d1", 100)[0]
    paid = partly(kept, 99, ("principal", "interest", "fee", "cost", "penalty"))
    assert paid.held == (Held("d1", 100),)
    assert parts_in(paid) == [("cost", True, 1), ("principal", True, 100)]


def test_a_settled_obligation_is_gone_but_for_what_is_held() -> None:
    assert settled(SLOT) is None
    rest = settled(held(SLOT, "d1", 110)[0])
    assert rest is not None
    assert parts_in(rest) == [("interest", True, 10), ("principal", True, 100)]
    assert rest.held == (Held("d1", 110),)


def test_more_principal_is_added_to_what_there_is() -> None:
    more = grown(SLOT, 7, counts=True)
    assert parts_in(more)[-1] == ("principal", True, 107)
    other = grown(more, 5, counts=False)
    assert parts_in(other)[-2:] == [("principal", True, 107), ("principal", False, 5)]
    bare = grown(slot("s1", 30, part("fee", 9)), 4, counts=True)
    assert parts_in(bare) == [("fee", True, 9), ("principal", True, 4)]


@given(PARTS, st.integers(0, 400))
def test_what_is_struck_and_what_is_left_are_the_whole(parts: tuple[Part, ...], minor: int) -> None:
    whole = sum(one.minor for one in parts)
    gone = sum(one.minor for one in struck_to(parts, minor))
    assert gone == min(minor, whole)
    assert gone + sum(one.minor for one in struck(parts, minor)) == whole


@given(PARTS, st.integers(0, 100), st.integers(0, 100), ORDERS)
def test_a_sum_below_the_free_rest_is_laid_on_it_to_the_cent(
    parts: tuple[Part, ...], share: int, withheld: int, order: tuple[str, ...]
) -> None:
    whole = slot_of(Day(30), Day(10), "s1", parts)
    kept: Slot = held(whole, "d1", withheld * whole.left_minor // 101)[0]
    free = kept.left_minor - held_minor(kept)
    minor = share * free // 101
    paid = partly(kept, minor, order)
    assert paid.left_minor == kept.left_minor - minor
    assert held_minor(paid) == held_minor(kept)
    assert paid.counting_minor == sum(one.minor for one in paid.parts if one.counts)


def test_principal_that_counts_stands_before_what_does_not_whichever_came_last() -> None:
    bare = slot("s1", 30, part("principal", 5, counts=False))
    more = grown(bare, 7, counts=True)
    assert parts_in(more) == [("principal", True, 7), ("principal", False, 5)]
