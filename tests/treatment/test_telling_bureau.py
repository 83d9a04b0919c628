"""What the bureau is told: each close once, what was wrong, and nothing adverse unannounced."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.policy.rules import Ladder
from streams.terms.days import Day
from streams.terms.treatment_notices import BureauUpdate
from tests.treatment.closing import closed, contact, late_and_told, reporting, told
from tests.treatment.details import objection, objection_answered
from tests.treatment.world import DUE_ON, Customer, local


def test_a_close_is_reported_at_its_tick_with_all_that_belongs_to_it() -> None:
    customer = late_and_told()
    customer.stands(closed("1N", [8, -22]), day=8)
    customer.tick(8)
    assert told(customer) == ["SNAPSHOT -22 N", "SNAPSHOT 8 1"]
    last = customer.bureau[-1]
    assert (last.status, last.mark, last.payment_history) == ("1", "1", "1N")
    assert (last.past_due_minor, last.balance_minor, last.currency) == (5_000, 90_000, "CNY")
    assert (last.first_delinquency_on, last.amounts_on, last.as_of) == (DUE_ON, 1008, 1008)
    assert (last.account_id, last.customer_id, last.seq) == ("a1", "c1", 2)
    assert last.notice_escalation_id is not None


@given(st.lists(st.sampled_from(["again", "tick"]), max_size=8))
def test_it_is_reported_once_whatever_is_repeated(steps: list[str]) -> None:
    customer = late_and_told()
    customer.stands(closed("1N", [8, -22]), day=8)
    customer.tick(8)
    for at, step in enumerate(steps):
        if step == "again":
            customer.stands(closed("1N", [8, -22]), day=9 + at)
        customer.tick(9 + at)
    assert told(customer) == ["SNAPSHOT -22 N", "SNAPSHOT 8 1"]


def test_the_state_is_that_of_the_close_though_it_is_told_later() -> None:
    customer = late_and_told()
    # The standing of a day on which the account is late already tells of a close before that.
    customer.stands(closed("NN", [-1, -22], oldest_due_on=DUE_ON), day=5)
    customer.tick(5)
    assert told(customer)[-1] == "SNAPSHOT -1 N"
    assert customer.bureau[-1].amounts_on - DUE_ON == 5


@pytest.mark.parametrize("role", ["CO_HOLDER", "GUARANTOR"])
def test_only_the_primary_customer_is_reported(role: str) -> None:
    customer = Customer(reporting())
    customer.tick(-40)
    customer.stands(closed("N", [-22]), day=-22, role=role)
    customer.tick(-22)
    assert customer.bureau == []


def test_closes_from_before_the_customer_was_liable_are_not_theirs_to_report() -> None:
    customer = Customer(reporting())
    customer.tick(-40)
    customer.stands(closed("N2", [-22, -52]), day=-22)
    customer.tick(-22)
    assert told(customer) == ["SNAPSHOT -22 N"]
    assert customer.bureau[-1].payment_history == "N"


def test_without_a_policy_for_it_nothing_is_reported_and_nobody_wakes() -> None:
    rules = reporting()
    customer = Customer(replace(rules, contact=replace(rules.contact, reporting=None)))
    customer.tick(-40)
    customer.stands(closed("N", [-22]), day=-22)
    assert customer.wake is None
    customer.tick(-22)
    assert customer.bureau == []


def test_what_is_adverse_waits_until_the_customer_was_told_and_is_not_lost() -> None:
    customer = late_and_told(result="")
    customer.stands(closed("1N", [8, -22]), day=8)
    customer.tick(8)
    assert told(customer) == ["SNAPSHOT -22 N"]
    customer.tell(contact("notice", "DELIVERED", 12))
    assert customer.wake is not None
    assert customer.wake <= DUE_ON + 12
    customer.tick(12)
    assert told(customer) == ["SNAPSHOT -22 N", "SNAPSHOT 8 1"]
    assert customer.bureau[-1].as_of - DUE_ON == 12


def test_one_that_was_only_sent_counts_once_it_has_not_come_back_for_so_long() -> None:
    customer = late_and_told("SENT")
    customer.stands(closed("1N", [8, -22]), day=8)
    customer.tick(8)
    customer.tick(15)
    assert told(customer) == ["SNAPSHOT -22 N"]
    customer.tick(16)
    assert told(customer) == ["SNAPSHOT -22 N", "SNAPSHOT 8 1"]


@pytest.mark.parametrize(("result", "from_on"), [("SENT", 16), ("DELIVERED", 8)])
def test_none_counts_from_before_it_was_authorised(result: str, from_on: int) -> None:
    customer = late_and_told(result="")
    customer.tell(replace(contact("notice", result, -30), at=local(2, 12)))
    customer.stands(closed("1N", [8, -22]), day=8)
    for day in range(8, from_on):
        customer.tick(day)
    assert told(customer) == ["SNAPSHOT -22 N"]
    customer.tick(from_on)
    assert told(customer) == ["SNAPSHOT -22 N", "SNAPSHOT 8 1"]


@pytest.mark.parametrize("result", ["RETURNED", "FAILED"])
def test_one_that_came_back_told_nobody(result: str) -> None:
    customer = late_and_told(result)
    customer.stands(closed("1N", [8, -22]), day=8)
    for day in range(8, 40):
        customer.tick(day)
    assert told(customer) == ["SNAPSHOT -22 N"]


def test_another_contact_of_the_episode_is_no_notice() -> None:
    customer = late_and_told(result="")
    customer.tell(contact("sms_1", "DELIVERED", 2))
    customer.stands(closed("1N", [8, -22]), day=8)
    customer.tick(8)
    assert told(customer) == ["SNAPSHOT -22 N"]


def test_a_report_that_waits_too_long_is_brought_before_a_person_once() -> None:
    customer = late_and_told(result="")
    customer.stands(closed("1N", [8, -22]), day=8)
    customer.tick(8)
    for day in range(9, 60):
        customer.tick(day)
    (event,) = [e for e in customer.events if e.kind == "BUREAU_REPORT_HELD"]
    assert (event.as_of - DUE_ON, event.account_id) == (18, "a1")
    assert event.detail == "CNY: held for 10 days, CN.bureau.notice"


def test_the_row_wakes_for_that_day_though_nothing_else_is_due() -> None:
    customer = Customer(replace(reporting(), ladder=Ladder(id="cards", rungs=())))
    customer.tick(-40)
    customer.stands(closed("1", [8]), day=8)
    assert customer.wake is not None
    customer.tick(8)
    assert customer.wake == DUE_ON + 18
    customer.tick(18)
    assert [event.kind for event in customer.events] == ["BUREAU_REPORT_HELD"]
    assert customer.wake is None


def test_what_is_not_adverse_never_waits_and_does_not_tell_what_is_held() -> None:
    customer = late_and_told(result="")
    customer.stands(closed("1N", [8, -22]), day=8)
    customer.tick(8)
    customer.stands(closed("N1N", [38, 8, -22]), day=38)
    customer.tick(38)
    assert told(customer) == ["SNAPSHOT -22 N", "SNAPSHOT 38 N"]
    assert customer.bureau[-1].payment_history == "N*N"


def test_where_no_law_asks_for_a_notice_none_is_waited_for() -> None:
    customer = late_and_told("", reporting(notice=None))
    customer.stands(closed("1N", [8, -22]), day=8)
    customer.tick(8)
    assert told(customer)[-1] == "SNAPSHOT 8 1"


def test_nothing_adverse_is_reported_while_something_of_the_account_is_missing() -> None:
    customer = late_and_told()
    customer.tell(customer.standing(closed("1N", [8, -22]), day=8, incomplete=True))
    customer.tick(8)
    assert told(customer) == ["SNAPSHOT -22 N"]
    customer.stands(closed("1N", [8, -22]), day=9)
    customer.tick(9)
    assert told(customer)[-1] == "SNAPSHOT 8 1"


def test_a_mark_that_changes_later_is_a_correction_of_its_period() -> None:
    customer = late_and_told()
    customer.stands(closed("1N", [8, -22]), day=8)
    customer.tick(8)
    customer.stands(closed("NN", [8, -22]), day=20)
    customer.tick(20)
    assert told(customer)[-1] == "CORRECTION 8 1>N HISTORY_CHANGED"
    snapshot, correction = customer.bureau[-2:]
    assert (correction.was_status, correction.status) == ("1", "N")
    assert (correction.report_id, correction.number) == (snapshot.report_id, 1)


def test_a_statement_that_is_voided_takes_its_close_off_the_record() -> None:
    customer = late_and_told()
    customer.stands(closed("1N", [8, -22]), day=8)
    customer.tick(8)
    customer.stands(closed("1", [8]), day=20)
    customer.tick(20)
    customer.stands(closed("", []), day=21)
    customer.tick(21)
    assert told(customer)[2:] == [
        "CORRECTION -22 N> PERIOD_VOIDED",
        "CORRECTION 8 1> PERIOD_VOIDED",
    ]


def test_a_close_that_falls_out_of_the_history_is_no_correction() -> None:
    customer = late_and_told()
    for at in range(6):
        days = [8 + 30 * month for month in range(at, -1, -1)]
        customer.stands(closed("N" * min(at + 1, 4), days[:4]), day=8 + 30 * at)
        customer.tick(8 + 30 * at)
    assert [line.split()[0] for line in told(customer)].count("CORRECTION") == 1
    assert len(customer.row.bureau.reports) == 4


def test_a_charge_off_and_its_undoing_correct_the_last_period() -> None:
    customer = late_and_told()
    customer.stands(closed("1N", [8, -22]), day=8)
    customer.tick(8)
    for day, life, status in ((20, "charged_off", "G"), (30, "open", "1")):
        fact = customer.standing(closed("1N", [8, -22], bureau_status=status), day=day)
        customer.tell(replace(fact, standing=replace(fact.standing, life=life)))
        customer.tick(day)
    charged, undone = customer.bureau[-2:]
    assert (charged.was_status, charged.status, charged.cause) == ("1", "G", "CHARGED_OFF")
    assert (undone.was_status, undone.status, undone.cause) == ("G", "1", "FINAL_STATUS_UNDONE")


def test_the_first_delinquency_is_the_ledgers_own_though_something_was_paid() -> None:
    customer = late_and_told()
    part = {"oldest_due_on": Day(DUE_ON + 30), "first_delinquency_on": DUE_ON}
    customer.stands(closed("1N", [38, -22], **part), day=38)
    customer.tick(38)
    assert customer.bureau[-1].first_delinquency_on == DUE_ON


def test_while_an_objection_is_open_the_report_is_marked() -> None:
    customer = late_and_told()
    customer.stands(closed("1N", [8, -22]), day=8)
    customer.tell(objection(day=8))
    customer.tick(8)
    customer.tell(objection_answered(day=12))
    customer.tick(12)
    assert told(customer)[1:] == ["SNAPSHOT 8 1 disputed", "CORRECTION 8 1>1 DISPUTE_ENDED"]


def test_an_objection_raised_later_marks_what_was_reported() -> None:
    customer = late_and_told()
    customer.stands(closed("1N", [8, -22]), day=8)
    customer.tick(8)
    customer.tell(objection(day=12))
    customer.tick(12)
    assert told(customer)[-1] == "CORRECTION 8 1>1 DISPUTE_OPENED disputed"


MARKS = st.sampled_from("N12")


@given(st.lists(st.tuples(MARKS, MARKS), max_size=6), st.permutations(["told", "close"]))
def test_the_order_within_a_day_changes_nothing(
    later: list[tuple[str, str]], order: list[str]
) -> None:
    found = []
    for turn in (order, order[::-1]):
        customer = late_and_told(result="")
        for what in turn:
            if what == "told":
                customer.tell(contact("notice", "DELIVERED", 8))
            else:
                customer.stands(closed("1N", [8, -22]), day=8)
        customer.tick(8)
        for day, (first, second) in enumerate(later, 9):
            customer.stands(closed(first + second, [8, -22]), day=day)
            customer.tick(day)
        found.append([(u.report_id, u.kind, u.number, u.mark) for u in customer.bureau])
    assert found[0] == found[1]


@given(
    st.lists(st.tuples(MARKS, MARKS), min_size=1, max_size=8),
    st.none() | st.integers(8, 20),
    st.sampled_from(["DELIVERED", "SENT", "RETURNED"]),
)
def test_nothing_adverse_goes_before_its_notice(
    marks: list[tuple[str, str]], told_on: int | None, result: str
) -> None:
    customer = late_and_told(result="")
    for day, (first, second) in enumerate(marks, 8):
        if day == told_on:
            customer.tell(contact("notice", result, day))
        customer.stands(closed(first + second, [8, -22]), day=day)
        customer.tick(day)
    for day in range(8 + len(marks), 45):
        if day == told_on:
            customer.tell(contact("notice", result, day))
        customer.tick(day)
    counts_on = {"DELIVERED": 0, "SENT": 14}.get(result)
    for update in customer.bureau:
        if {update.mark, *update.payment_history} - {"N", "*", ""}:
            assert told_on is not None
            assert counts_on is not None
            assert update.as_of - DUE_ON >= told_on + counts_on
    _is_said_in_the_end(customer, marks[-1], is_told=None not in {told_on, counts_on})


def _is_said_in_the_end(customer: Customer, marks: tuple[str, str], *, is_told: bool) -> None:
    last: dict[int, BureauUpdate] = {u.period_on - DUE_ON: u for u in customer.bureau}
    for period, mark in zip((8, -22), marks, strict=True):
        if mark == "N" or is_told:
            assert last[period].mark == mark
    kinds = [(u.report_id, u.kind, u.number) for u in customer.bureau]
    assert len(kinds) == len(set(kinds))
