"""The second look at visits: one without a plan, or into danger, is not made; a person hears."""

from typing import Any

import pytest
from msgspec.structs import replace

from streams.treatment import gate, turning
from streams.treatment.flags import Flag
from tests.treatment.field_rules import Visited, asked_for, planned


def alarms(customer: Visited) -> list[tuple[str, str]]:
    return [(event.kind, event.detail) for event in customer.events]


def test_a_visit_that_no_area_has_planned(monkeypatch: pytest.MonkeyPatch) -> None:
    def blind(*asked: Any) -> tuple[Any, None]:
        return asked[-1], None

    monkeypatch.setattr(turning, "with_plan", blind)
    customer = asked_for()
    assert customer.last().rule == "protection_broken"
    assert alarms(customer) == [("PROTECTION_BROKEN", "no area has planned the visit")]
    assert customer.row.ledger.spent == ()


def test_a_visit_into_danger(monkeypatch: pytest.MonkeyPatch) -> None:
    customer = asked_for()
    customer.tell(planned(64))
    customer.row = replace(customer.row, flags=(Flag("i1"),))
    monkeypatch.setattr(gate, "is_flagged", lambda _: False)
    assert customer.tick(64) == ["visit_1 DEFERRED protection_broken"]
    assert alarms(customer) == [("PROTECTION_BROKEN", "a crew could come to harm")]
    assert "north withdrawn 1 protection_broken" in customer.told_areas()


def test_a_visit_that_is_planned_is_found_to_be_right() -> None:
    customer = asked_for()
    customer.tell(planned(64))
    assert customer.tick(64) == ["visit_1 AUTHORISED"]
    assert customer.events == []
