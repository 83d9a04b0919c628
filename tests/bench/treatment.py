"""What the pure treatment stage takes a second on one core: standings, outcomes, rows of a tick.

The days of a made-up portfolio under the Chinese pack are recorded once (`treatment_days`) and then
played again, round after round: each day its standings, what is told of customers, the outcomes of
what was authorised, and its tick. At the end one more tick looks at one row in a hundred, and at
all of them. The median of the rounds counts. Processor time is measured, so a busy machine shows in
the spread alone.

    python -m tests.bench.treatment [--rounds 5] [--accounts 1000] [--days 120] [--json]
    python -m tests.bench.treatment --write docs    (on a quiet machine)
"""

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from msgspec import Struct

from streams.app.stages import TREATMENT
from streams.terms.days import AsOf, Day, Instant
from tests.bench.measured_page import measured_page
from tests.bench.peers.page import machine
from tests.bench.treatment_days import RecordedDay, Told, recorded

LEGEND = """\
What the pure treatment stage takes a second, on one core, in processor time, under the pack cn.
  step                 standings, outcomes, and rows that a tick looks at: those due on their days,
                       one in a hundred (twenty ticks, each at others), and all, whether or not due
  count                how many a round
  a_second             the median of the rounds; the rows stay in memory
  spread               slowest less fastest round, as a share of the median; above 0.3 measure anew
  with_bytes_a_second  the same where a fact is read from its bytes, the row is read from its own
                       and written back, and what is said becomes bytes
  spread_with_bytes    its spread
"""
STEPS = ("standings", "outcomes", "tick, due", "tick, 1 %", "tick, all")
_DAY_LONG = 86_400_000_000
_HUNDREDTH = 100
# One row in a hundred is soon looked at: so many ticks, each at others, give a time to go by.
_PARTS = 20


class Round(Struct, frozen=True):
    """Seconds and counts by step of one round, how long the rows are, and what was said."""

    seconds: dict[str, float]
    counts: dict[str, int]
    row_bytes: tuple[int, ...]
    said: int


class _Player:
    """Plays the days once; with bytes, a row is its bytes between any two steps."""

    def __init__(self, *, with_bytes: bool) -> None:
        self._with_bytes = with_bytes
        self._rows: dict[str, Any] = {}
        self._wakes: dict[str, Day | None] = {}
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.counts: defaultdict[str, int] = defaultdict(int)
        self.said = 0

    def takes(self, step: str, told: tuple[Told, ...], before: RecordedDay | None) -> None:
        """Apply facts, and note the time that they took."""
        rules = None if before is None else before.rules
        as_of = None if before is None else before.as_of
        begun = process_time()
        for one in told:
            fact, row = one.fact, self._opened(one.key)
            if self._with_bytes:
                fact = TREATMENT.decode(one.record.topic, one.record.key, one.record.value)
            self._keep(one.key, TREATMENT.apply(row, fact, rules, as_of))
        self._note(step, begun, len(told))

    def turns(self, step: str, keys: list[str], day: RecordedDay, as_of: AsOf) -> None:
        """Apply a tick to some rows, and note the time that they took."""
        begun = process_time()
        for key in keys:
            self._keep(key, TREATMENT.turn(self._opened(key), day.rules, as_of, as_of))
        self._note(step, begun, len(keys))

    def due(self, on: Day) -> list[str]:
        """Return the keys that wake by a day, in order."""
        return sorted(key for key, wake in self._wakes.items() if wake is not None and wake <= on)

    def keys(self) -> list[str]:
        """Return every key, in order."""
        return sorted(self._rows)

    def row_bytes(self) -> tuple[int, ...]:
        """Return how long the rows are, in bytes, the shortest first."""
        opened = (self._opened(key) for key in self._rows)
        return tuple(sorted(len(TREATMENT.pack(row)) for row in opened))

    def _opened(self, key: str) -> Any:
        row = self._rows.get(key)
        if row is None:
            return TREATMENT.blank(key)
        return TREATMENT.unpack(row) if self._with_bytes else row

    def _keep(self, key: str, step: Any) -> None:
        self._rows[key] = TREATMENT.pack(step.row) if self._with_bytes else step.row
        self._wakes[key] = step.wake_on
        self.said += len(step.notices)
        if self._with_bytes:
            for notice in step.notices:
                TREATMENT.encode(notice)

    def _note(self, step: str, begun: float, count: int) -> None:
        self.seconds[step] += process_time() - begun
        self.counts[step] += count


