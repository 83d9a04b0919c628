"""What is late on a day among the open obligations."""

from streams.delinquency.lateness import NOT_LATE, Lateness, held_in, lateness_of, parts_late
from streams.delinquency.slots import held
from streams.terms.days import Day
from tests.delinquency.ledgers import part, slot

FEE = slot("fee", 10, part("fee", 40, counts=False))
OLD = slot("old", 20, part("interest", 10), part("principal", 90))
NEW = slot("new", 30, part("principal", 100))
ALL = [FEE, OLD, NEW]


def test_due_today_is_not_late_yet_wherever_it_stands() -> None:
    assert lateness_of(ALL, Day(10)) == NOT_LATE
    assert lateness_of(ALL, Day(20)).past_due_minor == 40
    assert lateness_of(ALL, Day(30)).past_due_minor == 140
    assert lateness_of(ALL, Day(31)).past_due_minor == 240
    assert lateness_of([], Day(31)) == NOT_LATE == Lateness(0, 0, None)


def test_the_anchor_is_the_oldest_due_date_that_counts() -> None:
    assert lateness_of(ALL, Day(20)).contractual_due_on is None
    assert lateness_of(ALL, Day(31)).contractual_due_on == 20
    assert lateness_of(ALL, Day(31)).counting_minor == 200


def test_what_is_held_whole_is_no_anchor() -> None:
    kept = [FEE, held(OLD, "d1", None)[0], NEW]
    late = lateness_of(kept, Day(31))
    assert (late.past_due_minor, late.counting_minor, late.contractual_due_on) == (140, 100, 30)
    assert held_in(kept) == 100


def test_the_past_due_by_component_leaves_out_what_is_held_or_not_due() -> None:
    kept = [FEE, held(OLD, "d1", 95)[0], NEW]
    assert parts_late(kept, Day(30)) == {"fee": 40, "interest": 5}
    assert parts_late(kept, Day(31)) == {"fee": 40, "interest": 5, "principal": 100}
