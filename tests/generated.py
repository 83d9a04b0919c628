"""How many histories are generated: a part in every run, all of them by night; and their count.

`ARREARS_HISTORIES` multiplies what each property draws: 1 in `make test`, 50 in `make nightly`.
A history is counted once a property held for it; what a property did not look at is not.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

import pytest

_FILES = ("test_properties", "test_against")
_TIMES = int(os.environ.get("ARREARS_HISTORIES", "1"))
_HELD: Counter[str] = Counter()


def examples(each: int) -> int:
    """Return how many histories a property draws that draws `each` in every run."""
    return each * _TIMES


def held(name: str) -> None:
    """Count one history for which a property held."""
    _HELD[name] += 1


class Tally:
    """Counts the histories for which each property held, and says so where the run ends."""

    def __init__(self) -> None:
        self._seconds: defaultdict[str, float] = defaultdict(float)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Let each property count."""
        for item in items:
            handle = getattr(getattr(item, "obj", None), "hypothesis", None)
            if handle is not None and item.path.name.startswith(_FILES):
                handle.inner_test = _counting(handle.inner_test, item.name)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the time of one phase of a test."""
        self._seconds[report.nodeid.rsplit("::", maxsplit=1)[-1]] += report.duration

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print how many histories held and how long they took; by night, for each property."""
        if _HELD:
            terminalreporter.section("generated histories")
            for line in self._lines():
                terminalreporter.write_line(line)

    def _lines(self) -> Iterator[str]:
        if _TIMES > 1:
            for name, count in sorted(_HELD.items()):
                yield f"{count:>8} {self._seconds[name]:>8.1f} s  {name}"
        seconds = sum(self._seconds[name] for name in _HELD)
        yield f"{_HELD.total():>8} {seconds:>8.1f} s  in all"


def _counting(test: Callable[..., Any], name: str) -> Callable[..., Any]:
    @wraps(test)
    def counted(*args: Any, **kwargs: Any) -> Any:
        result = test(*args, **kwargs)
        held(name)
        return result

    return counted
