"""Would a slip in the delinquency stage be noticed? `python -m tests.mutation --help`."""

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tests.mutation import equivalent
from tests.mutation.mutants import Mutant
from tests.mutation.report import as_json, lines, reported
from tests.mutation.sweep import Sweep, TestsAreRed, Verdict, all_mutants

_ROOT = Path(__file__).resolve().parents[2]
_COPIED = ("streams", "schemas", "tests", "docs", "deploy")
_NICE = 10
_CANNOT_JUDGE = 2


def main() -> int:
    """Judge the mutants that are asked for; 0 where few enough live, 2 where none can be judged."""
    asked = _asked()
    os.nice(_NICE)
    with tempfile.TemporaryDirectory(prefix="mutants-") as made:
        tree, folder = Path(made).resolve() / "tree", Path(made).resolve() / "verdicts"
        folder.mkdir()
        _copy(tree)
        chosen = _chosen(all_mutants(tree), asked.module, asked.every)
        verdicts: list[Verdict] = []
        since = time.monotonic()
        console = Console(stderr=True)
        with _progress(console) as progress:
            task = progress.add_task("mutants", total=len(chosen), alive=0)

            def told(verdict: Verdict) -> None:
                verdicts.append(verdict)
                if verdict.outcome == "alive":
                    console.out(f"alive after {verdict.seconds:.0f} s: {verdict.mutant}")
                alive = sum(one.outcome == "alive" for one in verdicts)
                progress.update(task, advance=1, alive=alive, refresh=True)

            try:
                sweep = Sweep(tree, folder, asked.processes, told, quick=asked.quick)
                sweep.judge(chosen)
            except TestsAreRed as red:
                console.print(f"The tests fail without any slip, so they judge none: {red}")
                return _CANNOT_JUDGE
        os.chdir(_ROOT)
    report = reported(verdicts, equivalent.read(), time.monotonic() - since)
    text = as_json(report) if asked.json else "\n".join(lines(report))
    sys.stdout.write(text + "\n")
    return 0 if report.is_good else 1


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="judge only each Nth mutant")
    parser.add_argument("--module", action="append", help="judge only this module (repeatable)")
    parser.add_argument(
        "--quick",
        action="store_true",
        help="leave the generated histories out: more are left alive than with them",
    )
    parser.add_argument("--processes", type=int, default=2, help="how many at once")
    parser.add_argument("--json", action="store_true", help="report for programs")
    return parser.parse_args()


def _chosen(made: list[Mutant], modules: list[str] | None, every: int) -> list[Mutant]:
    return [one for one in made if not modules or one.module in modules][::every]


def _copy(tree: Path) -> None:
    """Copy what the tests need, and stand in the copy: the checkout is never touched."""
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in _COPIED:
        shutil.copytree(_ROOT / name, tree / name, ignore=ignored)
    shutil.copy(_ROOT / "pyproject.toml", tree)
    os.chdir(tree)
    sys.path[0] = str(tree)


def _progress(console: Console) -> Progress:
    # Drawn when there is news and by no thread of its own: a process that forks has none.
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[alive]} alive"),
        TimeRemainingColumn(),
        console=console,
        auto_refresh=False,
    )


if __name__ == "__main__":
    sys.exit(main())
