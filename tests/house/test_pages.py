"""The pages that teach the house are whole: decisions listed, make targets shown."""

import re
import shutil
import subprocess

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
    assert {"install", "up", "test", "check", "lock", "fmt", "clean", "help"} == targets == taught


def test_the_change_log_keeps_its_headings() -> None:
    log = Source("CHANGELOG.md", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert rules.missing_sections(log, ["[Unreleased]"]) == []
    for heading in ("### Topics", "### Policy"):
        assert heading in log.text
