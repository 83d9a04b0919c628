"""The page of the benchmark: how it was run, on what, a table and a plot.

>>> cells(["peer", "ratio"])
'| peer | ratio |'
>>> from tests.bench.peers.rows import Asked, compared
>>> asked = Asked("latency", "p", "ms at p99", 1.0)
>>> _over(compared(asked, [90.0], [80.0])), _over(compared(asked, [900.0], [800.0]))
('', '; 100 ms: missed')
"""

import os
import platform
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from tests.bench.peers import latency
from tests.bench.peers.plot import bars
from tests.bench.peers.rows import Row, Told, as_json

_HEAD = (
    ("peer", "---"),
    ("ours", "---:"),
    ("spread", "---:"),
    ("theirs", "---:"),
    ("spread", "---:"),
    ("unit", "---"),
    ("ours / theirs", "---:"),
    ("target", "---"),
    ("rounds", "---:"),
)
_PROSE = """\
# Benchmarks

Written by the commands below; change nothing here. What is measured, and how every peer is set up,
is in [tests/bench/peers](../tests/bench/peers/README.md). Each run ended with the digest over all
accounts that was worked out for its facts. *Spread* is the slowest round less the fastest, as a
share of the median; *ours / theirs* is the median of the rounds' ratios, above 1 where ours is
better.
"""


def machine() -> str:
    """Tell what the figures were taken on, without its name."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{os.cpu_count()} cores ({_processor()}), {memory:.0f} GiB, {system}"


def written(rows: Sequence[Row], told: Told, folder: Path) -> None:
    """Write benchmarks.md, benchmarks.json and a plot for each workload.

    Workloads that were measured by another command stay as they stand there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for workload in _workloads(rows):
        plot = bars([row for row in rows if row.workload == workload])
        (folder / f"benchmarks-{workload}.svg").write_text(plot)
    kept = folder / "benchmarks.json"
    before = msgspec.json.decode(kept.read_bytes(), type=list[Row]) if kept.exists() else []
    every = merged(before, [replace(row, run=told) for row in rows])
    kept.write_text(as_json(every))
    (folder / "benchmarks.md").write_text(page(every))


def merged(before: Sequence[Row], rows: Sequence[Row]) -> list[Row]:
    """Return the rows, and those before of workloads that none of them is about, by workload."""
    anew = set(_workloads(rows))
    every = [*(row for row in before if row.workload not in anew), *rows]
    return sorted(every, key=lambda row: row.workload)


def page(rows: Sequence[Row]) -> str:
    """Return the page."""
    text = _PROSE
    for workload in _workloads(rows):
        mine = [row for row in rows if row.workload == workload]
        text += f"\n## {workload}\n\n{_run(mine[0].run)}" + "\n".join(table(mine))
        text += f"\n\n![{workload}, ours and peers](benchmarks-{workload}.svg)\n"
    return text


def _run(told: Told | None) -> str:
    if told is None:
        return ""
    lines = (f"`{told.command}`", told.machine, *told.notes)
    return "".join(f"* {line}\n" for line in lines) + "\n"


def table(rows: Iterable[Row]) -> list[str]:
    """Return the lines of a table."""
    lines = [cells(name for name, _ in _HEAD), cells(rule for _, rule in _HEAD)]
    for row in rows:
        target = "" if row.target is None else f"{row.target:g}: {row.verdict}{_over(row)}"
        figures = (f"{row.ours:,}", f"{row.ours_spread}", f"{row.theirs:,}", f"{row.theirs_spread}")
        ending = (row.unit, f"{row.ratio:.2f}", target, str(row.rounds))
        lines.append(cells((row.peer, *figures, *ending)))
    return lines


def _over(row: Row) -> str:
    """Tell that ours misses its own limit, whatever the peer takes."""
    is_over = row.workload == latency.NAME and row.ours > latency.LIMIT_MS
    return f"; {latency.LIMIT_MS:.0f} ms: missed" if is_over else ""


def cells(texts: Iterable[str]) -> str:
    """Return a line of a table."""
    return f"| {' | '.join(texts)} |"


def _workloads(rows: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(row.workload for row in rows))


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or "processor unknown"
