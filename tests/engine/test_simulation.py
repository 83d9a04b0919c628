"""Crashes between any two steps change nothing: the same rows, the same words, each once.

`ARREARS_SEEDS` tries more schedules; `ARREARS_SEED` replays one.
"""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from streams.terms.routes import DEAD_LETTERS, StageRoutes
from tests.engine.counting import AGAIN, FIRST, SECOND
from tests.engine.days import LAST, Expected, publish, unpacked
from tests.engine.simulated_log import Log
from tests.engine.simulated_world import World

SEEDS = int(os.environ.get("ARREARS_SEEDS", "300"))
ONLY = os.environ.get("ARREARS_SEED")
CHOSEN = [int(ONLY)] if ONLY is not None else list(range(1, SEEDS + 1))
# What two inputs say to one key may come in either order; what is said of a key on ticks may not.
UNORDERED = ("mid", "end", DEAD_LETTERS)


def played(seed: int, crash_per_mille: int, lose_per_mille: int = 0) -> World:
    """Run day by day: the facts, the tick, then nothing until the last stage has passed it."""
    world = World(seed, crash_per_mille, lose_per_mille)
    for day in range(1, LAST + 1):
        publish(world.log, day)
        world.run_until_passed(day)
    world.come_to_rest()
    return world


def played_ahead(seed: int, crash_per_mille: int) -> World:
    """Run with all days published before the first partition begins."""
    log = Log()
    for day in range(1, LAST + 1):
        publish(log, day)
    world = World(seed, crash_per_mille, log=log)
    world.run_until_passed(LAST)
    world.come_to_rest()
    return world


def counted(world: World, topic: str) -> dict[bytes, Counter[bytes]]:
    return {key: Counter(values) for key, values in world.said(topic).items()}


def standing(world: World) -> dict[tuple[str, int], tuple[object, ...]]:
    """Return where each partition stands in what does not depend on the schedule.

    Offsets of `mid` do: transactions of four writers lie there in the order they came.
    """
    return {
        place: (p.clock, p.marks, p.unkeyed, {t: at for t, at in p.offsets.items() if t != "mid"})
        for place, p in world.positions().items()
    }


def rows(world: World, routes: StageRoutes) -> dict[bytes, list[object]]:
    return {key: unpacked(framed) for key, framed in world.rows(routes).items()}


def sums(world: World) -> dict[bytes, list[bytes]]:
    return world.said("out") | world.said("out.groups")


@pytest.fixture(scope="module")
def undisturbed() -> World:
    return played(0, 0)


def check(seed: int, undisturbed: World, lose_per_mille: int = 0) -> World:
    world = played(seed, 30, lose_per_mille)
    for routes in (FIRST, SECOND):
        assert world.rows(routes) == undisturbed.rows(routes)
    assert sums(world) == sums(undisturbed)
    assert standing(world) == standing(undisturbed)
    for topic in UNORDERED:
        assert counted(world, topic) == counted(undisturbed, topic)
    # Nobody is taken for one that has lost its rows while they are there.
    assert (world.rebuilt() > 0) <= (lose_per_mille > 0)
    return world


def check_ahead(seed: int, undisturbed: World) -> World:
    world = played_ahead(seed, crash_per_mille=30)
    assert world.rows(FIRST) == undisturbed.rows(FIRST)
    assert world.said("out") == undisturbed.said("out")
    return world


def test_an_undisturbed_run_says_what_the_facts_add_up_to(undisturbed: World) -> None:
    expected = Expected()
    assert rows(undisturbed, FIRST) | rows(undisturbed, SECOND) == expected.rows()
    assert sums(undisturbed) == dict(expected.said)
    letters = undisturbed.said(DEAD_LETTERS)
    # A letter here is `rule offset original bytes`.
    assert {
        key: Counter(letter.split(b" ", 2)[2] for letter in letters[key])
        for key in letters.keys() - {b"tick", b"d9"}
    } == expected.refused
    assert undisturbed.crashes.total() == 0


def test_every_watermark_stands_once_in_every_partition(undisturbed: World) -> None:
    days = range(1, LAST + 1)
    wanted = [b"mark %d %d" % (n, day) for n in range(4) for day in days]
    for topic in ("mid", "end"):
        for number in range(4):
            marks = undisturbed.said(topic, [number])[b"watermark"]
            assert sorted(marks) == sorted(wanted)


def test_no_crash_loses_or_doubles_anything(undisturbed: World) -> None:
    crashes: Counter[str] = Counter()
    hidden = halves = 0
    for seed in CHOSEN:
        with naming(seed):
            world = check(seed, undisturbed)
        crashes.update(world.crashes)
        hidden += world.log.hidden()
        halves += world.halves()
    assert_disturbed(crashes, hidden)
    # Crashes in the middle of a tick that is applied in pieces are among them.
    assert ONLY is not None or halves > len(CHOSEN) / 4


def test_rows_lost_are_rebuilt_without_a_word_said_twice(undisturbed: World) -> None:
    rebuilt = 0
    for seed in CHOSEN[: max(1, len(CHOSEN) // 6)]:
        with naming(seed):
            rebuilt += check(seed, undisturbed, lose_per_mille=10).rebuilt()
    assert ONLY is not None or rebuilt > len(CHOSEN)


def test_days_published_ahead_are_held_behind_their_cuts(undisturbed: World) -> None:
    """The first stage decides alike however far its inputs run ahead of the ticks."""
    for seed in CHOSEN[: max(1, len(CHOSEN) // 3)]:
        with naming(seed):
            check_ahead(seed, undisturbed)


def test_a_later_stage_decides_alike_from_one_log_whatever_is_fetched_first() -> None:
    for seed in CHOSEN[: max(1, len(CHOSEN) // 3)]:
        with naming(seed):
            world = played_ahead(seed, crash_per_mille=30)
            again = World(seed, 30, log=world.log, stages=(AGAIN,))
            again.run_until_passed(LAST)
            again.come_to_rest()
            assert rows(again, AGAIN) == rows(world, SECOND)
            assert again.said("again.groups") == world.said("out.groups")


def assert_disturbed(crashes: Counter[str], hidden: int) -> None:
    """Assert that every kind of crash was met, since nothing is proved about one that was not."""
    if ONLY is None and SEEDS >= 20:
        kinds = ("nothing on its way", "half sent", "sent, not committed", "committed, not told")
        assert set(crashes) == set(kinds)
        assert min(crashes.values()) > SEEDS / 5
        assert hidden > SEEDS


@contextmanager
def naming(seed: int) -> Iterator[None]:
    """Say on a failure how to replay it."""
    try:
        yield
    except BaseException as failed:
        failed.add_note(f"replay with ARREARS_SEED={seed}")
        raise
