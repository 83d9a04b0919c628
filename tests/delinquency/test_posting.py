"""One business id, one effect: repeats, contests and holds in any order."""

from itertools import permutations
from typing import Any

import pytest
from msgspec.structs import replace

from streams.delinquency.judging import judged
from streams.delinquency.origins import ORIGINS_MAX
from streams.delinquency.posting import CONTESTED_MAX, record
from streams.delinquency.rows import AccountRow, Contested
from streams.delinquency.stage import blank
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import parse_day
from tests.delinquency.facts import (
    ACCOUNT,
    RULES,
    Account,
    bill,
    charged,
    credited,
    disputed,
    fraud_confirmed,
    fraud_reported,
    opened,
    paid,
    pause_ended,
    paused,
    re_age_undone,
    refused,
    resolved,
    reversed_,
    voided,
)

EACH_KIND: list[AnyAccountFact] = [
    opened(),
    bill("s1", "2026-03-20", "2026-04-10", 30_000),
    paid("p1", "2026-04-01", 100),
    reversed_("r1", "p1", "2026-04-02", 100),
    refused("t/0/1"),
    resolved("t/0/1"),
    charged("g1", "FEE", "2026-03-25", 20),
    voided("s9", "2026-03-26"),
    paused("z1", "2026-03-27"),
    pause_ended("z1", "2026-03-28"),
]


def _row(*facts: AnyAccountFact) -> AccountRow:
    row = blank(ACCOUNT)
    for fact in facts:
        row = record(row, fact)
    return row


def _standing(row: AccountRow) -> set[str]:
    facts = row.recent
    kept: list[Any] = [*facts.statements, *facts.payments, *facts.reversals]
    kept += [*facts.entries, *row.cases]
    openings = () if row.opening is None else (row.opening.event_id,)
    return {*(fact.event_id for fact in kept), *openings}


def _lost(lost: Contested) -> set[str]:
    facts: list[Any] = [*lost.statements, *lost.payments, *lost.reversals, *lost.openings]
    facts += lost.notes
    return {fact.event_id for fact in facts}


@pytest.mark.parametrize("fact", EACH_KIND)
def test_a_repeat_is_the_same_row(fact: AnyAccountFact) -> None:
    row = _row(*EACH_KIND)
    assert record(row, fact) is row


def test_the_lowest_sequence_stands_whatever_came_first() -> None:
    low = paid("p1", "2026-04-01", 100, seq=1, event="z")
    middle = paid("p1", "2026-04-03", 200, seq=2, event="a")
    high = paid("p1", "2026-04-02", 300, seq=3, event="b")
    rows = [_row(*order) for order in permutations([low, middle, high])]
    assert all(row == rows[0] for row in rows)
    assert [p.amount_minor for p in rows[0].recent.payments] == [100]
    assert sorted(p.amount_minor for p in rows[0].contested.payments) == [200, 300]


@pytest.mark.parametrize(
    ("kept", "lost"),
    [
        (
            bill("s1", "2026-03-20", "2026-04-10", 1, event="a"),
            bill("s1", "2026-03-20", "2026-04-10", 2, event="b"),
        ),
        (paid("p1", "2026-04-01", 1, event="a"), paid("p1", "2026-04-01", 2, event="b")),
        (
            reversed_("r1", "p1", "2026-04-01", 1, event="a"),
            reversed_("r1", "p2", "2026-04-01", 1, event="b"),
        ),
        (opened(customer="c1"), opened(customer="c2")),
        (
            charged("g1", "FEE", "2026-04-01", 1, event="a"),
            charged("g1", "FEE", "2026-04-01", 2, event="b"),
        ),
        (paused("z1", "2026-04-02", event="a"), paused("z1", "2026-04-01", event="b")),
    ],
)
def test_of_equal_sequences_the_lowest_event_id_stands_and_the_other_is_kept(
    kept: AnyAccountFact, lost: AnyAccountFact
) -> None:
    row = _row(lost, kept)
    assert row == _row(kept, lost) == _row(kept, lost, lost, kept)
    assert _standing(row) == {kept.event_id}
    assert _lost(row.contested) == {lost.event_id}


def test_one_event_id_for_two_contents_is_still_decided_without_arrival_order() -> None:
    one, other = paid("p1", "2026-04-01", 100), paid("p1", "2026-04-01", 200)
    assert _row(one, other) == _row(other, one)


def test_the_same_content_under_a_lower_sequence_lowers_its_claim_and_contests_nothing() -> None:
    late, early = paid("p1", "2026-04-01", 100, seq=5), paid("p1", "2026-04-01", 100, seq=2)
    rival = paid("p1", "2026-04-01", 999, seq=3)
    for order in permutations([late, early, rival]):
        row = _row(*order)
        assert [p.amount_minor for p in row.recent.payments] == [100]
        assert [p.amount_minor for p in row.contested.payments] == [999]


def test_a_content_that_wins_later_takes_the_place_of_the_other_alone() -> None:
    others = [paid(f"p{n}", f"2026-04-0{n}", 100 + n) for n in (1, 2, 4, 5)]
    row = _row(*others, paid("p3", "2026-04-03", 300, seq=9), paid("p3", "2026-04-06", 7, seq=8))
    assert [(p.payment_id, p.amount_minor) for p in row.recent.payments] == [
        ("p1", 101),
        ("p2", 102),
        ("p4", 104),
        ("p5", 105),
        ("p3", 7),
    ]


