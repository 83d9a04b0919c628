"""What was authorised is withdrawn by whatever forbids it before it is carried out."""

from typing import Any

import pytest
from msgspec.structs import replace

from streams.terms.contact_facts import AgencyContacted
from streams.terms.customer_facts import AnyCustomerFact
from streams.terms.days import Day
from tests.treatment.details import (
    CALLS,
    LAW,
    TALK,
    agency_call,
    limited,
    made,
    placed,
    point,
    quiet,
    zone,
)
from tests.treatment.world import (
    DUE_ON,
    LADDER,
    Customer,
    late,
    local,
    outcome,
    ruled,
)

GAP = replace(TALK, per="PERSON")


def called(*facts: AnyCustomerFact, **limits: Any) -> Customer:
    """Return a customer whom we may call on day 8."""
    customer = Customer(limited(**limits))
    for fact in facts:
        customer.tell(fact)
    customer.stands(late(), day=1)
    assert customer.tick(8)[-1] == "phone_1 AUTHORISED"
    return customer


@pytest.mark.parametrize(
    ("fact", "rule"),
    [
        (quiet(10, 11, day=8), "customer_hours"),
        (point("p1", day=8, usable=False), "no_usable_contact_point"),
        (point("p1", day=8, holder="CONTACT_PERSON"), "no_usable_contact_point"),
        (agency_call(8, "RIGHT_PARTY"), "law.talk"),
        (placed(3, day=8), "law.calls"),
    ],
)
def test_what_forbids_it_now_withdraws_it(fact: AnyCustomerFact, rule: str) -> None:
    customer = called(point("p1"), gaps=(GAP,), caps=(CALLS,))
    assert customer.hears(fact) == [f"phone_1 CANCELLED {rule}"]


def test_another_zone_may_make_the_hours_too_early() -> None:
    customer = called(hours=(LAW,))
    fact = zone("America/New_York", confirmed=True, day=8)
    assert customer.hears(fact) == ["phone_1 CANCELLED law.hours"]


@pytest.mark.parametrize(
    "fact",
    [
        quiet(21, 8, day=8),
        quiet(10, 11, day=9),
        point("p1", day=8, verified=True),
        agency_call(8, "NO_ANSWER"),
        placed(2, day=8),
    ],
)
def test_what_does_not_forbid_it_leaves_it(fact: AnyCustomerFact) -> None:
    customer = called(point("p1"), gaps=(GAP,), caps=(CALLS,))
    assert customer.hears(fact) == []


def visited(word: str) -> Customer:
    """Return a customer with two accounts late, whose visit on the first has ended so."""
    customer = Customer(ruled())
    customer.stands(late(), day=1)
    customer.tick(61)
    customer.stands(late("s9", since=5), account="a2", day=61)
    customer.tell(outcome(word, 61))
    return customer


@pytest.mark.parametrize("word", ["REFUSED_VISIT", "VULNERABLE_STOP", "SAFETY_STOP"])
def test_after_such_a_visit_nobody_goes_again_on_whatever_account(word: str) -> None:
    said = visited(word).tick(66)
    assert "visit_1 SUPPRESSED outcome_forbids" in said
    assert not [one for one in said if "visit" in one and "AUTHORISED" in one]


def test_nor_under_another_name_that_a_new_policy_gives_the_step() -> None:
    customer = visited("REFUSED_VISIT")
    rungs = tuple(replace(r, id=r.id.replace("visit", "home")) for r in LADDER.rungs)
    rungs = tuple(r for r in rungs if r.after_outcome_of is None)
    customer.rules = ruled(ladder=replace(LADDER, rungs=rungs, migrate=True))
    assert "home_1 SUPPRESSED outcome_forbids" in customer.tick(66)


def test_what_comes_of_a_contact_is_no_older_than_the_contact() -> None:
    customer = called()
    customer.tell(made("NO_ANSWER", day=2))
    (journal,) = customer.row.accounts[0].journals
    record = next(r for r in journal.rungs if r.rung == "phone_1")
    assert record.outcome_on == DUE_ON + 8


def test_a_result_that_lies_far_ahead_frees_no_cap() -> None:
    customer = called()
    customer.tell(replace(made("RIGHT_PARTY"), at=local(38, 12)))
    assert customer.row.ledger.spent[0].on == DUE_ON + 9
    ahead = replace(agency_call(8, "RIGHT_PARTY"), at=local(38, 12))
    reject = customer.tell(ahead).reject
    assert reject is not None
    assert reject.rule == "contact_lies_ahead"


def test_an_agency_s_second_word_moves_a_letter_on_and_contradicts_nothing_else() -> None:
    customer = called(point("p9", "ADDRESS"))
    letter = replace(agency_call(8, "SENT"), channel="LETTER", point_id="p9", contact_id="l1")
    customer.tell(letter)
    customer.tell(replace(letter, result="RETURNED"))
    (address,) = [p for p in customer.row.profile.points if p.id == "p9"]
    assert not address.works
    call = agency_call(8, "NO_ANSWER")
    customer.tell(call)
    reject = customer.tell(replace(call, result="RIGHT_PARTY")).reject
    assert reject is not None
    assert reject.rule == "contact_has_another_result"


@pytest.mark.parametrize(("result", "kind"), [("DISPUTED", "DISPUTE"), ("PROMISED", "PROMISE")])
def test_what_is_told_to_an_agency_holds_at_once(result: str, kind: str) -> None:
    customer = called()
    fact = agency_call(8, result)
    assert isinstance(fact, AgencyContacted)
    assert customer.hears(fact) == [f"phone_1 CANCELLED {kind.lower()}_to_be_confirmed"]
    # Of a promise nobody knows amount and day.
    assert [told.kind for told in customer.told] == (["DISPUTE"] if kind == "DISPUTE" else [])


def test_a_journal_is_kept_while_something_holds_the_account() -> None:
    customer = Customer()
    customer.stands(late(), day=1)
    assert "sms_1 AUTHORISED" in customer.tick(1)
    customer.stands(day=2, holds=("dispute",))
    customer.tick(430)
    back = replace(late(), contractual_due_on=Day(DUE_ON), delinquent_days=2)
    customer.stands(back, day=431)
    said = [one for day in range(431, 440) for one in customer.tick(day)]
    assert not [one for one in said if one.startswith("sms_1")]
