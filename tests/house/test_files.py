"""Every file of the checkout keeps the house rules; there is no list of exemptions."""

import tomllib
from itertools import chain

import pytest

from tests.house import rules
from tests.house.arrows import arrows, circles, dead_files, roomless
from tests.house.tree import CODE, PRODUCT, ROOT, python_files, written_files


def entry_modules() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {target.split(":")[0] for target in project["scripts"].values()}


def shown(findings: list[str]) -> str:
    return "\n" + "\n".join(findings)


def test_the_files_are_found() -> None:
    paths = {source.path for source in python_files(*CODE)}
    assert {"streams/terms/money.py", "schemas/__init__.py", "tests/conftest.py"} <= paths
    assert {"Makefile", "LICENSE", "pyproject.toml"} <= {s.path for s in written_files()}


@pytest.mark.parametrize(
    "rule",
    [
        rules.long_file,
        rules.long_functions,
        rules.wide_lines,
        rules.crowded_init,
        rules.empty_names,
        rules.float_money,
    ],
)
def test_every_python_file_keeps(rule: rules.Rule) -> None:
    findings = list(chain.from_iterable(map(rule, python_files(*CODE))))
    assert not findings, shown(findings)


def test_what_the_product_offers_is_documented() -> None:
    files = python_files(*PRODUCT, "deploy")
    findings = list(chain.from_iterable(map(rules.undocumented, files)))
    assert not findings, shown(findings)


def test_no_file_names_machines_or_unfinished_work() -> None:
    findings = list(chain.from_iterable(map(rules.banned_text, written_files())))
    assert not findings, shown(findings)


def test_files_are_small_at_the_median() -> None:
    assert rules.file_median(python_files(*PRODUCT)) <= rules.FILE_LINES_MEDIAN_MAX


def test_functions_are_small_at_the_median() -> None:
    below = rules.FUNCTION_LINES_MEDIAN_BELOW
    assert rules.function_median(python_files(*PRODUCT)) < below
    assert rules.function_median(python_files("tests")) < below


def test_nobody_is_dead() -> None:
    findings = dead_files(python_files(*CODE), entry_modules())
    assert not findings, shown(findings)


def test_every_room_stands_on_the_stair() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = contracts["tool"]["importlinter"]["contracts"][0]["layers"]
    findings = roomless(python_files("streams"), layers)
    assert not findings, shown(findings)


def test_no_circle() -> None:
    findings = circles(arrows(python_files(*CODE)))
    assert not findings, shown(findings)
