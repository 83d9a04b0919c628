"""Watching processes by their id; a dead one that nobody has waited for counts as gone."""

import time
from collections.abc import Callable
from pathlib import Path

_PATIENCE_S = 15.0


def gone(pid: int) -> bool:
    """Tell whether no such process runs."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return True
    return stat.rpartition(")")[2].split()[0] == "Z"


def soon(condition: Callable[[], bool]) -> bool:
    """Wait until the condition holds, and tell whether it did in time."""
    deadline = time.monotonic() + _PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def pid_in(file: Path) -> int:
    """Read the process id that a keeper notes, as soon as it is there."""
    assert soon(lambda: file.is_file() and file.read_text(encoding="ascii").isdigit())
    return int(file.read_text(encoding="ascii"))
