"""What holds of the second implementation whatever happens to an account."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from streams.policy.rules import Rules
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day
from tests.delinquency.histories_draws import FIRST
from tests.delinquency.histories_walks import END, all_histories, rule_books
from tests.delinquency.second.answer import second, timeline

DAYS = st.integers(FIRST + 60, END).map(Day)


@settings(max_examples=40, deadline=None)
@given(all_histories(), rule_books(), DAYS)
def test_parts_add_up_and_the_last_day_of_the_timeline_is_the_answer(
    facts: list[AnyAccountFact], rules: Rules, on: Day
) -> None:
    days = timeline(facts, rules, on, Day(on - 1))
    for currency, answer in second(facts, rules, on).ledgers.items():
        known = answer.standing
        assert sum(known.parts_minor.values()) == known.past_due_minor
        assert min([*known.parts_minor.values(), known.held_minor, known.upcoming_minor]) >= 0
        assert days[currency][on] == (known.oldest_due_on, known.bucket)
        assert known.delinquent_days <= known.days_past_due


@settings(max_examples=20, deadline=None)
@given(all_histories(), rule_books(), DAYS, st.randoms(use_true_random=False))
def test_the_order_in_which_facts_are_given_does_not_matter(
    facts: list[AnyAccountFact], rules: Rules, on: Day, random: Random
) -> None:
    shuffled = [*facts, *facts[:3]]
    random.shuffle(shuffled)
    assert second(shuffled, rules, on) == second(facts, rules, on)
