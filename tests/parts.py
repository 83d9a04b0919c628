"""The parts of the test run and the time each may take, for the table at its end.

A test belongs to a part by its folder, or by a marker that outranks the folder. The time is shown
and never asserted: a slow machine is no fault of the code.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable

from msgspec import Struct


class Part(Struct, frozen=True, kw_only=True):
    """A part of the run: the folders under `tests` that belong to it, and its budget."""

    name: str
    folders: frozenset[str]
    budget_s: int


class Phase(Struct, frozen=True, kw_only=True):
    """The setup, call or teardown of one test, and what it took."""

    part: str
    when: str
    seconds: float


class Spent(Struct, frozen=True, kw_only=True):
    """What one part has taken in this run."""

    tests: int
    seconds: float


PURE = Part(
    name="pure",
    folders=frozenset(
        {
            *("terms", "policy", "delinquency", "treatment", "field", "portfolio", "words", "wire"),
            *("insight", "views", "schemas", "scenarios", "doctest"),
        }
    ),
    budget_s=180,
)
ENGINE = Part(name="engine simulation", folders=frozenset({"engine"}), budget_s=120)
BROKER = Part(name="broker", folders=frozenset({"system"}), budget_s=300)
HOUSE = Part(name="house and types", folders=frozenset({"house"}), budget_s=60)
OTHER = Part(name="other", folders=frozenset(), budget_s=240)
PARTS = (PURE, ENGINE, BROKER, HOUSE, OTHER)
_ALL_S = sum(part.budget_s for part in PARTS)


def part_of(path: str, markers: Collection[str]) -> Part:
    """Return the part of a test file, named from the root; code outside tests is doctested.

    >>> part_of("tests/engine/test_flush.py", []).name
    'engine simulation'
    >>> part_of("tests/engine/test_flush.py", ["broker"]).name
    'broker'
    >>> part_of("streams/terms/money.py", []).name, part_of("tests/cli/test_tail.py", []).name
    ('pure', 'other')
    """
    if "broker" in markers:
        return BROKER
    top, _, rest = path.partition("/")
    folder = rest.split("/")[0] if top == "tests" else "doctest"
    return next((part for part in PARTS if folder in part.folders), OTHER)


def summed(phases: Iterable[Phase]) -> dict[str, Spent]:
    """Add up the phases by part; a test counts once, with its call.

    >>> book = [Phase(part="pure", when=w, seconds=1.0) for w in ("setup", "call", "teardown")]
    >>> summed(book)
    {'pure': Spent(tests=1, seconds=3.0)}
    """
    tests: dict[str, int] = defaultdict(int)
    seconds: dict[str, float] = defaultdict(float)
    for phase in phases:
        seconds[phase.part] += phase.seconds
        tests[phase.part] += phase.when == "call"
    return {part: Spent(tests=tests[part], seconds=seconds[part]) for part in seconds}


def table(spent: dict[str, Spent]) -> list[str]:
    """Write the closing table, a line for each part and one for all; late parts say so."""
    lines = [f"{'part':<18} {'tests':>6} {'seconds':>8} {'budget':>7}"]
    for part in PARTS:
        took = spent.get(part.name, Spent(tests=0, seconds=0.0))
        late = "  over its budget" if took.seconds > part.budget_s else ""
        lines.append(_line(part.name, took, part.budget_s) + late)
    whole = Spent(
        tests=sum(took.tests for took in spent.values()),
        seconds=sum(took.seconds for took in spent.values()),
    )
    return [*lines, _line("all", whole, _ALL_S)]


def clock(seconds: float, processes: int) -> list[str]:
    """Write what the run took on the clock, to which the budget of all of it applies.

    >>> for line in clock(700.04, 2):
    ...     print(line)
    on the clock                 700.0     900
    2 processes ran side by side, so what a part took holds waits for the others;
    it is judged by its budget where it runs alone: make test OPTIONS='-n 0'
    """
    late = "  over its budget" if seconds > _ALL_S else ""
    line = f"{'on the clock':<25} {seconds:>8.1f} {_ALL_S:>7}{late}"
    if processes == 1:
        return [line]
    return [
        line,
        f"{processes} processes ran side by side, so what a part took holds waits for the others;",
        "it is judged by its budget where it runs alone: make test OPTIONS='-n 0'",
    ]


def _line(name: str, took: Spent, budget_s: int) -> str:
    return f"{name:<18} {took.tests:>6} {took.seconds:>8.1f} {budget_s:>7}"
