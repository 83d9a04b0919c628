"""What a fact costs in the pure delinquency stage: facts a second on one core, by length of life.

Accounts with 1, 12 and 120 monthly statements take the same new facts: payments on the day, 5 % of
them repeats, 5 % late by up to 60 days. Lengths are timed in turn, round after round; the median
of the rounds counts. Processor time is measured, so a busy machine shows in the spread alone.

    python -m tests.bench.kernel [--rounds 7] [--accounts 40] [--json]
"""

import argparse
import json
import sys
from statistics import median
from time import process_time

from msgspec import Struct

from streams.app.packs import pack_text
from streams.delinquency.packing import pack, unpack
from streams.delinquency.rows import AccountRow
from streams.delinquency.stage import apply, blank, turn
from streams.policy.document import Policy, parse
from streams.policy.rules import Rules
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day, iso, parse_day
from tests.delinquency.facts import ACCOUNT, at, bill, opened, paid

LEGEND = """\
Facts that the pure stage takes a second, on one core, in processor time.
A line is a policy and a length of life.
  statements           monthly statements that the account has had
  facts_a_second       the median of the rounds; the rows stay in memory
  spread               slowest less fastest round, as a share of the median; above 0.3 measure anew
  ratio                time a fact, as a multiple of that with one statement: 1 is the same
  with_bytes_a_second  the same where each fact also reads the row from its bytes and writes it back
  ratio_with_bytes     its ratio
  row_bytes            how long the row is in bytes
"""
LENGTHS = (1, 12, 120)
PACKS = ("house", "cn", "eu", "us")
CURRENCIES = {"eu": "EUR", "us": "USD"}
LAST_CLOSE = parse_day("2026-11-01")
FACTS = 20


class Timed(Struct, frozen=True):
    """Seconds a fact, per round, for one length of life: the stage alone, and with its bytes."""

    statements: int
    alone: list[float]
    packed: list[float]
    row_bytes: int


def lived(statements: int, rules: Rules, currency: str) -> AccountRow:
    """Return the row of an account that was billed so often and mostly paid in time."""
    first = LAST_CLOSE - 30 * (statements - 1)
    row, wake = blank(ACCOUNT), None
    facts: list[tuple[int, AnyAccountFact]] = [(first - 1, opened(currency))]
    for cycle in range(statements):
        close = Day(first + 30 * cycle)
        due = iso(Day(close + 20))
        facts.append((close, bill(f"s{cycle}", iso(close), due, 30_000, currency=currency)))
        if cycle < statements - 1:
            valued = Day(close + 15)
            facts.append((valued, paid(f"p{cycle}", iso(valued), 30_000, currency=currency)))
    for day, fact in facts:
        now = at(Day(day))
        if wake is not None and wake <= day:
            row = turn(row, rules, now).row
        step = apply(row, fact, rules, now)
        row, wake = step.row, step.wake_on
    return turn(row, rules, at(Day(LAST_CLOSE + 3))).row


def arriving(currency: str) -> list[AnyAccountFact]:
    """Return the facts that every account takes: on the day, one repeat, one late."""
    today = Day(LAST_CLOSE + 3)
    facts: list[AnyAccountFact] = [
        paid(f"x{number}", iso(today), 100 + number, currency=currency)
        for number in range(FACTS - 2)
    ]
    facts.append(facts[0])
    facts.append(paid("late", iso(Day(today - 45)), 100, currency=currency))
    return facts


def timed_once(
    row: AccountRow, facts: list[AnyAccountFact], rules: Rules, *, bytes_: bool
) -> float:
    """Return the seconds in which one account took its facts."""
    now = at(Day(LAST_CLOSE + 3))
    packed = pack(row)
    begun = process_time()
    for fact in facts:
        if bytes_:
            packed = pack(apply(unpack(packed), fact, rules, now).row)
        else:
            row = apply(row, fact, rules, now).row
    return process_time() - begun


def measured(rules: Rules, currency: str, rounds: int, accounts: int) -> list[Timed]:
    """Return the times of every length, the lengths taking turns."""
    rows = {length: lived(length, rules, currency) for length in LENGTHS}
    facts = arriving(currency)
    times: dict[tuple[int, bool], list[float]] = {}
    for _ in range(rounds):
        for length in LENGTHS:
            for bytes_ in (False, True):
                spent = sum(
                    timed_once(rows[length], facts, rules, bytes_=bytes_) for _ in range(accounts)
                )
                times.setdefault((length, bytes_), []).append(spent / accounts / len(facts))
    return [
        Timed(length, times[length, False], times[length, True], len(pack(rows[length])))
        for length in LENGTHS
    ]


def lines(pack_name: str, found: list[Timed]) -> list[dict[str, object]]:
    """Return one record a length, with the ratio to the shortest life."""
    least = {side: median(getattr(found[0], side)) for side in ("alone", "packed")}
    return [
        {
            "policy": pack_name,
            "statements": one.statements,
            "facts_a_second": round(1 / median(one.alone)),
            "spread": round((max(one.alone) - min(one.alone)) / median(one.alone), 2),
            "ratio": round(median(one.alone) / least["alone"], 2),
            "with_bytes_a_second": round(1 / median(one.packed)),
            "ratio_with_bytes": round(median(one.packed) / least["packed"], 2),
            "row_bytes": one.row_bytes,
        }
        for one in found
    ]


def rules_of(name: str) -> Rules:
    """Return the rules of a shipped pack on the day of the benchmark."""
    policy = parse(pack_text(name), name)
    if not isinstance(policy, Policy):
        raise SystemExit(f"the pack {name} has faults: {policy[0]}")
    return policy.on(Day(LAST_CLOSE + 3))


def main() -> None:
    """Measure every shipped pack and print a table, or JSON lines."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=7)
    asked.add_argument("--accounts", type=int, default=40)
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args()
    if not given.json:
        sys.stdout.write(f"{LEGEND}\n")
    for name in PACKS:
        currency = CURRENCIES.get(name, "CNY")
        found = lines(name, measured(rules_of(name), currency, given.rounds, given.accounts))
        for line in found:
            text = (
                json.dumps(line) if given.json else "  ".join(f"{k} {v}" for k, v in line.items())
            )
            sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
