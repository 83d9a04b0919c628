"""What is said on the way: numbered without a gap, never twice, and right about the past."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from streams.delinquency.packing import pack, unpack
from streams.policy.rules import Rules
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day
from tests.delinquency.facts import Account
from tests.delinquency.histories_billed import billed_walks
from tests.delinquency.histories_moved import any_facts
from tests.delinquency.histories_walks import END, Walk, all_walks, rule_books
from tests.delinquency.second.corrections import corrected_spans
from tests.delinquency.standings import come_to, is_numbered, lived
from tests.generated import examples


@settings(max_examples=examples(150), deadline=None)
@given(all_walks(), rule_books(), st.integers(0, 20))
def test_replay_of_any_suffix_changes_nothing_and_says_nothing(
    walk: Walk, rules: Rules, since: int
) -> None:
    account = lived(walk, rules, walk[-1][0])
    row, said = account.row, len(account.said)
    for _, fact in walk[since:]:
        account.take(fact)
        assert account.row is row
    assert len(account.said) == said


@settings(max_examples=examples(150), deadline=None)
@given(billed_walks(), rule_books())
def test_what_is_said_is_numbered_without_a_gap_and_rows_survive_their_bytes(
    walk: Walk, rules: Rules
) -> None:
    account = Account(Day(walk[0][0] - 1), rules)
    for arrives, fact in walk:
        come_to(account, arrives).take(fact)
        read = unpack(pack(account.row))
        assert read == account.row
        account.row = read
    come_to(account, END)
    assert account.said == lived(walk, rules, END).said
    assert is_numbered(account.said)


@settings(max_examples=examples(150), deadline=None)
@given(billed_walks(), rule_books(), any_facts())
def test_a_late_fact_corrects_the_days_that_the_second_implementation_finds(
    walk: Walk, rules: Rules, late: AnyAccountFact
) -> None:
    account, taken = Account(Day(walk[0][0] - 1), rules), []
    for arrives, fact in walk:
        if not come_to(account, arrives).take(fact).refused_last:
            taken.append(fact)
    come_to(account, END)
    since, said = account.row.journal.since_on, len(account.corrections)
    assert since is not None
    account.take(late)
    assume(not account.refused_last)
    told = {one.currency: [*one.spans] for one in account.corrections[said:]}
    assert told == corrected_spans(taken, [*taken, late], rules, since, END)
