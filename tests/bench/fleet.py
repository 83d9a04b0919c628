"""A fleet of workers, simulated slice by slice: a day's tick, and a worker that is lost.

Each worker goes round its partitions as the engine does: a slice of due rows or of waiting facts,
then the next partition. What a slice costs is measured; how much waits is counted. No clock is
read and nothing is random: partitions differ in size by a fixed pattern.

>>> costs = Costs(fact_seconds=1e-4, turn_seconds=5e-5, recovered_rows_a_second=400_000.0)
>>> one = Fleet(workers=1, partitions=1, accounts=1_000_000, facts_a_second=0.0)
>>> round(day_tick(one, costs, due_share=1.0).passed_seconds)
50
"""

from collections import deque
from collections.abc import Iterator

from msgspec import Struct

SLICE = 5_000
# A member is missed when it has not been heard of for so long (the engine's own setting).
SESSION_SECONDS = 10.0
# Hashing spreads keys evenly; a partition of many thousands is within a few percent of the mean.
UNEVEN = 0.03


class Costs(Struct, frozen=True, kw_only=True):
    """What was measured: seconds a fact and a due row cost one worker, and rows it reads back."""

    fact_seconds: float
    turn_seconds: float
    recovered_rows_a_second: float


class Fleet(Struct, frozen=True, kw_only=True):
    """Workers with equal shares of the partitions, and facts that arrive evenly."""

    workers: int
    partitions: int
    accounts: int
    facts_a_second: float

    def shares(self) -> Iterator[list[float]]:
        """Yield, for each worker, the share of all accounts that each of its partitions holds."""
        sizes = [1 + UNEVEN * ((number * 7) % 5 - 2) / 2 for number in range(self.partitions)]
        whole = sum(sizes)
        for worker in range(self.workers):
            yield [size / whole for size in sizes[worker :: self.workers]]


class Ticked(Struct, frozen=True):
    """When the last partition had passed a tick, and how long a fact waited at most."""

    passed_seconds: float
    waited_seconds_max: float


class Recovered(Struct, frozen=True):
    """After a worker was lost: when all partitions were read back, and when none lagged any more.

    `caught_up_seconds` is None where the workers that are left never catch up.
    """

    read_back_seconds: float
    caught_up_seconds: float | None


class _Part:
    """One partition of a simulated worker: due rows, and facts that wait."""

    def __init__(self, share: float, fleet: Fleet, due_rows: float) -> None:
        self.due = due_rows
        self.rate = fleet.facts_a_second * share
        self.handled = 0.0

    def waiting(self, now: float) -> float:
        """Return how many facts have come and wait."""
        return self.rate * now - self.handled


def day_tick(fleet: Fleet, costs: Costs, due_share: float) -> Ticked:
    """Simulate a tick at second 0 that finds a share of all accounts due."""
    passed, waited = [], []
    for shares in fleet.shares():
        parts = [_Part(share, fleet, fleet.accounts * share * due_share) for share in shares]
        end, longest = _turned(parts, costs)
        passed.append(end)
        waited.append(longest)
    return Ticked(max(passed), max(waited))


def worker_lost(fleet: Fleet, costs: Costs) -> Recovered:
    """Simulate the loss of one worker: every partition is revoked, read back, and caught up."""
    left = Fleet(
        workers=max(1, fleet.workers - 1),
        partitions=fleet.partitions,
        accounts=fleet.accounts,
        facts_a_second=fleet.facts_a_second,
    )
    read_back, caught_up = 0.0, []
    for shares in left.shares():
        rows = fleet.accounts * sum(shares)
        ready = SESSION_SECONDS + rows / costs.recovered_rows_a_second
        read_back = max(read_back, ready)
        spare = 1 - left.facts_a_second * sum(shares) * costs.fact_seconds
        parts = [_Part(share, left, 0.0) for share in shares]
        caught_up.append(None if spare <= 0 else _caught_up(parts, costs, ready))
    ends = [end for end in caught_up if end is not None]
    return Recovered(read_back, max(ends) if len(ends) == len(caught_up) else None)


def _turned(parts: list[_Part], costs: Costs) -> tuple[float, float]:
    """Return when a worker's partitions have all passed, and the longest that a fact waited."""
    now, longest, coming = 0.0, 0.0, deque(parts)
    while coming:
        part = coming.popleft()
        if part.due > 0:
            rows = min(part.due, SLICE)
            now += rows * costs.turn_seconds
            part.due -= rows
            if part.due > 0:
                coming.append(part)
            else:
                # The first of its facts came with the tick and has waited ever since.
                longest = max(longest, now if part.rate else 0.0)
        # Those that have passed go on with their facts meanwhile.
        now += sum(_handled(one, now) for one in parts if one.due <= 0) * costs.fact_seconds
    return now, longest


def _caught_up(parts: list[_Part], costs: Costs, now: float) -> float:
    """Return when no partition has more than a slice to do."""
    while True:
        done = sum(_handled(part, now) for part in parts)
        if done < len(parts):
            return now
        now += done * costs.fact_seconds


def _handled(part: _Part, now: float) -> float:
    facts = min(part.waiting(now), SLICE)
    part.handled += facts
    return facts
