"""The folder of what the benchmark builds and installs, and when that is up to date."""

import subprocess
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from pathlib import Path

from tests.bench.peers.peer import PeerMissing

_SECONDS_MAX = 900
_LAST_LINES = 12

ROOT = Path(__file__).resolve().parents[3]
CACHE = ROOT / "var" / "bench"


def kept_up(name: str, sources: Iterable[Path], make: Callable[[], None]) -> None:
    """Call `make` unless it has succeeded before with these very sources."""
    whole = sha256()
    for path in sorted(sources):
        whole.update(path.name.encode() + path.read_bytes())
    CACHE.mkdir(parents=True, exist_ok=True)
    stamp = CACHE / f"{name}.made"
    if stamp.exists() and stamp.read_text() == whole.hexdigest():
        return
    stamp.unlink(missing_ok=True)
    make()
    stamp.write_text(whole.hexdigest())


def carried_out(command: Sequence[str], cure: str, folder: Path | None = None) -> None:
    """Run a command of a build; raises PeerMissing with its last words and the cure."""
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=False, timeout=_SECONDS_MAX
        )
    except (OSError, subprocess.TimeoutExpired) as broken:
        raise PeerMissing(f"{command[0]} could not be run ({broken}): {cure}") from broken
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).splitlines()[-_LAST_LINES:])
        raise PeerMissing(f"{command[0]} ended with {done.returncode}: {cure}\n{said}")
