"""A row does not grow without end, whatever ids a producer makes up."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from streams.terms.contact_facts import (
    AgencyPlaced,
    ComplaintClosed,
    ComplaintReceived,
    ObjectionAnswered,
    ObjectionRaised,
)
from streams.terms.customer_facts import AnyCustomerFact
from streams.terms.days import Day
from streams.terms.profile_facts import StopPlaced
from streams.treatment import packing
from tests.treatment.details import agency_call, placed
from tests.treatment.world import DUE_ON, Customer, late, stop

MANY = 1_200


def _stop(number: int) -> StopPlaced:
    return replace(stop(), event_id=f"e{number}", stop_id=f"s{number}")


def _agency(number: int) -> AgencyPlaced:
    return replace(placed(1), event_id=f"e{number}", agency_id=f"ag{number}")


def _call(number: int) -> AnyCustomerFact:
    return replace(agency_call(8, "NO_ANSWER"), event_id=f"e{number}", contact_id=f"c{number}")


def _wrong(number: int) -> AnyCustomerFact:
    call = agency_call(8, "WRONG_PARTY")
    return replace(call, event_id=f"e{number}", contact_id=f"c{number}", point_id=f"p{number}")


@pytest.mark.parametrize("made", [_stop, _agency, _call, _wrong])
def test_too_many_are_refused_and_the_row_stays_small(
    made: Callable[[int], AnyCustomerFact],
) -> None:
    customer = Customer()
    customer.stands(late(), day=1)
    customer.tick(8)
    rules = {reject.rule for n in range(MANY) if (reject := customer.tell(made(n)).reject)}
    assert rules == {"customer_has_too_many_details"}
    assert len(packing.pack(customer.row)) < 100_000


def test_points_that_reach_nobody_take_no_place_from_those_that_are_told() -> None:
    customer = Customer()
    for number in range(200):
        customer.tell(_wrong(number))
    assert len(customer.row.profile.points) == 64


def test_a_customer_may_complain_and_object_for_a_lifetime() -> None:
    customer = Customer()
    head: dict[str, Any] = {"customer_id": "c1", "effective_on": Day(DUE_ON)}
    for number in range(200):
        name = f"m{number}"
        received = ComplaintReceived(event_id=f"i{number}", **head, complaint_id=name)
        closed = ComplaintClosed(event_id=f"j{number}", **head, complaint_id=name)
        assert customer.tell(received).reject is None
        assert customer.tell(closed).reject is None
        raised = ObjectionRaised(
            event_id=f"r{number}", **head, objection_id=f"o{number}", account_id="a1"
        )
        answered = ObjectionAnswered(event_id=f"a{number}", **head, objection_id=f"o{number}")
        assert customer.tell(raised).reject is None
        assert customer.tell(answered).reject is None
    assert len(customer.row.matters.complaints) <= 64
    assert len(customer.row.matters.objections) <= 64
