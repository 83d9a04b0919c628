"""Several workers of one run and its planner, each started again when it dies; their memory."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path
from time import monotonic
from typing import TypeVar

from streams.runs.worker_process import WorkerProcess
from tests.system.planning import PlannerProcess

W = TypeVar("W", bound=WorkerProcess)

_PAGE_KB = os.sysconf("SC_PAGE_SIZE") // 1024


class Crashing(WorkerProcess):
    """A worker that does at the steps of a flush what its settings say."""

    @property
    def exit_code(self) -> int | None:
        """None while it runs or is suspended, else the code it ended with."""
        return self._process.poll()

    def _start(self) -> "subprocess.Popen[bytes]":
        self._began = monotonic()
        environment = os.environ | self._settings | {"ARREARS_METRICS_PORT": str(self.port)}
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.system.crashing", "worker", "--owned"],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env=environment,
                start_new_session=True,
            )


class Crew:
    """The workers by name; `log` keeps what each of them said."""

    def __init__(self, bootstrap: str, prefix: str, folder: Path) -> None:
        self.bootstrap, self.prefix, self._folder = bootstrap, prefix, folder
        self.workers: dict[str, WorkerProcess] = {}
        self.memory_kb_max = 0
        self.restarts = 0
        self.planner: PlannerProcess | None = None

    def begin(self, count: int, seconds: float) -> None:
        """Start the planner and so many workers, and wait until each has partitions."""
        self.planner = PlannerProcess(self.bootstrap, self.prefix, self.log("planner"))
        for number in range(count):
            self.start(f"w{number + 1}")
        for worker in list(self.workers.values()):
            worker.wait_ready(seconds)

    def start(self, name: str) -> WorkerProcess:
        """Start a worker."""
        return self._kept(
            name, WorkerProcess(self._settings(name), self.log(name), self._restarted)
        )

    def start_crashing(self, name: str, *, crash_at: str = "", stop_at: str = "") -> Crashing:
        """Start a worker that ends itself at some steps, or is suspended there, once at each."""
        settings = {
            "ARREARS_CRASH_AT": crash_at,
            "ARREARS_STOP_AT": stop_at,
            "ARREARS_CRASH_NOTE": str(self.note(name)),
        }
        given = self._settings(name) | settings
        return self._kept(name, Crashing(given, self.log(name), self._restarted))

    def log(self, name: str) -> Path:
        """Return the file that takes what a worker says."""
        return self._folder / f"{name}.log"

    def note(self, name: str) -> Path:
        """Return the file that takes the steps at which a worker has ended itself."""
        return self._folder / f"{name}.ended"

    def look(self) -> None:
        """Start again who has died, and see how much memory every worker takes."""
        if self.planner is not None:
            self.planner.watch()
        for worker in list(self.workers.values()):
            worker.watch()
            with contextlib.suppress(OSError, ValueError, IndexError):
                pages = int(Path(f"/proc/{worker.pid}/statm").read_text().split()[1])
                self.memory_kb_max = max(self.memory_kb_max, pages * _PAGE_KB)

    def stop(self, name: str) -> float:
        """Stop a worker gracefully; returns the seconds it took."""
        began = monotonic()
        self.workers.pop(name).stop()
        return monotonic() - began

    def end(self) -> None:
        """Stop everybody."""
        if self.planner is not None:
            self.planner.stop()
        for name in list(self.workers):
            self.stop(name)

    def _settings(self, name: str) -> dict[str, str]:
        return {
            "ARREARS_BOOTSTRAP": self.bootstrap,
            "ARREARS_PREFIX": self.prefix,
            "ARREARS_INSTANCE": name,
            "ARREARS_DATA_PATH": str(self._folder / name),
        }

    def _kept(self, name: str, worker: W) -> W:
        self.workers[name] = worker
        return worker

    def _restarted(self, _text: str) -> None:
        self.restarts += 1
