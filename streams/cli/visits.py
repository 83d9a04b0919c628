"""`arrears visits`: where each visit stands, and what waits for a person to decide."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

import msgspec
import typer

from streams.cli.areas import areas
from streams.cli.days import day_given
from streams.cli.faults import UsageFault
from streams.cli.where import Bootstrap, Json, Prefix, where
from streams.cli.wrapping import wrapped
from streams.terms.days import iso
from streams.views.desk import AreaNow, Matter, matters
from streams.wire.readable import last_four

_WAITS = 12
_SHOWN = 40


class Which(StrEnum):
    """What is shown."""

    WAITING = "waiting"
    ASKED = "asked"
    PLANNER = "planner"
    PLANNED = "planned"
    GRANTED = "granted"
    ARRIVED = "arrived"
    OVER = "over"


def visits(
    area: Annotated[str | None, typer.Option(help="one service area; default: every one")] = None,
    on: Annotated[str | None, typer.Option(help="planned for that day, YYYY-MM-DD")] = None,
    state: Annotated[
        Which | None,
        typer.Option(help="default: all that is open; `waiting`: what a person is to decide"),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="so many of each area at most")] = _SHOWN,
    unmasked: Annotated[bool, typer.Option("--unmasked", help="show ids in full")] = False,
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
    as_json: Json = False,
) -> None:
    """List the visits of each area, and first what waits for a person: what for, and until when.

    A person decides four things, with `arrears decide`: **approval** of a second visit,
    **clearing** of an incident, **counselling** of an agent who rests after one, and **settling**
    of a refused record that holds an area.

    A visit is `asked` for, with the `planner`, `planned`, `granted` (the crew may go), its crew has
    `arrived`, or it is `over`. What is over is shown with --state over alone.

    It is told as of the last tick and of what a worker has read since. Of customers, agents and
    incidents the last four characters are shown; to decide about the latter two, take --unmasked.

    Examples: `arrears visits --state waiting`, `arrears visits --area north --on 2026-06-05`
    """
    day = None if on is None else iso(day_given("--on", on))
    known = areas(where(bootstrap, prefix))
    names = [now.row.area for now in known]
    if area is not None and area not in names:
        raise UsageFault(f"--area {area!r} is not known here; there are {', '.join(names)}")
    for now in known:
        if area in {None, now.row.area}:
            found = matters(now, str if unmasked else last_four)
            chosen = [one for one in found if _is_wanted(one, state, day)]
            lines = _json(chosen[:limit]) if as_json else _lines(now, chosen, limit)
            for line in lines:
                typer.echo(line)


def _is_wanted(one: Matter, state: Which | None, day: str | None) -> bool:
    if day is not None and one.on != day:
        return False
    if state is Which.WAITING:
        return one.is_for_a_person
    return one.state != "over" if state is None else one.state == state.value


def _json(chosen: list[Matter]) -> Iterator[str]:
    return (msgspec.json.encode(one).decode() for one in chosen)


def _lines(now: AreaNow, chosen: list[Matter], limit: int) -> Iterator[str]:
    waiting = sum(one.is_for_a_person for one in chosen)
    told = f", {waiting} to decide (arrears decide)" if waiting else ""
    counts = f"{len(chosen):,} in all" if chosen else "nothing"
    head = f"{now.row.area}, after the tick of {iso(now.as_of.on)}: {counts}{told}"
    yield typer.style(head, bold=True)
    for one in chosen[:limit]:
        label = one.waits_for if one.is_for_a_person else one.state or one.waits_for
        yield f"  {label:<{_WAITS}} {one.id}"
        yield wrapped(f"{' ' * (_WAITS + 3)}{one.text}", _WAITS + 3)
    if len(chosen) > limit:
        more = len(chosen) - limit
        yield f"  and {more:,} more: --limit {len(chosen)} shows them, --state and --on choose"
