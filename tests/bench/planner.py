"""How long a day of 300 visits and 20 crews takes to plan, and how much travel the plan saves.

The question is always the same (`planner_city`), and it is asked once, on one core. The plan is
judged by every hard rule. It is held against plans that take the nearest visit first, made in two
ways for the same question (`nearest_first`). Travel is compared for the same visits: where a
nearest-first plan leaves some out, the planner is asked for the others alone, and counts only if it
places them all. The smaller saving of the two counts.

    python -m tests.bench.planner [--visits 300] [--crews 20] [--json]
    python -m tests.bench.planner --write docs    (on a quiet machine)
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from streams.planning.answering import answer, stops_of
from streams.planning.work import Work, work_of
from streams.terms.field_notices import PlanAsked
from streams.terms.visit_facts import PlanProposed
from tests.bench.measured_page import measured_page
from tests.bench.nearest_first import Plan, all_at_once, crew_by_crew
from tests.bench.peers.page import machine
from tests.bench.planner_city import CREWS, VISITS, question
from tests.planning.judge import broken, travelled_seconds

SECONDS_TARGET = 10
SAVING_TARGET = 15
# Far above the target: a search that is cut short would tell of this machine alone.
_SECONDS_MAX = 600.0
FORMS = {"crew by crew": crew_by_crew, "all at once": all_at_once}
LEGEND = """\
A day's plan against plans that take the nearest visit first, within the same hard rules.
  nearest-first        crew by crew: one crew's day after the other's; all at once: the crew that is
                       free soonest goes on
  placed               visits of all in the nearest-first plan
  theirs_hours         what its crews travel
  ours_placed          of these visits, how many the planner places when asked for them alone
  ours_hours           what the crews of that plan travel
  saving_percent       how much less that is; the target is 15, for the smaller one
"""


class Told(Struct, frozen=True):
    """What one run of the planner came to."""

    visits: int
    crews: int
    placed: int
    seconds: float
    processor_seconds: float
    ended_by: str
    solver: str
    travel_hours: float
    broken: tuple[str, ...]


class Row(Struct, frozen=True, kw_only=True):
    """The plan against one way of taking the nearest first, for the same visits."""

    form: str
    placed: int
    theirs_hours: float
    ours_placed: int
    ours_hours: float
    saving_percent: float | None


def told_of(asked: PlanAsked) -> tuple[Told, PlanProposed]:
    """Ask the planner once, and judge what it answers."""
    begun, begun_on_core = perf_counter(), process_time()
    proposed = answer(asked, _SECONDS_MAX)
    seconds, on_core = perf_counter() - begun, process_time() - begun_on_core
    told = Told(
        visits=len(asked.visits),
        crews=len(asked.crews),
        placed=len(proposed.stops),
        seconds=round(seconds, 2),
        processor_seconds=round(on_core, 2),
        ended_by=proposed.ended_by,
        solver=proposed.solver,
        travel_hours=_hours(travelled_seconds(asked, proposed)),
        broken=tuple(broken(asked, proposed)),
    )
    return told, proposed


def compared(asked: PlanAsked, proposed: PlanProposed) -> list[Row]:
    """Return a row for each way of taking the nearest first."""
    return [_row(form, asked, proposed, nearest(asked, plans)) for form, plans in FORMS.items()]


def nearest(asked: PlanAsked, plans: Callable[[Work], Plan]) -> PlanProposed:
    """Return the plan that takes the nearest first as if it were an answer."""
    work = work_of(asked)
    return PlanProposed(
        event_id="",
        area=asked.area,
        effective_on=asked.as_of,
        plan_id=asked.plan_id,
        input_digest="",
        solver="nearest first",
        ended_by="",
        stops=stops_of(work, plans(work)),
    )


def _row(form: str, asked: PlanAsked, ours: PlanProposed, theirs: PlanProposed) -> Row:
    ids = {stop.visit_id for stop in theirs.stops}
    theirs_seconds = travelled_seconds(asked, theirs)
    if ids != {stop.visit_id for stop in ours.stops}:
        asked = replace(asked, visits=tuple(one for one in asked.visits if one.visit_id in ids))
        ours = answer(asked, _SECONDS_MAX)
    seconds = travelled_seconds(asked, ours)
    is_fair = len(ours.stops) == len(ids) and theirs_seconds > 0
    saving = 100 * (theirs_seconds - seconds) / theirs_seconds if is_fair else None
    return Row(
        form=form,
        placed=len(ids),
        theirs_hours=_hours(theirs_seconds),
        ours_placed=len(ours.stops),
        ours_hours=_hours(seconds),
        saving_percent=None if saving is None else round(saving, 1),
    )


def verdicts(told: Told, rows: list[Row]) -> list[str]:
    """Return a line for each target, with what was found and whether it is met."""
    savings = [row.saving_percent for row in rows]
    least = min((saving for saving in savings if saving is not None), default=None)
    in_time = told.processor_seconds <= SECONDS_TARGET
    saved = least is not None and None not in savings and least >= SAVING_TARGET
    took = f"{told.processor_seconds} ({told.seconds} by the clock)"
    rules = "; ".join(told.broken) or "none"
    return [
        f"seconds on one core: {took}; target {SECONDS_TARGET}: {_met(is_so=in_time)}",
        f"hard rules broken: {rules}; target none: {_met(is_so=not told.broken)}",
        f"less travel than nearest-first: {least} %; target {SAVING_TARGET}: {_met(is_so=saved)}",
    ]


def summary(told: Told) -> str:
    """Return the run in one line."""
    return (
        f"{told.placed} of {told.visits} visits placed with {told.crews} crews,"
        f" {told.travel_hours} h of travel; ended by {told.ended_by} ({told.solver})"
    )


def page(told: Told, rows: list[Row], command: str) -> str:
    """Return the page for the docs."""
    names = Row.__struct_fields__
    facts = (f"`{command}`", machine(), summary(told), *verdicts(told, rows))
    shown = ([str(getattr(row, name)) for name in names] for row in rows)
    return measured_page("The planner", LEGEND, facts, names, shown)


def _in_words(row: Row) -> str:
    return "  ".join(f"{name} {getattr(row, name)}" for name in row.__struct_fields__)


def _met(*, is_so: bool) -> str:
    return "met" if is_so else "missed"


def _hours(seconds: int) -> float:
    return round(seconds / 3_600, 2)


def main() -> None:
    """Plan, judge, compare, print, and write the page where one is asked for."""
    asked_for = argparse.ArgumentParser(description=__doc__)
    asked_for.add_argument("--visits", type=int, default=VISITS)
    asked_for.add_argument("--crews", type=int, default=CREWS)
    asked_for.add_argument("--json", action="store_true")
    asked_for.add_argument("--write", type=Path, help="a folder for benchmarks-planner.md")
    given = asked_for.parse_args()
    asked = question(visits=given.visits, crews=given.crews)
    told, proposed = told_of(asked)
    rows = compared(asked, proposed)
    if given.json:
        lines = [msgspec.json.encode(row).decode() for row in (told, *rows)]
    else:
        lines = [LEGEND, summary(told), *verdicts(told, rows), *map(_in_words, rows)]
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    if given.write is not None:
        command = f"python -m tests.bench.planner --visits {given.visits} --crews {given.crews}"
        command += f" --write {given.write}"
        text = page(told, rows, command)
        (given.write / "benchmarks-planner.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
