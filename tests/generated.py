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
_NOTE = "histories"
_HELD = [0]


def examples(each: int) -> int:
    """Return how many histories a property draws that draws `each` in every run."""
    return each * _TIMES


def held() -> None:
    """Count one history for which the property under test held."""
    _HELD[0] += 1


class Tally:
    """Counts the histories for which each property held, and says so where the run ends.

    The count travels with the report of its test, which may have run in another process.
    """

    def __init__(self) -> None:
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._held: Counter[str] = Counter()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Let each property count."""
        for item in items:
            handle = getattr(getattr(item, "obj", None), "hypothesis", None)
            if handle is not None and item.path.name.startswith(_FILES):
                handle.inner_test = _counting(handle.inner_test)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        """Note on a test how many histories it held for, also where it fails at last."""
        _HELD[0] = 0
        try:
            return (yield)
        finally:
            if _HELD[0]:
                item.user_properties.append((_NOTE, _HELD[0]))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take count and time of one phase of a test."""
        name = report.nodeid.rsplit("::", maxsplit=1)[-1]
        self._seconds[name] += report.duration
        if report.when == "call":
            self._held[name] += sum(
                count
                for note, count in report.user_properties
                if note == _NOTE and isinstance(count, int)
            )

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print how many histories held and how long they took; by night, for each property."""
        held = +self._held
        if held:
            terminalreporter.section("generated histories")
            for line in self._lines(held):
                terminalreporter.write_line(line)

    def _lines(self, held: Counter[str]) -> Iterator[str]:
        if _TIMES > 1:
            for name, count in sorted(held.items()):
                yield f"{count:>8} {self._seconds[name]:>8.1f} s  {name}"
        seconds = sum(self._seconds[name] for name in held)
        yield f"{held.total():>8} {seconds:>8.1f} s  in all"


def _counting(test: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(test)
    def counted(*args: Any, **kwargs: Any) -> Any:
        result = test(*args, **kwargs)
        held()
        return result

    return counted
