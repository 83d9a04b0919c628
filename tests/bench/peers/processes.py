"""The processes of a peer: they end with us, and a death is told with its last words."""

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.bench.peers.peer import Command, PeerFailed

_STOP_SECONDS_MAX = 20.0
_LAST_LINES = 8


class Processes:
    """Runs commands from `__enter__` to `__exit__`; each writes to a log in the folder."""

    def __init__(self, commands: Iterable[Command], folder: Path) -> None:
        self._commands, self._folder = tuple(commands), folder
        self._running: list[tuple[Path, subprocess.Popen[bytes]]] = []

    def __enter__(self) -> Self:
        try:
            for number, command in enumerate(self._commands):
                self._running.append(_started(command, self._folder / f"{number}.log"))
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def look(self) -> None:
        """Raise PeerFailed where one of them has ended."""
        for log, process in self._running:
            code = process.poll()
            if code is not None:
                raise PeerFailed(f"a process ended with code {code}: {_last_words(log)}")

    def pids(self) -> list[int]:
        """Return the ids of those that were started and not stopped yet."""
        return [process.pid for _, process in self._running]

    def stop(self) -> None:
        """End all of them: gracefully, and for certain after a while."""
        for _, process in self._running:
            if process.poll() is None:
                process.terminate()
        for _, process in self._running:
            try:
                process.wait(_STOP_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdin is not None:
                process.stdin.close()
        self._running.clear()


def _started(command: Command, log: Path) -> "tuple[Path, subprocess.Popen[bytes]]":
    with log.open("wb") as out:
        return log, subprocess.Popen(
            command.arguments,
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=out,
            env=os.environ | command.environment,
            start_new_session=True,
        )


def _last_words(log: Path) -> str:
    said = log.read_text(errors="replace").splitlines()[-_LAST_LINES:]
    return "\n".join(said) or "(it said nothing)"
