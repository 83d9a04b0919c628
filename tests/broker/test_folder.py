"""The data folder has room, one owner, and tells what was said last."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from streams.broker import folder
from streams.broker.errors import BrokerNotStarted, FolderInUse, NoRoom


def nothing(_line: str) -> None:
    """Take a line and do nothing."""


def dead_pid() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as brief:
        brief.wait()
    return brief.pid


def test_a_full_disk_is_refused_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(NoRoom, match=r"499 MB left .* needs 500: .*--data"):
        folder.require_room(tmp_path, lambda _data: folder.ROOM_MIN_BYTES - 1)
    folder.require_room(tmp_path, lambda _data: folder.ROOM_MIN_BYTES)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BrokerNotStarted, match=r"data folder .*file.* --data"):
        folder.made(tmp_path / "file" / "broker")


def test_a_folder_with_a_living_owner_is_refused_at_once(tmp_path: Path) -> None:
    held = folder.locked(tmp_path, nothing)
    said: list[str] = []
    try:
        with pytest.raises(FolderInUse, match=f"process {os.getpid()} runs a broker"):
            folder.locked(tmp_path, said.append)
    finally:
        os.close(held)
    assert said == []  # it did not wait
    os.close(folder.locked(tmp_path, nothing))


def test_a_folder_whose_owner_was_killed_is_waited_for(tmp_path: Path) -> None:
    held = folder.locked(tmp_path, nothing)
    os.ftruncate(held, 0)
    os.pwrite(held, str(dead_pid()).encode(), 0)
    said: list[str] = []

    def release(line: str) -> None:
        said.append(line)
        os.close(held)

    os.close(folder.locked(tmp_path, release))
    assert said == ["waiting for the broker of a killed run to end"]


def test_the_wait_for_a_killed_run_has_an_end(tmp_path: Path) -> None:
    held = folder.locked(tmp_path, nothing)
    os.ftruncate(held, 0)
    os.pwrite(held, str(dead_pid()).encode(), 0)
    try:
        with pytest.raises(FolderInUse, match="--data"):
            folder.locked(tmp_path, nothing, patience_s=0.2)
    finally:
        os.close(held)


def test_the_last_words_are_few_and_on_one_line(tmp_path: Path) -> None:
    data = folder.made(tmp_path / "broker")
    assert folder.last_words(data) == "nothing was logged"
    (data / "log" / "console.log").write_text("one\n\ntwo\nthree\n")
    (data / "log" / "broker.log").write_text("four\n")
    assert folder.last_words(data, lines=2) == "two | three | four"
