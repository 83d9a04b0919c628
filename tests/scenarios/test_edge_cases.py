"""The page of edge cases is fresh and whole, and names only what exists."""

import re
from pathlib import Path

import pytest

from tests.scenarios.edge_cases import Case, cases, page, stories

ROOT = Path(__file__).parents[2]
PROMISED = [str(number) for number in (*range(1, 51), *range(71, 80))]
PROMISED += [f"R{number}" for number in range(1, 7)]
# Cases of crash, clock and outage have no story: the stage alone cannot show them.
SHOWN_ELSEWHERE = {"12", "79"}


def test_the_page_is_fresh() -> None:
    if (ROOT / "docs" / "edge-cases.md").read_text(encoding="utf-8") != page():
        command = ".venv/bin/python -m tests.scenarios.edge_cases > docs/edge-cases.md"
        pytest.fail(f"docs/edge-cases.md is stale; write it anew: {command}", pytrace=False)


def test_no_promised_case_is_missing_and_none_is_told_twice() -> None:
    told = [one.id for one in cases()]
    assert set(PROMISED) <= set(told)
    assert len(told) == len(set(told))


def test_every_promised_case_has_a_story_unless_the_stage_cannot_tell_it() -> None:
    assert set(PROMISED) - set(stories()) == SHOWN_ELSEWHERE


def test_every_case_that_a_story_names_is_on_the_page() -> None:
    known = {one.id for one in cases()}
    lost = {number: names for number, names in stories().items() if number not in known}
    assert not lost, f"tell these in tests/scenarios/map/edge-cases.toml: {lost}"


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
def test_every_case_is_shown_by_tests_that_exist(case: Case) -> None:
    assert case.tests or stories().get(case.id)
    for name in case.tests:
        path, _, function = name.partition("::")
        text = (ROOT / path).read_text(encoding="utf-8")
        assert re.search(rf"^(?:async )?def {function}\(", text, re.MULTILINE), name
