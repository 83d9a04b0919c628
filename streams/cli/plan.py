"""`arrears plan`: answers the questions of the field stage, which crew goes where and when."""

import json
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from time import monotonic
from typing import Annotated

import typer
from msgspec import Struct

from streams.cli.where import Bootstrap, Json, Prefix, where
from streams.feed.planner import Planner
from streams.planning.answering import solver_name
from streams.planning.apart import Apart
from streams.planning.errors import Unanswerable
from streams.planning.ways import travelled_seconds
from streams.terms.days import iso
from streams.terms.field_notices import PlanAsked
from streams.terms.visit_facts import PlanProposed


class _Answered(Struct, frozen=True):
    """A question, its answer, and how long that took."""

    asked: PlanAsked
    plan: PlanProposed
    seconds: float


def plan(
    once: Annotated[bool, typer.Option("--once", help="answer what is open now, and end")] = False,
    seconds_max: Annotated[
        float,
        typer.Option(min=0.1, max=3600, help="a safety stop of the search for one day, in seconds"),
    ] = 30.0,
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
    as_json: Json = False,
) -> None:
    """Plan home visits: answer each open question of the topic field.planning in field.plans.

    Day by day the field stage asks, for each service area, which crew is to make which visits. This
    command looks for short ways with OR-tools and says what it found; the stage checks each stop
    against every rule and plans it, or gives the visit back. Without an answer by the deadline it
    gives all of them back, so let this run beside the worker, until Ctrl-C.

    It keeps nothing: what is answered stands in field.plans. It can be ended at any time, and
    begun again anywhere; a question that has an answer, or is too late for one, is passed over, and
    so is one that gets late while routes are looked for. So is one that the solver, which runs in a
    process of its own, does not survive: both are said.

    One line an answer: area, day, visits placed of those offered, travel in minutes, why the search
    ended ("time" is the safety stop, which --seconds-max moves), and the seconds it took.

    Example: arrears plan --bootstrap localhost:9092 --prefix bank --once
    """
    name = solver_name()
    at = where(bootstrap, prefix)
    answered = 0
    # Ctrl-C is how following is meant to end.
    with (
        suppress(KeyboardInterrupt),
        closing(Planner(at.bootstrap, at.names, _say)) as planner,
        closing(Apart()) as solver,
    ):
        _say(f"answering by {name}" + ("" if once else ", until Ctrl-C"))
        for one in _answers(planner, solver, seconds_max, once=once):
            typer.echo(_json(one) if as_json else _line(one))
            answered += 1
    if once and not answered:
        _say("no question is open")


def _answers(
    planner: Planner, solver: Apart, seconds_max: float, *, once: bool
) -> Iterator[_Answered]:
    while True:
        asked = planner.open_question()
        if asked is not None:
            try:
                found = _answered(solver, asked, seconds_max)
            except Unanswerable as broken:
                planner.pass_by(asked, str(broken))
            else:
                if planner.publish(asked, found.plan):
                    yield found
        elif once:
            return
        else:
            planner.wait()


def _answered(solver: Apart, asked: PlanAsked, seconds_max: float) -> _Answered:
    began = monotonic()
    found = solver.answer(asked, seconds_max)
    return _Answered(asked, found, monotonic() - began)


def _line(one: _Answered) -> str:
    placed, offered = len(one.plan.stops), len(one.asked.visits)
    return (
        f"{one.asked.area}  {iso(one.asked.plan_on)}  {placed} of {offered} visits placed"
        f"  {_travel_minutes(one)} min of travel  ended by {one.plan.ended_by}"
        f"  {one.seconds:.1f} s"
    )


def _json(one: _Answered) -> str:
    row = {
        "plan_id": one.asked.plan_id,
        "area": one.asked.area,
        "plan_on": iso(one.asked.plan_on),
        "visits_offered": len(one.asked.visits),
        "visits_placed": len(one.plan.stops),
        "travel_minutes": _travel_minutes(one),
        "ended_by": one.plan.ended_by,
        "solver": one.plan.solver,
        "seconds": round(one.seconds, 3),
    }
    return json.dumps(row, ensure_ascii=False)


def _travel_minutes(one: _Answered) -> int:
    return (travelled_seconds(one.asked, one.plan) + 30) // 60


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
