"""The simulated fleet adds up: by hand at the small end, and in proportion beyond it."""

import pytest

from tests.bench.fleet import SESSION_SECONDS, Costs, Fleet, day_tick, worker_lost

COSTS = Costs(fact_seconds=1e-4, turn_seconds=5e-5, recovered_rows_a_second=100_000.0)


def fleet(workers: int = 1, partitions: int = 1, facts_a_second: float = 0.0) -> Fleet:
    """Return a fleet for a million accounts."""
    return Fleet(
        workers=workers,
        partitions=partitions,
        accounts=1_000_000,
        facts_a_second=facts_a_second,
    )


def test_a_tick_costs_its_due_rows() -> None:
    assert day_tick(fleet(), COSTS, 1.0).passed_seconds == pytest.approx(50)
    assert day_tick(fleet(), COSTS, 0.01).passed_seconds == pytest.approx(0.5)


def test_workers_share_a_tick_and_facts_wait_for_it() -> None:
    alone, shared = fleet(1, 8, 2_000.0), fleet(4, 8, 2_000.0)
    assert day_tick(shared, COSTS, 1.0).passed_seconds < day_tick(alone, COSTS, 1.0).passed_seconds
    assert day_tick(alone, COSTS, 1.0).waited_seconds_max > 40
    assert day_tick(fleet(1, 8), COSTS, 1.0).waited_seconds_max == 0


def test_facts_meanwhile_lengthen_a_tick() -> None:
    idle, busy = day_tick(fleet(1, 4), COSTS, 1.0), day_tick(fleet(1, 4, 5_000.0), COSTS, 1.0)
    assert busy.passed_seconds > idle.passed_seconds


def test_a_lost_worker_is_missed_read_back_and_caught_up() -> None:
    lost = worker_lost(fleet(2, 8, 1_000.0), COSTS)
    assert lost.read_back_seconds == pytest.approx(SESSION_SECONDS + 10, rel=0.01)
    assert lost.caught_up_seconds is not None
    # 20 s of 1,000 facts wait, and a tenth of the worker's time is taken by new ones.
    assert lost.caught_up_seconds - lost.read_back_seconds == pytest.approx(2 / 0.9, rel=0.05)


def test_a_fleet_too_small_for_its_load_never_catches_up() -> None:
    assert worker_lost(fleet(2, 8, 20_000.0), COSTS).caught_up_seconds is None
