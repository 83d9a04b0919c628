"""What an area with 300 visits costs a fact and a tick, in parts and whole, on one core.

The area is made up: twenty crews, and so many visits asked for, planned and told of. Each step is
applied again and again to the very same row, and what it changes is written by the engine's own
store: once in parts, as an area is kept, once whole, as the rows of other stages are. The median
counts, in processor time.

    python -m tests.bench.areas [--visits 300] [--crews 20] [--rounds 50] [--json]
    python -m tests.bench.areas --write docs    (on a quiet machine)
"""

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import msgspec
from msgspec import Struct

from streams.app.stages import FIELD
from streams.engine.parted import store_of
from streams.engine.stage import StageSpec
from streams.field import packing, stage
from streams.field.rows import AreaRow
from streams.terms.agent_facts import AgentAbsent, IncidentReported
from streams.terms.days import AsOf, Day
from streams.terms.step import Step
from streams.terms.visit_facts import CheckedIn, NoticeSent, VisitAsked, VisitGranted
from tests.bench.measured_page import measured_page
from tests.bench.peers.page import machine
from tests.field.area import FIRST, HERE, NORTH, Area, answered, asked, at, crew, stop

LEGEND = """\
What a step of an area costs, on one core, in processor time, and what of it is written.
  step             a fact about one visit, about one agent, an incident; a tick without a new plan
  step_us          the stage's own work, in microseconds; the row stays in memory
  parts_records    records that the step writes, the head among them
  parts_bytes      and their bytes
  parts_us         to pack them
  whole_bytes      the same row written whole
  whole_us         to pack that
"""
_KEY = NORTH.encode()
_ASKED = (
    "customer_id",
    "account_id",
    "purpose",
    "point_id",
    "zone",
    "windows",
    "expires_on",
    "currency",
    "past_due_minor",
    "days_past_due",
)
# Visits a crew makes on a day, each on its own half hour.
_A_CREW = 12


class Line(Struct, frozen=True, kw_only=True):
    """What one kind of step came to."""

    step: str
    step_us: int
    parts_records: int
    parts_bytes: int
    parts_us: int
    whole_bytes: int
    whole_us: int


class Opened(Struct, frozen=True, kw_only=True):
    """How large the area is, and how long it takes to open it after a restart."""

    visits: int
    planned: int
    agents: int
    records: int
    whole_bytes: int
    join_us: int
    unpack_us: int


