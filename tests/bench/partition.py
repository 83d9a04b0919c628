"""What a partition of the delinquency stage costs in one process, without a broker.

Each line is measured in a process of its own, so that memory is that of its accounts alone. The
path is the real one: bytes in, the pure stage, rows and outputs as bytes; only the consumer and the
transaction are missing. Accounts lived alike: billed monthly, mostly paid, one obligation open.

    python -m tests.bench.partition [--accounts 10000,1000000] [--months 1,6,12] [--json]
"""

import argparse
import gc
import json
import random
import subprocess
import sys
from pathlib import Path
from time import process_time
from typing import Any

from streams.app.packs import pack_text
from streams.delinquency.chapters import facts_of
from streams.delinquency.rows import AccountRow
from streams.terms.days import Day
from tests.bench.kernel import LAST_CLOSE, lived, rules_of
from tests.bench.worlds import filled, payments, standing_at, take_in, turn_to, wake_all

LEGEND = """\
What a partition costs in one process, without a broker; processor time, and resident memory.
  accounts           in the one partition
  months             for which each account was billed
  fact_us            microseconds a payment: read, judged, said, packed
  fact_bytes         bytes of a payment; said_bytes of what is said of it, row_bytes of the row
  bytes_an_account   resident memory the accounts take, each
  facts_kept         facts of an account inside the horizon
  target_bytes       250 + 50 a fact
  tick_1pct_s        seconds of a day's tick with one account in a hundred due
  tick_all_s         seconds of a day's tick with all due
"""
TODAY = Day(LAST_CLOSE + 3)
PACK, CURRENCY = "house", "CNY"
FACTS = 20_000
_PAGE_BYTES = 4_096
_SEED = 7


def measured(accounts: int, months: int) -> dict[str, Any]:
    """Measure one line; this process is good for no other afterwards."""
    rules = rules_of(PACK)
    row = lived(months, rules, CURRENCY)
    gc.collect()
    before = _resident_bytes()
    few, rest = accounts // 100, Day(TODAY + 2)
    store = filled(row, accounts, few, Day(TODAY + 1))
    gc.collect()
    held = standing_at(store, pack_text(PACK), TODAY)
    taken = _resident_bytes() - before
    draw = random.Random(_SEED)  # noqa: S311 - which account pays is no secret
    records = payments([draw.randrange(accounts) for _ in range(FACTS)], TODAY, CURRENCY)
    take_in(held, records[: FACTS // 10])
    begun = process_time()
    written = take_in(held, records[FACTS // 10 :])
    taken_in = FACTS - FACTS // 10
    fact_s = (process_time() - begun) / taken_in
    begun = process_time()
    turn_to(held, Day(TODAY + 1))
    few_s = process_time() - begun
    wake_all(store, rest)
    begun = process_time()
    turn_to(held, rest)
    return {
        "accounts": accounts,
        "months": months,
        "fact_us": round(fact_s * 1e6, 1),
        "fact_bytes": round(sum(len(one.value or b"") for one in records) / FACTS),
        "said_bytes": round(written.said / taken_in),
        "row_bytes": round(written.rows / taken_in),
        "bytes_an_account": round(taken / accounts),
        "facts_kept": _facts_in(row),
        "target_bytes": 250 + 50 * _facts_in(row),
        "tick_1pct_s": round(few_s, 2),
        "tick_all_s": round(process_time() - begun, 2),
    }


def _facts_in(row: AccountRow) -> int:
    """Return how many facts the row keeps, folded ones included."""
    chapters = (facts_of(chapter) for chapter in row.past)
    every = (row.recent, *chapters)
    return sum(len(one.statements) + len(one.payments) for one in every)


def _resident_bytes() -> int:
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * _PAGE_BYTES


def apart(accounts: int, months: int) -> dict[str, Any]:
    """Measure one line in a process of its own."""
    asked = [sys.executable, "-m", "tests.bench.partition", "--one", f"{accounts},{months}"]
    ended = subprocess.run(asked, capture_output=True, check=True)
    line: dict[str, Any] = json.loads(ended.stdout)
    return line


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def main() -> None:
    """Measure every line and print it, or JSON lines."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--accounts", type=_numbers, default=[10_000, 100_000, 1_000_000])
    asked.add_argument("--months", type=_numbers, default=[1, 6, 12])
    asked.add_argument("--json", action="store_true")
    asked.add_argument("--one", type=_numbers, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.one:
        sys.stdout.write(json.dumps(measured(*given.one)))
        return
    if not given.json:
        sys.stdout.write(f"{LEGEND}\n")
    # Sizes at one length of life, then lengths of life at one size.
    wanted = [(one, given.months[0]) for one in given.accounts]
    wanted += [(given.accounts[0], months) for months in given.months[1:]]
    for accounts, months in wanted:
        line = apart(accounts, months)
        text = json.dumps(line) if given.json else "  ".join(f"{k} {v}" for k, v in line.items())
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
