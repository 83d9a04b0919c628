"""Which cluster and which run a command looks at.

Options win over the environment; where neither names a cluster, a run that is going on under
`var/` is found by the note it leaves.
"""

import json
import re
import sys
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from msgspec import Struct

from schemas.catalog import topics
from streams.broker.cluster import parsed, wait_for
from streams.broker.reading import Reader
from streams.broker.topics import require_copartitioned
from streams.cli.faults import UsageFault
from streams.engine.names import Names
from streams.runs.session import BROKER_FOLDER, SESSION_NOTE
from streams.runs.workspace import is_going_on, prefix_left
from streams.terms.routes import CLOCK

_BROKER_SECONDS_MAX = 15.0
_PREFIX = re.compile(r"[a-zA-Z0-9._-]{0,100}")
_NAMED_MAX = 8

Bootstrap = Annotated[
    str | None,
    typer.Option(envvar="ARREARS_BOOTSTRAP", help="HOST:PORT; default: a run going on here"),
]
Prefix = Annotated[
    str | None, typer.Option(envvar="ARREARS_PREFIX", help="prefix of the run's topics")
]
Json = Annotated[bool, typer.Option("--json", help="one JSON object a line")]


class Where(Struct, frozen=True):
    """A reachable cluster and the names of one run on it."""

    bootstrap: str
    names: Names
    partitions: int


class _Note(Struct, frozen=True):
    """What a run that is going on leaves in its folder."""

    folder: Path
    bootstrap: str
    prefix: str

    def __str__(self) -> str:
        return f"{self.folder}: --bootstrap {self.bootstrap} --prefix {self.prefix}"


def where(bootstrap: str | None, prefix: str | None, runs: Path = Path("var")) -> Where:
    """Return what to look at; raises UsageFault or a BrokerTrouble with the cure."""
    address, chosen = reached(bootstrap, prefix, runs)
    require_run(address, chosen)
    return Where(address, Names(chosen), require_copartitioned(address, chosen))


def reached(bootstrap: str | None, prefix: str | None, runs: Path = Path("var")) -> tuple[str, str]:
    """Return the address of a cluster that answers, and the prefix, whose topics may be missing.

    Raises UsageFault where no run is going on and none is named, BrokerUnavailable where nobody
    answers.
    """
    address, chosen = _chosen(bootstrap, prefix, runs)
    _require_sane(address, chosen)
    wait_for(address, _BROKER_SECONDS_MAX, _say)
    return address, chosen


def _chosen(bootstrap: str | None, prefix: str | None, runs: Path) -> tuple[str, str]:
    if bootstrap is not None:
        return bootstrap, prefix or ""
    notes = _notes(runs)
    fitting = [note for note in notes if note.prefix == prefix] or notes
    if len(fitting) > 1:
        every = "\n  ".join(map(str, fitting))
        raise UsageFault(f"several runs are going on, name one of them:\n  {every}")
    (note,) = fitting
    _say(f"looking at the run in {note.folder} ({note.bootstrap}, {note.prefix})")
    return note.bootstrap, note.prefix if prefix is None else prefix


def _notes(runs: Path) -> list[_Note]:
    held = sorted(lock.parent for lock in runs.glob("*/lock") if is_going_on(lock.parent))
    if not held:
        raise UsageFault(
            "no run is going on here: start one with `arrears up`, or name a cluster with"
            f" --bootstrap HOST:PORT (and --prefix){_ended(runs)}"
        )
    notes = [_read_note(folder) for folder in held if (folder / SESSION_NOTE).exists()]
    if not notes:
        raise UsageFault(f"the run in {held[0]} is still starting: try again in a moment")
    return notes


def _ended(runs: Path) -> str:
    """Return how to look at a run that has ended and left its broker's data; empty without one."""
    for folder in sorted(runs.glob(f"*/{BROKER_FOLDER}")):
        prefix = prefix_left(folder.parent)
        if prefix is not None:
            return (
                f"; the run in {folder.parent} has ended: `arrears broker run --data {folder}`"
                f" shows it again, with the --bootstrap that it says and --prefix {prefix}"
            )
    return ""


def _read_note(folder: Path) -> _Note:
    path = folder / SESSION_NOTE
    try:
        note = json.loads(path.read_text())
        return _Note(folder, str(note["bootstrap"]), str(note["prefix"]))
    except (OSError, ValueError, KeyError, TypeError) as broken:
        raise UsageFault(f"{path} cannot be read: name the run with --bootstrap") from broken


def _require_sane(address: str, prefix: str) -> None:
    try:
        parsed(address)
    except ValueError as broken:
        raise UsageFault(f"--bootstrap (ARREARS_BOOTSTRAP): {broken}") from broken
    if not _PREFIX.fullmatch(prefix):
        raise UsageFault(
            f"--prefix (ARREARS_PREFIX): {prefix!r} can not begin a topic's name:"
            " use up to 100 letters, digits, dots, dashes and underscores"
        )


def require_run(address: str, prefix: str) -> None:
    """Raise UsageFault where no topic has the prefix, naming the runs there are and the cure."""
    with closing(Reader(address, CLOCK)) as reader:
        found = reader.topics()
    if any(Names(prefix).full(doc.name) in found for doc in topics()):
        return
    clocks = {name for name in found if name.split(".")[-2:] == CLOCK.split(".")}
    others = sorted(name.removesuffix(CLOCK).removesuffix(".") for name in clocks)
    shown = ", ".join(other or "(none)" for other in others[:_NAMED_MAX]) or "none"
    more = f" and {len(others) - _NAMED_MAX} more" if len(others) > _NAMED_MAX else ""
    named = f" --prefix {prefix}" if prefix else ""
    lacks = f"has the prefix {prefix!r}" if prefix else "goes without a prefix"
    raise UsageFault(
        f"no run {lacks} at {address}; with --prefix there are: {shown}{more};"
        f" `arrears topics apply{named} --bootstrap {address}` makes a new one"
    )


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
