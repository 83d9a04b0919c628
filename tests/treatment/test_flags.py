"""Somebody could come to harm: nobody goes there, and every area hears of it (edge case 66)."""

import pytest
from msgspec.structs import replace

from streams.terms.handback_facts import SafetyCleared, SafetyFlagged
from streams.treatment.flags import both_flags, is_flagged, with_cleared, with_flagged
from tests.treatment.field_rules import (
    Visited,
    address,
    asked_for,
    cleared,
    fielded,
    flagged,
    granted,
    planned,
)
from tests.treatment.world import Customer, late


def test_a_flag_withdraws_what_is_asked_for_and_blocks_what_comes() -> None:
    customer = asked_for()
    customer.told_areas()
    assert customer.hears(flagged()) == []
    assert customer.told_areas() == ["north withdrawn 1 safety_flag", "north flagged i1"]
    assert customer.tick(62) == ["visit_1 DEFERRED safety_flag"]
    customer.tell(cleared())
    assert customer.told_areas() == ["north cleared i1"]
    assert customer.tick(63) == ["visit_1 DEFERRED visit_to_be_planned"]
    assert customer.told_areas() == ["north asked 2"]


def test_a_crew_that_may_go_turns_back() -> None:
    customer = granted()
    customer.told_areas()
    assert customer.hears(flagged(day=64)) == ["visit_1 CANCELLED safety_flag"]
    assert customer.told_areas()[0] == "north withdrawn 1 safety_flag"


def test_it_blocks_visits_on_every_account() -> None:
    customer = asked_for()
    customer.tell(flagged())
    customer.stands(late("s9"), account="a2", day=62)
    assert customer.tick(62).count("visit_1 DEFERRED safety_flag") == 2


def test_every_area_with_an_address_hears_of_it_once_and_one_that_comes_later_too() -> None:
    customer = asked_for(address("p2", area="south"), address("p3", area=""))
    customer.told_areas()
    customer.tell(flagged())
    assert customer.told_areas()[1:] == ["north flagged i1", "south flagged i1"]
    customer.tick(62)
    customer.tell(flagged())
    assert customer.told_areas() == []
    customer.tell(address("p4", day=62, area="east"))
    assert customer.told_areas() == ["east flagged i1"]
    customer.tell(cleared())
    assert customer.told_areas() == ["east cleared i1", "north cleared i1", "south cleared i1"]
    customer.tell(address("p5", day=63, area="west"))
    assert customer.told_areas() == []


def test_two_incidents_are_cleared_one_by_one() -> None:
    customer = asked_for()
    customer.tell(flagged("i1"))
    customer.tell(flagged("i2"))
    customer.tell(cleared("i1"))
    assert customer.tick(63) == ["visit_1 DEFERRED safety_flag"]
    customer.tell(cleared("i2"))
    assert customer.tick(64) == ["visit_1 DEFERRED visit_to_be_planned"]


@pytest.mark.parametrize("told", [(flagged(), cleared()), (cleared(), flagged())])
def test_it_does_not_matter_which_of_the_two_words_arrives_first(
    told: tuple[SafetyFlagged | SafetyCleared, ...],
) -> None:
    customer = asked_for()
    for fact in told:
        customer.tell(fact)
    (flag,) = customer.row.flags
    assert (flag.cleared, flag.point_id, flag.areas) == (True, "p1", ())
    row = customer.row
    assert customer.tell(told[0]).row is row


def test_what_was_told_before_the_first_tick_is_passed_on_by_it() -> None:
    customer = Visited()
    customer.tell(address())
    customer.tell(flagged(day=0))
    assert customer.told_areas() == []
    customer.tick(1)
    assert customer.told_areas() == ["north flagged i1"]


def test_a_flag_blocks_where_policy_has_no_rules_for_visits_too() -> None:
    customer = Customer()
    customer.stands(late(), day=1)
    customer.tell(flagged())
    assert customer.tick(61)[-1] == "visit_1 DEFERRED safety_flag"


def test_a_plan_for_a_flagged_customer_changes_nothing() -> None:
    customer = asked_for()
    customer.tell(flagged())
    row = customer.row
    assert customer.tell(planned(64)).row is row


def test_flags_are_bounded_and_none_that_is_open_is_forgotten() -> None:
    customer = Visited(fielded())
    for number in range(200):
        customer.tell(flagged(f"i{number:03}"))
        customer.tell(cleared(f"i{number:03}"))
    assert len(customer.row.flags) <= 64
    rejects = [customer.tell(flagged(f"j{number:03}")).reject for number in range(100)]
    assert {None if r is None else r.rule for r in rejects} == {
        None,
        "customer_has_too_many_details",
    }
    assert len(customer.row.flags) == 64
    assert is_flagged(customer.row.flags)


def test_the_flags_of_two_rows_are_one_whichever_is_first() -> None:
    open_flag, over = with_flagged((), "i1", "p1"), with_cleared((), "i1")
    assert isinstance(open_flag, tuple)
    assert isinstance(over, tuple)
    told = tuple(replace(flag, areas=("north",)) for flag in open_flag)
    (flag,) = both_flags(told, over)
    assert (flag.cleared, flag.point_id, flag.areas) == (True, "p1", ("north",))
    assert both_flags(over, told)[0].areas == ()
