"""Visits and flags of two ids that turn out to be one person."""

from msgspec.structs import replace

from streams.terms.contact_facts import VisitOutcome
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
from tests.treatment.people import People, both, merged
from tests.treatment.test_second_visit import REPEATING
from tests.treatment.world import Customer, late, outcome, shown


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


def recalled_and_merged() -> tuple[People, VisitOutcome]:
    """Return a survivor with a visit of the absorbed one, which may be made three times."""
    people, seed = People(REPEATING), Customer(REPEATING)
    people.tell(seed.standing(late()))
    assert people.tick(61)["c1"][-1] == "visit_1 AUTHORISED"
    people.tell(outcome("RECALLED", 61))
    for fact in both(day=61):
        people.tell(fact)
    people.deliver()
    people.tell(seed.withdrawal(day=61))
    people.tell(seed.standing(late(), day=61), "c2")
    return people, replace(outcome("NOT_HOME", 61), event_id="later")


def test_what_a_crew_tells_behind_a_recall_and_a_merge_holds() -> None:
    people, made = recalled_and_merged()
    people.tell(made)
    people.deliver()
    assert [people.tick(day) for day in range(62, 75)] == [{}] * 13
    assert [spent.result for spent in people.rows["c2"].ledger.spent] == ["NOT_HOME"]


def test_what_it_tells_later_ends_the_survivor_s_repeat() -> None:
    people, made = recalled_and_merged()
    assert people.tick(62)["c2"] == ["visit_1 DUE", "visit_1 DEFERRED merge_to_be_confirmed"]
    assert people.tick(63)["c2"] == ["visit_1 AUTHORISED"]
    people.tell(made)
    before = len(people.said)
    people.deliver()
    assert shown(people.said[before:]) == ["visit_1 CANCELLED visit_made_already"]
