"""How two processes share a run: one has all that needs the broker, the other takes the rest.

Broker, workers and planners of the tests are then there once, and their waits are filled by what
needs none of them. A file is never parted, since its tests may share what took long to make.
"""

from functools import cache
from pathlib import Path

from xdist.scheduler import LoadScopeScheduling

from tests.parts import BROKER, part_of

_ROOT = Path(__file__).resolve().parents[1]


class SideBySide(LoadScopeScheduling):  # type: ignore[misc]  # xdist carries no types
    """Hands out all that needs the broker as one piece of work, and each other file as one.

    The groups of pytest-xdist 3.8 would do the same, but under pytest 9.2 they are silently none.
    """

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid.split("::", maxsplit=1)[0])


@cache
def group_of(path: str) -> str:
    """Return what a file is done with, from what stands in it: who hands out imports no test.

    >>> group_of("tests/engine/test_stalls.py"), group_of("tests/terms/test_days.py")
    ('broker', 'tests/terms/test_days.py')
    """
    text = (_ROOT / path).read_text(encoding="utf-8")
    part = part_of(path, {BROKER.name} if "mark.broker" in text else ())
    return part.name if part is BROKER else path
