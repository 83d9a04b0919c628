"""What a fleet for 1 M, 100 M and 1 B accounts takes: measured small, computed large.

Costs come from a small partition, from the throughput benchmark as it stands in
docs/benchmarks.json, and from rows read back from a broker. What they predict for a hundred times
as many accounts is held against a measurement; then fleets are sized and simulated.

    python -m tests.bench.scale          measures for some minutes, writes docs/scale.json and .md
    python -m tests.bench.scale --page   writes docs/scale.md anew from docs/scale.json
"""

import argparse
import logging
import sys
from pathlib import Path
from typing import Any

import msgspec

from tests.bench.fleet import Fleet, day_tick
from tests.bench.partition import apart
from tests.bench.peers.built import ROOT
from tests.bench.peers.page import machine
from tests.bench.peers.rows import Row
from tests.bench.restoring import seconds_back
from tests.bench.scale_page import Check, Scale, page
from tests.bench.sizing import Measured

SMALL, LARGE = 10_000, 1_000_000
_BACK_SMALL = 200_000
_WORKERS_OF_BENCHMARK = 2
_DOCS = ROOT / "docs"


def whole_fact_us(rows: list[Row]) -> float:
    """Return the microseconds that a fact takes of one whole worker, from the benchmarks kept."""
    for row in rows:
        if row.workload == "throughput":
            return _WORKERS_OF_BENCHMARK / row.ours * 1e6
    raise SystemExit("docs/benchmarks.json has no throughput: run make bench first")


def measured_of(
    line: dict[str, Any], large: dict[str, Any], whole_us: float, rows_a_second: float
) -> Measured:
    """Return the costs from two lines of the partition benchmark.

    Memory is that of the large one, since a process of few accounts is mostly other things.
    """
    return Measured(
        accounts=line["accounts"],
        fact_us=round(max(whole_us, line["fact_us"]), 1),
        turn_us=round(line["tick_all_s"] / line["accounts"] * 1e6, 1),
        fact_bytes=line["fact_bytes"],
        said_bytes=line["said_bytes"],
        row_bytes=line["row_bytes"],
        bytes_an_account=large["bytes_an_account"],
        recovered_rows_a_second=round(rows_a_second),
    )


def checks(
    measured: Measured, line: dict[str, Any], back_seconds: float, back_accounts: int
) -> tuple[Check, ...]:
    """Hold what the small costs predict against what the large partition took."""
    large = line["accounts"]
    alone = Fleet(workers=1, partitions=1, accounts=large, facts_a_second=0.0)
    few = day_tick(alone, measured.costs, 0.01).passed_seconds
    every = day_tick(alone, measured.costs, 1.0).passed_seconds
    back = back_accounts / measured.recovered_rows_a_second
    said = f"of {large:,} accounts"
    return (
        Check(f"a tick {said} with 1 % due, s", round(few, 2), line["tick_1pct_s"]),
        Check(f"a tick {said} with all due, s", round(every, 2), line["tick_all_s"]),
        Check(f"{back_accounts:,} rows read back, s", round(back, 2), round(back_seconds, 2)),
    )


def measure(large: int) -> Scale:
    """Measure everything; nothing else should run."""
    whole_us = whole_fact_us(
        msgspec.json.decode((_DOCS / "benchmarks.json").read_bytes(), type=list[Row])
    )
    _say(f"a partition of {SMALL:,} accounts ...")
    small = apart(SMALL, 1)
    _say(f"a partition of {large:,} accounts ...")
    big = apart(large, 1)
    _say(f"{_BACK_SMALL:,} rows read back from a broker ...")
    rows_a_second = _BACK_SMALL / seconds_back(_BACK_SMALL)
    _say(f"{large:,} rows read back from a broker ...")
    back = seconds_back(large)
    measured = measured_of(small, big, whole_us, rows_a_second)
    return Scale(
        command="python -m tests.bench.scale",
        machine=machine(),
        measured=measured,
        checks=checks(measured, big, back, large),
    )


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def write(found: Scale, docs: Path) -> None:
    """Write the figures and the page."""
    text = msgspec.json.format(msgspec.json.encode(found), indent=2)
    (docs / "scale.json").write_bytes(text + b"\n")
    (docs / "scale.md").write_text(page(found))


def main() -> None:
    """Measure and write, or write the page alone."""
    asked = argparse.ArgumentParser(
        prog="python -m tests.bench.scale",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    asked.add_argument("--page", action="store_true", help="write the page from the figures kept")
    asked.add_argument("--large", type=int, default=LARGE, help="accounts of the check (1,000,000)")
    given = asked.parse_args()
    if given.page:
        kept = msgspec.json.decode((_DOCS / "scale.json").read_bytes(), type=Scale)
        write(kept, _DOCS)
        return
    # A new topic has no leader for a moment, which the client tells for each batch.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    write(measure(given.large), _DOCS)
    sys.stdout.write((_DOCS / "scale.md").read_text())


if __name__ == "__main__":
    main()
