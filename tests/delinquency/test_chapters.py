"""Chapters keep facts and ledgers as they were, and never wrongly deny an id."""

from streams.delinquency.chapters import facts_of, ledgers_before, mark, marks_of, may_hold, written
from streams.delinquency.ledger_state import LedgerState
from streams.terms.days import Day
from tests.delinquency.facts import bill, charged, corrected, paid, reversed_, voided
from tests.delinquency.ledgers import row_of

FACTS = row_of(
    bill("s1", "2026-03-20", "2026-04-10", 300),
    paid("p1", "2026-04-01", 100),
    reversed_("r1", "p1", "2026-04-02", 100),
    charged("g1", "FEE", "2026-03-25", 20),
    voided("s9", "2026-03-26"),
    corrected("k1", "s1", "2026-03-27", "2026-04-11", 200),
).recent
BEFORE = (LedgerState("CNY", balance_minor=7), LedgerState("JPY"))
CHAPTER = written(Day(1), Day(9), FACTS, BEFORE)


def test_what_was_put_in_comes_out() -> None:
    assert facts_of(CHAPTER) == FACTS
    assert ledgers_before(CHAPTER) == BEFORE
    assert (CHAPTER.after_on, CHAPTER.until_on) == (1, 9)


def test_every_fact_is_marked_under_its_kind_and_id() -> None:
    kinds = {"statement": "s1", "payment": "p1", "reversal": "r1", "charge": "g1"}
    kinds |= {"void": "s9", "correct": "k1"}
    marks = marks_of(FACTS)
    assert all(may_hold(marks, mark(kind, id_)) for kind, id_ in kinds.items())
    assert not any(may_hold(marks, mark(kind, "other")) for kind in kinds)
    assert not may_hold(marks, mark("payment", "s1"))


def test_four_bytes_across_two_marks_are_no_mark() -> None:
    across = b"\x01\x02\x03\x04\x05\x06\x07\x08\x03\x04\x05\x07"
    assert not may_hold(across, b"\x03\x04\x05\x06")
    assert may_hold(across, b"\x05\x06\x07\x08")
    twice = b"\x01\x02\x03\x04\x03\x04\x03\x04\x03\x04\x03\x04"
    assert may_hold(twice, b"\x03\x04\x03\x04")


def test_a_mark_is_the_same_wherever_it_is_made() -> None:
    assert mark("payment", "p1").hex() == "d033c788"


def test_a_mark_is_found_behind_all_false_ones_however_they_overlap() -> None:
    assert may_hold(b"xaaaaaaa", b"aaaa")
    assert may_hold(b"xabcdxxxabcd", b"abcd")
    assert not may_hold(b"xabcdxxx", b"abcd")
    assert not may_hold(b"", b"abcd")
