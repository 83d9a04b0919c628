"""What rounds come to: medians, spreads, and ours over theirs.

>>> row = compared(Asked("throughput", "faust", "facts/s", 40.0), [100.0, 120.0], [2.0, 3.0])
>>> row.ours, row.theirs, row.ratio, row.verdict
(110.0, 2.5, 45.0, 'met')
"""

from collections.abc import Sequence
from statistics import median

import msgspec
from msgspec import Struct


class Asked(Struct, frozen=True):
    """What is compared: `target` is the least ratio that is wanted, None where none was set."""

    workload: str
    peer: str
    unit: str
    target: float | None = None


class Told(Struct, frozen=True, kw_only=True):
    """How rows came about: the command, the machine, and what a reader has to know."""

    command: str
    machine: str
    notes: tuple[str, ...] = ()


class Row(Struct, frozen=True, kw_only=True):
    """Ours beside one peer: medians over rounds, spreads as shares of them.

    `ratio` is the median of each round's ratio, since a round's runs stand beside each other in
    time: above 1 is better for ours, whatever the unit. `run` says how they were run, once they are
    written down.
    """

    workload: str
    peer: str
    ours: float
    theirs: float
    unit: str
    ratio: float
    rounds: int
    ours_spread: float
    theirs_spread: float
    target: float | None
    run: Told | None = None

    @property
    def verdict(self) -> str:
        """Whether the target is met or missed; empty where none was set."""
        if self.target is None:
            return ""
        return "met" if self.ratio >= self.target else "missed"


def compared(
    asked: Asked, ours: Sequence[float], theirs: Sequence[float], *, less_is_better: bool = False
) -> Row:
    """Return the row of the same rounds of ours and of a peer."""
    pairs = zip(ours, theirs, strict=True)
    ratios = [(them / us if less_is_better else us / them) for us, them in pairs]
    return Row(
        workload=asked.workload,
        peer=asked.peer,
        ours=round(median(ours), 1),
        theirs=round(median(theirs), 1),
        unit=asked.unit,
        ratio=round(median(ratios), 2),
        rounds=len(ratios),
        ours_spread=_spread(ours),
        theirs_spread=_spread(theirs),
        target=asked.target,
    )


def as_json(rows: Sequence[Row]) -> str:
    """Return the rows as JSON, one a line inside a list."""
    lines = ",\n".join(f"  {msgspec.json.encode(row).decode()}" for row in rows)
    return f"[\n{lines}\n]\n"


def _spread(rates: Sequence[float]) -> float:
    return round((max(rates) - min(rates)) / median(rates), 2)
