"""What every test run shares: the shared fixtures, the profiles of hypothesis, the time by part."""

import os
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import settings
from xdist.remote import Producer

from tests.generated import Tally
from tests.parts import BROKER, Phase, clock, part_of, summed, table
from tests.side_by_side import SideBySide, group_of

# Fixtures that several rooms share stand beside this file, one subject a file.
pytest_plugins = [f"tests.{p.stem}" for p in sorted(Path(__file__).parent.glob("*_fixture.py"))]

# The everyday run tries the same examples each time, so that a red run is red for everybody; the
# nightly one looks for new examples, and prints how to have a failing one again.
settings.register_profile("default", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("nightly", derandomize=False, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

_PHASES = pytest.StashKey[list[Phase]]()
_BEGAN = pytest.StashKey[float]()


def pytest_configure(config: pytest.Config) -> None:
    """Begin the clock's book of this run."""
    config.stash[_BEGAN] = monotonic()
    config.stash[_PHASES] = []
    if not _is_one_of_two(config):
        config.pluginmanager.register(_Book(config.stash[_PHASES]), "time-by-part")
    config.pluginmanager.register(Tally(), "generated-histories")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Note on each test the part it belongs to; the note travels with its reports.

    Where two processes share the work, what needs the broker comes first: it takes longest.
    """
    for item in items:
        path = item.nodeid.split("::")[0]
        part = part_of(path, {mark.name for mark in item.iter_markers()})
        item.user_properties.append(("part", part.name))
        if part is BROKER and group_of(path) != BROKER.name:
            raise pytest.UsageError(f"{path} needs the broker: write pytest.mark.broker in it")
    if _is_one_of_two(config):
        items.sort(key=lambda item: ("part", BROKER.name) not in item.user_properties)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> SideBySide:
    """Share the work so that there is one broker; in the order in which it was collected."""
    config.option.loadscopereorder = False
    return SideBySide(config, log)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print what each part took beside its budget, right before the closing line."""
    terminalreporter.section("time by part")
    phases: list[Phase] = config.stash[_PHASES]
    processes = config.getoption("numprocesses", None) or 1
    seconds = monotonic() - config.stash[_BEGAN]
    for line in (*table(summed(phases)), *clock(seconds, processes)):
        terminalreporter.write_line(line)


def _is_one_of_two(config: pytest.Config) -> bool:
    """Tell whether this process runs tests for another one, which writes the table."""
    return hasattr(config, "workerinput")


class _Book:
    """Writes down how long each phase of each test took."""

    def __init__(self, phases: list[Phase]) -> None:
        self._phases = phases

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the duration of one phase."""
        part = str(dict(report.user_properties)["part"])
        self._phases.append(Phase(part=part, when=report.when, seconds=report.duration))
