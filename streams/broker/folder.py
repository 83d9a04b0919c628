"""The data folder of an embedded broker: room, lock, and the last words of its log."""

import fcntl
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from streams.broker.errors import BrokerNotStarted, FolderInUse, NoRoom
from streams.broker.server import BROKER_LOG, CONSOLE_LOG

ROOM_MIN_BYTES = 500 * 1024 * 1024
_LOCK = "owner.lock"
_TAKEOVER_S = 20.0
_LOOK_EVERY_S = 0.1


def made(data: Path) -> Path:
    """Create the folder and return it in full; raises BrokerNotStarted where that fails."""
    try:
        (data / "log").mkdir(parents=True, exist_ok=True)
    except OSError as refused:
        raise BrokerNotStarted(
            f"cannot write to the data folder {data} ({refused.strerror}): name another with --data"
        ) from refused
    return data.resolve()


def require_room(data: Path, free: Callable[[Path], int] | None = None) -> None:
    """Raise NoRoom where the disk of the folder has less than 500 MB left."""
    bytes_free = shutil.disk_usage(data).free if free is None else free(data)
    if bytes_free < ROOM_MIN_BYTES:
        raise NoRoom(
            f"the disk of {data} has {bytes_free >> 20} MB left and the broker needs"
            f" {ROOM_MIN_BYTES >> 20}: free some, or name another folder with --data"
        )


def locked(data: Path, say: Callable[[str], None], patience_s: float = _TAKEOVER_S) -> int:
    """Lock the folder and return the open file that holds the lock.

    The lock is handed to the keeper too, so it lasts until the old Java is gone. Where the owner
    named in it is dead, this waits for that; where it lives, raises FolderInUse.
    """
    file = os.open(data / _LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _acquire(file, data, say, patience_s)
        os.ftruncate(file, 0)
        os.pwrite(file, str(os.getpid()).encode(), 0)
    except BaseException:
        os.close(file)
        raise
    return file


def last_words(data: Path, lines: int = 8) -> str:
    """Return the end of what Java and Kafka wrote during this start, on one line."""
    kept = [line for name in (CONSOLE_LOG, BROKER_LOG) for line in _tail(data / name, lines)]
    return " | ".join(kept) or "nothing was logged"


def _acquire(file: int, data: Path, say: Callable[[str], None], patience_s: float) -> None:
    deadline = time.monotonic() + patience_s
    said = False
    while not _try_lock(file):
        owner = _owner(file)
        if owner is None or _lives(owner) or time.monotonic() > deadline:
            who = f"process {owner}" if owner else "another process"
            raise FolderInUse(
                f"{who} runs a broker in {data}: stop it, or name another folder with --data"
            )
        if not said:
            say("waiting for the broker of a killed run to end")
            said = True
        time.sleep(_LOOK_EVERY_S)


def _try_lock(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _owner(file: int) -> int | None:
    text = os.pread(file, 32, 0).decode("ascii", "replace")
    return int(text) if text.isdigit() else None


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _is_zombie(pid)


def _is_zombie(pid: int) -> bool:
    # A dead process that nobody has waited for yet still takes signals; Linux tells it apart.
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] == "Z"


def _tail(path: Path, lines: int) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return [line.strip() for line in text.splitlines() if line.strip()][-lines:]
