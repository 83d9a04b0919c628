"""Facts of a customer are placed under ticks by the cuts of the customer's own partition."""

from streams.terms.control import Tick
from streams.terms.customer_facts import (
    AnyCustomerFact,
    CustomerRecordRefused,
    CustomerRefusalResolved,
)
from streams.terms.days import AsOf, Day, Instant
from streams.terms.profile_facts import StopLifted, StopPlaced
from streams.views.customer_words import customer_fact_in_words
from streams.views.timeline import Placed, heard

PLACED = StopPlaced(
    event_id="e1", customer_id="c", effective_on=Day(1), stop_id="st1", kind="BREATHING_SPACE"
)
LIFTED = StopLifted(event_id="e2", customer_id="c", effective_on=Day(2), stop_id="st1")
HELD = CustomerRecordRefused(
    event_id="e3", customer_id="c", effective_on=Day(2), origin="t/0/1", rule="value_missing"
)
SETTLED = CustomerRefusalResolved(
    event_id="e4",
    customer_id="c",
    effective_on=Day(3),
    origin="t/0/1",
    decided_by="ann",
    reason="sent again",
)


def tick(on: int, profile: int) -> Tick:
    as_of = AsOf(Day(on), Instant(on))
    cut = {"customers.profile": profile}
    return Tick(as_of=as_of, newest=as_of, policy_digest="d", cut=cut)


def test_a_fact_stands_under_the_last_tick_before_it() -> None:
    facts: list[Placed[AnyCustomerFact]]
    facts = [Placed("customers.profile", 4, PLACED), Placed("customers.profile", 9, LIFTED)]
    placed = heard(facts, [tick(1, 4), tick(2, 9), tick(3, 9)])
    assert [(one.as_of and one.as_of.on, one.fact) for one in placed] == [(1, PLACED), (3, LIFTED)]
    assert [one.as_of for one in heard(facts, [tick(1, 10)])] == [None, None]


def test_each_is_told_in_plain_words() -> None:
    every: tuple[AnyCustomerFact, ...] = (PLACED, LIFTED, HELD, SETTLED)
    assert [customer_fact_in_words(fact) for fact in every] == [
        "stop st1 placed (breathing space): nobody contacts the customer",
        "stop st1 lifted",
        "record t/0/1 refused by value_missing: the customer is held",
        "record t/0/1 settled by ann: sent again",
    ]
