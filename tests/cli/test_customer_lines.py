"""Lines of a customer's story fit a terminal, and machines read them whole."""

import json
import os
import sys

import pytest
from click import unstyle
from msgspec.structs import replace
from rich.cells import cell_len

from streams.cli.customer_lines import as_json, as_text
from streams.views.dossier import Told
from streams.views.sources import RuleTold

CALLS = RuleTold(
    rule="CN26.attempts",
    says="at most 6 tries a day",
    source="金融机构个人消费类贷款催收工作指引(试行)",
    clause="-",
    force="self-regulation",
    confidence="S",
)
TAKEN = Told(part="rung", label="sms_1", text="came due " * 20, state="taken", rules=(CALLS,))
NOT = Told(part="rung", label="phone_1", text="it was over", state="not taken", rules=(CALLS,))
STANDS = f"CN26.attempts: {CALLS.source} (self-regulation, confidence S)"


def test_what_allowed_is_named_and_told_once_at_the_end() -> None:
    other = replace(TAKEN, rules=(replace(CALLS, rule="CN25.calls"),))
    lines = [unstyle(line) for line in as_text([TAKEN, TAKEN, other, TAKEN])]
    named = [line.strip() for line in lines if line.strip().startswith("by ")]
    assert named == ["by CN26.attempts", "by CN25.calls", "by CN26.attempts"]
    lines = [unstyle(line) for line in as_text([TAKEN, TAKEN])]
    assert lines[-2].strip() == "CN26.attempts: at most 6 tries a day"
    assert lines[-1].strip() == f"{CALLS.source} (self-regulation, confidence S)"


def test_what_objects_is_told_with_its_source_right_below() -> None:
    _, below = as_text([NOT])
    assert unstyle(below).strip() == f"rule {STANDS}"


@pytest.mark.parametrize("width", [80, 120])
def test_no_line_is_wider_than_the_terminal_and_all_hang_under_their_text(
    width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((width, 24)))
    told, *_ = as_text([TAKEN])
    lines = told.split("\n")
    assert len(lines) > 1
    assert all(cell_len(line.rstrip()) <= width for line in lines)
    assert {len(line) - len(line.lstrip()) for line in lines[1:]} == {lines[0].index("came")}
    _, below = as_text([NOT])
    assert all(cell_len(line) <= width for line in unstyle(below).split("\n"))


def test_a_machine_reads_every_part_of_a_rule_and_nothing_that_is_empty() -> None:
    read = json.loads(as_json(NOT))
    assert read["rules"][0]["source"] == CALLS.source
    assert "before" not in read
