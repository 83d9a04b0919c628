"""Crashes between any two steps change nothing: the same rows, the same words, each once.

`ARREARS_SEEDS` tries more schedules, or fewer.
"""

import os
from collections import Counter

import pytest

from streams.engine.partition import Partition
from streams.terms.routes import DEAD_LETTERS
from tests.engine import schedules
from tests.engine.counting import FIRST, SECOND
from tests.engine.days import LAST, Expected
from tests.engine.schedules import Met, again, ahead, day_by_day, judged, losing, rows, undisturbed

SEEDS = int(os.environ.get("ARREARS_SEEDS", "10000"))
# The two questions that are asked besides need less luck.
FEWER = max(1, SEEDS // 10)
FEWEST = max(1, SEEDS // 100)
# Of fewer nothing is asked but that they hold.
LEAST_SEEDS = 20
KINDS = {"nothing on its way", "half sent", "sent, not committed", "committed, not told"}


def test_an_undisturbed_run_says_what_the_facts_add_up_to() -> None:
    world, expected = undisturbed(), Expected()
    assert rows(world, FIRST) | rows(world, SECOND) == expected.rows()
    assert world.said("out") | world.said("out.groups") == dict(expected.said)
    letters = world.said(DEAD_LETTERS)
    # A letter here is `rule offset original bytes`.
    assert {
        key: Counter(letter.split(b" ", 2)[2] for letter in letters[key])
        for key in letters.keys() - {b"tick", b"d9"}
    } == expected.refused
    assert world.crashes.total() == 0


def test_every_watermark_stands_once_in_every_partition() -> None:
    days = range(1, LAST + 1)
    wanted = [b"mark %d %d" % (n, day) for n in range(4) for day in days]
    for topic in ("mid", "end"):
        for number in range(4):
            marks = undisturbed().said(topic, [number])[b"watermark"]
            assert sorted(marks) == sorted(wanted)


def test_no_crash_loses_or_doubles_anything() -> None:
    met = judged(day_by_day, range(1, SEEDS + 1))
    assert_disturbed(met, SEEDS)
    # Crashes in the middle of a tick that is applied in pieces are among them.
    assert met.halves > SEEDS / 30 or SEEDS < LEAST_SEEDS


def test_rows_lost_are_rebuilt_without_a_word_said_twice() -> None:
    met = judged(losing, range(1, FEWEST + 1))
    assert met.rebuilt > FEWEST or FEWEST < LEAST_SEEDS


def test_days_published_ahead_are_held_behind_their_cuts() -> None:
    """The first stage decides alike however far its inputs run ahead of the ticks."""
    assert_disturbed(judged(ahead, range(1, FEWER + 1)), FEWER)


def test_a_later_stage_decides_alike_from_one_log_whatever_is_fetched_first() -> None:
    assert_disturbed(judged(again, range(1, FEWER + 1)), FEWER)


def test_a_seed_that_fails_says_how_to_replay_it_and_fails_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def forgetful(partition: "Partition[object, object, object, object]") -> None:
        partition.store.take_changed()

    monkeypatch.setattr(Partition, "take", forgetful)
    with pytest.raises(AssertionError, match=r"seed 7, .*python -m tests.engine.schedules 7`"):
        schedules.main(["7"])


def test_a_seed_that_holds_says_what_it_went_through(capsys: pytest.CaptureFixture[str]) -> None:
    assert schedules.main(["7"]) == 0
    assert capsys.readouterr().out.count("seed 7, ") == len(schedules.JUDGES)


def assert_disturbed(met: Met, seeds: int) -> None:
    """Assert that every kind of crash was met, since nothing is proved about one that was not."""
    if seeds >= LEAST_SEEDS:
        assert met.crashes.keys() == KINDS
        assert min(met.crashes.values()) > seeds / 5
        assert met.hidden > seeds
