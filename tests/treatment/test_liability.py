"""Several customers of one account, and one who is liable no longer (edge case 78)."""

import pytest
from msgspec.structs import replace

from streams.terms.identity import escalation_id
from streams.treatment import packing, stage
from streams.treatment.rows import CustomerRow, account_of
from tests.treatment.world import (
    DUE_ON,
    PAID,
    RULES,
    Customer,
    id_of,
    late,
    moment,
    outcome,
)


def test_a_withdrawn_account_cancels_all_that_is_pending_about_it_alone() -> None:
    customer = Customer()
    customer.stands(late(), account="a1")
    customer.stands(late(since=-7), account="a2")
    customer.tick(1)
    assert customer.hears(customer.withdrawal("a2")) == ["phone_1 CANCELLED no_longer_liable"]
    assert customer.last().account_id == "a2"
    assert customer.tick(2) == ["sms_1 AUTHORISED"]
    assert customer.last().account_id == "a1"


def test_a_withdrawn_account_is_spoken_of_no_more_but_what_was_said_stays() -> None:
    customer = Customer()
    customer.stands(late())
    customer.tick(1, hour=22)
    customer.tell(customer.withdrawal(day=1))
    left = account_of(customer.row, "a1")
    assert left is not None
    assert (left.ledgers, left.withdrawn) == ((), True)
    assert [r.rung for j in left.journals for r in j.rungs] == ["sms_1"]
    assert customer.wake is None
    assert customer.tick(8) == []


def test_a_standing_that_is_older_than_the_withdrawal_is_ignored() -> None:
    customer = Customer()
    old = customer.standing(late())
    gone = customer.withdrawal()
    customer.tell(gone)
    row = customer.row
    assert customer.tell(old).row is row
    assert customer.tick(1) == []


def test_a_withdrawal_that_is_older_than_the_standing_is_ignored() -> None:
    customer = Customer()
    gone, now = customer.withdrawal(), customer.standing(late())
    customer.tell(now)
    row = customer.row
    assert customer.tell(gone).row is row
    assert customer.tick(1)[-1] == "sms_1 AUTHORISED"


def test_a_withdrawal_said_twice_has_no_effect() -> None:
    customer = Customer()
    customer.stands(late())
    gone = customer.withdrawal()
    customer.tell(gone)
    row = customer.row
    assert customer.tell(gone).row is row


def test_who_is_liable_again_is_not_told_again_what_was_told() -> None:
    customer = Customer()
    customer.stands(late())
    customer.tick(1)
    customer.tell(customer.withdrawal(day=1))
    customer.stands(late(), day=2)
    assert customer.tick(2) == []
    assert customer.tick(8) == ["phone_1 DUE", "phone_1 AUTHORISED"]


def test_who_is_liable_again_after_all_was_forgotten_hears_of_it_under_new_ids() -> None:
    customer = Customer()
    customer.stands(late())
    customer.tick(1)
    customer.tell(customer.withdrawal(day=1))
    customer.tick(402)
    # What moved the anchor of an episode did not end it: its origin is the old one.
    customer.stands(late(since=403), day=404)
    assert customer.tick(404) == ["sms_1 DUE", "sms_1 AUTHORISED"]
    assert customer.last().origin == "s1"
    assert customer.last().escalation_id != id_of("sms_1")


def test_a_row_from_before_forgetting_was_counted_uses_no_id_of_before() -> None:
    customer = Customer()
    customer.row = packing.unpack(packing.pack(CustomerRow(customer_id="c1")))
    customer.stands(late())
    customer.tick(1)
    assert customer.last().escalation_id != id_of("sms_1")


def test_the_outcome_of_a_visit_made_before_still_counts() -> None:
    customer = Customer()
    customer.stands(late())
    customer.tick(61)
    customer.tell(customer.withdrawal(day=61))
    assert customer.tell(outcome("NOT_HOME", 61)).reject is None


def test_a_withdrawn_account_is_forgotten_when_its_journals_are() -> None:
    customer = Customer()
    customer.stands(late())
    customer.tick(1)
    customer.tell(customer.withdrawal(day=1))
    customer.tick(401)
    assert [a.account_id for a in customer.row.accounts] == ["a1"]
    customer.tick(402)
    assert [a.account_id for a in customer.row.accounts] == []


def test_a_withdrawal_told_late_forgets_no_journal_early() -> None:
    customer = Customer()
    customer.stands(late())
    customer.tick(1)
    customer.tell(customer.withdrawal(day=-5))
    customer.tick(396)
    assert [j.origin for j in customer.row.accounts[0].journals] == ["s1"]


def test_a_withdrawal_of_an_account_never_seen_is_remembered_as_long() -> None:
    customer = Customer()
    customer.tell(customer.withdrawal(day=0))
    customer.tick(400)
    assert [a.account_id for a in customer.row.accounts] == ["a1"]
    customer.tick(401)
    assert [a.account_id for a in customer.row.accounts] == []


@pytest.mark.parametrize("role", ["CO_HOLDER", "GUARANTOR"])
def test_who_is_liable_beside_the_primary_customer_is_not_contacted(role: str) -> None:
    """Edge case 78: the account ages for all of them; whom to contact is not decided yet."""
    customer = Customer()
    customer.stands(late(), role=role)
    assert customer.tick(1) == ["sms_1 DUE", "sms_1 SUPPRESSED role_not_contacted"]
    assert customer.row.contacts == 0


def test_a_change_of_role_takes_back_what_is_pending() -> None:
    """Edge case 78: the former primary customer only guarantees now."""
    customer = Customer()
    customer.stands(late())
    customer.tick(1)
    said = customer.stands(late(), day=1, role="GUARANTOR")
    assert said == ["sms_1 CANCELLED role_not_contacted"]


def test_a_role_counts_in_its_own_account_only() -> None:
    """Edge case 78: a guarantor of one account is the primary customer of another."""
    customer = Customer()
    customer.stands(late(), account="a1", role="GUARANTOR")
    customer.stands(late(), account="a2")
    customer.tick(1)
    told = {n.account_id: n.verdict for n in customer.said}
    assert told == {"a1": "SUPPRESSED", "a2": "AUTHORISED"}


def test_two_customers_of_one_account_have_escalations_of_their_own() -> None:
    """Edge case 78: party is part of the id, so that caps and journals are per person."""
    ids = []
    for party in ("c1", "c2"):
        fact = Customer().standing(late())
        standing = replace(fact.standing, customer_id=party)
        own = replace(fact, customer_id=party, standing=standing)
        row = stage.apply(stage.blank(party), own, RULES, moment(0)).row
        step = stage.turn(row, RULES, moment(1), moment(1))
        ids += [n.escalation_id for n in step.notices if hasattr(n, "escalation_id")]
    assert ids[0] == ids[1] == id_of("sms_1")
    assert ids[2] == ids[3] == escalation_id("c2", "a1", "s1", "cards", "sms_1", 1)
    assert ids[0] != ids[2]


def test_an_account_that_is_paid_when_withdrawn_has_nothing_to_cancel() -> None:
    customer = Customer()
    customer.stands(PAID)
    customer.tick(1)
    assert customer.hears(customer.withdrawal()) == []
    assert customer.row.accounts[0].as_of == DUE_ON
