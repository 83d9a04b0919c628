"""The keeper ends its child with its owner, whichever way the owner ends."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from streams.broker import keeper
from tests.broker.processes import gone, pid_in, soon

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True)"
STUBBORN = [sys.executable, "-c", f"{DEAF}; time.sleep(60)"]


@contextmanager
def kept(pid_file: Path, command: list[str]) -> Iterator["subprocess.Popen[bytes]"]:
    program = [sys.executable, "-I", keeper.__file__, str(pid_file), *command]
    with subprocess.Popen(program, stdin=subprocess.PIPE) as running:
        yield running
        assert running.stdin is not None
        running.stdin.close()
        running.wait(15)


def test_the_end_of_its_input_ends_the_child(tmp_path: Path) -> None:
    with kept(tmp_path / "pid", SLEEP) as running:
        child = pid_in(tmp_path / "pid")
        assert not gone(child)
        assert running.stdin is not None
        running.stdin.close()
        assert running.wait(15) == 128 + signal.SIGTERM
    assert gone(child)


def test_a_signal_to_the_keeper_ends_the_child(tmp_path: Path) -> None:
    with kept(tmp_path / "pid", SLEEP) as running:
        child = pid_in(tmp_path / "pid")
        running.terminate()
        assert running.wait(15) == 128 + signal.SIGTERM
    assert gone(child)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ties a child to its parent")
def test_a_killed_keeper_takes_the_child_along(tmp_path: Path) -> None:
    with kept(tmp_path / "pid", SLEEP) as running:
        child = pid_in(tmp_path / "pid")
        running.kill()
        assert soon(lambda: gone(child))


def test_it_ends_with_the_code_of_its_child(tmp_path: Path) -> None:
    with kept(tmp_path / "pid", [sys.executable, "-c", "raise SystemExit(7)"]) as running:
        assert running.wait(15) == 7


def test_a_child_that_will_not_end_is_killed_after_the_grace() -> None:
    with subprocess.Popen(STUBBORN, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert os.read(child.stdout.fileno(), 1)  # by now it ignores the polite signal
        assert keeper.ended(child, grace_s=0.1) == 128 + signal.SIGKILL
