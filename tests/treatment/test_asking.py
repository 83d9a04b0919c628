"""A visit is asked for, planned by its area, and authorised on the planned day alone."""

import pytest
from msgspec.structs import replace

from streams.terms.visit_facts import VisitGranted
from streams.treatment import packing
from tests.treatment.details import complaint, complaint_closed, quiet
from tests.treatment.field_rules import (
    Visited,
    address,
    asked_for,
    fielded,
    given_back,
    granted,
    planned,
    unplanned,
)
from tests.treatment.world import DUE_ON, PAID, Customer, late, local, outcome, stop

ASKED = "visit_1 DEFERRED visit_to_be_planned"


def test_a_visit_that_is_due_is_asked_for_and_waits() -> None:
    customer = Visited()
    customer.tell(address())
    customer.stands(late(), day=1)
    assert customer.tick(61)[-2:] == ["visit_1 DUE", ASKED]
    asked = customer.asked()
    assert (asked.attempt, asked.area, asked.point_id) == (1, "north", "p1")
    assert (asked.latitude_microdegrees, asked.visit_number) == (31_230_000, 1)
    assert (asked.purpose, asked.verified, asked.zone) == ("COLLECTION", True, "Asia/Shanghai")
    assert [w.window_on for w in asked.windows] == [*range(DUE_ON + 64, DUE_ON + 75)]
    assert (asked.windows[0].not_before, asked.windows[0].not_after) == (
        local(64, 9),
        local(64, 21),
    )
    assert (asked.expires_on, asked.past_due_minor, asked.days_past_due) == (DUE_ON + 75, 5_000, 61)
    assert customer.row.ledger.spent == ()


def test_it_waits_in_silence_until_a_day_is_named() -> None:
    customer = asked_for()
    assert customer.wake == DUE_ON + 62
    customer.told_areas()
    assert [customer.tick(day) for day in (62, 63, 64)] == [[], [], []]
    assert customer.told_areas() == []


def test_on_its_day_it_is_authorised_inside_the_planned_hours() -> None:
    customer = asked_for()
    assert customer.hears(planned(65)) == []
    assert customer.tick(64) == []
    assert customer.tick(65) == ["visit_1 AUTHORISED"]
    told = customer.areas[-1]
    assert isinstance(told, VisitGranted)
    assert (told.not_before, told.not_after) == (local(65, 10), local(65, 11))
    assert (told.currency, told.past_due_minor, told.days_past_due) == ("CNY", 5_000, 65)
    assert (customer.last().not_before, customer.last().not_after) == (local(65, 10), local(65, 11))
    assert [spent.on for spent in customer.row.ledger.spent] == [DUE_ON + 65]


def test_what_was_paid_since_the_request_is_not_in_the_grant() -> None:
    customer = asked_for()
    customer.hears(planned(65))
    customer.stands(replace(late(), past_due_minor=1_200), day=63)
    customer.tick(65)
    told = customer.areas[-1]
    assert isinstance(told, VisitGranted)
    assert (told.past_due_minor, told.effective_on) == (1_200, DUE_ON + 65)


def test_without_rules_for_visits_it_is_authorised_like_a_call() -> None:
    customer = Customer()
    customer.stands(late(), day=1)
    assert customer.tick(61)[-1] == "visit_1 AUTHORISED"


def test_an_address_in_no_area_is_not_asked_for() -> None:
    customer = Visited()
    customer.tell(address(area=""))
    customer.stands(late(), day=1)
    assert customer.tick(61)[-1] == "visit_1 DEFERRED visit_area_unknown"
    assert customer.told_areas() == []
    # Somebody has to say in which area it is: people hear of it once.
    customer.tick(62)
    (event,) = customer.events
    assert (event.kind, event.account_id) == ("VISIT_AREA_UNKNOWN", "a1")
    assert event.subject_id == customer.last().escalation_id
    customer.tell(address(day=63))
    assert customer.tick(63) == [ASKED]
    assert customer.events == [event]


def test_an_address_that_nobody_placed_is_asked_for_all_the_same() -> None:
    customer = asked_for(address(day=1, latitude_microdegrees=None, longitude_microdegrees=None))
    assert customer.asked().latitude_microdegrees is None


