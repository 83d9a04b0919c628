"""Facts as notes: every kind has one or a shape of its own, and keeps all that it says."""

import pytest
from msgspec.structs import replace

from streams.delinquency.noting import ENTRIES, NAMES, RETROACTIVE, STARTS, instalments_of, note_of
from streams.delinquency.rows import NEVER, Noted
from streams.terms.account_facts import (
    AccountOpened,
    AnyAccountFact,
    PaymentPosted,
    PaymentReversed,
    RecordRefused,
    RefusalResolved,
    StatementIssued,
)
from streams.terms.case_facts import Instalment, ReviewDecided
from streams.terms.days import Day
from tests.delinquency import facts as told

ON = Day(10)
NOTED: dict[str, AnyAccountFact] = {
    "correct": told.corrected("x", "s1", ON, Day(20), 5, interest=1, fee=2, penalty=3, cost=4),
    "void": told.voided("x", ON),
    "charge": told.charged("x", "FEE", ON, 5, counts=False),
    "waive": told.charge_waived("x", "g1", ON, 5),
    "credit": told.credited("x", "GOODWILL", ON, 5),
    "refund": told.refunded("x", ON, 5),
    "recover": told.recovered("x", ON, 5),
    "grant": told.waived("x", ON, 5),
    "close": told.closed("x", ON),
    "write_off": told.charged_off("x", ON),
    "write_back": told.charge_off_undone("x", ON),
    "sell": told.sold("x", ON),
    "currency": told.currency_changed("x", ON, "CNY", "JPY"),
    "card": told.card_replaced("x", ON, "old", "new"),
    "liable": told.made_liable("x", ON, "c2", role="GUARANTOR", until=Day(20)),
    "pause": told.paused("x", ON, Day(20)),
    "unpause": told.pause_ended("x", ON),
    "dispute": told.disputed("x", ON, statement="s1"),
    "resolve": told.dispute_resolved("x", ON, "UPHELD"),
    "fraud": told.fraud_reported("x", ON, 5, statement="s1"),
    "confirm": told.fraud_confirmed("x", ON),
    "reject": told.fraud_rejected("x", ON),
    "plan": told.plan_agreed("x", ON, (Day(30), 7), (Day(20), 5)),
    "unplan": told.plan_broken("x", ON),
    "re_age": told.re_aged("x", ON, workout=True),
    "re_age_undo": told.re_age_undone("x", ON),
    "cause": told.cause_stated("x", ON, "ILLNESS"),
    "hold": told.clock_held("x", ON, "BREATHING_SPACE"),
    "release": told.clock_released("x", ON),
    "promise": told.promised("x", ON, (Day(20), 5)),
    "unpromise": told.promise_cancelled("x", ON),
}
OWN_SHAPE = {AccountOpened, StatementIssued, PaymentPosted, PaymentReversed, RecordRefused}
OWN_SHAPE |= {RefusalResolved, ReviewDecided}


def _note(kind: str) -> Noted:
    note = note_of(NOTED[kind])
    assert note is not None
    return note


def test_every_kind_of_fact_is_noted_or_has_a_shape_of_its_own() -> None:
    every = set(AnyAccountFact.__args__)
    assert {type(fact) for fact in NOTED.values()} | OWN_SHAPE == every
    assert note_of(told.paid("p1", ON, 5)) is None


@pytest.mark.parametrize("kind", NOTED)
def test_people_know_a_kind_by_the_name_of_its_fact(kind: str) -> None:
    assert NAMES[kind] == type(NOTED[kind]).__name__


@pytest.mark.parametrize("kind", NOTED)
def test_a_note_has_its_kind_day_and_id(kind: str) -> None:
    note = _note(kind)
    assert (note.kind, note.on, note.id) == (kind, 10, "x")
    assert note.event_id == NOTED[kind].event_id


def test_notes_keep_what_the_facts_say() -> None:
    assert _note("correct").numbers == (20, 5, 0, 0, 50, 40, 1, 2, 3, 4)
    assert [_note(kind).target for kind in ("correct", "void", "waive")] == ["s1", "x", "g1"]
    assert (_note("charge").text, _note("charge").amount_minor) == ("fee-", 5)
    assert [_note(kind).text for kind in ("credit", "grant")] == ["goodwill", "waiver"]
    assert (_note("liable").target, _note("liable").text) == ("c2", "GUARANTOR")
    assert [_note(kind).until for kind in ("liable", "pause", "hold")] == [20, 20, NEVER]
    assert (_note("dispute").amount_minor, _note("dispute").target) == (None, "s1")
    assert (_note("resolve").text, _note("hold").text) == ("UPHELD", "breathing_space")
    assert (_note("re_age").text, _note("cause").text) == ("workout", "ILLNESS")
    assert (_note("currency").currency, _note("currency").text) == ("JPY", "CNY")


def test_instalments_are_kept_in_order_of_their_days() -> None:
    assert _note("plan").numbers == (20, 5, 30, 7)
    assert instalments_of(_note("plan")) == [
        Instalment(due_on=Day(20), amount_minor=5),
        Instalment(due_on=Day(30), amount_minor=7),
    ]


def test_ends_and_what_rewrites_the_past_are_kinds_of_notes() -> None:
    kinds = set(NOTED)
    assert set(STARTS) | set(STARTS.values()) | RETROACTIVE | ENTRIES <= kinds
    assert not ENTRIES & (set(STARTS) | set(STARTS.values()))


def test_what_a_fact_about_money_does_not_name_is_empty() -> None:
    for kind in ("refund", "recover"):
        assert (_note(kind).text, _note(kind).target) == ("", "")
    bare: list[AnyAccountFact] = [
        told.disputed("x", ON),
        told.fraud_reported("x", ON, 5),
        told.re_aged("x", ON),
    ]
    notes = [note_of(fact) for fact in bare]
    assert [one and (one.text, one.target) for one in notes] == [("", "")] * 3


def test_a_fraud_report_names_its_transaction() -> None:
    named = note_of(replace(told.fraud_reported("x", ON, 5), transaction_id="t1"))
    assert named is not None
    assert (named.text, named.target) == ("t1", "")
