"""Visits and flags of two ids that turn out to be one person."""

from msgspec.structs import replace

from streams.terms.customer_facts import AnyCustomerFact
from streams.treatment import packing, stage
from streams.treatment.rows import CustomerRow
from streams.treatment.uniting import contents_of, united
from tests.treatment.field_rules import (
    Visited,
    asked_for,
    cleared,
    flagged,
    granted,
)
from tests.treatment.people import merged
from tests.treatment.world import outcome


def other() -> Visited:
    """Return the survivor, of whom nothing is known."""
    customer = Visited()
    customer.row = stage.blank("c2")
    return customer


def moved(customer: Visited, into: CustomerRow) -> CustomerRow:
    """Return a row with what another one holds in it."""
    assert customer.as_of is not None
    return united(into, packing.unpack(contents_of(customer.row)), customer.as_of)


def test_who_is_absorbed_is_visited_no_more() -> None:
    customer = asked_for()
    customer.told_areas()
    assert customer.hears(merged("c1", "c2", "ABSORBED", day=62)) == [
        "visit_1 CANCELLED customer_merged"
    ]
    assert customer.told_areas() == ["north withdrawn 1 customer_merged"]


def test_who_waits_for_the_other_one_s_contents_is_asked_for_again_behind_them() -> None:
    customer = asked_for()
    customer.told_areas()
    customer.tell(merged("c1", "c0", "SURVIVOR", day=62))
    customer.tick(62)
    assert customer.told_areas() == ["north withdrawn 1 merge_to_be_confirmed"]


def test_what_was_granted_moves_and_what_was_only_asked_does_not() -> None:
    assert moved(asked_for(), other().row).visits == ()
    row = moved(granted(lead="ag7"), other().row)
    assert [(v.state, v.lead) for v in row.visits] == [("GRANTED", "ag7")]
    done = granted(lead="ag7")
    done.tell(outcome("NOT_HOME", 64))
    both = moved(done, row)
    assert [(v.state, v.lead) for v in both.visits] == [("DONE", "ag7")]
    assert moved(done, both) is both
    assert moved(granted(lead="ag7"), both).visits == both.visits


def test_the_survivor_tells_the_areas_of_the_flag_under_its_own_name() -> None:
    customer = asked_for()
    customer.tell(flagged())
    row = moved(customer, other().row)
    assert [(f.incident_id, f.cleared, f.areas) for f in row.flags] == [("i1", False, ())]
    survivor = other()
    survivor.row = row
    survivor.tick(63)
    assert survivor.told_areas() == ["north flagged i1"]
    survivor.told_areas()
    customer.tell(cleared())
    survivor.row = moved(customer, survivor.row)
    survivor.tick(64)
    assert survivor.told_areas() == ["north cleared i1"]


def test_only_the_row_that_made_the_visit_says_that_its_outcome_is_missing() -> None:
    customer, survivor = granted(), other()
    survivor.row = moved(customer, survivor.row)
    facts: list[AnyCustomerFact] = []
    for one in (customer, survivor):
        for fact in facts:
            one.tell(fact)
        one.tick(70)
    assert [e.kind for e in customer.events] == ["VISIT_OUTCOME_MISSING"]
    assert survivor.events == []
    assert replace(survivor.row.visits[0], missing_said=True) == customer.row.visits[0]
