"""What the contracts mark as personal is hidden by the same mark wherever it is told."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.terms.contact_facts import VisitOutcome
from streams.terms.days import Day, Instant
from streams.terms.delinquency_notices import ReviewNotice
from streams.terms.life_facts import CardReplaced
from streams.views.customer_words import customer_fact_in_words
from streams.views.notices_told import notice_told
from streams.views.personal import as_it_is, hidden
from streams.views.words import fact_in_words, rule_in_words
from streams.wire.facts_out import Stamp, encode_fact
from streams.wire.readable import MASK, readable
from tests.treatment.details import point
from tests.wire.words import ACCOUNT_FACTS, CUSTOMER_FACTS, ESCALATIONS, LIABLE, STANDING, any_of

STAMP = Stamp(occurred_at=Instant(0))
SHORT = 4


@pytest.mark.parametrize("kind", [*ACCOUNT_FACTS, *CUSTOMER_FACTS])
@given(st.data())
@settings(max_examples=5)
def test_the_marks_of_the_contracts_are_kept(kind: type[Any], data: st.DataObject) -> None:
    fact = data.draw(any_of(kind))
    record = encode_fact(fact, STAMP)
    masked, whole = (readable(record.topic, record.value, masked=m) for m in (True, False))
    for name, value in masked.items():
        if value == MASK and len(str(whole[name])) > SHORT:
            assert getattr(hidden(fact), name) == MASK
    assert as_it_is(fact) is fact


def test_a_contact_point_keeps_four_characters() -> None:
    told = customer_fact_in_words(hidden(point("number-0815")))
    assert told == "phone ***0815 of the customer, not verified"


def test_customers_and_cards_keep_four_characters() -> None:
    assert "cust-000234201" in fact_in_words(LIABLE)
    assert "customer ***4201 is liable" in fact_in_words(hidden(LIABLE))
    card = CardReplaced(
        event_id="e",
        account_id="a",
        effective_on=Day(0),
        replacement_id="r",
        old_card="card-1111",
        new_card="card-2222",
    )
    assert fact_in_words(hidden(card)) == "card ***1111 replaced by ***2222"


def test_outcomes_and_deciders_are_told_masked() -> None:
    visit = VisitOutcome(
        event_id="e",
        customer_id="c",
        effective_on=Day(0),
        escalation_id="x",
        account_id="a",
        visit_number=2,
        outcome="VULNERABLE_STOP",
        at=Instant(0),
    )
    assert customer_fact_in_words(hidden(visit)) == "visit 2 ended: ***"
    decided = ReviewNotice(
        event_id="e",
        item_id="i1",
        status="DISCARDED",
        account_id="a",
        seq=1,
        as_of=Day(0),
        rule="r",
        fact_kind="PaymentPosted",
        business_id="p9",
        effective_on=Day(0),
        deadline_on=Day(9),
        decided_by="ann",
        cause=None,
    )
    assert notice_told(hidden(decided))[1].endswith("discarded by ***, item i1")


def test_only_holds_and_rules_that_name_a_stop_are_hidden() -> None:
    held = replace(STANDING, holds=("bankruptcy", "pause"), cause="ILLNESS")
    assert (hidden(held).holds, hidden(held).cause) == ((MASK, "pause"), MASK)
    assert hidden(STANDING).cause == ""


@pytest.mark.parametrize(
    ("rule", "shown", "words"),
    [
        ("stop_cease_contact", "stop_***", "a stop holds (***)"),
        ("account_hold_deceased", "account_hold_***", "the account is held (***)"),
        ("account_hold_pause", "account_hold_pause", "collection is paused"),
        ("house_hours", "house_hours", "the house was closed already"),
    ],
)
@given(one=ESCALATIONS)
@settings(max_examples=1)
def test_a_rule_that_names_a_stop_is_told_masked(
    one: Any, rule: str, shown: str, words: str
) -> None:
    said = hidden(replace(one, rule=rule, detail=f"last deferred by {rule}"))
    assert (said.rule, said.detail) == (shown, f"last deferred by {shown}")
    assert rule_in_words(said.rule) == words
