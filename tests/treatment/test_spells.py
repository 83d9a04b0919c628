"""A stop that is placed, lifted and placed again: what came first of its facts does not matter."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.terms.days import Day
from streams.terms.profile_facts import StopLifted, StopPlaced
from streams.treatment.rows import CustomerRow, Stop, account_of
from streams.treatment.spells import WORDS_MAX, spells, spells_of
from streams.treatment.stops import stop_rule, with_lift, with_stop
from streams.treatment.uniting import united
from tests.generated import examples
from tests.treatment.world import DUE_ON, Customer, late, lift, stop

ON = Day(1_000)
Fact = StopPlaced | StopLifted
THREE: tuple[Fact, ...] = (stop("DECEASED", day=3), lift(day=9), stop("DECEASED", day=20))


def known(facts: tuple[Fact, ...]) -> Stop:
    stops: tuple[Stop, ...] = ()
    for fact in facts:
        on = fact.effective_on
        if isinstance(fact, StopLifted):
            stops = with_lift(stops, fact.stop_id, on)
        else:
            stops = with_stop(stops, fact.stop_id, fact.kind, on, fact.until_on)
    (found,) = stops
    return found


def held(customer: Customer, account: str = "a1") -> set[int]:
    """Return the days, of those up to 100, on which what was said holds an account's clocks."""
    began = {e.effect_id: e for e in customer.effects if e.change == "CLOCK_HELD"}
    ended = {e.effect_id: e for e in customer.effects if e.change == "CLOCK_RELEASED"}
    assert len(began) + len(ended) == len(customer.effects), "an effect is said twice"
    days: set[int] = set()
    for name, effect in began.items():
        if effect.account_id == account:
            end = ended[name].effective_on if name in ended else DUE_ON + 100
            days.update(range(effect.effective_on - DUE_ON, end - DUE_ON))
    return days


def owing(*facts: Fact, day: int = 30) -> Customer:
    customer = Customer()
    customer.stands(late(), day=0)
    customer.tick(day)
    for fact in facts:
        assert customer.tell(fact).reject is None
    return customer


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("day", [2, 30])
def test_one_that_is_placed_again_holds_whatever_came_first(
    order: tuple[int, ...], day: int
) -> None:
    customer = owing(*(THREE[n] for n in order), day=day)
    assert stop_rule(customer.row.stops, Day(DUE_ON + 31)) == "stop_deceased"
    assert held(customer) == {*range(3, 9), *range(20, 100)}
    assert [(c.from_on, c.kind) for c in customer.row.clocks] == [(DUE_ON + 20, "DECEASED")]
    assert customer.tick(31)[-1] == "letter_1 SUPPRESSED stop_deceased"
    customer.tell(lift(day=40))
    assert stop_rule(customer.row.stops, Day(DUE_ON + 41)) is None
    assert held(customer) == {*range(3, 9), *range(20, 40)}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_repeat_of_any_of_them_says_nothing_new(order: tuple[int, ...]) -> None:
    customer = owing(*(THREE[n] for n in order))
    row = customer.row
    for fact in THREE:
        assert customer.tell(fact).row is row


def test_on_one_day_a_lifting_ends_what_was_placed_that_day_and_not_what_is_placed_again() -> None:
    assert known((stop(day=3), lift(day=3))).lifted
    assert known((lift(day=3), stop(day=3))).lifted
    three: tuple[Fact, ...] = (stop(day=1), lift(day=3), stop(day=3))
    for order in permutations(three):
        assert known(order).holds(Day(DUE_ON + 3))


def test_an_end_counts_for_its_own_spell() -> None:
    first, second = (
        replace(stop(day=day), until_on=Day(DUE_ON + end)) for day, end in ((1, 99), (20, 25))
    )
    three: tuple[Fact, ...] = (first, lift(day=9), second)
    for order in permutations(three):
        found = known(order)
        assert found.holds(Day(DUE_ON + 25))
        assert not found.holds(Day(DUE_ON + 26))


def test_one_of_which_no_days_were_kept_holds_when_it_is_placed_again() -> None:
    (again,) = with_stop((Stop("st1", "DECEASED", lifted=True),), "st1", "DECEASED", ON)
    assert again.holds(ON)
    assert again.placed_on == ON
    (still,) = with_stop((Stop("st1", "DECEASED", lifted=False),), "st1", "DECEASED", ON)
    assert still.holds(ON)
    (lifted,) = with_lift((still,), "st1", Day(ON + 1))
    assert (lifted.lifted, lifted.lifted_on, lifted.placed_on) == (True, ON + 1, None)


