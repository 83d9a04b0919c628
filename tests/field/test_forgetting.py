"""What can no longer matter of agents is forgotten; what still speaks against them never is."""

from typing import Any

import pytest
from msgspec.structs import replace

from streams.field import people
from streams.field.forgetting import DETAILS_KEPT_DAYS, without_old
from streams.field.rows import Agent, Bar, Rest
from streams.terms.agent_facts import (
    AgentAbsent,
    AgentAdmitted,
    AgentBarred,
    CertificateWithdrawn,
    IncidentReported,
)
from streams.terms.days import Day
from streams.terms.field_facts import AgentCounselled
from tests.field.area import FIRST, Area, at, crew

DECIDED = {"role": "counsellor", "decided_by": "x", "reason": "talked"}
MET: dict[str, Any] = {"incident": "THREAT", "at": at(FIRST, 10), "agent_ids": ("ag1",)}
OVER = FIRST + DETAILS_KEPT_DAYS + 1


def of(area: Area) -> Agent:
    return area.row.agents["ag1"]


def test_bars_rests_and_certificates_that_are_long_over_are_forgotten() -> None:
    area = Area()
    crew(area, ("ag1",), ())
    area.tick(FIRST)
    area.tell(CertificateWithdrawn, agent_id="ag1", certificate_id="ag1-LAW")
    area.tell(CertificateWithdrawn, agent_id="ag1", certificate_id="never told")
    area.tell(AgentBarred, agent_id="ag1", bar_id="b1", bar="OTHER")
    area.tell(AgentAdmitted, agent_id="ag1", bar_id="b1")
    area.tell(AgentAdmitted, agent_id="ag1", bar_id="never told")
    area.tell(IncidentReported, incident_id="i1", customer_id="c9", **MET)
    area.tell(AgentCounselled, agent_id="ag1", incident_id="i1", **DECIDED)
    area.tick(OVER - 1)
    agent = of(area)
    assert (len(agent.bars), len(agent.rests), len(agent.held)) == (2, 1, 3)
    area.tick(OVER + 200)
    assert area.row.agents == {}


def test_what_still_speaks_against_somebody_is_never_forgotten() -> None:
    area = Area()
    area.tick(FIRST)
    area.tell(AgentBarred, agent_id="ag1", bar_id="b1", bar="OTHER")
    area.tell(IncidentReported, incident_id="i1", customer_id="c9", **MET)
    area.tick(OVER + 4_000)
    assert of(area).bars[0].holds
    assert of(area).rests[0].holds(at(OVER + 4_000, 10))


def test_a_certificate_is_kept_as_long_as_a_policy_lets_it_hold() -> None:
    area = Area()
    crew(area, ("ag1",), ())
    held = replace(of(area), held=of(area).held[:1])
    ends_on = FIRST + 200
    assert without_old(held, Day(ends_on + DETAILS_KEPT_DAYS), 365).held == held.held
    assert without_old(held, Day(ends_on + DETAILS_KEPT_DAYS + 1), 365).held == ()
    # A policy under which it would hold for longer keeps it for longer.
    assert without_old(held, Day(ends_on + DETAILS_KEPT_DAYS + 1), 900).held == held.held


def test_what_was_over_before_days_were_written_down_is_kept_from_then_on() -> None:
    old = Agent(
        "ag1", bars=(Bar("b1", "OTHER", lifted=True),), rests=(Rest("i1", counselled=True),)
    )
    seen = without_old(old, FIRST, 365)
    assert (seen.bars[0].lifted_on, seen.rests[0].counselled_on) == (FIRST, FIRST)
    assert without_old(seen, Day(OVER), 365) == Agent("ag1")


@pytest.mark.parametrize(
    ("kind", "name", "fields"),
    [
        (AgentBarred, "bar_id", {"bar": "OTHER"}),
        (AgentAdmitted, "bar_id", {}),
        (CertificateWithdrawn, "certificate_id", {}),
        (AgentCounselled, "incident_id", DECIDED),
        (IncidentReported, "incident_id", MET),
    ],
)
def test_more_details_than_a_person_has_are_refused(
    kind: type, name: str, fields: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "DETAILS_MAX", 2)
    area = Area()
    area.tick(FIRST)
    whom = {} if kind is IncidentReported else {"agent_id": "ag1"}
    for number in range(3):
        area.tell(kind, **{name: f"x{number}"}, **whom, **fields)
    assert area.rejects == ["agent_has_too_many_details"]
    # What is known may be told again.
    area.tell(kind, **{name: "x1"}, **whom, **fields)
    assert len(area.rejects) == 1


def test_more_absences_than_a_roster_has_days_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "DETAILS_MAX", 1)
    area = Area()
    area.tick(FIRST)
    for number in range(3):
        area.tell(AgentAbsent, FIRST + number, agent_id="ag1")
    assert area.rejects == ["agent_has_too_many_details"]
