"""Seeds of the simulation: each a schedule of steps and crashes, held against a run without any.

`python -m tests.engine.schedules SEED` replays one: it fails as it did, or says what it went
through.
"""

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from typing import Any

from msgspec import Struct

from streams.terms.routes import DEAD_LETTERS, StageRoutes
from tests.engine.counting import AGAIN, FIRST, SECOND
from tests.engine.days import LAST, publish, unpacked
from tests.engine.simulated_log import Log
from tests.engine.simulated_world import World

CRASH_PER_MILLE = 30
LOSE_PER_MILLE = 10
# What two inputs say to one key may come in either order; what is said of a key on ticks may not.
UNORDERED = ("mid", "end", DEAD_LETTERS)
# So many seeds are judged by one process in one go.
_PIECE = 50


class Met(Struct, frozen=True):
    """What schedules went through: crashes by kind, and records that were sent and never seen.

    `halves` counts restarts in the middle of a tick, `rebuilt` rows that were computed anew.
    """

    crashes: dict[str, int]
    hidden: int
    halves: int = 0
    rebuilt: int = 0


def played(seed: int, crash_per_mille: int = CRASH_PER_MILLE, lose_per_mille: int = 0) -> World:
    """Run day by day: the facts, the tick, then nothing until the last stage has passed it."""
    world = World(seed, crash_per_mille, lose_per_mille)
    for day in range(1, LAST + 1):
        publish(world.log, day)
        world.run_until_passed(day)
    world.come_to_rest()
    return world


def played_ahead(seed: int) -> World:
    """Run with all days published before the first partition begins."""
    log = Log()
    for day in range(1, LAST + 1):
        publish(log, day)
    world = World(seed, CRASH_PER_MILLE, log=log)
    world.run_until_passed(LAST)
    world.come_to_rest()
    return world


def rows(world: World, routes: StageRoutes) -> dict[bytes, list[object]]:
    """Return the rows of a stage, opened."""
    return {key: unpacked(framed) for key, framed in world.rows(routes).items()}


def outcome(world: World) -> dict[str, Any]:
    """Return all that must not depend on the schedule."""
    unordered = {
        topic: {key: Counter(values) for key, values in world.said(topic).items()}
        for topic in UNORDERED
    }
    return {
        "the rows of the first stage": world.rows(FIRST),
        "the rows of the second stage": world.rows(SECOND),
        "what the first stage says": world.said("out"),
        "what the second stage says": world.said("out.groups"),
        "where the partitions stand": _standing(world),
        **unordered,
    }


def _standing(world: World) -> dict[tuple[str, int], tuple[object, ...]]:
    # Offsets of `mid` depend on it: transactions of four writers lie there in the order they came.
    return {
        place: (p.clock, p.marks, p.unkeyed, {t: at for t, at in p.offsets.items() if t != "mid"})
        for place, p in world.positions().items()
    }


def by_first(world: World) -> dict[str, Any]:
    """Return what the first stage must decide alike however far its inputs run ahead."""
    return {
        "the rows of the first stage": world.rows(FIRST),
        "what the first stage says": world.said("out"),
    }


@cache
def undisturbed() -> World:
    """Return the run that every schedule has to come out like."""
    return played(0, 0)


@cache
def _wanted(look: Callable[[World], dict[str, Any]]) -> dict[str, Any]:
    return look(undisturbed())


def _require(world: World, look: Callable[[World], dict[str, Any]]) -> World:
    for what, found in look(world).items():
        wanted = _wanted(look)[what]
        different = [
            key for key in found.keys() | wanted.keys() if found.get(key) != wanted.get(key)
        ]
        if different:
            key = min(different)
            raise AssertionError(
                f"{what} differ in {len(different)} keys, the first of them {key!r}:"
                f" {found.get(key)} instead of {wanted.get(key)}"
            )
    return world


def day_by_day(seed: int) -> World:
    """Require that crashes change nothing, and that nobody takes rows for lost that are there."""
    world = _require(played(seed), outcome)
    if world.rebuilt():
        raise AssertionError("rows were computed anew that had not been lost")
    return world


def losing(seed: int) -> World:
    """Require that rows which are lost come back, and nothing is said twice."""
    return _require(played(seed, lose_per_mille=LOSE_PER_MILLE), outcome)


def ahead(seed: int) -> World:
    """Require that the first stage holds what lies behind a cut, however much has come."""
    return _require(played_ahead(seed), by_first)


def again(seed: int) -> World:
    """Require that the second stage decides alike once more, from one log."""
    world = played_ahead(seed)
    once_more = World(seed, CRASH_PER_MILLE, log=world.log, stages=(AGAIN,))
    once_more.run_until_passed(LAST)
    once_more.come_to_rest()
    if rows(once_more, AGAIN) != rows(world, SECOND):
        raise AssertionError("the rows of the second stage differ the second time")
    if once_more.said("again.groups") != world.said("out.groups"):
        raise AssertionError("the second stage says something else the second time")
    return world


Judge = Callable[[int], World]
JUDGES: tuple[Judge, ...] = (day_by_day, losing, ahead, again)


def judged(judge: Judge, seeds: Sequence[int]) -> Met:
    """Judge many seeds on all cores; an AssertionError names the seed and how to replay it."""
    pieces = [seeds[at : at + _PIECE] for at in range(0, len(seeds), _PIECE)]
    # Started anew, not forked: a test run has threads.
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        return _summed(pool.map(_piece, [judge] * len(pieces), pieces))


def _piece(judge: Judge, seeds: Iterable[int]) -> Met:
    return _summed(_judged(judge, seed) for seed in seeds)


def _judged(judge: Judge, seed: int) -> Met:
    try:
        world = judge(seed)
    except Exception as failed:
        raise AssertionError(
            f"seed {seed}, {judge.__name__}: {failed!r}; replay it with"
            f" `python -m tests.engine.schedules {seed}`"
        ) from failed
    return Met(dict(world.crashes), world.log.hidden(), world.halves(), world.rebuilt())


def _summed(met: Iterable[Met]) -> Met:
    crashes: Counter[str] = Counter()
    hidden = halves = rebuilt = 0
    for one in met:
        crashes.update(one.crashes)
        hidden += one.hidden
        halves += one.halves
        rebuilt += one.rebuilt
    return Met(dict(crashes), hidden, halves, rebuilt)


def main(arguments: list[str]) -> int:
    """Replay the seeds given."""
    for seed in map(int, arguments):
        for judge in JUDGES:
            met = _judged(judge, seed)
            crashes = ", ".join(f"{count} {kind}" for kind, count in sorted(met.crashes.items()))
            sys.stdout.write(f"seed {seed}, {judge.__name__}: holds over crashes ({crashes})\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
