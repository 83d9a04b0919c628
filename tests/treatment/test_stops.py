"""Stops and holds: what they remember, and what they forget last."""

import pytest

from streams.terms.days import Day
from streams.treatment.rows import CustomerRow, Stop
from streams.treatment.stops import (
    LIFTED_MAX,
    ORIGINS_MAX,
    STOP_KINDS,
    stop_rule,
    with_lift,
    with_refusal,
    with_resolution,
    with_stop,
)

ON = Day(1_000)
BLANK = CustomerRow(customer_id="c1")


@pytest.mark.parametrize("kind", sorted(STOP_KINDS))
def test_every_kind_stops_under_its_own_rule(kind: str) -> None:
    assert stop_rule(with_stop((), "st1", kind, ON), ON, "VISIT") == f"stop_{kind.lower()}"


def test_the_rule_does_not_depend_on_which_stop_came_first() -> None:
    one = with_stop(with_stop((), "st1", "DECEASED", ON), "st2", "ATTORNEY", ON)
    other = with_stop(with_stop((), "st2", "ATTORNEY", ON), "st1", "DECEASED", ON)
    assert stop_rule(one, ON) == stop_rule(other, ON) == "stop_attorney"
    assert stop_rule(with_lift(one, "st2", ON), ON) == "stop_deceased"


def test_repeats_leave_the_very_same_stops() -> None:
    placed = with_stop((), "st1", "ATTORNEY", ON)
    assert with_stop(placed, "st1", "ATTORNEY", ON) is placed
    lifted = with_lift(placed, "st1", ON)
    assert with_lift(lifted, "st1", ON) is lifted
    assert with_stop(lifted, "st1", "ATTORNEY", ON) is lifted


def test_lifted_stops_are_forgotten_before_any_that_holds() -> None:
    stops: tuple[Stop, ...] = with_stop((), "holds", "VULNERABLE", ON)
    for n in range(LIFTED_MAX + 5):
        stops = with_lift(with_stop(stops, f"st{n}", "ATTORNEY", ON), f"st{n}", ON)
    assert len(stops) == LIFTED_MAX + 1
    assert stop_rule(stops, ON) == "stop_vulnerable"
    assert next(s.stop_id for s in stops if s.lifted) == "st5"


def test_a_hold_lasts_until_its_own_record_is_settled() -> None:
    row = with_refusal(with_refusal(BLANK, "x/0/1"), "x/0/2")
    assert with_resolution(row, "x/0/1").is_held
    settled = with_resolution(with_resolution(row, "x/0/1"), "x/0/2")
    assert not settled.is_held
    assert with_refusal(settled, "x/0/1") is settled


def test_too_many_refusals_hold_the_customer_for_good() -> None:
    row = BLANK
    for n in range(ORIGINS_MAX + 1):
        row = with_refusal(row, f"x/0/{n}")
    assert row.overflowed
    for n in range(ORIGINS_MAX + 1):
        row = with_resolution(row, f"x/0/{n}")
    assert row.is_held
    assert with_refusal(row, "x/9/9") is row


@pytest.mark.parametrize(
    ("first", "second", "last"), [(5, 9, 9), (9, 5, 9), (5, None, None), (None, 5, None), (5, 5, 5)]
)
def test_of_two_ends_the_later_one_holds(
    first: int | None, second: int | None, last: int | None
) -> None:
    def day(number: int | None) -> Day | None:
        return None if number is None else Day(ON + number)

    stops = with_stop((), "st1", "ATTORNEY", ON, day(first))
    (stop,) = with_stop(stops, "st1", "ATTORNEY", ON, day(second))
    assert stop.until_on == day(last)
