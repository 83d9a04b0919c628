"""`arrears rebuild`: rows that were lost, computed anew from the inputs without saying a word."""

import asyncio
import sys
from functools import partial
from time import monotonic, sleep

import typer

from streams.app.stages import SPECS
from streams.broker.cluster import members_of
from streams.cli.faults import UsageFault
from streams.cli.where import Bootstrap, Prefix, Where, where
from streams.engine.inputs import SESSION_SECONDS
from streams.engine.pace import Pace
from streams.engine.rebuild import Place, Rebuilt, rebuild


def rebuild_rows(bootstrap: Bootstrap = None, prefix: Prefix = None) -> None:
    """Compute rows that were lost anew, from the inputs, without saying anything twice.

    A worker stops with RowsGone or RowsUnreadable where the rows topic of a partition is empty,
    torn, cannot be read, or is behind what its outputs say was done. Stop the workers, create a
    topic that is gone (`arrears topics apply`), run this, and start them again: while any worker is
    at work, nothing is looked at. Every record is handled anew in the order in which it was
    handled, and what it leads to is held against the outputs, which stay as they are; where it
    leads to anything else, nothing is written. Partitions whose rows are all there are left alone.

    Example: arrears rebuild --prefix run-7
    """
    at = where(bootstrap, prefix)
    _require_nobody_at_work(at)
    asyncio.run(_rebuild([Place(at.bootstrap, at.names, s, at.partitions) for s in SPECS.values()]))


def _require_nobody_at_work(at: Where) -> None:
    """Raise UsageFault while workers run: to look at a partition fences whoever holds it.

    One that was killed is forgotten after a session, and waited for as long.
    """
    groups = [at.names.group(stage) for stage in SPECS]
    until, has_said = monotonic() + SESSION_SECONDS + 2, False
    while at_work := members_of(at.bootstrap, groups):
        if monotonic() > until:
            named = "; ".join(f"{group}: {', '.join(who)}" for group, who in at_work.items())
            raise UsageFault(f"workers are at work ({named}): stop them first")
        if not has_said:
            _say(f"waiting up to {SESSION_SECONDS + 2} s until the workers have left")
            has_said = True
        sleep(1.0)


async def _rebuild(places: list[Place]) -> None:
    found = []
    for place in places:
        for number in range(place.partitions):
            pace = Pace(f"{place.spec.routes.name}/{number}", _say, what="its outputs")
            one = await rebuild(place, number, partial(_heard, pace))
            found.append(one)
            if one.was_needed:
                typer.echo(_line(place.spec.routes.name, number, one))
    if any(one.was_needed for one in found):
        typer.echo("start the workers again")
    else:
        typer.echo(f"the rows of all {len(found)} partitions are there: nothing to rebuild")


def _heard(pace: Pace, done: int, total: int) -> None:
    pace.heard(done, total, monotonic())


def _line(stage: str, number: int, one: Rebuilt) -> str:
    return f"{stage}/{number}: {one.rows:,} rows, as {one.sources:,} sources of outputs say"


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
