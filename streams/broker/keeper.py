"""The process between the owner of an embedded broker and its Java.

    python keeper.py PID_FILE COMMAND...

It starts the command as its child, notes the child's process id, and ends it as soon as its own
standard input reaches the end. The owner holds the other end of that pipe, and the system closes it
however the owner ends, `kill -9` included. On Linux the child is moreover told to die with the
keeper. The keeper ends with the child's exit code; it uses the standard library alone and imports
nothing of ours, so that it starts at once and from any folder.
"""

import ctypes
import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

GRACE_S = 10.0
_LOOK_EVERY_S = 0.2
_PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> int:
    """Keep the command until it ends or the owner is gone; return its exit code."""
    pid_file, *command = arguments
    stop = _Stop()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop)
    child = _started(command)
    Path(pid_file).write_text(str(child.pid), encoding="ascii")
    while child.poll() is None and not stop.asked and not _owner_gone():
        pass
    return ended(child)


def ended(child: "subprocess.Popen[bytes]", grace_s: float = GRACE_S) -> int:
    """End the child, in good order within the grace or else by force; return its exit code."""
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(grace_s)
        except subprocess.TimeoutExpired:
            child.kill()
    code = child.wait()
    return code if code >= 0 else 128 - code


class _Stop:
    """Remembers that a signal asked the keeper to stop."""

    asked = False

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True


def _started(command: list[str]) -> "subprocess.Popen[bytes]":
    keeper = os.getpid()
    return subprocess.Popen(  # noqa: S603 - the command is the owner's
        command,
        stdin=subprocess.DEVNULL,
        preexec_fn=lambda: _die_with(keeper),  # noqa: PLW1509 - the keeper has one thread
    )


def _die_with(keeper: int) -> None:
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != keeper:  # it died before we asked to be told
        os._exit(1)


def _owner_gone() -> bool:
    readable, _, _ = select.select([sys.stdin], [], [], _LOOK_EVERY_S)
    return bool(readable) and not os.read(sys.stdin.fileno(), 4096)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
