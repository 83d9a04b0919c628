"""A fleet is sized by its tightest bound, and the page says what the figures say."""

import msgspec
import pytest
from msgspec.structs import replace

from tests.bench.peers.built import ROOT
from tests.bench.peers.rows import Asked, Row, compared
from tests.bench.scale import checks, measured_of, whole_fact_us
from tests.bench.scale_page import Check, Scale, page
from tests.bench.sizing import Assumed, Measured, planned

MEASURED = Measured(
    accounts=10_000,
    fact_us=100.0,
    turn_us=50.0,
    fact_bytes=200,
    said_bytes=300,
    row_bytes=400,
    bytes_an_account=512,
    recovered_rows_a_second=100_000.0,
)
LINE = {
    "accounts": 10_000,
    "fact_us": 90.0,
    "fact_bytes": 200,
    "said_bytes": 300,
    "row_bytes": 400,
    "bytes_an_account": 1_000,
    "tick_1pct_s": 0.004,
    "tick_all_s": 0.5,
}
MILLION = 1_000_000


@pytest.mark.parametrize(
    ("bound", "assumed", "workers"),
    [
        ("one may be lost", Assumed(), 2),
        # 30,000 facts a second are 3 s of work in each, for workers busy for six tenths.
        ("facts at the peak", Assumed(facts_an_account_a_month=2_592.0 * 3), 5),
        # 512 bytes a million times are 512 M; a worker holds an eighth of a GiB.
        ("memory", Assumed(worker_gib=0.125), 5),
        # 50 s of turning, to be done in 10 s by workers busy for six tenths.
        ("the day's tick", Assumed(due_share=1.0, tick_seconds_max=10.0), 9),
        ("reading back", Assumed(read_back_seconds_max=2.0), 6),
    ],
)
def test_each_bound_asks_for_its_workers(bound: str, assumed: Assumed, workers: int) -> None:
    found = planned(MILLION, MEASURED, assumed)
    assert (found.bound_by, found.workers) == (bound, workers)
    assert found.partitions >= 4 * found.workers


def test_disks_hold_rows_once_and_facts_for_ever() -> None:
    found = planned(MILLION, MEASURED, Assumed())
    assert found.rows_gib == pytest.approx(400 * 2 * 3 * MILLION / 2**30)
    # Three facts a month, with what is said of each, in three copies.
    assert found.grown_gib_a_year == pytest.approx(36 * 500 * 3 * MILLION / 2**30)


def test_a_thousand_times_the_accounts_take_their_share_of_everything() -> None:
    small, large = (planned(n, MEASURED, Assumed()) for n in (MILLION, 1_000 * MILLION))
    assert large.facts_a_second == pytest.approx(1_000 * small.facts_a_second)
    assert large.workers > 20
    assert large.read_back_seconds < 10 + Assumed().read_back_seconds_max * 1.2
    assert large.caught_up_seconds is not None
    assert large.tick_seconds < Assumed().tick_seconds_max


def test_costs_are_those_of_the_dearer_of_two_measurements() -> None:
    large = {"bytes_an_account": 512}
    row = compared(Asked("throughput", "faust", "facts/s"), [20_000.0], [4_000.0])
    assert whole_fact_us([replace(row, workload="latency"), row]) == 100.0
    assert measured_of(LINE, large, 100.0, 100_000.4) == MEASURED
    assert measured_of(LINE, large, 80.0, 1.0).fact_us == 90.0
    with pytest.raises(SystemExit, match="make bench first"):
        whole_fact_us([])


def test_what_the_small_costs_predict_is_held_against_the_large() -> None:
    large = {**LINE, "accounts": MILLION, "tick_1pct_s": 0.6, "tick_all_s": 51.0}
    few, every, back = checks(MEASURED, large, 11.0, MILLION)
    assert (few.predicted, few.measured) == (0.5, 0.6)
    assert (every.predicted, every.measured) == (50.0, 51.0)
    assert (back.predicted, back.measured) == (10.0, 11.0)


def test_the_page_tells_what_was_measured_and_what_was_not() -> None:
    found = Scale(
        command="python -m x", machine="2 cores", measured=MEASURED, checks=(Check("a", 1.0, 2.0),)
    )
    text = page(found)
    assert "| a due row of a tick, 10,000 accounts in a partition | 50 us |" in text
    assert "|  | 1 M accounts | 100 M accounts | 1,000 M accounts |" in text
    assert "| a | 1 | 2 |" in text


def test_the_page_in_the_docs_is_what_its_figures_make() -> None:
    kept = msgspec.json.decode((ROOT / "docs" / "scale.json").read_bytes(), type=Scale)
    assert (ROOT / "docs" / "scale.md").read_text() == page(kept)
    kept_rows = msgspec.json.decode(
        (ROOT / "docs" / "benchmarks.json").read_bytes(), type=list[Row]
    )
    assert kept.measured.fact_us >= round(whole_fact_us(kept_rows), 1) - 0.1
