"""The made-up month keeps its shares, and comes again for the same sizes."""

from collections import Counter
from itertools import pairwise

import pytest

from streams.terms.account_facts import PaymentPosted, PaymentReversed, StatementIssued
from tests.bench.peers.workload import AS_OF, LATE_DAYS_MAX, Fact, Workload

SIZES = Workload(facts=10_000, accounts=2_000)
MONTH = SIZES.month()
HISTORY = list(SIZES.history())


def payments() -> list[PaymentPosted]:
    return [fact for fact in MONTH if isinstance(fact, PaymentPosted)]


def days_late() -> list[int]:
    """Return how late each payment came, by the newest value date seen when it did."""
    newest = 0
    late: dict[str, int] = {}
    for paid in payments():
        newest = max(newest, paid.value_on)
        late.setdefault(paid.payment_id, newest - paid.value_on)
    return list(late.values())


def test_the_month_has_as_many_facts_as_asked() -> None:
    assert len(MONTH) == SIZES.facts


def test_every_account_is_billed_once_in_the_month() -> None:
    billed = Counter(fact.account_id for fact in MONTH if isinstance(fact, StatementIssued))
    assert len(billed) == SIZES.accounts
    assert set(billed.values()) == {1}


def test_five_percent_repeat_a_payment_half_of_them_under_another_event_id() -> None:
    ids = Counter(paid.payment_id for paid in payments())
    events = Counter(paid.event_id for paid in payments())
    assert sum(count - 1 for count in ids.values()) == 500
    assert sum(count - 1 for count in events.values()) == 250


def test_a_repeat_says_what_the_first_said() -> None:
    first: dict[str, PaymentPosted] = {}
    for paid in payments():
        known = first.setdefault(paid.payment_id, paid)
        assert (known.account_id, known.value_on) == (paid.account_id, paid.value_on)
        assert known.amount_minor == paid.amount_minor


def test_five_percent_are_late_by_up_to_sixty_days() -> None:
    late = [days for days in days_late() if days > 0]
    assert len(late) == 500
    assert max(late) == LATE_DAYS_MAX


def test_one_percent_reverse_a_payment_once_and_some_come_ahead_of_it() -> None:
    seen: set[str] = set()
    ahead, back = 0, []
    for fact in MONTH:
        if isinstance(fact, PaymentPosted):
            seen.add(fact.payment_id)
        elif isinstance(fact, PaymentReversed):
            back.append(fact)
            ahead += fact.payment_id not in seen
    assert len({fact.payment_id for fact in back}) == len(back) == 100
    assert 5 <= ahead <= 40
    paid = {one.payment_id: one.amount_minor for one in payments()}
    assert all(0 < fact.amount_minor <= paid[fact.payment_id] for fact in back)


def test_nothing_is_dated_behind_the_day_of_judgement() -> None:
    assert max(fact.effective_on for fact in [*HISTORY, *MONTH]) <= AS_OF


def test_facts_arrive_by_day() -> None:
    bills = [fact.closed_on for fact in MONTH if isinstance(fact, StatementIssued)]
    assert all(first <= second for first, second in pairwise(bills))


def test_the_same_sizes_give_the_same_facts_and_another_seed_others() -> None:
    assert SIZES.month() == MONTH
    assert Workload(facts=10_000, accounts=2_000, seed=6).month() != MONTH


def test_event_ids_name_one_fact_and_its_repeats() -> None:
    by_id: dict[str, Fact] = {}
    for fact in [*HISTORY, *MONTH]:
        assert by_id.setdefault(fact.event_id, fact) == fact


def test_too_few_facts_for_the_accounts_are_refused() -> None:
    with pytest.raises(ValueError, match="too few for 10 accounts: give at least 2 facts"):
        Workload(facts=19, accounts=10)
