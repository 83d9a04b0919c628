"""`arrears plan` as a process that is killed and started again; it ends with whoever started it."""

import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from time import monotonic

from streams.cli.main import main
from streams.runs.parent import end_with_parent

_APART_SECONDS = 1.0
_STOP_SECONDS_MAX = 10.0


class PlannerProcess:
    """Answers the questions of a run; `restarts` counts how often it was started again."""

    def __init__(self, bootstrap: str, prefix: str, log: Path) -> None:
        self._command = [sys.executable, "-m", __name__, "plan"]
        self._command += ["--bootstrap", bootstrap, "--prefix", prefix]
        self._log = log
        self.restarts = 0
        self._process = self._start()

    def watch(self) -> None:
        """Start it again if it has ended: without a broker it does, as often as it is asked."""
        if self._process.poll() is not None and monotonic() - self._began > _APART_SECONDS:
            self.restarts += 1
            self._process = self._start()

    def kill(self) -> None:
        """End it with -9."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """End it."""
        if self._process.poll() is None:
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_STOP_SECONDS_MAX)
        self.kill()

    def _start(self) -> "subprocess.Popen[bytes]":
        self._began = monotonic()
        with self._log.open("ab") as log:
            return subprocess.Popen(self._command, stdout=log, stderr=log, start_new_session=True)


if __name__ == "__main__":
    end_with_parent()
    main()
