"""The slow answer against cases worked out by hand, and the two rows in Python against it."""

from itertools import permutations
from typing import Any

import pytest

from streams.terms.account_facts import PaymentPosted, PaymentReversed, StatementIssued
from streams.terms.days import Day
from tests.bench.peers.dict_row import blank, settle, taken
from tests.bench.peers.reference import standing_of, standings
from tests.bench.peers.standing import Standing
from tests.bench.peers.workload import AS_OF, Fact, Workload


def bill(
    id_: str, closed_on: int, minor: int, *, due_on: int | None = None, **more: int
) -> StatementIssued:
    return StatementIssued(
        event_id=f"e-{id_}",
        account_id="a1",
        effective_on=Day(closed_on),
        statement_id=id_,
        currency="CNY",
        closed_on=Day(closed_on),
        due_on=Day(closed_on + 20 if due_on is None else due_on),
        min_due_minor=minor,
        total_due_minor=minor * 10,
        **more,
    )


def paid(id_: str, value_on: int, minor: int) -> PaymentPosted:
    return PaymentPosted(
        event_id=f"e-{id_}",
        account_id="a1",
        effective_on=Day(value_on),
        payment_id=id_,
        currency="CNY",
        amount_minor=minor,
        value_on=Day(value_on),
    )


def back(id_: str, payment_id: str, minor: int) -> PaymentReversed:
    return PaymentReversed(
        event_id=f"e-{id_}",
        account_id="a1",
        effective_on=Day(50),
        reversal_id=id_,
        payment_id=payment_id,
        currency="CNY",
        amount_minor=minor,
    )


TWO = (bill("s1", 0, 20_000), bill("s2", 30, 30_000))
CASES: dict[str, tuple[tuple[Fact, ...], int, Standing]] = {
    "nothing late on the due day": (
        TWO[:1],
        20,
        Standing((("s1", 20_000),), "current", 0),
    ),
    "late on the day after": (TWO[:1], 21, Standing((("s1", 20_000),), "d1.small", 0)),
    "the older one ages the account": (
        TWO,
        51,
        Standing((("s1", 20_000), ("s2", 30_000)), "d31.large", 0),
    ),
    "oldest first": (
        (*TWO, paid("p1", 31, 25_000)),
        51,
        Standing((("s2", 25_000),), "d1.small", 25_000),
    ),
    "on the closing day only what closed before": (
        (*TWO, paid("p1", 30, 25_000)),
        51,
        Standing((("s2", 30_000),), "d1.small", 25_000),
    ),
    "a repeat pays once": (
        (*TWO, paid("p1", 31, 5_000), paid("p1", 31, 5_000)),
        51,
        Standing((("s1", 15_000), ("s2", 30_000)), "d31.small", 5_000),
    ),
    "a reversal ahead of its payment": (
        (back("r1", "p1", 20_000), *TWO, paid("p1", 1, 20_000)),
        51,
        Standing((("s1", 20_000), ("s2", 30_000)), "d31.large", 0),
    ),
    "a part reversed moves what came after": (
        (*TWO, paid("p1", 1, 20_000), paid("p2", 31, 30_000), back("r1", "p1", 5_000)),
        51,
        Standing((("s2", 5_000),), "d1.small", 45_000),
    ),
    "within tolerance": (
        (*TWO, paid("p1", 31, 49_000)),
        51,
        Standing((("s2", 1_000),), "current", 49_000),
    ),
    "past due billed before, and credit": (
        (bill("s1", 0, 20_000, past_due_included_minor=5_000, credit_applied_minor=1_000),),
        51,
        Standing((("s1", 14_000),), "d31.small", 0),
    ),
    "nothing of it owed": (
        (bill("s1", 0, 5_000, past_due_included_minor=9_000),),
        51,
        Standing((), "current", 0),
    ),
    "the one due first, whichever closed first": (
        (bill("s1", 0, 20_000, due_on=45), bill("s2", 10, 30_000), paid("p1", 11, 30_000)),
        51,
        Standing((("s1", 20_000),), "d1.small", 30_000),
    ),
    "from day 61 on": (TWO[:1], 81, Standing((("s1", 20_000),), "d61.small", 0)),
    "from day 91 on": (TWO[:1], 111, Standing((("s1", 20_000),), "d91.small", 0)),
}


def as_dict(fact: Fact) -> dict[str, Any]:
    kinds = {
        StatementIssued: "STATEMENT_ISSUED",
        PaymentPosted: "PAYMENT_POSTED",
        PaymentReversed: "PAYMENT_REVERSED",
    }
    named = {name: getattr(fact, name) for name in fact.__struct_fields__}
    return named | {"type": kinds[type(fact)]}


def by_row(facts: tuple[Fact, ...], as_of: int) -> Standing:
    row = blank()
    for fact in facts:
        if taken(row, as_dict(fact)):
            settle(row, as_of)
    open_ = tuple((id_, minor) for id_, minor in row["open"])
    return Standing(open_, row["bucket"], row["paid"])


@pytest.mark.parametrize("case", CASES)
def test_the_reference_by_hand_in_any_order(case: str) -> None:
    facts, as_of, wanted = CASES[case]
    for order in permutations(facts):
        assert standing_of(order, Day(as_of)) == wanted


@pytest.mark.parametrize("case", CASES)
def test_the_row_of_faust_and_quix_by_hand_in_any_order(case: str) -> None:
    facts, as_of, wanted = CASES[case]
    for order in permutations(facts):
        assert by_row(order, as_of) == wanted


def test_the_row_of_faust_and_quix_over_a_month() -> None:
    sizes = Workload(facts=2_000, accounts=400)
    facts = [*sizes.history(), *sizes.month()]
    wanted = standings(facts)
    known: dict[str, list[Fact]] = {}
    for fact in facts:
        if type(fact) in {StatementIssued, PaymentPosted, PaymentReversed}:
            known.setdefault(fact.account_id, []).append(fact)
    assert {account: by_row(tuple(some), AS_OF) for account, some in known.items()} == wanted
    assert len({standing.bucket for standing in wanted.values()}) > 4
