"""A run's folder: locked, going on where it was cut off, fresh where that is right."""

from contextlib import closing
from pathlib import Path

import pytest

from streams.runs.errors import RunRefused
from streams.runs.workspace import Workspace, is_going_on, prefix_left, said_when_cut_off


def test_the_first_run_starts_fresh_under_its_own_prefix(tmp_path: Path) -> None:
    with closing(Workspace(tmp_path / "up", "words", fresh=False)) as place:
        assert place.said.startswith("Starting fresh")
        assert place.prefix.startswith("up-")


def test_a_run_cut_off_goes_on_with_its_prefix_and_its_files(tmp_path: Path) -> None:
    with closing(Workspace(tmp_path, "words", fresh=False)) as before:
        (tmp_path / "kept").write_text("x")
    with closing(Workspace(tmp_path, "words", fresh=False)) as place:
        assert place.prefix == before.prefix
        assert place.said.startswith("Going on")
        assert (tmp_path / "kept").exists()


@pytest.mark.parametrize("case", ["finished", "other words", "other version", "asked"])
def test_it_starts_fresh_when_there_is_nothing_to_go_on_with(tmp_path: Path, case: str) -> None:
    with closing(Workspace(tmp_path, "words", fresh=False)) as before:
        (tmp_path / "kept").mkdir()
        if case == "finished":
            before.finish()
    words = "other" if case == "other words" else "words"
    asked: list[str] = []

    def agrees(what: str) -> bool:
        asked.append(what)
        return True

    version = "2" if case == "other version" else ""
    with closing(
        Workspace(tmp_path, words, version=version, fresh=case == "asked", agrees=agrees)
    ) as place:
        assert len(asked) == (case == "other words")
        assert place.prefix != before.prefix
        assert place.said.startswith("Starting fresh")
        assert not (tmp_path / "kept").exists()


@pytest.mark.parametrize("is_complete", [False, True])
def test_a_run_with_other_options_is_deleted_only_where_somebody_says_so(
    tmp_path: Path, *, is_complete: bool
) -> None:
    with closing(Workspace(tmp_path, "words", fresh=False)) as before:
        (tmp_path / "kept").mkdir()
        if is_complete:
            before.finish()
    for _ in range(2):
        with pytest.raises(RunRefused, match="nothing is touched; --fresh deletes it"):
            Workspace(tmp_path, "other", fresh=False)
    assert (tmp_path / "kept").exists()
    assert prefix_left(tmp_path) == before.prefix


def test_ctrl_c_before_the_end_says_how_to_go_on_and_behind_it_nothing(tmp_path: Path) -> None:
    said: list[str] = []
    with closing(Workspace(tmp_path, "words", fresh=False)) as place:
        with pytest.raises(KeyboardInterrupt), said_when_cut_off(place, said.append):
            raise KeyboardInterrupt
        (only,) = said
        assert only.endswith("the same command goes on with it.")
        place.finish()
        with pytest.raises(KeyboardInterrupt), said_when_cut_off(place, said.append):
            raise KeyboardInterrupt
    assert said == [only]


def test_two_runs_never_share_a_folder(tmp_path: Path) -> None:
    with (
        closing(Workspace(tmp_path, "words", fresh=False)),
        pytest.raises(RunRefused, match="belongs to a run that is going on"),
    ):
        Workspace(tmp_path, "words", fresh=False)


def test_a_folder_with_files_that_are_no_run_s_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("x")
    with pytest.raises(RunRefused, match="nothing is touched"):
        Workspace(tmp_path, "words", fresh=True)
    assert (tmp_path / "thesis.txt").read_text() == "x"


def test_a_path_that_is_no_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(RunRefused, match="choose another with --data"):
        Workspace(tmp_path / "file", "words", fresh=False)


def test_a_torn_state_file_starts_fresh(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text('{"made_by": "wor')
    with closing(Workspace(tmp_path, "words", fresh=False)) as place:
        assert place.said.startswith("Starting fresh")


def test_a_run_is_going_on_only_while_its_folder_is_held(tmp_path: Path) -> None:
    assert not is_going_on(tmp_path)
    with closing(Workspace(tmp_path, "words", fresh=False)):
        assert is_going_on(tmp_path)
    assert not is_going_on(tmp_path)
