"""What is told of people: the later word holds, and what cannot be is refused."""

from typing import Any

import pytest

from streams.field import asked as asking
from streams.field import danger, people
from streams.terms.agent_facts import (
    AgentAdmitted,
    AgentBarred,
    AgentCertified,
    AgentRostered,
    CertificateWithdrawn,
    IncidentReported,
)
from streams.terms.days import Day
from tests.field.area import FIRST, HERE, Area, asked, at, crew, rostered

LAW: dict[str, Any] = {
    "agent_id": "ag1",
    "certificate_id": "c1",
    "certificate": "LAW",
    "valid_from_on": Day(FIRST),
    "valid_until_on": Day(FIRST + 30),
}
SHIFT: dict[str, Any] = {
    "agent_id": "ag1",
    "shift_begins_at": at(FIRST, 9),
    "shift_ends_at": at(FIRST, 17),
    "latitude_microdegrees": HERE[0],
    "longitude_microdegrees": HERE[1],
}


@pytest.mark.parametrize(
    ("kind", "on", "fields", "rule"),
    [
        (
            AgentCertified,
            FIRST,
            {**LAW, "valid_until_on": Day(FIRST - 1)},
            "certificate_ends_before_it_begins",
        ),
        (AgentCertified, FIRST + 8, LAW, "certificate_from_the_future"),
        (AgentRostered, FIRST, {**SHIFT, "visits_elsewhere": -1}, "visits_elsewhere_negative"),
    ],
)
def test_what_cannot_be_is_refused(kind: type, on: int, fields: dict[str, Any], rule: str) -> None:
    area = Area()
    area.tick(FIRST)
    area.tell(kind, on, **fields)
    assert area.rejects == [rule]


def test_the_later_word_on_a_shift_holds_whichever_came_first() -> None:
    rows = []
    for order in ((0, 1), (1, 0)):
        area = Area()
        for seq in order:
            rostered(
                area,
                "ag1",
                FIRST,
                shift_ends_at=at(FIRST, 12 + seq),
                source_seq=seq,
                event_id=f"s{seq}",
            )
        rows.append(area.row)
    assert rows[0] == rows[1]
    shift = rows[0].agents["ag1"].shift_on(Day(FIRST))
    assert shift is not None
    assert shift.ends_at == at(FIRST, 13)


def test_a_withdrawal_that_comes_first_holds_and_so_does_an_admission() -> None:
    area = Area()
    area.tell(CertificateWithdrawn, FIRST + 3, agent_id="ag1", certificate_id="c1")
    area.tell(AgentCertified, **LAW)
    (held,) = area.row.agents["ag1"].held
    assert [held.holds(Day(FIRST + step), 365) for step in (2, 3)] == [True, False]
    area.tell(AgentAdmitted, agent_id="ag1", bar_id="b")
    area.tell(AgentBarred, agent_id="ag1", bar_id="b", bar="OTHER")
    assert not area.row.agents["ag1"].bars[0].holds


def test_a_certificate_grows_old_even_where_it_says_otherwise() -> None:
    area = Area()
    area.tell(AgentCertified, **{**LAW, "valid_until_on": Day(FIRST + 5_000)})
    (held,) = area.row.agents["ag1"].held
    assert held.holds(Day(FIRST + 365), 365)
    assert not held.holds(Day(FIRST + 366), 365)


def test_what_would_fill_the_row_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "DETAILS_MAX", 1)
    monkeypatch.setattr(people, "AGENTS_MAX", 1)
    monkeypatch.setattr(asking, "VISITS_MAX", 1)
    monkeypatch.setattr(danger, "INCIDENTS_MAX", 1)
    area = Area()
    area.tell(AgentCertified, **LAW)
    area.tell(AgentCertified, **{**LAW, "certificate_id": "c2"})
    area.tell(AgentCertified, **{**LAW, "agent_id": "ag2"})
    for day in range(4):
        rostered(area, "ag1", FIRST + day)
    asked(area)
    asked(area, "v2")
    for name in ("i1", "i2"):
        area.tell(IncidentReported, incident_id=name, incident="OTHER", at=at(FIRST, 10))
    assert area.rejects == [
        "agent_has_too_many_details",
        "area_has_too_many_agents",
        "agent_has_too_many_details",
        "agent_has_too_many_details",
        "area_has_too_many_visits",
        "area_has_too_many_incidents",
    ]


def test_shifts_long_past_are_forgotten() -> None:
    area = Area()
    crew(area, ("ag1",), range(3))
    area.tick(FIRST + 60)
    rostered(area, "ag1", FIRST + 61)
    rostered(area, "ag1", FIRST + 2, source_seq=9)
    assert [s.on for s in area.row.agents["ag1"].shifts] == [FIRST + 61]
