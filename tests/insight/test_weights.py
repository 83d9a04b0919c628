"""What a score is made of, and that money is a third of it at most, whatever is known."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.insight.weights import COMPONENTS, MONEY_SHARE_MAX, Component, score, shares

ONE = Fraction(1)
NAMES = [one.id for one in COMPONENTS]
MONEY = {one.id for one in COMPONENTS if one.rests_on_money}
VALUES = st.fractions(0, 1, max_denominator=100)
KNOWN = st.dictionaries(st.sampled_from(NAMES), VALUES)
ANY = st.lists(
    st.builds(
        Component,
        id=st.text("abcdefgh", min_size=1, max_size=3),
        says=st.just(""),
        weight=st.integers(1, 1_000),
        rests_on_money=st.booleans(),
    ),
    unique_by=lambda one: one.id,
).map(tuple)


def test_the_weights_are_of_a_hundred_and_a_third_at_most_rests_on_money() -> None:
    assert sum(one.weight for one in COMPONENTS) == 100
    assert sum(one.weight for one in COMPONENTS if one.rests_on_money) <= 100 * MONEY_SHARE_MAX
    assert Fraction(1, 3) == MONEY_SHARE_MAX


def test_no_component_is_an_amount_and_none_an_incident() -> None:
    for one in COMPONENTS:
        assert not any(
            word in f"{one.id} {one.says}" for word in ("amount", "collected", "paid", "incident")
        )
    assert {"promises_kept"} == MONEY


@given(KNOWN)
def test_whatever_is_known_money_weighs_a_third_at_most(known: dict[str, Fraction]) -> None:
    found = shares(known)
    assert sum(found.get(name, Fraction(0)) for name in MONEY) <= MONEY_SHARE_MAX
    assert not found or sum(found.values()) == 1


@given(ANY, st.data())
def test_no_weights_somebody_writes_let_money_weigh_more(
    components: tuple[Component, ...], data: st.DataObject
) -> None:
    known = {
        one.id: data.draw(VALUES) for one in components if data.draw(st.booleans(), label=one.id)
    }
    money = {one.id for one in components if one.rests_on_money and one.id in known}
    worst, best = (score(known | dict.fromkeys(money, end), components) for end in (0 * ONE, ONE))
    if worst is None or best is None:
        assert worst == best
        assert money == set(known)
    else:
        assert 0 <= worst <= best <= 1
        assert best - worst <= MONEY_SHARE_MAX


@given(KNOWN, st.sampled_from(NAMES))
def test_a_better_value_never_lowers_a_score(known: dict[str, Fraction], name: str) -> None:
    before = score(known | {name: Fraction(1, 2)})
    after = score(known | {name: ONE})
    assert before is None or (after is not None and after >= before)


def test_money_alone_makes_no_score() -> None:
    assert score(dict.fromkeys(MONEY, ONE)) is None
    assert score({}) is None


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        # 30 and 15: the promises would weigh a third, which they may.
        ({"by_the_rules": ONE, "promises_kept": 0 * ONE}, Fraction(2, 3)),
        # 10 and 15: they would weigh more than half, and weigh a third.
        ({"satisfaction": 0 * ONE, "promises_kept": ONE}, Fraction(1, 3)),
        ({"by_the_rules": ONE, "no_complaint": 0 * ONE}, Fraction(2, 3)),
        (dict.fromkeys(NAMES, ONE), ONE),
    ],
)
def test_what_is_not_known_takes_no_part(known: dict[str, Fraction], expected: Fraction) -> None:
    assert score(known) == expected