@pytest.mark.parametrize(
    ("fact", "rule"),
    [(stop(), "stop_attorney"), (stop("VISIT_BAN"), "stop_visit_ban")],
)
def test_what_ends_the_rung_withdraws_the_visit_at_once(fact: object, rule: str) -> None:
    customer = asked_for()
    customer.told_areas()
    assert customer.hears(fact) == [f"visit_1 CANCELLED {rule}"]  # type: ignore[arg-type]
    assert customer.told_areas() == [f"north withdrawn 1 {rule}"]


def test_a_payment_while_the_crew_is_on_its_way_calls_it_back_in_the_same_step() -> None:
    customer = granted()
    customer.told_areas()
    assert customer.stands(PAID, day=64) == ["visit_1 CANCELLED cured"]
    assert customer.told_areas() == ["north withdrawn 1 cured"]


def test_what_the_gate_puts_off_on_the_planned_day_is_withdrawn_and_asked_for_again() -> None:
    customer = asked_for()
    customer.tell(planned(64))
    customer.tell(complaint(day=63, agent="ag1"))
    customer.told_areas()
    assert customer.tick(64) == ["visit_1 DEFERRED complaint_open"]
    assert customer.told_areas() == ["north withdrawn 1 complaint_open"]
    customer.tell(complaint_closed(day=65))
    assert customer.tick(65) == [ASKED]
    assert customer.asked().not_by == ("ag1",)
    assert customer.told_areas() == ["north asked 2"]


def test_what_speaks_against_today_alone_leaves_the_plan_for_another_day() -> None:
    customer = asked_for()
    customer.tell(planned(65))
    customer.told_areas()
    assert customer.tick(62, hour=22) == []
    assert customer.told_areas() == []
    customer.tick(64)
    assert customer.tick(65) == ["visit_1 AUTHORISED"]


def test_a_visit_that_would_end_outside_the_hours_is_not_made() -> None:
    customer = asked_for()
    customer.tell(planned(64, hours=(20, 22)))
    customer.told_areas()
    assert customer.tick(64) == ["visit_1 DEFERRED house_hours"]
    assert customer.told_areas() == ["north withdrawn 1 house_hours"]


def test_a_plan_that_leaves_no_time_to_tell_the_customer_is_none() -> None:
    customer = asked_for()
    customer.tell(planned(63))
    customer.told_areas()
    assert customer.tick(63) == ["visit_1 DEFERRED V.notice"]
    assert customer.told_areas() == ["north withdrawn 1 V.notice"]


def test_nor_one_in_times_that_do_not_suit_any_more() -> None:
    customer = asked_for()
    customer.tell(planned(64))
    customer.tell(quiet(8, 12, day=63))
    assert customer.tick(64) == ["visit_1 DEFERRED customer_hours"]


def test_a_tick_that_comes_late_leaves_what_is_left() -> None:
    customer = asked_for()
    customer.tell(planned(64, hours=(10, 13)))
    assert customer.tick(64, hour=12) == ["visit_1 AUTHORISED"]
    assert customer.last().not_before == local(64, 12)


def test_a_day_that_went_by_is_missed_and_another_asked_for() -> None:
    customer = asked_for()
    customer.tell(planned(64))
    customer.told_areas()
    assert customer.tick(66) == []
    assert customer.told_areas() == ["north withdrawn 1 visit_day_missed", "north asked 2"]


def test_another_address_withdraws_the_visit_and_asks_again() -> None:
    customer = asked_for()
    customer.tell(planned(64))
    customer.told_areas()
    customer.tell(address("p2", day=62, area="south"))
    assert customer.told_areas() == []
    customer.tell(address(day=62, usable=False))
    assert customer.told_areas() == ["north withdrawn 1 address_changed"]
    assert customer.tick(62) == []
    assert (customer.asked().point_id, customer.told_areas()) == ("p2", ["south asked 2"])


def test_so_does_one_that_is_better_than_the_one_asked_for() -> None:
    customer = asked_for()
    customer.told_areas()
    customer.tell(address("p0", day=62))
    assert customer.tick(62) == []
    assert customer.told_areas() == ["north withdrawn 1 address_changed", "north asked 2"]


