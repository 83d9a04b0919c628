"""What is told of one incident, in any order: who is in danger, and who is not any more."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.field import danger
from streams.field.rows import AreaRow, Incident, with_incident
from streams.terms.agent_facts import IncidentReported
from streams.terms.field_facts import IncidentCleared
from streams.terms.visit_facts import CustomerCleared, CustomerFlagged
from streams.views.desk import AreaNow, matters
from tests.field.area import FIRST, Area, asked, at
from tests.views.desk_areas import now_of

CUSTOMERS = ("c-v1", "c-v2")
OWN = "c-v1"
REPORT: dict[str, Any] = {"incident_id": "i1", "incident": "THREAT", "at": at(FIRST, 10)}
CLEARING = {"role": "safety_officer", "decided_by": "x", "reason": "talked"}

Told = tuple[type, tuple[tuple[str, str], ...]]


def told(kind: type, **fields: str) -> Told:
    return kind, tuple(sorted(fields.items()))


FLAGS = [
    told(CustomerFlagged, customer_id=name, **point)
    for name in CUSTOMERS
    for point in ({}, {"point_id": f"p-{name[2:]}"}, {"point_id": f"old-{name}"})
]
REPORTS = [
    told(IncidentReported, **whom, **where)
    for whom in ({}, {"customer_id": OWN})
    for where in ({}, {"point_id": "p-v1"})
] + [
    told(IncidentReported, visit_id="v1"),
    # By another id of the same person, who is then cleared as well.
    told(IncidentReported, visit_id="v1", customer_id="c-v2"),
]
THEIRS = [told(CustomerCleared, customer_id=name) for name in CUSTOMERS]
HERE = told(IncidentCleared)

scripts = st.lists(st.sampled_from([*FLAGS, *REPORTS, *THEIRS, HERE]), max_size=7)


@cache
def begun() -> AreaRow:
    """Return the row of an area that was asked for a visit to each of two customers."""
    area = Area()
    area.tick(FIRST)
    asked(area, "v1")
    asked(area, "v2")
    return area.row


def say(area: Area, one: Told) -> None:
    kind, fields = one
    head = CLEARING if kind is IncidentCleared else {}
    head |= REPORT if kind is IncidentReported else {"incident_id": "i1"}
    area.tell(kind, FIRST, **(head | dict(fields)))


def heard(script: Sequence[Told]) -> Area:
    area = Area()
    area.tick(FIRST)
    area.begin_with(begun())
    for one in script:
        say(area, one)
    return area


def in_danger(area: Area) -> set[str]:
    """Return the customers to whom nobody goes."""
    return {v.ask.customer_id for v in area.row.visits.values() if danger.is_dangerous(area.row, v)}


def named(script: Sequence[Told], kind: type) -> set[str]:
    """Return the customers whom facts of a kind name; a visit is to its customer."""
    fields = [dict(each) for told_kind, each in script if told_kind is kind]
    names = {one.get("customer_id", "") for one in fields}
    return (names | {OWN for one in fields if "visit_id" in one}) - {""}


def uncleared(script: Sequence[Told]) -> set[str]:
    """Return whom nobody has cleared, by the set of what was told, in whatever order."""
    own, flagged = named(script, IncidentReported), named(script, CustomerFlagged)
    over = named(script, CustomerCleared)
    if HERE in script:
        # A person's word is of what was met here; where nothing was, of the one who is told of.
        is_own = any(kind is IncidentReported for kind, _ in script)
        over |= own if is_own else flagged
    return (flagged | own) - over


@cache
def desk() -> AreaNow:
    return now_of(heard([]))


def waiting(area: Area) -> list[str]:
    """Return the incidents that a person is shown as waiting for clearing."""
    return [
        one.id for one in matters(replace(desk(), row=area.row), str) if one.waits_for == "clearing"
    ]


@settings(max_examples=100, deadline=None)
@given(scripts)
def test_whom_nobody_has_cleared_is_in_danger_in_every_order(script: list[Told]) -> None:
    assert uncleared(script) <= in_danger(heard(script))


@settings(max_examples=100, deadline=None)
@given(scripts, st.data())
def test_once_everybody_is_cleared_nobody_is_in_danger_in_every_order(
    script: list[Told], data: st.DataObject
) -> None:
    script = data.draw(st.permutations([*script, *THEIRS, HERE]))
    area = heard(script)
    if "incident_of_several_customers" in area.rejects and waiting(area):
        # A refused word is told again once the incident is known that it is of.
        say(area, HERE)
    assert (in_danger(area), waiting(area)) == (set(), [])
    assert area.row.incidents["i1"].cleared_on == FIRST


@settings(max_examples=100, deadline=None)
@given(scripts)
def test_whoever_is_in_danger_waits_for_a_clearing_that_people_see(script: list[Told]) -> None:
    area = heard(script)
    if in_danger(area):
        assert waiting(area) == ["i1"]
        # And there is one who may: a person here for what was met here, others for the rest.
        for one in (HERE, *THEIRS):
            say(area, one)
        assert in_danger(area) == set()


@settings(max_examples=100, deadline=None)
@given(scripts)
def test_what_is_told_again_changes_nothing(script: list[Told]) -> None:
    area = heard(script)
    for one in script[-1:]:
        row, said = area.row, len(area.said)
        say(area, one)
        assert area.row is row
        assert len(area.said) == said


@pytest.mark.parametrize("whom", [{"customer_id": OWN}, {"customer_id": OWN, "point_id": "other"}])
def test_a_flag_before_its_report_keeps_nobody_in_danger_for_ever(whom: dict[str, str]) -> None:
    flag = told(CustomerFlagged, customer_id=OWN, point_id="p-v1")
    area = heard([flag, told(IncidentReported, **whom), THEIRS[0]])
    assert (in_danger(area), waiting(area)) == (set(), [])


@pytest.mark.parametrize("cleared", [False, True])
def test_rows_of_before_kept_whom_treatment_tells_of_in_the_place_of_the_report(
    *,
    cleared: bool,
) -> None:
    old = Incident("i1", customer_id=OWN, point_id="p-v1", cleared=cleared)
    area = heard([])
    area.begin_with(with_incident(area.row, old))
    assert in_danger(area) == (set() if cleared else {OWN})
    say(area, told(CustomerFlagged, customer_id="c-v2"))
    assert in_danger(area) == ({"c-v2"} if cleared else {OWN, "c-v2"})
    for one in THEIRS:
        say(area, one)
    assert in_danger(area) == set()


def test_a_word_heard_before_anything_else_is_kept_by_rows_of_before() -> None:
    area = heard([])
    area.begin_with(with_incident(area.row, Incident("i1", cleared=True)))
    say(area, told(CustomerFlagged, customer_id="c-v2"))
    say(area, told(IncidentReported, customer_id=OWN))
    assert in_danger(area) == {"c-v2"}
