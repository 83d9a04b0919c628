"""Days of facts for the simulation, the same in every run, and what they plainly add up to."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from random import Random

import msgspec

from streams.engine.murmur2 import partition_of
from streams.terms.routes import CLOCK, POLICY
from tests.engine.counting import encode_tick, group_of
from tests.engine.records import PARTITIONS
from tests.engine.simulated_log import Fate, Log, Transaction

INPUTS = ("in.a", "in.b", "in.c")
# The policy of each day, from day 1 on: a change makes every row worth a look.
DIGESTS = ("d1", "d1", "d1", "d2", "d2")
FACTORS = {"d1": 2, "d2": 3}
LAST = len(DIGESTS)

_VALUES = (b"1", b"2", b"5", b"-4", b"-9", b"0", b"13", b"no number")

Fact = tuple[str, bytes, bytes]


def facts_of(day: int) -> list[Fact]:
    """Return a day's facts: amounts, repeats (0) and refused ones for a few keys."""
    chance = Random(day)  # noqa: S311 - the same facts in every run
    names = ("in.a", "in.b", "in.a", "in.b", "in.c")
    facts = []
    for _ in range(18):
        topic = chance.choice(names)
        name = b"group-%d" if topic == "in.c" else b"k%d"
        facts.append((topic, name % chance.randrange(9), chance.choice(_VALUES)))
    return facts


def publish(log: Log, day: int) -> None:
    """Write a day's facts, then its tick, some twice, with bad records between them."""
    chance = Random(day)  # noqa: S311 - the same bad records in every run
    for topic, key, value in facts_of(day):
        place = (topic, partition_of(key, PARTITIONS))
        match chance.randrange(3):
            case 0:
                log.append(place, key, value)
            case 1:
                _publish_whole(log, Fate.COMMITTED, (topic, key, value))
            case _:
                _publish_whole(log, Fate.ABORTED, (topic, key, b"1000"))
                log.append(place, key, value)
    digest = DIGESTS[day - 1]
    for n in range(PARTITIONS):
        tick = encode_tick(day, {t: log.end_of((t, n)) for t in INPUTS}, digest)
        bad = b"no tick of %d" % day
        for value in chance.choice(((tick,), (tick, tick), (bad, tick), (tick, bad, tick))):
            log.append((CLOCK, n), b"tick", value)
        if day == 2:
            log.append((POLICY, n), b"d9", b"d9 no factor")
        # Behind the tick that names it, so that some ticks come before their policy.
        log.append((POLICY, n), digest.encode(), b"%s %d" % (digest.encode(), FACTORS[digest]))


def _publish_whole(log: Log, fate: Fate, fact: Fact) -> None:
    topic, key, value = fact
    transaction = Transaction()
    log.send(transaction, [((topic, partition_of(key, PARTITIONS)), key, value, ())])
    log.end(transaction, fate)


class Expected:
    """The same days added up by hand: no partitions, no flushes, no waiting."""

    def __init__(self) -> None:
        self.totals: defaultdict[bytes, int] = defaultdict(int)
        self.ticks: defaultdict[bytes, int] = defaultdict(int)
        self.held: set[bytes] = set()
        self.said: defaultdict[bytes, list[bytes]] = defaultdict(list)
        self.refused: defaultdict[bytes, Counter[bytes]] = defaultdict(Counter)
        self._again: dict[bytes, int] = {}
        factor = 1
        for day in range(1, LAST + 1):
            touched = set(self._facts(day, factor))
            before, factor = factor, FACTORS[DIGESTS[day - 1]]
            is_changed = day > 1 and before != factor
            self._tick(day, factor, set(self._again) | touched if is_changed else touched)

    def rows(self) -> dict[bytes, list[object]]:
        """Return the last rows, as they are packed."""
        return {
            key: [key.decode(), self.totals[key], self.ticks[key], key in self.held]
            for key in self._again
        }

    def _facts(self, day: int, factor: int) -> Iterator[bytes]:
        for topic, key, value in facts_of(day):
            if value in {b"13", b"no number"}:
                self.held.add(key)
                self.refused[key][value] += 1
                yield key
            elif value != b"0":
                self.totals[key] += int(value)
                yield key
                if topic != "in.c":
                    group = group_of(key.decode()).encode()
                    self.totals[group] += int(value) * factor
                    yield group

    def _tick(self, day: int, factor: int, touched: set[bytes]) -> None:
        for key in touched | {key for key, on in self._again.items() if on <= day}:
            self.said[key].append(b"%d@%d" % (self.totals[key] * factor, day))
            self.ticks[key] += 1
            self._again[key] = day + 2 if self.totals[key] < 0 else LAST + 1


def unpacked(framed: bytes) -> list[object]:
    """Return the row in a frame, read without the store."""
    read: list[object] = msgspec.json.decode(framed[framed.index(b"[") :])
    return read
