"""The same facts give the same standing: in any order, any number of times, however they came."""

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.policy.rules import Rules
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day
from tests.delinquency.facts import Account, pause_ended, paused
from tests.delinquency.histories_billed import billed_lives
from tests.delinquency.histories_draws import DAYS, FIRST, SPAN
from tests.delinquency.histories_walks import END, Walk, all_histories, all_walks, rule_books
from tests.delinquency.standings import lived, row_with, standing_on, timeless
from tests.generated import examples

ON = st.integers(FIRST, END).map(Day)


@settings(max_examples=examples(200), deadline=None)
@given(all_histories(), rule_books(), st.data(), st.integers(FIRST + SPAN, END).map(Day))
def test_any_order_and_repetition_give_the_same_standing(
    facts: list[AnyAccountFact], rules: Rules, data: st.DataObject, on: Day
) -> None:
    repeated = data.draw(st.lists(st.sampled_from(facts), max_size=4))
    again = data.draw(st.permutations([*facts, *repeated]))
    one, other = Account(on, rules).take(*facts), Account(on, rules).take(*again)
    standing, reordered = timeless(one, other)
    assert standing == reordered


@settings(max_examples=examples(100), deadline=None)
@given(all_histories(), rule_books(), st.data(), ON)
def test_facts_from_before_the_first_tick_leave_no_trace_of_their_order(
    facts: list[AnyAccountFact], rules: Rules, data: st.DataObject, on: Day
) -> None:
    again = data.draw(st.permutations([*facts, *facts[:3]]))
    one = Account(None, rules).take(*facts).tick(on)
    other = Account(None, rules).take(*again).tick(on)
    assert one.said == other.said


@settings(max_examples=examples(150), deadline=None)
@given(all_walks(), rule_books())
def test_facts_that_came_one_by_one_stand_as_if_all_had_come_at_once(
    walk: Walk, rules: Rules
) -> None:
    by_day = lived(walk, rules, END).tick(END)
    facts = sorted((fact for _, fact in walk), key=lambda fact: fact.event_id)
    at_once = Account(None, rules).take(*facts).tick(END)
    standing, fresh = timeless(by_day, at_once)
    assert standing == fresh


Facts = list[AnyAccountFact]


@st.composite
def _pauses(draw: st.DrawFn) -> tuple[Day, Facts, Facts]:
    """Draw a day, a pause from it on, and a second pause of the same days or of fewer of them."""
    since, is_ended = draw(DAYS), draw(st.booleans())
    until = Day(since + draw(st.integers(1, 60)))
    inner = draw(st.integers(since, until).map(Day))
    once = _pause("once", since, until, is_ended=is_ended)
    return since, once, _pause("twice", inner, until, is_ended=not is_ended)


def _pause(name: str, since: Day, until: Day, *, is_ended: bool) -> Facts:
    """Return a pause of the days [since, until): with its end said at once, or when it comes."""
    if is_ended:
        return [paused(name, since), pause_ended(name, until)]
    return [paused(name, since, until)]


@settings(max_examples=examples(100), deadline=None)
@given(billed_lives(), rule_books(), _pauses())
def test_pausing_twice_is_pausing_once(
    facts: Facts, rules: Rules, pauses: tuple[Day, Facts, Facts]
) -> None:
    since, once, twice = pauses
    rows = row_with([*facts, *once]), row_with([*facts, *once, *twice])
    for day in range(since, END, 17):
        # The second pause wakes the account on days on which nothing then changes.
        one, other = (
            replace(standing_on(row, rules, Day(day)), next_change_on=None) for row in rows
        )
        assert one == other