def test_a_stop_that_was_said_to_hold_sooner_is_held_from_then() -> None:
    customer = owing(stop("DECEASED", day=20), stop("DECEASED", day=3))
    assert held(customer) == set(range(3, 100))
    assert held(owing(stop("DECEASED", day=3), stop("DECEASED", day=20))) == set(range(3, 100))


def test_a_spell_ends_with_its_own_end_where_it_was_lifted_later() -> None:
    ends = replace(stop("DECEASED", day=3), until_on=Day(DUE_ON + 5))
    for order in permutations((ends, lift(day=9), THREE[2])):
        assert held(owing(*order, day=4)) == {*range(3, 6), *range(20, 100)}


def test_a_spell_before_the_customer_was_liable_holds_no_clock() -> None:
    customer = Customer()
    customer.stands(late(), day=12)
    customer.tick(30)
    for fact in (THREE[1], THREE[0], THREE[2]):
        customer.tell(fact)
    assert held(customer) == set(range(20, 100))
    account = account_of(customer.row, "a1")
    assert account is not None
    assert account.liable_on == DUE_ON + 12


def test_what_says_the_same_every_day_is_not_remembered_for_ever() -> None:
    stops: tuple[Stop, ...] = with_stop((), "st1", "ATTORNEY", ON)
    for day in range(1, 40):
        stops = with_stop(stops, "st1", "ATTORNEY", Day(ON + day))
    assert (stops[0].placed_on, stops[0].lifted) == (ON, False)
    for day in range(40, 80):
        stops = with_lift(stops, "st1", Day(ON + day))
    assert (stops[0].lifted_on, stops[0].lifted) == (ON + 40, True)
    for day in range(80, 160, 2):
        stops = with_stop(stops, "st1", "ATTORNEY", Day(ON + day))
        assert stops[0].holds(Day(ON + day))
        stops = with_lift(stops, "st1", Day(ON + day + 1))
        assert stops[0].lifted
    assert len(stops[0].placings) + len(stops[0].liftings) <= WORDS_MAX


_WORDS = st.lists(
    st.one_of(
        st.builds(
            lambda day, end: replace(
                stop("DECEASED", day=day), until_on=None if end is None else Day(DUE_ON + day + end)
            ),
            st.integers(1, 20),
            st.sampled_from((None, None, None, 4)),
        ),
        st.builds(lambda day: lift(day=day), st.integers(1, 20)),
    ),
    min_size=1,
    max_size=7,
)


@settings(max_examples=examples(150), deadline=None)
@given(_WORDS, st.data())
def test_no_order_of_arrival_changes_a_stop(facts: list[Fact], data: st.DataObject) -> None:
    found = known(tuple(facts))
    shuffled = data.draw(st.permutations(facts))
    assert known(tuple(shuffled)) == found
    at = data.draw(st.integers(1, len(facts)))
    one, other = (known(tuple(part)) for part in (facts[:at], facts[at - 1 :]))
    rows = [CustomerRow(customer_id="c1", stops=(part,)) for part in (one, other)]
    assert united(rows[0], rows[1], None).stops == (found,)


@settings(max_examples=examples(150), deadline=None)
@given(_WORDS)
def test_a_stop_that_was_placed_last_holds(facts: list[Fact]) -> None:
    found = known(tuple(facts))
    placed = [f.effective_on for f in facts if isinstance(f, StopPlaced)]
    lifted = [f.effective_on for f in facts if isinstance(f, StopLifted)]
    if not placed:
        assert not found.holds(ON)
    elif not lifted or max(placed) > max(lifted):
        assert found.holds(max(placed))
    elif max(placed) < max(lifted):
        assert not found.holds(max(lifted))
    for spell, later in zip(spells_of(found), spells_of(found)[1:], strict=False):
        assert spell.lifted_on is not None
        assert spell.from_on <= spell.lifted_on <= later.from_on


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(st.integers(1, 20), min_size=1, max_size=3), st.integers(1, 20), st.data())
def test_clocks_are_held_for_the_same_days_in_every_order(
    placed: list[int], lifted: int, data: st.DataObject
) -> None:
    facts: list[Fact] = [*(stop("DECEASED", day=day) for day in placed), lift(day=lifted)]
    expected = {
        day
        for spell in spells([(Day(p), None) for p in placed], [Day(lifted)])
        for day in range(spell.from_on, 100 if spell.lifted_on is None else spell.lifted_on)
    }
    assert held(owing(*data.draw(st.permutations(facts)))) == expected
