"""Complaints, objections and scores: what they hold, and when they are overdue."""

from itertools import permutations

import pytest

from streams.terms.customer_facts import AnyCustomerFact
from streams.treatment.known import DETAILS_MAX
from streams.treatment.matters import has_complaint
from tests.treatment.details import (
    complaint,
    complaint_closed,
    limited,
    objection,
    objection_answered,
    score,
)
from tests.treatment.world import Customer, late


def late_one(**limits: object) -> Customer:
    customer = Customer(limited(**limits))
    customer.stands(late())
    return customer


@pytest.mark.parametrize(
    "facts",
    [
        (complaint(agent="ag7"), complaint_closed()),
        (complaint(), complaint_closed(), complaint("m2", 9)),
        (objection(), objection_answered()),
        (objection(), objection("o2", 9), objection_answered("o2", 10)),
        (score(2), score(5, 9)),
    ],
)
def test_what_is_open_does_not_depend_on_what_came_first(
    facts: tuple[AnyCustomerFact, ...],
) -> None:
    seen = set()
    for order in permutations(facts):
        customer = late_one()
        for fact in (*order, *order):
            assert customer.tell(fact).reject is None
        matters = customer.row.matters
        opened = tuple((c.id, c.is_open) for c in matters.complaints)
        objections = tuple((o.id, o.raised_on, o.answered) for o in matters.objections)
        seen.add((opened, objections, matters.score))
    assert len(seen) == 1


def test_people_leave_a_customer_who_complains_alone_and_letters_go_on() -> None:
    customer = late_one()
    assert customer.tick(8)[-1] == "phone_1 AUTHORISED"
    assert customer.hears(complaint()) == ["phone_1 CANCELLED complaint_open"]
    assert customer.tick(31) == ["letter_1 DUE", "letter_1 AUTHORISED"]
    assert customer.tick(61)[-1] == "visit_1 DEFERRED complaint_open"
    customer.tell(complaint_closed(day=62))
    assert not has_complaint(customer.row.matters)
    assert customer.tick(62) == ["visit_1 AUTHORISED"]


def test_an_objection_that_nobody_answers_is_said_once_behind_its_deadline() -> None:
    customer = late_one(objection_days=20)
    customer.tick(7)
    customer.tell(objection(day=7))
    for day in range(8, 40):
        customer.tick(day)
    (event,) = customer.events
    assert (event.kind, event.subject_id, event.account_id) == ("OBJECTION_OVERDUE", "o1", "a1")
    assert (event.as_of - 1000, event.seq) == (28, 1)
    assert event.detail == "raised 21 days ago, due in 20"


def test_the_row_wakes_for_it_though_nothing_else_is_due() -> None:
    customer = Customer(limited(objection_days=20))
    customer.tick(1)
    customer.tell(objection(day=1))
    assert customer.wake == 1022
    customer.tick(22)
    assert [event.kind for event in customer.events] == ["OBJECTION_OVERDUE"]
    assert customer.wake is None


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_one_that_is_answered_is_never_overdue(order: tuple[int, int]) -> None:
    customer = late_one(objection_days=20)
    customer.tick(7)
    facts = (objection(day=7), objection_answered(day=9))
    for place in order:
        customer.tell(facts[place])
    for day in range(8, 40):
        customer.tick(day)
    assert customer.events == []


def test_where_no_law_names_a_deadline_nothing_is_overdue() -> None:
    customer = late_one()
    customer.tick(7)
    customer.tell(objection(day=7))
    customer.tick(200)
    assert customer.events == []


@pytest.mark.parametrize("value", [0, 6, -1])
def test_a_score_is_from_one_to_five(value: int) -> None:
    reject = late_one().tell(score(value)).reject
    assert reject is not None
    assert reject.rule == "score_out_of_range"


def test_the_last_score_stands() -> None:
    customer = late_one()
    customer.tell(score(5, 9))
    customer.tell(score(2, 8))
    assert customer.row.matters.score == 5


def test_a_source_that_names_ever_new_matters_is_stopped() -> None:
    customer = late_one()
    for number in range(DETAILS_MAX):
        assert customer.tell(complaint(f"m{number:02}")).reject is None
        assert customer.tell(objection(f"o{number:02}")).reject is None
    for fact in (complaint("one more"), objection("one more")):
        reject = customer.tell(fact).reject
        assert reject is not None
        assert reject.rule == "customer_has_too_many_details"
