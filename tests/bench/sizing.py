"""From what was measured to a fleet: how many workers, partitions and disks so many accounts take.

Each bound asks for a number of workers, and the greatest of them counts; `bound_by` names it. The
day's tick and the loss of a worker are then simulated at that size, see `fleet`.

>>> measured = Measured(
...     accounts=10_000, fact_us=150.0, turn_us=50.0, fact_bytes=200, said_bytes=300,
...     row_bytes=400, bytes_an_account=500, recovered_rows_a_second=200_000.0,
... )
>>> small = planned(1_000_000, measured, Assumed())
>>> small.workers, small.bound_by, small.partitions
(2, 'one may be lost', 12)
"""

from math import ceil

from msgspec import Struct

from tests.bench.fleet import Costs, Fleet, day_tick, worker_lost

DAYS_A_MONTH = 30
DAY_SECONDS = 86_400
_GIB = 2**30
_PARTITIONS_MIN = 6
_PARTITIONS_A_WORKER = 4


class Measured(Struct, frozen=True, kw_only=True):
    """What commands printed: of one core, in microseconds, bytes, and rows a second.

    `accounts` is the size at which it was measured; a fact costs the more of the kernel bench's
    figure in one process and that of whole workers at the broker.
    """

    accounts: int
    fact_us: float
    turn_us: float
    fact_bytes: int
    said_bytes: int
    row_bytes: int
    bytes_an_account: int
    recovered_rows_a_second: float

    @property
    def costs(self) -> Costs:
        """The same as the simulation asks for it."""
        return Costs(
            fact_seconds=self.fact_us / 1e6,
            turn_seconds=self.turn_us / 1e6,
            recovered_rows_a_second=self.recovered_rows_a_second,
        )


class Assumed(Struct, frozen=True, kw_only=True):
    """What nobody measured: a bank's load, and what its operators would accept."""

    facts_an_account_a_month: float = 3.0
    peak_over_mean: float = 10.0
    due_share: float = 0.05
    busy_share_max: float = 0.6
    worker_gib: float = 8.0
    tick_seconds_max: float = 60.0
    read_back_seconds_max: float = 60.0
    accounts_a_partition_max: int = 2_000_000
    replicas: int = 3
    rows_kept_over_live: float = 2.0


class Planned(Struct, frozen=True, kw_only=True):
    """A fleet for so many accounts, and what the simulation says of it."""

    accounts: int
    facts_a_second: float
    peak_facts_a_second: float
    workers: int
    bound_by: str
    partitions: int
    worker_gib: float
    rows_gib: float
    grown_gib_a_year: float
    tick_seconds: float
    tick_all_seconds: float
    waited_seconds: float
    read_back_seconds: float
    caught_up_seconds: float | None


def planned(accounts: int, measured: Measured, assumed: Assumed) -> Planned:
    """Size a fleet and simulate it."""
    monthly = accounts * assumed.facts_an_account_a_month
    mean = monthly / DAYS_A_MONTH / DAY_SECONDS
    peak = mean * assumed.peak_over_mean
    bounds = _bounds(accounts, peak, measured, assumed)
    bound_by = max(bounds, key=lambda name: bounds[name])
    workers = bounds[bound_by]
    partitions = _partitions(accounts, workers, assumed)
    fleet = Fleet(workers=workers, partitions=partitions, accounts=accounts, facts_a_second=peak)
    tick = day_tick(fleet, measured.costs, assumed.due_share)
    lost = worker_lost(fleet, measured.costs)
    year_bytes = monthly * 12 * (measured.fact_bytes + measured.said_bytes)
    rows_bytes = accounts * measured.row_bytes * assumed.rows_kept_over_live
    return Planned(
        accounts=accounts,
        facts_a_second=mean,
        peak_facts_a_second=peak,
        workers=workers,
        bound_by=bound_by,
        partitions=partitions,
        worker_gib=accounts * measured.bytes_an_account / workers / _GIB,
        rows_gib=rows_bytes * assumed.replicas / _GIB,
        grown_gib_a_year=year_bytes * assumed.replicas / _GIB,
        tick_seconds=tick.passed_seconds,
        tick_all_seconds=day_tick(fleet, measured.costs, 1.0).passed_seconds,
        waited_seconds=tick.waited_seconds_max,
        read_back_seconds=lost.read_back_seconds,
        caught_up_seconds=lost.caught_up_seconds,
    )


def _bounds(accounts: int, peak: float, measured: Measured, assumed: Assumed) -> dict[str, int]:
    """Return how many workers each bound asks for; one more than memory and recovery need."""
    memory = accounts * measured.bytes_an_account / (assumed.worker_gib * _GIB)
    due = accounts * assumed.due_share * measured.turn_us / 1e6
    back = accounts / (measured.recovered_rows_a_second * assumed.read_back_seconds_max)
    return {
        "one may be lost": 2,
        "facts at the peak": ceil(peak * measured.fact_us / 1e6 / assumed.busy_share_max),
        "memory": ceil(memory) + 1,
        "the day's tick": ceil(due / assumed.tick_seconds_max / assumed.busy_share_max),
        "reading back": ceil(back) + 1,
    }


def _partitions(accounts: int, workers: int, assumed: Assumed) -> int:
    """Return a number that doubling makes of six, with four partitions a worker at least."""
    wanted = max(_PARTITIONS_A_WORKER * workers, accounts / assumed.accounts_a_partition_max)
    partitions = _PARTITIONS_MIN
    while partitions < wanted:
        partitions *= 2
    return partitions
