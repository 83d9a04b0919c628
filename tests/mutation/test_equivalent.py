"""The list of equivalent mutants says nothing that is not so."""

from pathlib import Path

import msgspec
import pytest

from tests.mutation import equivalent
from tests.mutation.equivalent import Equivalent
from tests.mutation.mutants import mutants
from tests.mutation.report import lines, reported
from tests.mutation.sweep import Verdict, all_mutants

ROOT = Path(__file__).resolve().parents[2]
TEXT = "def f(a):\n    return a < 3\n"
MADE = list(mutants("m", TEXT))
ENTRY = Equivalent(
    module="m", within="f", before="return a < 3", after=("return a <= 3",), why="None is 3."
)


def test_the_list_speaks_of_mutants_that_are_made() -> None:
    assert equivalent.stale(equivalent.read(), all_mutants(ROOT)) == []


def test_every_reason_is_a_sentence() -> None:
    assert [one for one in equivalent.read() if len(one.why) < 20 or one.why[-1] != "."] == []


def test_an_entry_about_no_mutant_is_stale() -> None:
    gone = msgspec.structs.replace(ENTRY, before="return a < 4")
    assert equivalent.stale([ENTRY], MADE) == []
    assert equivalent.stale([gone], MADE) == [
        "m.py, f: return a < 4 -> return a <= 3: no such mutant"
    ]


def test_an_entry_that_stands_twice_is_stale() -> None:
    assert equivalent.stale([ENTRY, ENTRY], MADE) == [
        "m.py, f: return a < 3 -> return a <= 3: twice"
    ]


def test_a_wrong_word_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('[[equivalent]]\nline = 3\nmodule = "m"\n', encoding="utf-8")
    with pytest.raises(msgspec.ValidationError):
        equivalent.read(wrong)


def test_who_lives_by_right_is_not_counted_as_alive() -> None:
    verdicts = [Verdict(mutant=m, outcome="alive", by="", seconds=0.0) for m in MADE]
    report = reported(verdicts, [ENTRY], 1.0)
    assert (report.alive, report.equivalent) == (len(MADE) - 1, 1)
    assert not report.is_good
    assert len(list(lines(report))) == len(MADE)


def test_who_is_judged_equivalent_and_killed_is_stale() -> None:
    verdicts = [Verdict(mutant=m, outcome="killed", by="t", seconds=0.0) for m in MADE]
    report = reported(verdicts, [ENTRY], 1.0)
    assert report.alive_percent == 0
    assert len(report.stale) == 1
    assert not report.is_good
    assert reported(verdicts, [], 1.0).is_good