def test_another_effective_day_is_another_content() -> None:
    row = _row(
        reversed_("r1", "p1", "2026-04-01", 5), reversed_("r1", "p1", "2026-04-02", 5, seq=3)
    )
    assert [r.effective_on for r in row.contested.reversals] == [parse_day("2026-04-02")]


def test_one_id_may_stand_for_facts_of_several_kinds() -> None:
    money = charged("x", "FEE", "2026-04-01", 1), credited("x", "REFUND", "2026-04-01", 2)
    row = _row(*money, paused("x", "2026-04-01"), disputed("x", "2026-04-01"))
    assert [one.kind for one in row.recent.entries] == ["charge", "credit"]
    assert sorted(one.kind for one in row.cases) == ["dispute", "pause"]
    assert row.contested == Contested()


def test_losing_contents_are_bounded() -> None:
    first = paid("p1", "2026-04-01", 1, seq=0)
    others = [paid("p1", "2026-04-01", n + 2, seq=n + 1) for n in range(CONTESTED_MAX + 5)]
    row = _row(first, *others)
    assert len(row.contested.payments) == CONTESTED_MAX
    assert row.recent.payments[0].amount_minor == 1


def test_a_hold_ends_with_its_resolution_in_either_order() -> None:
    account = Account("2026-04-01").take(opened(), refused("t/0/1"))
    assert account.standing.incomplete is True
    assert account.take(resolved("t/0/1")).standing.incomplete is False
    other = Account("2026-04-01").take(opened(), resolved("t/0/2"), refused("t/0/2"))
    assert other.standing.incomplete is False


def test_one_of_two_holds_is_enough() -> None:
    account = Account("2026-04-01").take(opened(), refused("t/0/1"), refused("t/0/2"))
    account.take(resolved("t/0/1"))
    assert account.standing.incomplete


def test_more_origins_than_can_be_kept_leave_the_account_incomplete_for_good() -> None:
    account = Account("2026-04-01").take(opened())
    origins = [f"t/0/{n}" for n in range(ORIGINS_MAX + 1)]
    account.take(*map(refused, origins))
    assert len(account.row.holds.refused) == ORIGINS_MAX
    account.take(*map(resolved, origins))
    assert account.standing.incomplete
    whole = Account("2026-04-01").take(opened(), *map(refused, origins[:-1]))
    whole.take(*map(resolved, origins[:-1]))
    assert whole.standing.incomplete is False


def test_every_way_to_name_too_many_origins_is_noticed() -> None:
    half = ORIGINS_MAX // 2
    names = [f"t/0/{n}" for n in range(ORIGINS_MAX)]
    only_refused = _row(*map(refused, names))
    only_resolved = _row(*map(resolved, names))
    mixed = _row(*map(refused, names[:half]), *map(resolved, names[half:]))
    for full in (only_refused, only_resolved, mixed):
        assert full.holds.overflowed is False
        assert record(full, refused("one more")).holds.overflowed is True
        assert record(full, resolved("one more")).holds.overflowed is True
        assert record(full, refused(names[0])).holds.overflowed is False
        assert record(full, resolved(names[0])).holds.overflowed is False


def test_kept_facts_are_in_order_whatever_the_order_of_arrival() -> None:
    facts = [paid(f"p{n}", f"2026-04-{1 + n % 4:02}", 100) for n in range(12)]
    row = _row(*facts)
    assert list(row.recent.payments) == sorted(row.recent.payments)
    assert row == _row(*reversed(facts))
    assert replace(row.recent.payments[0], channel="x") != row.recent.payments[0]


def test_a_content_that_lost_is_kept_under_its_lowest_claim_whatever_came_first() -> None:
    facts = [
        paid("p1", "2026-04-01", 1, seq=1),
        paid("p1", "2026-04-01", 2, seq=2, event="e2"),
        paid("p1", "2026-04-01", 2, seq=3, event="e3"),
        paid("p1", "2026-04-01", 3, seq=4),
    ]
    kept = [
        [one.source_seq for one in _row(*order).contested.payments] for order in permutations(facts)
    ]
    assert kept == [[2, 4]] * 24


def test_origins_that_were_refused_and_resolved_count_once() -> None:
    names = [f"t/0/{n}" for n in range(ORIGINS_MAX - 1)]
    both = _row(*map(refused, names), *map(resolved, names))
    assert record(both, refused("one more")).holds.overflowed is False


def test_refused_records_stand_in_one_order_whichever_input_was_read_first() -> None:
    names = ["t/0/10", "t/0/9", "u/0/1"]
    for order in permutations(names):
        holds = _row(*map(refused, order), *map(resolved, order)).holds
        assert (holds.refused, holds.resolved) == (tuple(names), tuple(names))


def test_of_ends_that_share_an_id_the_one_of_that_kind_opens_the_whole_past() -> None:
    ends: list[AnyAccountFact] = [
        fraud_confirmed("x", "2026-06-20"),
        re_age_undone("x", "2026-06-20"),
    ]
    bills = [bill(f"s{n}", f"2026-0{n}-10", f"2026-0{n}-28", 500) for n in (1, 2, 3)]
    row = judged(_row(opened(), *bills, *ends), RULES, parse_day("2026-06-20")).row
    assert len(row.past) == 3
    assert record(row, fraud_reported("x", "2026-06-01", 500, statement="s1")).past == ()
    other = fraud_reported("y", "2026-06-01", 500, statement="s1")
    assert record(row, other).past == row.past
