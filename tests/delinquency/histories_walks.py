"""Generated lives of an account with every kind of fact, and the rules they are judged by.

A walk is facts with the day each arrives on, in order of arrival: near its date, early by up to a
week, or late by weeks or months, yet inside the late horizon; some arrive twice.
"""

from functools import cache
from hashlib import sha256

from hypothesis import strategies as st
from msgspec.structs import replace

from streams.policy.ledger import LedgerRules
from streams.policy.rules import Rules
from streams.terms.account_facts import AnyAccountFact, PaymentPosted, StatementIssued
from streams.terms.days import Day
from tests.delinquency.histories_cases import (
    commitments,
    disputes,
    endings,
    frauds,
    freezes,
    re_ages,
    remarks,
)
from tests.delinquency.histories_draws import FIRST, SPAN
from tests.delinquency.histories_money import bill_facts, openings, receipt_facts
from tests.delinquency.second.books import BOOKS, RULES

Walk = list[tuple[Day, AnyAccountFact]]

# The last day a walk is looked at; every fact lies less than the late horizon before it.
END = Day(FIRST + SPAN + 60)

# What belongs together in a policy is taken from one book.
_GROUPS = (
    ("counts",),
    ("allocations", "credits_pay"),
    ("ages_from_reversal",),
    ("grace",),
    ("materiality",),
    ("clocks", "reported"),
    ("bureau", "charge_off_days"),
    ("late_fees", "penalties", "waiver"),
    ("cut_off", "calendar", "due_shifts"),
    ("re_age",),
    ("promise",),
)


@st.composite
def rule_books(draw: st.DrawFn) -> Rules:
    """Draw one of the books of the tests, or one put together from parts of them."""
    if draw(st.booleans()):
        return draw(st.sampled_from(BOOKS))
    ledger = LedgerRules()
    for group in _GROUPS:
        source = draw(st.sampled_from(BOOKS)).ledger
        ledger = replace(ledger, **{name: getattr(source, name) for name in group})
    key = sha256(repr(ledger).encode()).hexdigest()[:12]
    return replace(RULES, digest=f"test-{key}", ledger=replace(ledger, key=key))


@cache
def case_facts() -> st.SearchStrategy[AnyAccountFact]:
    """Draw a fact that protects the account, changes how it ages, or is beside the amounts."""
    return st.one_of(disputes(), frauds(), freezes(), commitments(), re_ages(), remarks())


@st.composite
def all_histories(draw: st.DrawFn) -> list[AnyAccountFact]:
    """Draw an opening, bills, receipts and cases; in one of four the account ends."""
    facts: list[AnyAccountFact] = [draw(openings())]
    facts += draw(st.lists(bill_facts(), min_size=3, max_size=10))
    facts += draw(st.lists(receipt_facts(), min_size=1, max_size=8))
    facts += draw(st.lists(case_facts(), min_size=1, max_size=6))
    if draw(st.integers(0, 3)) == 3:
        facts += draw(st.lists(endings(), min_size=1, max_size=3))
    return facts


@st.composite
def all_walks(draw: st.DrawFn) -> Walk:
    """Draw a history and the day on which each fact arrives."""
    opening, *facts = draw(all_histories())
    walk: Walk = [(Day(FIRST), opening)]
    if draw(st.integers(0, 9)) == 9:
        walk = [(Day(FIRST + draw(st.integers(0, SPAN))), opening)]
    for fact in facts:
        late = draw(st.sampled_from([-7, -1, 0, 0, 0, 0, 0, 1, 5, 40, 120]))
        arrives = Day(min(END, max(FIRST, dated(fact) + late)))
        walk.append((arrives, fact))
        if draw(st.integers(0, 9)) == 9:
            walk.append((Day(min(END, arrives + draw(st.sampled_from([0, 1, 30])))), fact))
    return sorted(walk, key=arrival)


def dated(fact: AnyAccountFact) -> Day:
    """Return the date that a fact gives itself."""
    if isinstance(fact, StatementIssued):
        return fact.closed_on
    return fact.value_on if isinstance(fact, PaymentPosted) else fact.effective_on


def arrival(arrives: tuple[Day, AnyAccountFact]) -> Day:
    """Return the day of arrival."""
    return arrives[0]
