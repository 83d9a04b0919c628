"""A promise at the door never costs the outcome: it is handed back whole or not at all."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.field.rows import with_visit
from streams.terms.agent_facts import AgentAbsent
from streams.terms.contact_facts import VisitOutcome
from streams.terms.days import Day, Instant
from streams.terms.field_notices import Handback
from streams.treatment.passing_on import misfit_of
from streams.wire.customer_facts import decode
from streams.wire.field_notices import encode_field
from tests.field.area import FIRST, HOUR, Area, arrived, at, ended, granted, planned

ON = FIRST + 6
WHOLE = {"currency": "CNY", "promised_minor": 100, "promised_on": Day(ON + 1)}


def visited(**fields: Any) -> Area:
    """Return an area whose crew stands at the door."""
    area = planned(**fields)
    granted(area)
    arrived(area)
    return area


def handed_back(area: Area) -> VisitOutcome:
    """Return what treatment reads of the last outcome."""
    record = encode_field(area.of(Handback)[-1])
    fact = decode(record.topic, record.key, record.value)
    assert isinstance(fact, VisitOutcome)
    return fact


def test_a_promise_that_is_read_days_later_is_one_all_the_same() -> None:
    area = visited()
    area.tick(ON + 2)
    ended(area, "MET_PROMISE", **WHOLE)
    told = handed_back(area)
    assert (told.promised_minor, told.promised_on, told.effective_on) == (100, ON + 1, ON + 2)
    assert misfit_of(told) is None


def test_one_behind_a_recall_too() -> None:
    area = visited()
    area.tell(AgentAbsent, ON, agent_id="ag1")
    area.tick(ON + 2)
    ended(area, "MET_PROMISE", **WHOLE)
    told = handed_back(area)
    assert (told.outcome, told.promised_on, misfit_of(told)) == ("MET_PROMISE", ON + 1, None)


@pytest.mark.parametrize(
    "half",
    [
        {"promised_on": None},
        {"promised_minor": None},
        {"promised_minor": 0},
        {"currency": ""},
        {"promised_on": Day(ON - 1)},
    ],
)
def test_of_half_a_promise_the_outcome_is_left(half: dict[str, Any]) -> None:
    area = visited()
    ended(area, "MET_PROMISE", **(WHOLE | half))
    told = handed_back(area)
    promised = told.currency, told.promised_minor, told.promised_on
    assert (told.outcome, promised, misfit_of(told)) == ("MET_PROMISE", ("", None, None), None)


@settings(max_examples=60)
@given(
    zone=st.sampled_from(["Asia/Shanghai", "Pacific/Kiritimati", "Etc/GMT+12"]),
    minutes=st.integers(0, 3 * 24 * 60),
    promised=st.integers(-2, 5),
    late=st.integers(0, 4),
)
def test_treatment_takes_whatever_an_area_hands_back(
    zone: str, minutes: int, promised: int, late: int
) -> None:
    area = visited()
    visit = area.visit()
    there = replace(visit, ask=replace(visit.ask, zone=zone))
    area.begin_with(with_visit(area.row, there))
    area.tick(ON + late)
    ended_at = Instant(at(ON, 10.5) + minutes * HOUR // 60)
    ended(area, "MET_PROMISE", **(WHOLE | {"promised_on": Day(ON + promised), "at": ended_at}))
    assert misfit_of(handed_back(area)) is None
