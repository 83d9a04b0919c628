"""More refused records than are settled one by one hold an area until somebody settles them all."""

import pytest

from streams.field import holding
from streams.terms.field_facts import AreaRecordRefused, AreaRefusalResolved
from tests.field.area import FIRST, Area

SETTLED = {"decided_by": "x", "reason": "each was looked at"}


def overflowing(monkeypatch: pytest.MonkeyPatch) -> Area:
    monkeypatch.setattr(holding, "HOLDS_MAX", 2)
    area = Area()
    area.tick(FIRST)
    for number in range(3):
        area.tell(AreaRecordRefused, origin=f"field.agents/0/{number}", rule="x")
    for number in range(3):
        area.tell(AreaRefusalResolved, origin=f"field.agents/0/{number}", **SETTLED)
    return area


def test_what_has_overflowed_is_held_although_each_known_one_is_settled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    area = overflowing(monkeypatch)
    assert (area.row.head.holds, area.row.is_held) == ((), True)


def test_a_person_who_settles_all_of_them_lets_the_area_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    area = overflowing(monkeypatch)
    area.tell(AreaRecordRefused, origin="field.agents/0/7", rule="x")
    settled = area.tell(AreaRefusalResolved, origin=holding.ALL, **SETTLED)
    assert not area.row.is_held
    # What is refused behind it holds anew, and a repeat of the decision lifts nothing.
    area.tell(AreaRecordRefused, origin="field.agents/0/8", rule="x")
    row = area.row
    area.take(settled)
    assert area.row is row
    assert area.row.is_held
