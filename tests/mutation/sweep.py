"""All mutants of a tree, judged by its tests in several processes."""

import gc
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec
import pytest
from msgspec import Struct

from tests.mutation.grafting import PACKAGE, Grafted, code_of, file_of, grafting, is_same
from tests.mutation.judging import FAILED, Judging, Learnt, forked
from tests.mutation.mutants import Mutant, mutants
from tests.mutation.reach import place_of

_TESTS = (PACKAGE.replace(".", "/"), "tests/delinquency", "tests/scenarios")
_OPTIONS = (
    *("-qq", "--no-header", "--no-summary", "-p", "no:cacheprovider", "--doctest-modules"),
    # Only whether a test fails is asked, not why.
    *("--assert=plain", "--tb=no"),
    # Hypothesis was imported before pytest, and needs no assertions rewritten.
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),
)


class Verdict(Struct, frozen=True, kw_only=True):
    """What became of a mutant: `killed` by a test, `alive`, or the `same` program after all."""

    mutant: Mutant
    outcome: str
    by: str
    seconds: float


class TestsAreRed(Exception):
    """The tests fail without any slip, so they can judge none."""


Told = Callable[[Verdict], None]
Started = tuple[Mutant, Path, float]


def all_mutants(tree: Path) -> list[Mutant]:
    """Return the mutants of every module of the stage, in a fixed order."""
    folder = file_of(tree, "stage").parent
    modules = sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")
    return [
        mutant
        for module in modules
        for mutant in mutants(module, file_of(tree, module).read_text(encoding="utf-8"))
    ]


class Sweep:
    """Judges mutants of the tree it stands in; `folder` takes the verdicts of the children."""

    def __init__(
        self, tree: Path, folder: Path, processes: int, told: Told, *, quick: bool = False
    ) -> None:
        self._tree = tree
        self._folder = folder
        self._processes = processes
        self._told = told
        self._quick = quick
        self._learnt = Learnt({}, {})
        self._later: list[Mutant] = []
        self._red: str | None = None

    def judge(self, chosen: Iterable[Mutant]) -> None:
        """Tell a verdict on each mutant, in whatever order they end."""
        by_graft = list(chosen)
        judging = self._judging(lambda run: self._grafted(run, by_graft), self._folder / "red")
        ended = pytest.main([*_OPTIONS, *_TESTS], plugins=[judging])
        if self._red is not None or ended not in {0, pytest.ExitCode.NO_TESTS_COLLECTED}:
            raise TestsAreRed(self._red or f"pytest {' '.join(_TESTS)} cannot import them")
        _forget_modules()
        self._run(self._later, self._imported)

    def _judging(self, loop: Callable[[Judging], None], verdict: Path) -> Judging:
        return Judging(loop, verdict, quick=self._quick)

    def _grafted(self, judging: Judging, chosen: list[Mutant]) -> None:
        """Judge what changes within functions; the rest has to be imported and waits."""
        gc.freeze()
        self._red = self._unchanged(judging)
        if self._red is None:
            self._run(chosen, lambda mutant, path: self._graft(judging, mutant, path), judging)

    def _unchanged(self, judging: Judging) -> str | None:
        """Run the tests as they are, to learn of them; returns the name of one that fails."""
        learnt = self._folder / "learnt"

        def work() -> int:
            learnt.write_bytes(msgspec.json.encode(judging.learn(self._tree)))
            return 0

        os.waitpid(forked(work, self._folder), 0)
        if not learnt.exists():
            return judging.verdict.read_text() if judging.verdict.exists() else "they do not end"
        self._learnt = msgspec.json.decode(learnt.read_bytes(), type=Learnt)
        return None

    def _graft(self, judging: Judging, mutant: Mutant, verdict: Path) -> int | None:
        code = code_of(self._tree, mutant)
        if is_same(self._tree, mutant, code):
            self._told(Verdict(mutant=mutant, outcome="same", by="", seconds=0.0))
            return None
        found = None if mutant.is_definition else grafting(mutant, code)
        if found is None:
            self._later.append(mutant)
            return None
        function, new = found

        def work() -> int:
            function.__code__ = new
            judging.verdict = verdict
            try:
                for clear in judging.clears:
                    clear()
                judging.run(self._learnt, place_of(mutant))
            except Exception as broken:
                verdict.write_text(f"{type(broken).__name__} outside of a test", encoding="utf-8")
                raise
            return 0

        return forked(work, self._folder)

    def _imported(self, mutant: Mutant, verdict: Path) -> int:
        def work() -> int:
            sys.meta_path.insert(0, Grafted(mutant, code_of(self._tree, mutant)))
            judging = self._judging(lambda run: run.run(self._learnt), verdict)
            ended = pytest.main([*_OPTIONS, *_TESTS], plugins=[judging])
            if ended in {0, pytest.ExitCode.NO_TESTS_COLLECTED}:
                return 0
            if not verdict.exists():
                verdict.write_text("the import of the tests", encoding="utf-8")
            return FAILED

        return forked(work, self._folder)

    def _run(
        self,
        chosen: list[Mutant],
        start: Callable[[Mutant, Path], int | None],
        judging: Judging | None = None,
    ) -> None:
        running: dict[int, Started] = {}
        for number, mutant in enumerate(chosen):
            path = self._folder / f"{id(chosen)}-{number}"
            pid = start(mutant, path)
            if pid is not None:
                running[pid] = (mutant, path, time.monotonic())
            while len(running) >= self._processes:
                self._end(_ended(running), judging)
        while running:
            self._end(_ended(running), judging)

    def _end(self, verdict: Verdict, judging: Judging | None) -> None:
        """Tell a verdict; one that lives is doubted where the unchanged code was at work before."""
        mutant = verdict.mutant
        was_called = judging is not None and any(
            mutant.within == name or mutant.within.startswith(f"{name}.")
            for module, name in judging.called
            if module == mutant.module
        )
        if verdict.outcome == "alive" and was_called:
            self._later.append(mutant)
        else:
            self._told(verdict)


def _ended(running: dict[int, Started]) -> Verdict:
    pid, status = os.wait()
    mutant, path, since = running.pop(pid)
    if status == 0:
        outcome, by = "alive", ""
    elif os.WIFSIGNALED(status):
        outcome, by = "killed", "a time limit"
    else:
        # Whoever dies without a word has judged nothing.
        if not path.exists():
            raise TestsAreRed(f"the judge of {mutant} ended by itself, with {status}")
        outcome, by = "killed", path.read_text(encoding="utf-8")
    return Verdict(mutant=mutant, outcome=outcome, by=by, seconds=time.monotonic() - since)


def _forget_modules() -> None:
    """Let the next run import the product and its tests anew."""
    for name in list(_ours(sys.modules)):
        del sys.modules[name]


def _ours(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        room = name.split(".")
        if room[0] == "streams" or (room[0] == "tests" and room[1:] and room[1] != "mutation"):
            yield name
