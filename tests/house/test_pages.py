"""The pages that teach the house are whole: decisions listed, make targets shown."""

import re
import shutil
import subprocess
import tomllib
from typing import get_args

from streams.policy.words import Confidence
from tests.house import rules
from tests.house.rules import Source
from tests.house.tree import ROOT

DECISIONS = ROOT / "docs" / "decisions"


def test_every_decision_is_listed_and_has_its_sections() -> None:
    pages = sorted(DECISIONS.glob("[0-9]*.md"))
    readme = (DECISIONS / "README.md").read_text(encoding="utf-8")
    findings = rules.unlisted_decisions(readme, [page.name for page in pages])
    for page in pages:
        source = Source(page.name, page.read_text(encoding="utf-8"))
        findings += rules.missing_sections(source, ["Context", "Choice", "What it costs"])
    assert pages
    assert not findings, findings


def test_plain_make_teaches_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    targets = {name for line in phony for name in line.split()}
    said = subprocess.run(
        [shutil.which("make") or "make"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    taught = set(re.findall(r"^  make ([a-z]+) ", said, re.MULTILINE))
    assert targets == taught
    assert {"install", "up", "test", "check", "bench", "lock", "fmt", "clean", "help"} <= targets


def test_the_change_log_keeps_its_headings() -> None:
    log = Source("CHANGELOG.md", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert rules.missing_sections(log, ["[Unreleased]"]) == []
    for heading in ("### Topics", "### Policy"):
        assert heading in log.text


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_arrows_that_are_taught_are_those_that_are_held() -> None:
    held = tomllib.loads(page("pyproject.toml"))["tool"]["importlinter"]["contracts"][0]["layers"]
    layers = [re.findall(r"streams\.([a-z]+)", layer) for layer in reversed(held)]
    rooms = [names[0] if len(names) == 1 else "{" + ", ".join(names) + "}" for names in layers]
    assert f"`{' <- '.join(rooms)}`" in page("CONTRIBUTING.md")


def test_every_room_stands_in_the_table_of_rooms() -> None:
    rooms = {path.parent.name for path in (ROOT / "streams").glob("*/__init__.py")}
    listed = re.findall(r"^\| `streams/([a-z]+)` ", page("ARCHITECTURE.md"), re.MULTILINE)
    assert set(listed) == rooms


def test_both_pages_have_the_same_five_nouns() -> None:
    taught = re.findall(r"^\* \*\*([A-Za-z]+)\*\*:", page("README.md"), re.MULTILINE)
    head = page("ARCHITECTURE.md").split("```")[0]
    nouns = [word.lower().removesuffix("s") for word in re.findall(r"\*\*([a-z]+)\*\*", head)]
    assert sorted(nouns[:5]) == sorted(word.lower() for word in taught[:5])


def test_the_letters_of_confidence_are_explained() -> None:
    said = page("README.md").partition("A rule's confidence is ")[2].partition(".")[0]
    letters = get_args(get_args(Confidence)[0])
    assert re.findall(r"`([A-Za-z]+)`: ", said) == list(letters)