def filled(visits: int, crews: int) -> Area:
    """Return an area in which so many visits were asked for, and as many planned as crews can."""
    area = Area()
    names = [f"ag{number:02}" for number in range(2 * crews)]
    crew(area, names, range(1, 15))
    area.tick(FIRST)
    for number in range(visits):
        place = HERE[0] + number % 40 * 90
        asked(area, f"v{number:03}", latitude_microdegrees=place)
    area.tick(FIRST + 1)
    question = area.question()
    stops = [
        stop(question, f"v{number:03}", 9.5 + number // crews * 0.5, names[2 * at_ : 2 * at_ + 2])
        for number in range(min(visits, crews * _A_CREW))
        for at_ in [number % crews]
    ]
    answered(area, *stops)
    return area


def opened(row: AreaRow, rounds: int) -> Opened:
    """Measure how long the row takes to be opened from either form."""
    head, whole = packing.head(row), packing.pack(row)
    parts = {name: part for name, part in packing.changed(row, None) if part is not None}
    return Opened(
        visits=len(row.visits),
        planned=sum(visit.plan is not None for visit in row.visits.values()),
        agents=len(row.agents),
        records=1 + len(parts),
        whole_bytes=len(whole),
        join_us=_microseconds(lambda: packing.join(head, parts), rounds),
        unpack_us=_microseconds(lambda: packing.unpack(whole), rounds),
    )


def lines(area: Area, rounds: int) -> list[Line]:
    """Measure every step against the same row."""
    return [_line(name, area.row, step, rounds) for name, step in _steps(area).items()]


def _steps(area: Area) -> dict[str, Callable[[], Step[AreaRow, Any]]]:
    row, today, rules = area.row, area.as_of, area.rules
    visit = row.visits["v000"]
    assert visit.plan is not None
    assert today is not None
    assert rules is not None
    plan, later = visit.plan, AsOf(Day(today.on + 1), at(today.on + 1, 22))

    def fact(kind: type, on: Day, **fields: Any) -> Callable[[], Step[AreaRow, Any]]:
        one = kind(event_id="e", area=NORTH, effective_on=on, **fields)
        return lambda: stage.apply(row, one, rules, today)

    whose = {"visit_id": visit.id, "attempt": 1}
    hours = {"not_before": plan.starts_at, "not_after": plan.ends_at}
    there = {"visit_id": visit.id, "agent_ids": plan.agent_ids, "at": plan.starts_at}
    met = {"visit_id": visit.id, "incident_id": "i", "incident": "THREAT", "at": plan.starts_at}
    wanted = {name: getattr(visit.ask, name) for name in _ASKED}
    return {
        "a visit is asked for": fact(
            VisitAsked, today.on, visit_id="new", attempt=1, visit_number=1, **wanted
        ),
        "the customer is told": fact(
            NoticeSent,
            today.on,
            channel="LETTER",
            at=at(today.on, 12),
            starts_at=plan.starts_at,
            **whose,
        ),
        "the crew may go": fact(VisitGranted, today.on, **whose, **hours),
        "the crew is there": fact(CheckedIn, plan.on, **there),
        "an agent is ill on the day": fact(AgentAbsent, plan.on, agent_id=plan.lead),
        "a crew is threatened": fact(IncidentReported, today.on, **met),
        "a tick": lambda: stage.turn(row, rules, later, later),
    }


def _line(name: str, row: AreaRow, step: Callable[[], Step[AreaRow, Any]], rounds: int) -> Line:
    after = step().row
    parts, parts_us = _written(FIELD, row, after, rounds)
    whole, whole_us = _written(replace(FIELD, parts=None), row, after, rounds)
    return Line(
        step=name,
        step_us=_microseconds(step, rounds),
        parts_records=len(parts),
        parts_bytes=_size(parts),
        parts_us=parts_us,
        whole_bytes=_size(whole),
        whole_us=whole_us,
    )


def _written(
    spec: StageSpec[Any, Any, Any, Any], row: AreaRow, after: AreaRow, rounds: int
) -> tuple[list[tuple[bytes, bytes | None]], int]:
    """Return what a store writes for a step, and the microseconds it takes."""
    store, spent, changed = store_of(spec), list[float](), list[Any]()
    for _ in range(rounds):
        store.put(_KEY, row, None)
        store.take_changed()
        store.put(_KEY, after, None)
        begun = process_time()
        changed = list(store.take_changed())
        spent.append(process_time() - begun)
    return changed, round(median(spent) * 1e6)


def _size(changed: list[tuple[bytes, bytes | None]]) -> int:
    return sum(len(key) + len(value or b"") for key, value in changed)


def _microseconds(work: Callable[[], Any], rounds: int) -> int:
    spent = []
    for _ in range(rounds):
        begun = process_time()
        work()
        spent.append(process_time() - begun)
    return round(median(spent) * 1e6)


def summary(one: Opened) -> str:
    """Return the area in one line."""
    return (
        f"{one.visits} visits, {one.planned} of them planned, {one.agents} agents:"
        f" {one.records} records, {one.whole_bytes:,} bytes whole; opened in {one.join_us:,} us"
        f" from parts, once after a restart, and in {one.unpack_us:,} us whole, at each touch"
    )


def page(one: Opened, found: list[Line], command: str) -> str:
    """Return the page for the docs."""
    names, facts = Line.__struct_fields__, (f"`{command}`", machine(), summary(one))
    rows = ([_shown(getattr(line, name)) for name in names] for line in found)
    return measured_page("An area in parts", LEGEND, facts, names, rows)


def _shown(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def _in_words(line: Line) -> str:
    return "  ".join(f"{name} {getattr(line, name)}" for name in line.__struct_fields__)


def main() -> None:
    """Fill, measure, print, and write the page where one is asked for."""
    asked_for = argparse.ArgumentParser(description=__doc__)
    asked_for.add_argument("--visits", type=int, default=300)
    asked_for.add_argument("--crews", type=int, default=20)
    asked_for.add_argument("--rounds", type=int, default=50)
    asked_for.add_argument("--json", action="store_true")
    asked_for.add_argument("--write", type=Path, help="a folder for benchmarks-areas.md")
    given = asked_for.parse_args()
    area = filled(given.visits, given.crews)
    one, found = opened(area.row, given.rounds), lines(area, given.rounds)
    if given.json:
        told = [msgspec.json.encode(each).decode() for each in (one, *found)]
    else:
        told = [LEGEND, summary(one)]
        told += [_in_words(each) for each in found]
    sys.stdout.write("".join(f"{each}\n" for each in told))
    if given.write is not None:
        command = f"python -m tests.bench.areas --visits {given.visits} --crews {given.crews}"
        text = page(one, found, f"{command} --write {given.write}")
        (given.write / "benchmarks-areas.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
