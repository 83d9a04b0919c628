"""The calendar: a day adds at most one day, and a row wakes on every day that changes anything."""

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.policy.rules import Rules
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day
from streams.terms.delinquency_notices import AccountTableRow, AnyDelinquencyNotice, StandingNotice
from streams.terms.standing import LedgerStanding
from tests.delinquency.facts import Account
from tests.delinquency.histories_billed import billed_lives, billed_walks
from tests.delinquency.histories_draws import FIRST
from tests.delinquency.histories_walks import END, Walk, rule_books
from tests.delinquency.second.known import Known
from tests.delinquency.standings import row_with, standing_on
from tests.generated import examples


@settings(max_examples=examples(150), deadline=None)
@given(billed_lives(), rule_books(), st.integers(FIRST, END - 40))
def test_a_day_adds_at_most_one_day(facts: list[AnyAccountFact], rules: Rules, first: int) -> None:
    row, known = row_with(facts), Known([*facts], rules, Day(10**6))
    begins = {known.counts_on(fact) for fact in facts}
    before = standing_on(row, rules, Day(first))
    for on in map(Day, range(first + 1, first + 40)):
        now = standing_on(row, rules, on)
        if on not in begins:
            for one, other in zip(now.ledgers, before.ledgers, strict=True):
                _adds_at_most_one_day(one, other, on)
        before = now


def _adds_at_most_one_day(now: LedgerStanding, before: LedgerStanding, on: Day) -> None:
    # What stays within tolerance, or within grace, begins with its full age once it passes that.
    assert now.days_past_due <= before.days_past_due + 1 or not before.days_past_due
    assert now.delinquent_days <= before.delinquent_days + 1 or not before.delinquent_days
    assert _contractual_days(now, on) <= _contractual_days(before, Day(on - 1)) + 1


def _contractual_days(ledger: LedgerStanding, on: Day) -> int:
    due_on = ledger.contractual_due_on
    return 0 if due_on is None else on - due_on


@settings(max_examples=examples(60), deadline=None)
@given(billed_walks(), rule_books())
def test_waking_only_when_asked_says_the_same_as_looking_every_day(
    walk: Walk, rules: Rules
) -> None:
    daily, woken = Account(Day(FIRST - 1), rules), Account(Day(FIRST - 1), rules)
    for on in map(Day, range(FIRST, END)):
        daily.tick(on)
        woken.skip_to(on)
        for arrives, fact in walk:
            if arrives == on:
                daily.take(fact)
                woken.take(fact)
        assert daily.wake_on == woken.wake_on
    assert [_undated(one) for one in daily.said] == [_undated(one) for one in woken.said]
    assert daily.row.journal == woken.row.journal


def _undated(notice: AnyDelinquencyNotice) -> AnyDelinquencyNotice:
    """Return a notice, a standing in it without its day and day counts: anchors give them."""
    if not isinstance(notice, AccountTableRow | StandingNotice):
        return notice
    standing = notice.standing
    ledgers = tuple(replace(one, days_past_due=0, delinquent_days=0) for one in standing.ledgers)
    return replace(notice, standing=replace(standing, days_past_due=0, ledgers=ledgers))
