"""Two collections that count as effective: thirty days apart, each with proof of its receipt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.policy.rules import Ladder, Rung
from streams.terms.contact_facts import ContactMade, Proof, VisitOutcome
from streams.terms.days import Day
from streams.treatment.proving import is_effective
from streams.treatment.rows import RungRecord
from tests.treatment.closing import contact, reporting
from tests.treatment.world import DUE_ON, Customer, id_of, late, local

LETTERS = Ladder(
    id="cards",
    rungs=(
        Rung(id="letter_1", channel="LETTER", at_days=1, window_days=90),
        Rung(id="letter_2", channel="LETTER", at_days=31, window_days=90),
        Rung(id="phone_1", channel="PHONE", at_days=32, window_days=90),
        Rung(id="visit_1", channel="VISIT", at_days=33, window_days=90, visit_number=1),
        Rung(id="notice", channel="SMS", at_days=34, window_days=90, purpose="BUREAU_NOTICE"),
    ),
)
RULES = replace(reporting(), ladder=LETTERS)


def collected(second: int = 31) -> Customer:
    """Return a customer for whom every rung was authorised, the second letter on some day."""
    rungs = (LETTERS.rungs[0], replace(LETTERS.rungs[1], at_days=second), *LETTERS.rungs[2:])
    customer = Customer(replace(RULES, ladder=replace(LETTERS, rungs=rungs)))
    customer.tick(0)
    customer.stands(late(), day=1)
    for day in (1, *range(30, 36)):
        customer.tick(day)
    return customer


def proof(rung: str, result: str, day: int, proven: Proof = "") -> ContactMade:
    """Return what became of a contact, and what proves it."""
    return replace(contact(rung, result, day), proof=proven)


def visited(result: str, day: int, proven: Proof = "") -> VisitOutcome:
    """Return what became of the visit, and what proves it."""
    return VisitOutcome(
        event_id="e-visit",
        customer_id="c1",
        effective_on=Day(DUE_ON + day),
        escalation_id=id_of("visit_1"),
        account_id="a1",
        visit_number=1,
        outcome=result,
        at=local(day, 12),
        proof=proven,
    )


def said(customer: Customer, *facts: ContactMade | VisitOutcome) -> list[str]:
    """Let facts and a tick come; returns what was said of effective collections."""
    for fact in facts:
        assert customer.tell(fact).reject is None
    assert customer.as_of is not None
    for day in range(customer.as_of.on - DUE_ON + 1, 60):
        customer.tick(day)
    return [event.detail for event in customer.events if event.kind == "EFFECTIVE_COLLECTION"]


@pytest.mark.parametrize("told", [(-60, -60), (2, 32), (7, 36), (36, 36), (36, 42)])
@pytest.mark.parametrize(("second", "count"), [(30, 0), (31, 1)])
def test_twenty_nine_days_are_not_enough_and_thirty_are(
    second: int, count: int, told: tuple[int, int]
) -> None:
    facts = (
        proof("letter_1", "DELIVERED", told[0]),
        proof("letter_2", "DELIVERED", told[1]),
    )
    assert len(said(collected(second), *facts)) == count


def test_where_the_day_of_a_contact_is_not_known_it_is_the_day_it_was_told() -> None:
    customer = collected(30)
    (account,) = customer.row.accounts
    (journal,) = account.journals
    rungs = tuple(replace(record, acted_on=None) for record in journal.rungs)
    account = replace(account, journals=(replace(journal, rungs=rungs),))
    customer.row = replace(customer.row, accounts=(account,))
    facts = proof("letter_1", "DELIVERED", 7), proof("letter_2", "DELIVERED", 37)
    (detail,) = said(customer, *facts)
    assert detail.endswith(" on 1972-11-03, 30 days apart")


def test_one_that_was_kept_under_another_day_is_no_second_collection() -> None:
    customer = collected()
    said(customer, proof("letter_1", "DELIVERED", 36))
    (kept,) = customer.row.evidence
    customer.row = replace(customer.row, evidence=(replace(kept, first_on=Day(DUE_ON + 36)),))
    customer.tick(60)
    assert customer.events == []
    assert customer.row.evidence == (kept,)


def test_both_are_named_with_their_days_once() -> None:
    customer = collected()
    facts = proof("letter_1", "DELIVERED", 7), proof("letter_2", "DELIVERED", 37)
    (detail,) = said(customer, *facts)
    first, second = id_of("letter_1"), id_of("letter_2")
    assert detail == f"{first} on 1972-09-28, {second} on 1972-10-28, 30 days apart"
    (event,) = customer.events
    assert (event.subject_id, event.account_id) == (second, "a1")
    (kept,) = customer.row.evidence
    assert (kept.origin, kept.first_id, kept.second_id) == ("s1", first, second)


@pytest.mark.parametrize(
    ("facts", "count"),
    [
        ((proof("letter_2", "SENT", 40),), 0),
        ((proof("letter_2", "RETURNED", 40),), 0),
        ((proof("letter_2", "RETURNED", 40, "EVASION"),), 1),
        ((proof("letter_2", "FAILED", 40, "EVASION"),), 0),
        ((proof("phone_1", "RIGHT_PARTY", 40),), 0),
        ((proof("phone_1", "RIGHT_PARTY", 40, "RECORDING"),), 1),
        ((proof("phone_1", "WRONG_PARTY", 40, "RECORDING"),), 0),
        ((visited("MET_PROMISE", 40),), 0),
        ((visited("MET_PROMISE", 40, "RECEIPT"),), 0),
        ((visited("MET_PROMISE", 40, "SIGNATURE"),), 1),
        ((visited("REFUSED_TO_PAY", 40, "RECORDING"),), 1),
        ((visited("NOT_HOME", 40, "EVASION"),), 0),
        ((proof("notice", "DELIVERED", 40),), 0),
    ],
)
def test_what_proves_that_it_was_received(
    facts: tuple[ContactMade | VisitOutcome, ...], count: int
) -> None:
    assert len(said(collected(), proof("letter_1", "DELIVERED", 7), *facts)) == count


def test_a_reminder_before_the_term_is_no_collection() -> None:
    record = RungRecord(
        rung="letter_1",
        ladder="cards",
        channel="LETTER",
        escalation_id="x",
        before_due=False,
        visit_number=None,
        verdict="AUTHORISED",
        due_on=DUE_ON,
        expires_on=DUE_ON,
        not_after=local(1, 12),
        outcome="DELIVERED",
        outcome_on=DUE_ON,
    )
    assert is_effective(record, RULES)
    assert not is_effective(replace(record, before_due=True), RULES)


def test_the_proof_outlives_the_journal() -> None:
    customer = collected()
    said(customer, proof("letter_1", "DELIVERED", 7), proof("letter_2", "DELIVERED", 37))
    customer.stands(replace(late(), past_due_minor=0, oldest_due_on=None), day=60)
    customer.tick(600)
    assert not any(account.journals for account in customer.row.accounts)
    assert len(customer.row.evidence) == 1


def test_where_no_law_counts_them_nothing_is_kept() -> None:
    customer = collected()
    customer.rules = replace(RULES, contact=replace(RULES.contact, effective=None))
    facts = proof("letter_1", "DELIVERED", 7), proof("letter_2", "DELIVERED", 37)
    assert said(customer, *facts) == []
    assert customer.row.evidence == ()


@given(st.permutations(range(3)), st.lists(st.integers(-9, 42), min_size=3, max_size=3))
def test_the_order_in_which_results_arrive_changes_nothing(
    order: list[int], days: list[int]
) -> None:
    facts = [
        proof("letter_1", "DELIVERED", days[0]),
        proof("letter_2", "DELIVERED", days[1]),
        proof("phone_1", "PROMISED", days[2], "RECORDING"),
    ]
    (detail,) = said(collected(), *(facts[at] for at in order))
    first, second = id_of("letter_1"), id_of("letter_2")
    assert detail == f"{first} on 1972-09-28, {second} on 1972-10-28, 30 days apart"
