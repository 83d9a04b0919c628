"""What every test run shares: the shared fixtures, the profiles of hypothesis, the time by part."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.generated import Tally
from tests.parts import BROKER, Phase, part_of, summed, table

# Fixtures that several rooms share stand beside this file, one subject a file.
pytest_plugins = [f"tests.{p.stem}" for p in sorted(Path(__file__).parent.glob("*_fixture.py"))]

# The everyday run tries the same examples each time, so that a red run is red for everybody; the
# nightly one looks for new examples, and prints how to have a failing one again.
settings.register_profile("default", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("nightly", derandomize=False, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

_PHASES = pytest.StashKey[list[Phase]]()


def pytest_configure(config: pytest.Config) -> None:
    """Begin the clock's book of this run."""
    config.stash[_PHASES] = []
    config.pluginmanager.register(_Book(config.stash[_PHASES]), "time-by-part")
    config.pluginmanager.register(Tally(), "generated-histories")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Note on each test the part it belongs to; the note travels with its reports.

    Where two processes share the work, all that needs the broker stays in one, and so does a file.
    """
    for item in items:
        path = item.nodeid.split("::")[0]
        part = part_of(path, {mark.name for mark in item.iter_markers()})
        item.user_properties.append(("part", part.name))
        item.add_marker(pytest.mark.xdist_group(part.name if part is BROKER else path))


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print what each part took beside its budget, right before the closing line."""
    terminalreporter.section("time by part")
    phases: list[Phase] = config.stash[_PHASES]
    for line in table(summed(phases)):
        terminalreporter.write_line(line)


class _Book:
    """Writes down how long each phase of each test took."""

    def __init__(self, phases: list[Phase]) -> None:
        self._phases = phases

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the duration of one phase."""
        part = str(dict(report.user_properties)["part"])
        self._phases.append(Phase(part=part, when=report.when, seconds=report.duration))
