"""A worker as a process of its own, started again when it dies, ended with its owner.

A worker that ends with a named reason goes on from its last commit, so starting it again is always
sound; only when it keeps dying does the run give up and show its last words.
"""

import contextlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep
from urllib.error import URLError
from urllib.request import urlopen

from prometheus_client.parser import text_string_to_metric_families

from streams.runs.errors import WorkerDied

# So many deaths in a row, each before the worker had its partitions and had been up for a while,
# are no accident; how long a start takes says nothing: on a busy machine it takes long.
_RESTARTS_MAX = 5
_UP_FOR_A_WHILE_SECONDS = 10.0
_STOP_SECONDS_MAX = 15
_LAST_LINES = 5

Say = Callable[[str], None]


class WorkerProcess:
    """Runs `arrears worker` with settings in its environment; `log` takes what it says."""

    def __init__(self, settings: dict[str, str], log: Path, say: Say) -> None:
        self.port = _free_port()
        self._settings, self._log, self._say = settings, log, say
        self._restarts = 0
        self._was_ready = False
        self._began = monotonic()
        self._process = self._start()

    @property
    def pid(self) -> int:
        """The process id of the worker that runs now."""
        return self._process.pid

    def watch(self) -> None:
        """Start the worker again if it has died; raises WorkerDied when it keeps dying."""
        code = self._process.poll()
        if code is None:
            self._was_ready = self._was_ready or self._is_ready()
            return
        if self._was_ready and monotonic() - self._began > _UP_FOR_A_WHILE_SECONDS:
            self._restarts = 0
        if self._restarts >= _RESTARTS_MAX:
            raise WorkerDied(
                f"the worker ended {self._restarts + 1} times in a row, last with code {code}; its"
                f" last words, from {self._log}:\n{self.last_words()}"
            )
        self._restarts += 1
        _reap(self._process)
        self._say(
            f"the worker ended with code {code}; starting it again ({self._restarts}); its words"
            f" stand in {self._log}"
        )
        self._was_ready = False
        self._process = self._start()

    def wait_ready(self, seconds: float) -> None:
        """Return when the worker has its partitions; raises WorkerDied after the deadline."""
        deadline = monotonic() + seconds
        while not self._is_ready():
            self.watch()
            if monotonic() > deadline:
                raise WorkerDied(
                    f"the worker was not ready within {seconds:.0f} s; its last words, from"
                    f" {self._log}:\n{self.last_words()}"
                )
            sleep(0.1)

    def sums(self) -> dict[str, float]:
        """Return its counters, summed by `name{first label values}`; empty while it is away."""
        text = self._get("/metrics")
        if text is None:
            return {}
        found: dict[str, float] = {}
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                name = "/".join((sample.name, *sorted(sample.labels.values())))
                found[name] = found.get(name, 0.0) + sample.value
        return found

    def last_words(self) -> str:
        """Return the last lines of the log."""
        with contextlib.suppress(OSError):
            return "\n".join(self._log.read_text(errors="replace").splitlines()[-_LAST_LINES:])
        return "(no log)"

    def stop(self) -> None:
        """End it gracefully, and for certain after a while."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(_STOP_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                self._process.kill()
        _reap(self._process)

    def _start(self) -> "subprocess.Popen[bytes]":
        self._began = monotonic()
        environment = os.environ | self._settings | {"ARREARS_METRICS_PORT": str(self.port)}
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "streams.cli.main", "worker", "--owned"],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env=environment,
                start_new_session=True,
            )

    def _is_ready(self) -> bool:
        text = self._get("/ready")
        return text is not None and bool(json.loads(text)["ready"])

    def _get(self, page: str) -> str | None:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}{page}", timeout=2) as answer:
                return str(answer.read().decode())
        except (URLError, OSError):
            return None


def _reap(process: "subprocess.Popen[bytes]") -> None:
    process.wait()
    if process.stdin is not None:
        process.stdin.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
