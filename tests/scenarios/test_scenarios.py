"""Every story in this folder, walked day by day: ticks, then the facts that arrive on the day."""

from datetime import date
from pathlib import Path

import msgspec
import pytest

from streams.terms.days import Day, day_of
from streams.terms.step import Reject
from tests.scenarios.expected import Expected
from tests.scenarios.seen import heard, shown
from tests.scenarios.story import Story, read
from tests.scenarios.walk import Walk, anchored

FOLDER = Path(__file__).parent
STORIES = sorted(path.name for path in FOLDER.glob("*.toml"))


@pytest.mark.parametrize("name", STORIES)
def test_the_story_holds_when_every_day_is_looked_at(name: str) -> None:
    _walk(read(FOLDER / name), daily=True, times=1)


@pytest.mark.parametrize("name", STORIES)
def test_the_story_holds_when_only_the_days_asked_for_are_looked_at(name: str) -> None:
    _walk(read(FOLDER / name), daily=False, times=1)


@pytest.mark.parametrize("name", STORIES)
def test_the_story_holds_when_every_fact_arrives_twice(name: str) -> None:
    _walk(read(FOLDER / name), daily=True, times=2)


def test_there_are_as_many_stories_as_promised() -> None:
    assert len(STORIES) >= 40


def test_a_wrong_word_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    text = (FOLDER / "due-today-is-not-late.toml").read_text(encoding="utf-8")
    wrong.write_text(text.replace("days =", "day ="), encoding="utf-8")
    with pytest.raises(msgspec.ValidationError, match="day"):
        read(wrong)


def test_a_true_in_the_place_of_a_date_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    text = (FOLDER / "due-today-is-not-late.toml").read_text(encoding="utf-8")
    wrong.write_text(text.replace("oldest_due = 2026-04-10", "oldest_due = true"), encoding="utf-8")
    with pytest.raises(msgspec.ValidationError, match="oldest_due takes a date"):
        read(wrong)


def test_a_wrong_expectation_fails() -> None:
    story = read(FOLDER / "due-today-is-not-late.toml")
    wrong = msgspec.structs.replace(story.expect[-1], days=99)
    with pytest.raises(AssertionError):
        _walk(msgspec.structs.replace(story, expect=(wrong,)), daily=True, times=1)


def _walk(story: Story, *, daily: bool, times: int) -> None:
    arrivals = story.arrivals()
    expected = sorted(story.expect, key=_on)
    first = min(arrivals[0][0], day_of(story.account.opened))
    walk = Walk(story.book(), Day(first - 1))
    said = refused = 0
    for number in range(first, day_of(expected[-1].on) + 1):
        day = Day(number)
        if daily:
            walk.tick(day)
        else:
            walk.skip_to(day)
        for arrives, fact in arrivals:
            for _ in range(times if arrives == day else 0):
                walk.take(fact)
        today = [one for one in expected if day_of(one.on) == day]
        for one in today:
            _meets(walk, one, said, walk.rejects[refused:][::times])
        if today:
            said, refused = len(walk.said), len(walk.rejects)


def _meets(walk: Walk, expected: Expected, said: int, rejects: list[Reject]) -> None:
    standing = walk.looked_at()
    # Whatever is more than a day count was said when it changed.
    assert anchored(standing) == anchored(walk.told)
    found = shown(standing, expected.currency, day_of(expected.on))
    found |= msgspec.structs.asdict(heard(walk.said[said:]))
    found["refused"] = tuple(reject.rule for reject in rejects)
    asked = expected.asked(str(found["ledger"]))
    assert {name: found[name] for name in asked} == asked


def _on(expected: Expected) -> date:
    return expected.on
