"""A peer's processes end with the block, and a death is told with its last words."""

import os
import sys
import time
from pathlib import Path

import pytest

from tests.bench.peers.peer import Command, PeerFailed
from tests.bench.peers.processes import Processes

WAITS = "import sys; print('up', flush=True); sys.stdin.read()"
DIES = "import sys; print('the broker is not there', flush=True); sys.exit(3)"


def python(text: str, **environment: str) -> Command:
    return Command(arguments=(sys.executable, "-c", text), environment=environment)


def wait_for(log: Path, text: str) -> None:
    deadline = time.monotonic() + 20
    while text not in log.read_text():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_all_have_ended_behind_the_block(tmp_path: Path) -> None:
    with Processes([python(WAITS), python(WAITS)], tmp_path) as processes:
        for number in range(2):
            wait_for(tmp_path / f"{number}.log", "up")
        processes.look()
        pids = processes.pids()
    assert len(pids) == 2
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_process_may_end_gracefully(tmp_path: Path) -> None:
    text = "import signal, sys; signal.signal(signal.SIGTERM, lambda *_: sys.exit(print('left')))"
    with Processes([python(f"{text}; {WAITS}")], tmp_path):
        wait_for(tmp_path / "0.log", "up")
    assert (tmp_path / "0.log").read_text().splitlines() == ["up", "left"]


def test_a_death_is_told_with_its_code_and_last_words(tmp_path: Path) -> None:
    with Processes([python(DIES)], tmp_path) as processes:
        wait_for(tmp_path / "0.log", "not there")
        os.waitid(os.P_PID, processes.pids()[0], os.WEXITED | os.WNOWAIT)
        with pytest.raises(PeerFailed, match="ended with code 3: the broker is not there"):
            processes.look()


def test_a_process_sees_its_own_environment(tmp_path: Path) -> None:
    tell = "import os; print(os.environ['BENCH_X'], flush=True); import sys; sys.stdin.read()"
    with Processes([python(tell, BENCH_X="7")], tmp_path):
        wait_for(tmp_path / "0.log", "7")


def test_who_cannot_start_ends_those_before(tmp_path: Path) -> None:
    absent = Command(arguments=(str(tmp_path / "absent"),))
    processes = Processes([python(WAITS), absent], tmp_path)
    with pytest.raises(FileNotFoundError), processes:
        raise AssertionError
    assert processes.pids() == []
