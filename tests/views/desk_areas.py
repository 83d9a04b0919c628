"""Service areas as the desk looks at them, with things that wait for a person."""

import pytest
from msgspec.structs import replace

from streams.field import holding
from streams.terms.agent_facts import IncidentReported
from streams.terms.field_facts import AreaRecordRefused, AreaRefusalResolved
from streams.views.desk import AreaNow
from tests.field.area import FIRST, Area, asked, at, crew, planned
from tests.views.dossiers import shipped


def now_of(area: Area) -> AreaNow:
    """Return an area whose house has one set of rules on all days."""
    assert area.rules is not None
    assert area.as_of is not None
    policy = replace(shipped("cn"), digest=area.rules.digest, turns=(), between=(area.rules,))
    return AreaNow(row=area.row, as_of=area.as_of, policy=policy)


def in_area(name: str, area: Area) -> AreaNow:
    """Return what stands in an area as that of another name."""
    now = now_of(area)
    return replace(now, row=replace(now.row, area=name))


def wanting_approval() -> Area:
    """Return an area with a crew, in which a second visit waits for approval since two days."""
    area = Area()
    crew(area)
    area.tick(FIRST)
    asked(area, "second-visit-2222", visit_number=2, lead_before="ag1")
    area.tick(FIRST + 1)
    return area


def with_incident() -> Area:
    """Return an area whose crew met with danger at its one visit."""
    area = planned()
    area.tell(
        IncidentReported,
        incident_id="incident-1111",
        incident="THREAT",
        at=at(FIRST + 1, 13),
        visit_id="v1",
    )
    return area


def with_refusal() -> Area:
    """Return an area that a refused record about its people holds."""
    area = Area()
    area.tick(FIRST)
    area.tell(AreaRecordRefused, origin="field.agents/2/118", rule="magic_byte_wrong")
    return area


def with_too_many_refusals(monkeypatch: pytest.MonkeyPatch) -> Area:
    """Return an area with more refused records than it keeps, of which the known are settled."""
    monkeypatch.setattr(holding, "HOLDS_MAX", 2)
    area = Area()
    area.tick(FIRST)
    origins = [f"field.agents/0/{number}" for number in range(3)]
    for origin in origins:
        area.tell(AreaRecordRefused, origin=origin, rule="x")
    for origin in origins:
        area.tell(AreaRefusalResolved, origin=origin, decided_by="x", reason="y")
    return area
