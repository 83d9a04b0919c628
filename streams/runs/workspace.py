"""The folder and the prefix of one run: two runs never meet, and a run cut off can go on.

A folder remembers what made it (the command's own words). The same words again go on where it
stopped, and make it anew where it had finished. A run of other words is deleted only where somebody
says so.
"""

import fcntl
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import IO

from streams.runs.errors import RunRefused

_STATE = "run.json"


def nobody_agrees(_what: str) -> bool:
    """Delete nothing."""
    return False


class Workspace:
    """A run's own folder, locked while it is open.

    A run is gone on with under the same `version` of what its words mean; the same words make it
    anew under another. `fresh` deletes the run that is there; where that has other words, `agrees`
    is asked, and told what would be deleted. Raises RunRefused where that is not to be.
    """

    def __init__(
        self,
        path: Path,
        made_by: str,
        *,
        version: str = "",
        fresh: bool,
        agrees: Callable[[str], bool] = nobody_agrees,
    ) -> None:
        try:
            path.mkdir(parents=True, exist_ok=True)
            _refuse_foreign(path)
            self._lock = self._take(path)
        except OSError as broken:
            raise RunRefused(
                f"{path} cannot be a run's folder ({broken.strerror}): choose another with --data"
            ) from broken
        self.path = path
        before = self._state()
        is_same = before.get("made_by") == made_by and before.get("version", "") == version
        goes_on = not fresh and is_same and not before.get("finished")
        if not fresh and before and before.get("made_by") != made_by:
            self._ask(agrees)
        self.finished = False
        self._made_by, self._version = made_by, version
        self.said = self._words(before, goes_on=goes_on, fresh=fresh)
        # A mark of its own keeps a run apart from every earlier one on the same cluster.
        self.mark = str(before.get("mark")) if goes_on else token_hex(3)
        if not goes_on:
            self._clear()
        self._write(finished=False)

    @property
    def prefix(self) -> str:
        """The prefix of the run's topics: the folder's name and the mark of the run."""
        return _prefix(self.path, self.mark)

    def finish(self) -> None:
        """Note that the run is complete: the next one begins fresh."""
        self.finished = True
        self._write(finished=True)

    def close(self) -> None:
        """Let the folder go."""
        self._lock.close()

    def _ask(self, agrees: Callable[[str], bool]) -> None:
        """Raise RunRefused where the run that is there is to be kept."""
        if not agrees(f"The run in {self.path} was begun with other options."):
            self.close()
            raise RunRefused(
                f"the run in {self.path} was begun with other options: nothing is touched; --fresh"
                " deletes it and starts anew, --data names another folder"
            )

    def _words(self, before: dict[str, object], *, goes_on: bool, fresh: bool) -> str:
        if goes_on:
            return f"Going on with the run in {self.path} where it stopped."
        if not before:
            return f"Starting fresh in {self.path}."
        if fresh:
            return f"Starting fresh in {self.path}, as asked."
        if before.get("made_by") != self._made_by:
            return f"Starting fresh in {self.path}: the run before had other options."
        if before.get("finished"):
            return f"Starting fresh in {self.path}: the run before was complete."
        return f"Starting fresh in {self.path}: the run before was of another version."

    def _take(self, path: Path) -> IO[str]:
        lock = (path / "lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as taken:
            lock.close()
            raise RunRefused(
                f"{path} belongs to a run that is going on: end that one first, or choose another"
                " folder with --data"
            ) from taken
        return lock

    def _clear(self) -> None:
        for found in self.path.iterdir():
            if found.name == "lock":
                continue
            if found.is_dir() and not found.is_symlink():
                shutil.rmtree(found)
            else:
                found.unlink()

    def _state(self) -> dict[str, object]:
        return _state_in(self.path)

    def _write(self, *, finished: bool) -> None:
        state = {
            "made_by": self._made_by,
            "version": self._version,
            "finished": finished,
            "mark": self.mark,
        }
        part = self.path / f"{_STATE}.part"
        part.write_text(json.dumps(state))
        part.replace(self.path / _STATE)


@contextmanager
def said_when_cut_off(place: Workspace, say: Callable[[str], None]) -> Iterator[None]:
    """Say how to go on where Ctrl-C ends a run before it is complete."""
    try:
        yield
    except KeyboardInterrupt:
        if not place.finished:
            say(f"Cut off; the run is kept in {place.path}: the same command goes on with it.")
        raise


def is_going_on(path: Path) -> bool:
    """Tell whether a run holds the folder now; what a killed one left behind does not count."""
    try:
        with (path / "lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def prefix_left(path: Path) -> str | None:
    """Return the prefix of the run that a folder's files are of, None where they are no run's."""
    mark = _state_in(path).get("mark")
    return None if mark is None else _prefix(path, str(mark))


def _prefix(path: Path, mark: str) -> str:
    return f"{path.name}-{mark}"


def _state_in(path: Path) -> dict[str, object]:
    try:
        read = json.loads((path / _STATE).read_text())
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def _refuse_foreign(path: Path) -> None:
    """Refuse a folder that holds something but no run: a fresh start would delete it."""
    found = {entry.name for entry in path.iterdir()} - {"lock"}
    if found and _STATE not in found:
        raise RunRefused(
            f"{path} holds files that are no run's ({min(found)}, ...): nothing is touched; choose"
            " an empty or new folder with --data"
        )
