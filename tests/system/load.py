"""A load for the fault runs: days of facts, repeated, shuffled and spoilt, the same for a seed."""

from collections.abc import Iterator
from itertools import islice
from random import Random

from msgspec import Struct

from streams.portfolio.simulated import Simulation
from streams.terms.days import Day, Instant, parse_day
from streams.terms.records import Outgoing
from streams.wire.facts_out import Stamp, encode_fact

START = parse_day("2026-03-01")
# Of 100 facts so many come once more, perhaps on a later day; of 1,000 records so many are bad.
REPEATED_PERCENT = 20
BAD_PER_MILLE = 10


class DayOfLoad(Struct, frozen=True):
    """What arrives before a day's tick."""

    on: Day
    records: tuple[Outgoing, ...]


def load(seed: int, facts: int, *, bad_in_a_row: int = 0) -> Iterator[DayOfLoad]:
    """Yield days until so many facts have come; the first of them sees the bad ones in a row."""
    chance = Random(seed)  # noqa: S311 - a load that must replay
    accounts = max(20, facts // 14)
    world = Simulation(seed=seed, accounts=accounts, start=START, days=150, currency="CNY")
    later: list[Outgoing] = []
    left = facts
    for day in world.by_day():
        records = [encode_fact(fact, _STAMP) for fact in day.facts[:left]]
        left -= len(records)
        again = [one for one in records if chance.randrange(100) < REPEATED_PERCENT]
        now = [one for one in again if chance.random() < 0.5]
        arriving = [*records, *now, *later, *_bad(chance, records)]
        later = [one for one in again if one not in now]
        chance.shuffle(arriving)
        if bad_in_a_row:
            arriving += islice(_in_turns(records), bad_in_a_row)
            bad_in_a_row = 0 if records else bad_in_a_row
        yield DayOfLoad(day.on, tuple(arriving))
        if left <= 0:
            return


_STAMP = Stamp(occurred_at=Instant(0), source="soak")


def _bad(chance: Random, records: list[Outgoing]) -> Iterator[Outgoing]:
    for number, one in enumerate(records):
        if chance.randrange(1_000) < BAD_PER_MILLE:
            yield _spoilt(one, number)


def _spoilt(one: Outgoing, number: int) -> Outgoing:
    return Outgoing(one.topic, one.key, b"\x00\x00\x00\x00\x63 spoilt %d" % number)


def _in_turns(records: list[Outgoing]) -> Iterator[Outgoing]:
    """Yield spoilt records of the same keys without end, none where there are no records."""
    number = 0
    while records:
        for one in records:
            number += 1
            yield _spoilt(one, number)
