"""Rules about order, repetition and sums, on generated histories."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.delinquency.aging import aged
from streams.delinquency.obligations import ledger_of
from streams.delinquency.packing import pack, unpack
from streams.delinquency.posting import record
from streams.delinquency.rows import AccountRow, SaidStanding
from streams.terms.account_facts import AnyAccountFact, PaymentPosted
from streams.terms.days import Day, iso
from tests.delinquency.facts import ACCOUNT, RULES, Account, reversed_
from tests.delinquency.histories import (
    DECLARED,
    FIRST,
    LAST,
    OPENING,
    SPAN,
    histories,
    payments,
    walks,
)

DAYS = st.integers(FIRST, LAST).map(Day)


def _said(account: Account) -> SaidStanding:
    """Return the standing without the origins, which the journal and not the facts decide."""
    said = account.row.journal.said
    assert said is not None
    return replace(said, ledgers=tuple(replace(x, episode_origin=None) for x in said.ledgers))


def _row(facts: list[AnyAccountFact]) -> AccountRow:
    row = AccountRow(account_id=ACCOUNT)
    for fact in facts:
        row = record(row, fact)
    return row


def _days_late(row: AccountRow, currency: str, on: Day) -> int:
    return aged(ledger_of(row, currency, on), currency, RULES, on).days_past_due


@settings(deadline=None)
@given(histories(), st.data())
def test_any_order_and_repetition_give_the_same_standing(
    facts: list[AnyAccountFact], data: st.DataObject
) -> None:
    again = data.draw(st.permutations([*facts, *data.draw(_some(facts))]))
    on = data.draw(st.integers(FIRST + SPAN, LAST).map(Day))
    assert _said(Account(on).take(OPENING, *facts)) == _said(Account(on).take(OPENING, *again))


@settings(deadline=None)
@given(histories(), st.data(), DAYS)
def test_facts_from_before_the_first_tick_leave_no_trace_of_their_order(
    facts: list[AnyAccountFact], data: st.DataObject, on: Day
) -> None:
    again = data.draw(st.permutations([OPENING, *facts, *data.draw(_some(facts))]))
    one, other = Account().take(OPENING, *facts).tick(on), Account().take(*again).tick(on)
    assert one.said == other.said


def _some(facts: list[AnyAccountFact]) -> st.SearchStrategy[list[AnyAccountFact]]:
    return st.lists(st.sampled_from(facts), max_size=4) if facts else st.just([])


@settings(deadline=None)
@given(histories(), payments())
def test_a_payment_never_makes_a_day_worse(
    facts: list[AnyAccountFact], payment: PaymentPosted
) -> None:
    others = [f for f in facts if getattr(f, "payment_id", "") != payment.payment_id]
    without, with_it = _row(others), _row([*others, payment])
    for day in range(FIRST, LAST, 3):
        on = Day(day)
        for currency in DECLARED:
            assert _days_late(with_it, currency, on) <= _days_late(without, currency, on)


@settings(deadline=None)
@given(histories(), payments(), DAYS)
def test_a_payment_and_its_full_reversal_are_as_if_nothing_happened(
    facts: list[AnyAccountFact], payment: PaymentPosted, on: Day
) -> None:
    others = [f for f in facts if getattr(f, "payment_id", "") != payment.payment_id]
    back = reversed_(
        "full",
        payment.payment_id,
        iso(payment.value_on),
        payment.amount_minor,
        currency=payment.currency,
    )
    without = Account().take(OPENING, *others).tick(on)
    with_both = Account().take(OPENING, back, payment, *others).tick(on)
    as_of_then = [replace(_said(a), next_change_on=None) for a in (without, with_both)]
    assert as_of_then[0] == as_of_then[1]


@settings(deadline=None)
@given(histories())
def test_a_day_adds_at_most_one_day_while_late(facts: list[AnyAccountFact]) -> None:
    row = _row([f for f in facts if not hasattr(f, "reversal_id")])
    for currency in DECLARED:
        before = _days_late(row, currency, Day(FIRST))
        for day in range(FIRST + 1, LAST):
            now = _days_late(row, currency, Day(day))
            assert now <= before + 1 or before == 0
            before = now


@settings(deadline=None)
@given(histories(), DAYS)
def test_what_is_settled_is_at_most_what_was_paid(facts: list[AnyAccountFact], on: Day) -> None:
    row = _row(facts)
    for currency in DECLARED:
        owed = {
            b.statement_id: max(
                0, b.min_due_minor - b.past_due_included_minor - b.credit_applied_minor
            )
            for b in row.statements
            if b.currency == currency and b.closed_on <= on
        }
        open_ = {o.statement_id: o.left_minor for o in ledger_of(row, currency, on).open}
        came_in = sum(p.amount_minor for p in row.payments if p.currency == currency)
        assert all(0 < left <= owed[statement] for statement, left in open_.items())
        assert sum(owed.values()) - sum(open_.values()) <= came_in


@settings(deadline=None)
@given(walks())
def test_waking_only_when_asked_says_the_same_as_looking_every_day(
    walk: list[tuple[Day, AnyAccountFact]],
) -> None:
    daily, woken = Account(Day(FIRST - 1)), Account(Day(FIRST - 1))
    for day in range(FIRST, LAST):
        on = Day(day)
        daily.tick(on)
        woken.skip_to(on)
        for arrives, fact in walk:
            if arrives == on:
                daily.take(fact)
                woken.take(fact)
        assert daily.wake_on == woken.wake_on
    assert daily.said == woken.said
    assert daily.row == woken.row


@settings(deadline=None)
@given(walks())
def test_sequence_and_version_count_up_by_one(walk: list[tuple[Day, AnyAccountFact]]) -> None:
    account = Account(Day(FIRST))
    for arrives, fact in walk:
        account.tick(arrives).take(fact)
    assert [e.seq for e in account.events] == list(range(1, len(account.events) + 1))
    assert [s.version for s in account.standings] == list(range(1, len(account.standings) + 1))
    assert len(Counter(e.event_id for e in account.events)) == len(account.events)


@settings(deadline=None)
@given(walks())
def test_a_row_is_read_back_as_it_was(walk: list[tuple[Day, AnyAccountFact]]) -> None:
    account = Account(Day(FIRST))
    for arrives, fact in walk:
        account.tick(arrives).take(fact)
        assert unpack(pack(account.row)) == account.row


@settings(deadline=None)
@given(histories())
def test_recording_twice_changes_nothing(facts: list[AnyAccountFact]) -> None:
    row = _row(facts)
    assert all(record(row, fact) is row for fact in facts)
