"""Crashes between any two steps change nothing: the same rows, the same words, each once."""

import os
from random import Random

import pytest

from streams.terms.routes import DEAD_LETTERS
from tests.engine.simulated_log import World

SEEDS = int(os.environ.get("ARREARS_SEEDS", "300"))
ONLY = os.environ.get("ARREARS_SEED")
DAYS = 4


def facts_of(day: int) -> list[tuple[str, bytes, bytes]]:
    """Return a day's facts: amounts, repeats (0) and refused ones (13) for a few keys."""
    chance = Random(day)  # noqa: S311 - the same facts in every run
    values = (b"1", b"2", b"5", b"0", b"13", b"no number")
    return [
        (
            chance.choice(("in.a", "in.b", "in.c")),
            b"k%d" % chance.randrange(9),
            chance.choice(values),
        )
        for _ in range(20)
    ]


def played(seed: int, crash_per_mille: int) -> World:
    world = World(seed, crash_per_mille)
    for day in range(1, DAYS + 1):
        world.day(day, facts_of(day))
    return world


@pytest.fixture(scope="module")
def undisturbed() -> World:
    return played(0, 0)


def check(seed: int, undisturbed: World) -> int:
    world = played(seed, crash_per_mille=60)
    assert world.rows() == undisturbed.rows(), f"rows differ: replay with ARREARS_SEED={seed}"
    assert world.said("out") == undisturbed.said("out"), f"replay with ARREARS_SEED={seed}"
    refused, wanted = world.said(DEAD_LETTERS), undisturbed.said(DEAD_LETTERS)
    assert {k: sorted(v) for k, v in refused.items()} == {k: sorted(v) for k, v in wanted.items()}
    return world.crashes


def test_the_undisturbed_run_says_what_the_facts_add_up_to(undisturbed: World) -> None:
    totals: dict[bytes, int] = {}
    for day in range(1, DAYS + 1):
        for topic, key, value in facts_of(day):
            if topic != "in.c" and value in {b"1", b"2", b"5"}:
                totals[key] = totals.get(key, 0) + int(value)
    rows = undisturbed.rows()
    for key, total in totals.items():
        assert b'", %d, ' % total in rows["first", key]


def test_no_crash_loses_or_doubles_anything(undisturbed: World) -> None:
    seeds = [int(ONLY)] if ONLY is not None else range(1, SEEDS + 1)
    crashes = sum(check(seed, undisturbed) for seed in seeds)
    assert crashes > len(seeds)
