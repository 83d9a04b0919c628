"""`arrears verify`: recompute a run from its inputs, and hold the log against it."""

import sys
from collections import Counter
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from streams.app.stages import SPECS
from streams.cli.faults import UsageFault
from streams.cli.where import Bootstrap, Json, Prefix, Where, where
from streams.verify.findings import INVARIANTS, Checked
from streams.verify.logged import Logged, read
from streams.verify.stage import Limits, checked, topics_of
from streams.verify.texts import of_files
from streams.views.counted import counted

Stages = Annotated[
    list[str] | None,
    typer.Option("--stage", help=f"only this one ({', '.join(SPECS)}); repeatable"),
]
Deadline = Annotated[
    int, typer.Option("--deadline", min=1, metavar="SECONDS", help="how long an input may wait")
]
Texts = Annotated[
    list[Path] | None,
    typer.Option("--log", help="a log, or saved metrics, to be searched for personal data"),
]
_SHOWN_MAX = 20


def verify(
    stages: Stages = None,
    deadline: Deadline = 30,
    logs: Texts = None,
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
    as_json: Json = False,
) -> None:
    """Check that nothing was lost, nothing done twice, and nobody named.

    Reads inputs, outputs and rows of a run with a reader of its own, computes every row and output
    of delinquency, treatment and field anew with the stages' pure functions, each tick at the
    positions at which it was applied, and reports what differs, by invariant:

    I1 no lost effect, I2 no double effect, I3 escalations as recomputed, I4 numbers without gap
    or inversion, I5 sources that exist, I6 progress within the deadline, I7 no personal data.

    Ends with code 1 where anything is found. The whole run is held in memory: about 2 kB a record.

    Example: arrears verify --log var/run-1/worker.log
    """
    chosen = _chosen(stages)
    _require_files(logs or ())
    at = where(bootstrap, prefix)
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description:40}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )
    with bar:
        log = _read(at, chosen, bar)
        found = []
        task = bar.add_task("recomputing", total=len(chosen) * at.partitions)
        for name in chosen:
            bar.update(task, description=f"recomputing {name}, by partition")
            limits = Limits(deadline_ms=deadline * 1000)
            one_more = partial(bar.advance, task)
            found.append(checked(SPECS[name], at.partitions, log, limits, one_more))
    texts = of_files(logs or (), log)
    if as_json:
        lines = [msgspec.json.encode(one).decode() for one in (*found, *texts)]
    else:
        lines = [line for one in found for line in _told(one, at.partitions)]
        lines += [str(one) for one in texts] + lost(found, at)
    sys.stdout.write("\n".join(lines) + "\n")
    if texts or any(one.findings or one.behind for one in found):
        raise typer.Exit(1)


def _chosen(stages: list[str] | None) -> list[str]:
    unknown = [name for name in stages or () if name not in SPECS]
    if unknown:
        raise UsageFault(f"--stage: there is no stage {unknown[0]!r}; write {' or '.join(SPECS)}")
    return [name for name in SPECS if not stages or name in stages]


def _require_files(logs: Iterable[Path]) -> None:
    """Raise UsageFault before anything is read where a text to be searched cannot be."""
    for path in logs:
        try:
            path.open().close()
        except OSError as broken:
            raise UsageFault(
                f"--log {path}: {broken.strerror}; name a file that can be read"
            ) from broken


def _read(at: Where, stages: list[str], bar: Progress) -> Logged:
    topics = topics_of(SPECS[name].routes for name in stages)
    task, held = bar.add_task("reading", total=len(topics)), Counter[str]()

    def heard(topic: str, records: int) -> None:
        held[topic] = records
        bar.update(task, advance=1, description=f"reading {topic} ({held.total():,})")

    return read(at.bootstrap, topics, at.names.full, at.partitions, heard)


def _told(found: Checked, partitions: int) -> list[str]:
    head = (
        f"{found.stage}: {found.facts:,} facts, {ticks_told(found.ticks, partitions)},"
        f" {found.outputs:,} outputs, {found.rows:,} rows recomputed"
    )
    broken = sorted({one.invariant for one in found.findings})
    if not broken:
        return [f"{head}: I1 to I7 hold"]
    lines = [f"{head}: {len(found.findings):,} findings"]
    lines += [f"  {name}: {INVARIANTS[name]}" for name in broken]
    lines += [f"  {one}" for one in found.findings[:_SHOWN_MAX]]
    more = len(found.findings) - _SHOWN_MAX
    return [*lines, f"  and {more:,} more, shown by --json"] if more > 0 else lines


def ticks_told(ticks: int, partitions: int) -> str:
    """Return how many ticks were applied: each of them is, once in every partition.

    >>> ticks_told(600, 4), ticks_told(601, 4)
    ('150 ticks in each of 4 partitions', '601 ticks over 4 partitions')
    """
    each, more = divmod(ticks, partitions)
    if more:
        return f"{ticks:,} ticks over {partitions} partitions"
    return f"{counted(each, 'tick')} in each of {partitions} partitions"


def lost(found: Iterable[Checked], at: Where) -> list[str]:
    """Return the cure, once and last, where rows were lost: most findings follow from that."""
    behind = [f"{one.stage}/{number}" for one in found for number in one.behind]
    if not behind:
        return []
    prefix = f" --prefix {at.names.prefix}" if at.names.prefix else ""
    cure = (
        f"the rows of {', '.join(behind)} are gone or behind what was said, which most of this"
        " follows from: stop the workers, run"
        f" `arrears rebuild --bootstrap {at.bootstrap}{prefix}`, and verify again"
    )
    return [cure]
