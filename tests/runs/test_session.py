"""What a run stands on: found from outside while it lives, and gone with its owner."""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from time import monotonic, sleep

import pytest

from streams.broker.embedded import EmbeddedBroker
from streams.broker.topics import require_copartitioned
from streams.engine.names import Names
from streams.runs import worker_process
from streams.runs.errors import WorkerDied
from streams.runs.session import SESSION_NOTE, Session, open_session
from streams.runs.worker_process import WorkerProcess

pytestmark = pytest.mark.broker

_OWNER = """
import sys, time
from pathlib import Path
from streams.runs.session import open_session

with open_session(
    Path(sys.argv[1]), sys.argv[2], bootstrap=sys.argv[3], with_worker=True, say=lambda _: None
) as session:
    print(session.worker.pid, flush=True)
    time.sleep(120)
"""


def is_alive(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().split(")")[1][:3]
    return False


def test_a_worker_ends_with_an_owner_that_was_killed(broker: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", _OWNER, str(tmp_path), f"own-{token_hex(3)}", broker]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        worker = int(owner.stdout.readline())
        assert is_alive(worker)
        assert json.loads((tmp_path / SESSION_NOTE).read_text())["bootstrap"] == broker
        owner.send_signal(signal.SIGKILL)
        owner.wait()
    deadline = monotonic() + 20
    while is_alive(worker) and monotonic() < deadline:
        sleep(0.1)
    assert not is_alive(worker)


def test_a_killed_worker_is_started_again_and_the_note_goes_with_the_session(
    broker: str, tmp_path: Path
) -> None:
    said: list[str] = []
    with open_session(
        tmp_path, f"note-{token_hex(3)}", bootstrap=broker, with_worker=True, say=said.append
    ) as session:
        assert session.worker is not None
        assert session.waits is None
        first = session.worker.pid
        os.kill(first, signal.SIGKILL)
        sleep(0.3)
        session.look()
        assert session.worker.pid != first
        session.worker.wait_ready(60)
        assert any("ended with code -9" in line for line in said)
        assert session.worker.sums()["arrears_stage_ready/delinquency"] == 1
    assert not (tmp_path / SESSION_NOTE).exists()


def test_a_worker_that_keeps_dying_is_given_up_with_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_process, "_RESTARTS_MAX", 2)
    # However long a start takes, a worker that was never ready has not been up.
    monkeypatch.setattr(worker_process, "_UP_FOR_A_WHILE_SECONDS", 0.0)
    settings = {"ARREARS_METRICS_HOST": "127.0.0.1", "ARREARS_LOG_LEVEL": "LOUD"}
    worker = WorkerProcess(settings, tmp_path / "log", lambda _: None)
    try:
        with pytest.raises(WorkerDied, match=r"3 times in a row[\s\S]*ARREARS_LOG_LEVEL"):
            worker.wait_ready(60)
    finally:
        worker.stop()


def test_a_run_says_how_it_is_looked_at_once_it_has_ended(tmp_path: Path) -> None:
    elsewhere = Session("host:9092", Names("up-1"), 4, None)
    assert elsewhere.way_back(tmp_path) == (
        "To look, give these commands --bootstrap host:9092 --prefix up-1."
    )
    own = Session("127.0.0.1:9", Names("up-1"), 4, None, EmbeddedBroker(tmp_path / "broker"))
    assert own.way_back(tmp_path) == (
        f"To look, start the broker again (arrears broker run --data {tmp_path}/broker), and give"
        " these commands the --bootstrap that it says and --prefix up-1."
    )


def test_what_a_run_left_is_found_by_the_way_back(tmp_path: Path) -> None:
    folder, said = tmp_path / "broker", list[str]()
    with open_session(
        tmp_path, "back", bootstrap=None, with_worker=False, say=said.append
    ) as session:
        assert said[-1].endswith(f"arrears worker --bootstrap {session.bootstrap} --prefix back")
        assert session.waits is not None
        assert f"--data {folder})" in session.way_back(tmp_path)
    with EmbeddedBroker(folder) as again:
        assert require_copartitioned(again.bootstrap, "back") == session.partitions