def test_the_second_visit_asked_for_again_still_knows_the_lead_of_the_first() -> None:
    customer = granted(lead="ag7")
    customer.tell(outcome("NOT_HOME", 64))
    customer.tick(78)
    customer.tell(complaint("m1", day=78, agent="ag3"))
    customer.tell(complaint_closed("m1", day=78))
    customer.tell(address("p2", day=78, area="south"))
    customer.tell(address(day=78, usable=False))
    customer.tick(79)
    asked = customer.asked()
    assert (asked.attempt, asked.area, asked.lead_before) == (2, "south", "ag7")
    assert (asked.not_by, asked.history) == (("ag3",), ("visit_1:NOT_HOME",))


def test_an_area_may_plan_again_and_unplan() -> None:
    customer = asked_for()
    customer.tell(planned(64))
    customer.tell(unplanned(62))
    assert customer.tick(64) == []
    customer.tell(planned(66))
    customer.tell(planned(67))
    assert customer.tick(66) == []
    assert customer.tick(67) == ["visit_1 AUTHORISED"]


def test_what_is_given_back_is_asked_for_again_from_the_next_tick_on() -> None:
    customer = asked_for()
    customer.told_areas()
    assert customer.hears(given_back(62)) == []
    assert customer.told_areas() == []
    assert customer.tick(62) == []
    assert customer.told_areas() == ["north asked 2"]


def test_what_a_person_in_charge_refused_is_suppressed() -> None:
    customer = asked_for()
    customer.told_areas()
    refused = given_back(62, rule="visit_refused_by_manager")
    assert customer.hears(refused) == ["visit_1 SUPPRESSED visit_refused_by_manager"]
    assert customer.told_areas() == []


def test_nobody_is_asked_more_than_eight_times() -> None:
    customer = asked_for(rules=fielded())
    for attempt in range(1, 9):
        customer.tell(given_back(61, attempt=attempt))
        customer.tick(61 + attempt)
    asked = [told for told in customer.told_areas() if "asked" in told]
    assert asked == [f"north asked {n}" for n in range(1, 9)]
    assert customer.tick(74) == []
    assert customer.tick(75)[0] == "visit_1 SKIPPED window_over"


@pytest.mark.parametrize("fact", [planned(70, attempt=2), unplanned(62, attempt=3)])
def test_what_is_told_of_another_attempt_changes_nothing(fact: object) -> None:
    customer = asked_for()
    row = customer.row
    assert customer.tell(fact).row is row  # type: ignore[arg-type]


def test_a_granted_visit_is_not_planned_anew_but_may_be_off() -> None:
    customer = granted()
    row = customer.row
    assert customer.tell(planned(66)).row is row
    customer.told_areas()
    assert customer.hears(unplanned(64)) == ["visit_1 CANCELLED agent_absent"]
    assert customer.told_areas() == ["north withdrawn 1 agent_absent"]


def test_an_outcome_ends_it_in_silence() -> None:
    customer = granted()
    customer.told_areas()
    assert customer.tell(outcome("NOT_HOME", 64)).reject is None
    assert customer.told_areas() == []
    assert [visit.state for visit in customer.row.visits] == ["DONE"]


def test_the_second_visit_knows_who_led_the_first_and_what_came_before() -> None:
    customer = granted(lead="ag7")
    customer.tell(outcome("NOT_HOME", 64))
    customer.tick(78)
    asked = customer.asked()
    assert (asked.visit_number, asked.lead_before) == (2, "ag7")
    assert asked.history == ("visit_1:NOT_HOME",)


def test_a_missing_outcome_is_said_once() -> None:
    customer = granted()
    assert customer.wake == DUE_ON + 68
    customer.tick(67)
    assert customer.events == []
    customer.tick(68)
    customer.tick(70)
    (event,) = customer.events
    assert event.kind == "VISIT_OUTCOME_MISSING"
    assert event.subject_id == customer.row.visits[0].escalation_id


def test_a_row_with_visits_is_packed_and_read() -> None:
    customer = granted()
    assert packing.unpack(packing.pack(customer.row)) == customer.row


def test_a_policy_that_knows_no_visits_any_more_takes_back_what_was_asked() -> None:
    customer = asked_for()
    customer.told_areas()
    customer.rules = replace(customer.rules, field=None)
    customer.tick(62)
    assert customer.told_areas() == ["north withdrawn 1 policy_not_in_force"]
