"""What was built is built anew only where its sources changed, and a failure names the cure."""

import sys
from pathlib import Path

import pytest

from tests.bench.peers import built
from tests.bench.peers.peer import PeerMissing


def test_it_is_made_once_until_a_source_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(built, "CACHE", tmp_path / "cache")
    source, made = tmp_path / "source", []
    for text in ("one", "one", "two", "one"):
        source.write_text(text)
        built.kept_up("thing", [source], lambda: made.append(source.read_text()))
    assert made == ["one", "two", "one"]


def test_what_failed_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(built, "CACHE", tmp_path / "cache")
    source, tries = tmp_path / "source", []
    source.write_text("one")

    def make() -> None:
        tries.append(1)
        built.carried_out((sys.executable, "-c", "raise SystemExit(len('abc'))"), "mend it")

    for _ in range(2):
        with pytest.raises(PeerMissing, match="ended with 3: mend it"):
            built.kept_up("thing", [source], make)
    assert len(tries) == 2


def test_a_program_that_is_not_there_names_the_cure(tmp_path: Path) -> None:
    with pytest.raises(PeerMissing, match=r"could not be run .*: install it"):
        built.carried_out((str(tmp_path / "absent"),), "install it")
