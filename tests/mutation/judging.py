"""A plug-in for pytest: every mutant is judged in a child of a run that has collected the tests.

The tests are imported once. For each mutant the run forks; the child takes the slip in, runs the
tests that come by the changed statement (those of its module, then the quick ones, the generated
histories last) and ends with the first that fails. Nothing is written but that test's name.
"""

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from inspect import CO_OPTIMIZED
from pathlib import Path
from tempfile import mkdtemp
from types import CodeType, FrameType

import pytest
from hypothesis import HealthCheck, Phase, settings
from msgspec import Struct

from tests.mutation.grafting import PACKAGE, kept_answers
from tests.mutation.reach import mark_all

# Generated histories: few, always the same, and no time spent on making a failing one small.
EXAMPLES_MAX = 10
LIVES_MAX = 3
FEW = settings(
    max_examples=EXAMPLES_MAX,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow],
)

# A test that takes so much longer than it did without a slip goes round in circles.
PATIENCE_TIMES = 10
PATIENCE_LEAST_S = 3.0
# Nothing here waits; a child that does is ended, whatever it waits for. It is a long time, since a
# slow child on a busy machine is not a slip that a test has found.
CHILD_MAX_S = 1_200

FAILED = 1

# Where hypothesis keeps what a test asked for; there is no public way to ask for less afterwards.
_ASKED = "_hypothesis_internal_use_settings"


class Learnt(Struct, frozen=True):
    """What each test took, in seconds, and which tests come by each statement."""

    seconds: dict[str, float]
    reached: dict[str, frozenset[str]]


class Judging:
    """Collects, and then leaves the order of the tests and their run to whoever asks."""

    def __init__(
        self, loop: Callable[["Judging"], None], verdict: Path, *, quick: bool = False
    ) -> None:
        self.items: list[pytest.Item] = []
        self.seconds: dict[str, float] = {}
        self.called: set[tuple[str, str]] = set()
        self.seen: set[str] = set()
        self.reached: dict[str, set[str]] = {}
        self._loop = loop
        self.verdict = verdict
        self._quick = quick
        self.clears: list[Callable[[], None]] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        """Draw few histories, whatever the profile of the day."""
        settings.register_profile("mutation", FEW)
        settings.load_profile("mutation")
        sys.setprofile(self._note)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Take what was collected."""
        sys.setprofile(None)
        # Progress is told by the sweep; it would be told once more by every child.
        session.config.pluginmanager.unregister(name="terminalreporter")
        generated = {item.nodeid for item in session.items if _draws_few(item)}
        self.items = [
            item for item in session.items if not (self._quick and item.nodeid in generated)
        ]
        self.clears = kept_answers()

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Hand over; tests that were not collected are a failure."""
        if session.testsfailed:
            raise session.Failed("the tests cannot be imported")
        self._loop(self)
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Write down what a test took and reached; end this process at the first that fails."""
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration
        self.reached.setdefault(report.nodeid, set()).update(self.seen)
        self.seen.clear()
        if report.failed:
            self.verdict.write_text(report.nodeid, encoding="utf-8")
            os._exit(FAILED)

    def run(self, learnt: Learnt, place: str | None = None) -> None:
        """Run the tests that reach a place, those of its module first, then the quick ones first.

        Without a place all are run.
        """
        able = learnt.reached.get(place, frozenset()) if place is not None else None
        chosen = [one for one in self.items if able is None or one.nodeid in able]
        first = (place or "").split(":")[0]
        items = sorted(chosen, key=lambda item: _turn(item, first, learnt.seconds))
        for item, after in zip(items, [*items[1:], None][: len(items)], strict=True):
            allowed = max(PATIENCE_LEAST_S, PATIENCE_TIMES * learnt.seconds.get(item.nodeid, 1e3))
            signal.setitimer(signal.ITIMER_PROF, allowed)
            item.ihook.pytest_runtest_protocol(item=item, nextitem=after)
        signal.setitimer(signal.ITIMER_PROF, 0)

    def learn(self, tree: Path) -> Learnt:
        """Run all tests once, as they are, and return what they take and reach."""
        mark_all(tree, self.seen)
        for item, after in zip(self.items, [*self.items[1:], None], strict=True):
            for clear in self.clears:
                clear()
            item.ihook.pytest_runtest_protocol(item=item, nextitem=after)
        reached: dict[str, set[str]] = {}
        for test, places in self.reached.items():
            for place in places:
                reached.setdefault(place, set()).add(test)
        return Learnt(self.seconds, {place: frozenset(tests) for place, tests in reached.items()})

    def _note(self, frame: FrameType, event: str, _argument: object) -> None:
        # The bodies of modules and classes run at every import; only functions are of interest.
        if event == "call" and frame.f_code.co_flags & CO_OPTIMIZED:
            name = str(frame.f_globals.get("__name__", ""))
            if name.startswith(PACKAGE):
                self.called.add((name.removeprefix(f"{PACKAGE}."), _outermost(frame.f_code)))


@contextmanager
def quiet() -> Iterator[None]:
    """Send what is printed nowhere, in a process that ends inside."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
        yield


def forked(work: Callable[[], int], folder: Path) -> int:
    """Run a piece of work in a child process, which ends with its number; return the child's id."""
    pid = os.fork()
    if pid:
        return pid
    status = FAILED
    try:
        signal.alarm(CHILD_MAX_S)
        # Each child has temporary folders of its own; process ids come again in a long run.
        own = Path(mkdtemp(prefix="child-", dir=folder))
        os.environ["PYTEST_DEBUG_TEMPROOT"] = str(own)
        # A child lives for seconds: looking for circles all the time costs more than they do.
        gc.set_threshold(200_000, 50, 50)
        with quiet():
            status = work()
    finally:
        os._exit(status)


def _draws_few(item: pytest.Item) -> bool:
    """Let a test draw few histories; returns whether it draws any."""
    function, cls = getattr(item, "obj", None), getattr(item, "cls", None)
    asked = getattr(function, _ASKED, None)
    if asked is not None:
        setattr(function, _ASKED, _fewer(asked, EXAMPLES_MAX))
    # A life that unfolds step by step asks on its class, and draws a whole history each time.
    unfolds = getattr(cls, "settings", None)
    if cls is not None and isinstance(unfolds, settings):
        cls.settings = _fewer(unfolds, LIVES_MAX)
    return asked is not None or isinstance(unfolds, settings)


def _fewer(asked: settings, most: int) -> settings:
    return settings(asked, max_examples=min(asked.max_examples, most))


def _turn(item: pytest.Item, first: str, seconds: dict[str, float]) -> tuple[int, float]:
    path = item.nodeid.split("::")[0]
    name = path.rsplit("/", 1)[-1].removesuffix(".py").removeprefix("test_")
    return int(name != first), seconds.get(item.nodeid, 0.0)


def _outermost(code: CodeType) -> str:
    return code.co_qualname.split(".<locals>")[0]
