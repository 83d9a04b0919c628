"""The stage agrees with the second implementation: every fact and clock, any order of arrival."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from streams.policy.rules import Rules
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day
from streams.terms.delinquency_notices import AccountTableRow
from streams.terms.standing import Standing
from tests.delinquency.facts import Account
from tests.delinquency.histories_draws import FIRST, SPAN
from tests.delinquency.histories_walks import Walk, all_histories, all_walks, rule_books
from tests.delinquency.second.answer import differences, second
from tests.generated import examples


@settings(max_examples=examples(200), deadline=None)
@given(all_histories(), rule_books(), st.integers(0, SPAN))
def test_a_set_of_facts_stands_as_reasoned_day_by_day(
    facts: list[AnyAccountFact], rules: Rules, after: int
) -> None:
    on = Day(FIRST + after)
    account = Account(None, rules).take(*facts).tick(on)
    assume(not account.rejects and account.row.opening is not None)
    assert differences(_table(account), second(facts, rules, on), on) == []


@settings(max_examples=examples(100), deadline=None)
@given(all_walks(), rule_books())
def test_facts_as_they_arrive_end_as_reasoned_day_by_day(walk: Walk, rules: Rules) -> None:
    last = Day(walk[-1][0] + 40)
    today = walk[0][0] - 1
    account, taken = Account(Day(today), rules), []
    for arrives, fact in walk:
        while today < arrives:
            today += 1
            account.skip_to(Day(today))
        if not account.take(fact).refused_last:
            taken.append(fact)
    account.tick(last)
    assume(account.row.opening is not None)
    assume(not any(item.fact for item in account.row.waiting))
    assert differences(_table(account), second(taken, rules, last), last) == []


def _table(account: Account) -> Standing:
    return [n.standing for n in account.said if isinstance(n, AccountTableRow)][-1]