def played(days: list[RecordedDay], *, with_bytes: bool) -> Round:
    """Play the days, and then a tick on the next one for a part of the rows and for all."""
    player = _Player(with_bytes=with_bytes)
    before: RecordedDay | None = None
    for day in days:
        player.takes("standings", day.standings, before)
        player.takes("profile", day.profile, before)
        player.takes("outcomes", day.outcomes, before)
        player.turns("tick, due", player.due(day.as_of.on), day, day.as_of)
        before = day
    last = days[-1]
    row_bytes = player.row_bytes()
    keys = player.keys()
    for part in range(_PARTS):
        player.turns("tick, 1 %", keys[part::_HUNDREDTH], last, _later(last, 1))
    player.turns("tick, all", keys, last, _later(last, 2))
    return Round(dict(player.seconds), dict(player.counts), row_bytes, player.said)


def _later(day: RecordedDay, by: int) -> AsOf:
    return AsOf(Day(day.as_of.on + by), Instant(day.as_of.at + by * _DAY_LONG))


def lines(alone: list[Round], packed: list[Round]) -> list[dict[str, Any]]:
    """Return one record a step; a step that never came has none."""
    return [
        {
            "step": step,
            "count": alone[0].counts[step],
            "a_second": _median(rates := _rates(alone, step)),
            "spread": _spread(rates),
            "with_bytes_a_second": _median(bytes_ := _rates(packed, step)),
            "spread_with_bytes": _spread(bytes_),
        }
        for step in STEPS
        if alone[0].counts.get(step)
    ]


def page(found: list[dict[str, Any]], round_: Round, asked: str) -> str:
    """Return the page for the docs."""
    names, facts = tuple(found[0]), (f"`{asked}`", machine(), _sized(round_))
    rows = ([_shown(one[name]) for name in names] for one in found)
    return measured_page("Throughput of the treatment stage", LEGEND, facts, names, rows)


def _sized(one: Round) -> str:
    sizes = one.row_bytes
    return f"{len(sizes):,} customers; a row has {median(sizes):,.0f} bytes, at most {sizes[-1]:,}"


def _shown(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def _rates(rounds: list[Round], step: str) -> list[float]:
    return [one.counts[step] / one.seconds[step] for one in rounds]


def _median(rates: list[float]) -> int:
    return round(median(rates))


def _spread(rates: list[float]) -> float:
    return round((max(rates) - min(rates)) / median(rates), 2)


def main() -> None:
    """Measure, print a table or JSON lines, and write the page where one is asked for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--accounts", type=int, default=1_000)
    asked.add_argument("--days", type=int, default=120)
    asked.add_argument("--json", action="store_true")
    asked.add_argument("--write", type=Path, help="a folder for benchmarks-treatment.md")
    given = asked.parse_args()
    days = recorded(given.accounts, given.days)
    alone, packed = [], []
    for _ in range(given.rounds):
        alone.append(played(days, with_bytes=False))
        packed.append(played(days, with_bytes=True))
    found = lines(alone, packed)
    if not given.json:
        sys.stdout.write(f"{LEGEND}\n{_sized(alone[0])}\n")
    for line in found:
        text = json.dumps(line) if given.json else "  ".join(f"{k} {v}" for k, v in line.items())
        sys.stdout.write(text + "\n")
    if given.write is not None:
        command = f"python -m tests.bench.treatment --rounds {given.rounds}"
        command += f" --accounts {given.accounts} --days {given.days} --write {given.write}"
        (given.write / "benchmarks-treatment.md").write_text(
            page(found, alone[0], command), encoding="utf-8"
        )


if __name__ == "__main__":
    main()
