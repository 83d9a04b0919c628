"""Which cluster and which run a command looks at.

Options win over the environment; where neither names a cluster, a run that is going on under
`var/` is found by the note it leaves.
"""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from msgspec import Struct

from streams.broker.cluster import wait_for
from streams.broker.topics import require_copartitioned
from streams.cli.faults import UsageFault
from streams.engine.names import Names
from streams.runs.session import SESSION_NOTE
from streams.runs.workspace import is_going_on

_DEFAULT = "127.0.0.1:9092"
_BROKER_SECONDS_MAX = 15.0

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


def where(bootstrap: str | None, prefix: str | None, runs: Path = Path("var")) -> Where:
    """Return what to look at; raises UsageFault or a BrokerTrouble with the cure."""
    address, chosen = _chosen(bootstrap, prefix, runs)
    wait_for(address, _BROKER_SECONDS_MAX, _say)
    return Where(address, Names(chosen), require_copartitioned(address, chosen))


def _chosen(bootstrap: str | None, prefix: str | None, runs: Path) -> tuple[str, str]:
    if bootstrap is not None:
        return bootstrap, prefix or ""
    found = sorted(runs.glob(f"*/{SESSION_NOTE}"))
    notes = [note for note in found if is_going_on(note.parent)]
    if not notes:
        return _DEFAULT, prefix or ""
    if len(notes) > 1:
        folders = ", ".join(str(note.parent) for note in notes)
        raise UsageFault(f"several runs are going on ({folders}): name one with --bootstrap")
    note = _read_note(notes[0])
    _say(f"looking at the run in {notes[0].parent} ({note['bootstrap']}, {note['prefix']})")
    return note["bootstrap"], note["prefix"] if prefix is None else prefix


def _read_note(path: Path) -> dict[str, str]:
    try:
        note = json.loads(path.read_text())
        return {"bootstrap": str(note["bootstrap"]), "prefix": str(note["prefix"])}
    except (OSError, ValueError, KeyError, TypeError) as broken:
        raise UsageFault(f"{path} cannot be read: name the run with --bootstrap") from broken


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
