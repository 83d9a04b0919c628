"""Every story in this folder, walked day by day: ticks, then the facts that arrive on the day."""

from pathlib import Path

import msgspec
import pytest

from tests.scenarios.differing import WAYS, Way, differences
from tests.scenarios.reading import StoryFault
from tests.scenarios.story import read

FOLDER = Path(__file__).parent
STORIES = sorted(path.name for path in FOLDER.glob("*.toml"))
KNOWN = FOLDER / "due-today-is-not-late.toml"


@pytest.mark.parametrize("name", STORIES)
def test_the_story_holds(name: str) -> None:
    told = _faults(FOLDER / name)
    if told:
        # What is wrong is said in the words of the story; a traceback would only hide it.
        pytest.fail(told, pytrace=False)


def test_there_are_as_many_stories_as_promised() -> None:
    assert len(STORIES) >= 40


def test_every_day_that_differs_is_a_line_with_what_was_expected_and_seen(tmp_path: Path) -> None:
    wrong = _changed(tmp_path, ("days = 1", "days = 99"), ('minimum = "300.00"', 'minimum = "301"'))
    told = _faults(wrong).splitlines()
    assert told[0] == "wrong.toml does not hold, looking at the account every day"
    assert "  2026-04-11  days: expected 99, seen 1" in told
    assert "  2026-04-11  past_due: expected 300.00, seen 301.00" in told


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.words)
def test_a_wrong_expectation_is_seen_on_every_way(way: Way) -> None:
    story = read(KNOWN)
    wrong = msgspec.structs.replace(story.expect[-1], days=99)
    found = differences(msgspec.structs.replace(story, expect=(wrong,)), way)
    assert any("days: expected 99, seen" in line for line in found)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("days =", "day =", "expect 2: unknown word 'day'; did you mean days? allowed are acc"),
        ("[[statement]]", "[[statment]]", "unknown word 'statment'; did you mean statement? allow"),
        (
            "[account]",
            'policy = "uk"\n\n[account]',
            "policy: unknown word 'uk'; allowed are cn, eu, plain, us",
        ),
        ("oldest_due = 2026-04-10", "oldest_due = true", "oldest_due takes a date, or false for"),
        ("[account]", "[account", "Expected"),
        ('"300.00"', '"3oo"', "'3oo' is no decimal number"),
    ],
)
def test_what_cannot_be_read_names_file_place_and_what_is_allowed(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    with pytest.raises(StoryFault) as refused:
        read(_changed(tmp_path, (old, new)))
    assert str(refused.value).startswith("wrong.toml: ")
    assert said in str(refused.value)
    assert _faults(tmp_path / "wrong.toml") == str(refused.value)


def _faults(path: Path) -> str:
    """Return why a story cannot be read, or what differs on the first way on which it fails."""
    try:
        story = read(path)
    except StoryFault as fault:
        return str(fault)
    for way in WAYS:
        found = differences(story, way)
        if found:
            head = f"{path.name} does not hold, {way.words}"
            return "\n".join((head, *(f"  {line}" for line in found)))
    return ""


def _changed(folder: Path, *changes: tuple[str, str]) -> Path:
    """Write a story that holds with some places changed."""
    text = KNOWN.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    wrong = folder / "wrong.toml"
    wrong.write_text(text, encoding="utf-8")
    return wrong
