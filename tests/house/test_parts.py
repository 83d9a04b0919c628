"""The time table puts every test in one part and says what is late."""

import pytest

from tests.house.arrows import arrows
from tests.house.tree import python_files
from tests.parts import PARTS, PURE, Phase, Spent, clock, part_of, summed, table


@pytest.mark.parametrize(
    ("path", "markers", "part"),
    [
        ("tests/terms/test_money.py", [], "pure"),
        ("tests/portfolio/test_ladder.py", [], "pure"),
        ("tests/views/test_story.py", [], "pure"),
        ("schemas/catalog.py", [], "pure"),
        ("tests/engine/test_flush.py", ["slow"], "engine simulation"),
        ("tests/engine/test_flush.py", ["broker"], "broker"),
        ("tests/system/test_walk.py", [], "broker"),
        ("tests/house/test_files.py", [], "house and types"),
        ("tests/app/test_settings.py", [], "other"),
        ("tests/test_any.py", [], "other"),
    ],
)
def test_a_test_belongs_to_one_part(path: str, markers: list[str], part: str) -> None:
    assert part_of(path, markers).name == part


def folder_of(module: str) -> str:
    return module.split(".")[1] if module.count(".") > 1 else ""


def test_what_is_pure_leans_on_no_part_that_is_not() -> None:
    found = [
        f"{name} imports {other}"
        for name, others in arrows(python_files("tests")).items()
        if folder_of(name) in PURE.folders
        for other in others
        if folder_of(other) not in {"", *PURE.folders}
    ]
    assert not found, found


def test_phases_add_up_by_part_and_a_test_counts_once() -> None:
    book = [Phase(part="pure", when=when, seconds=1.5) for when in ("setup", "call", "teardown")]
    book += [Phase(part="broker", when="setup", seconds=9.0)]
    assert summed(book) == {
        "pure": Spent(tests=1, seconds=4.5),
        "broker": Spent(tests=0, seconds=9.0),
    }


def test_the_table_shows_every_part_and_marks_the_late() -> None:
    pure, *others, whole = table({"pure": Spent(tests=2, seconds=180.5)})[1:]
    assert pure.split() == ["pure", "2", "180.5", "180", "over", "its", "budget"]
    assert len(others) == len(PARTS) - 1
    assert not any("over" in line for line in others)
    assert whole.split() == ["all", "2", "180.5", "900"]


@pytest.mark.parametrize(("seconds", "is_late"), [(900.0, False), (900.1, True)])
@pytest.mark.parametrize("processes", [1, 2])
def test_the_clock_has_the_budget_of_all_parts(
    seconds: float, processes: int, *, is_late: bool
) -> None:
    line, *rest = clock(seconds, processes)
    assert line.split()[:5] == ["on", "the", "clock", str(seconds), "900"]
    assert ("over its budget" in line) == is_late
    # Side by side a part waits for the others: its seconds are not its own then.
    assert bool(rest) == (processes > 1)
