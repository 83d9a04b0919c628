"""What is told for a day that has not come permits nothing before it."""

from collections.abc import Iterable
from typing import Any

import pytest

from streams.terms.contact_facts import ComplaintClosed, ComplaintReceived
from streams.terms.customer_facts import AnyCustomerFact
from streams.terms.days import Day
from streams.treatment.ahead import TOLD_AHEAD
from tests.treatment.details import consent, quiet, quiet_gone, zone, zone_gone
from tests.treatment.world import DUE_ON, Customer, late, lift, stop

AHEAD = 10


def closed(day: int) -> Iterable[AnyCustomerFact]:
    head: dict[str, Any] = {"customer_id": "c1", "complaint_id": "m1"}
    yield ComplaintReceived(event_id="e1", effective_on=Day(DUE_ON + 1), **head)
    yield ComplaintClosed(event_id="e2", effective_on=Day(DUE_ON + day), **head)


PERMITTING: dict[str, tuple[AnyCustomerFact, ...]] = {
    "a consent": (consent("SMS", granted=False, day=1), consent("SMS", granted=True, day=AHEAD)),
    "a zone confirmed": (zone("Asia/Tokyo", confirmed=True, day=AHEAD),),
    "a zone withdrawn": (zone("America/New_York"), zone_gone(day=AHEAD)),
    "times that suit again": (quiet(0, 24), quiet_gone(day=AHEAD)),
    "a complaint closed": tuple(closed(AHEAD)),
    "a stop lifted": (stop("ATTORNEY"), lift(day=AHEAD)),
}


@pytest.mark.parametrize("case", sorted(PERMITTING))
@pytest.mark.parametrize("backward", [False, True])
def test_nobody_is_contacted_before_the_day_has_come(case: str, *, backward: bool) -> None:
    customer = Customer()
    customer.stands(late(), day=1)
    facts = PERMITTING[case]
    for fact in reversed(facts) if backward else facts:
        assert customer.tell(fact).reject is None
    assert customer.tick(1)[-1] == f"sms_1 DEFERRED {TOLD_AHEAD}"
    until_on = customer.last().until_on
    assert until_on is not None
    assert until_on <= DUE_ON + AHEAD
    ahead = customer.tick(AHEAD)
    assert "phone_1 AUTHORISED" in ahead or case == "a complaint closed", ahead


def test_what_counts_from_today_is_not_ahead() -> None:
    customer = Customer()
    customer.stands(late(), day=1)
    customer.tell(consent("SMS", granted=True, day=1))
    assert customer.tick(1)[-1] == "sms_1 AUTHORISED"
