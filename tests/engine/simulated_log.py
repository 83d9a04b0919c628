"""Two stages on a made-up log, under a scheduler that crashes them between any two steps.

The log keeps what a broker keeps of transactions: committed records, holes where one was aborted,
and a marker behind each transaction in every partition it touched. A crash drops all memory of one
partition; what was on its way is then lost, or committed without anybody knowing.
"""

from collections import defaultdict
from collections.abc import Iterable
from random import Random
from typing import Any

from streams.engine import position as positions
from streams.engine.murmur2 import partition_of
from streams.engine.partition import Flush, Partition
from streams.engine.position import Position
from streams.terms.routes import CLOCK, POLICY, StageRoutes
from tests.engine.counting import FIRST, SECOND, encode_tick, spec
from tests.engine.records import PARTITIONS, Record, new_store

Entry = tuple[bytes, bytes | None] | None
Place = tuple[str, int]


class Log:
    """Topics as lists; an entry of None is a marker or a record of an aborted transaction."""

    def __init__(self) -> None:
        self.entries: defaultdict[Place, list[Entry]] = defaultdict(list)

    def append(self, topic: str, partition: int, key: bytes, value: bytes | None) -> None:
        """Write one record outside any transaction."""
        self.entries[topic, partition].append((key, value))

    def commit(self, written: Iterable[tuple[Place, bytes, bytes | None]]) -> None:
        """Write a transaction, and its marker in every partition it touched."""
        touched = set()
        for place, key, value in written:
            self.entries[place].append((key, value))
            touched.add(place)
        for place in sorted(touched):
            self.entries[place].append(None)

    def abort(self, written: Iterable[tuple[Place, bytes, bytes | None]]) -> None:
        """Leave the holes of a transaction that was aborted."""
        for place in {place for place, _, _ in written}:
            self.entries[place].extend((None, None))

    def read(self, place: Place, start: int, count: int) -> tuple[list[Record], int]:
        """Return committed records from an offset on, and the position behind them."""
        end = min(len(self.entries[place]), start + count)
        found = [
            Record(offset, *entry)
            for offset in range(start, end)
            if (entry := self.entries[place][offset]) is not None
        ]
        return found, end


class Node:
    """One partition of one stage on a worker that may crash at any step."""

    def __init__(self, log: Log, routes: StageRoutes, number: int) -> None:
        self.log, self.routes, self.number = log, routes, number
        self.topics = (*routes.facts, CLOCK, POLICY)
        self.recover()

    def recover(self) -> None:
        """Read the rows back and begin where the last commit stood."""
        store, position = new_store(), Position()
        records, _ = self.log.read((self.routes.rows, self.number), 0, 1 << 30)
        for record in records:
            key = record.key or b""
            if key == positions.POSITION_KEY:
                position = positions.unpack(record.value or b"")
            else:
                store.restore(key, record.value)
        self.partition: Partition[Any, Any, Any, Any] = Partition(
            spec(self.routes), self.number, PARTITIONS, store, position
        )
        self.read_to = {t: position.offsets.get(t, 0) for t in self.topics} | {POLICY: 0}
        self.flush: Flush | None = None

    def deliver(self, topic: str, count: int) -> None:
        """Fetch some records of a topic."""
        start = self.read_to[topic]
        records, self.read_to[topic] = self.log.read((topic, self.number), start, count)
        self.partition.feed(topic, records, self.read_to[topic])

    def settle(self, *, committed: bool) -> None:
        """End the transaction on its way."""
        flush, self.flush = self.flush, None
        if flush is not None:
            (self.log.commit if committed else self.log.abort)(self._written(flush))

    def _written(self, flush: Flush) -> list[tuple[Place, bytes, bytes | None]]:
        rows = (self.routes.rows, self.number)
        return [
            *(((topic, number), key, value) for topic, number, key, value, _ in flush.outputs),
            *((rows, key, value) for key, value in flush.rows),
            (rows, positions.POSITION_KEY, positions.pack(flush.position)),
        ]


class World:
    """Both stages over all partitions, driven day by day by a seeded scheduler."""

    def __init__(self, seed: int, crash_per_mille: int) -> None:
        self.log = Log()
        self.chance = Random(seed)  # noqa: S311 - a schedule that must replay, not a secret
        self.crash_per_mille = crash_per_mille
        self.crashes = 0
        self.nodes = [
            Node(self.log, routes, n) for routes in (FIRST, SECOND) for n in range(PARTITIONS)
        ]
        for n in range(PARTITIONS):
            self.log.append(POLICY, n, b"d1", b"d1 2")

    def day(self, on: int, facts: Iterable[tuple[str, bytes, bytes]]) -> None:
        """Publish a day's facts, then its tick, then run until the last stage has passed it."""
        for topic, key, value in facts:
            self.log.append(topic, partition_of(key, PARTITIONS), key, value)
        for n in range(PARTITIONS):
            inputs = ("in.a", "in.b", "in.c")
            cut = {topic: len(self.log.entries[topic, n]) for topic in inputs}
            self.log.append(CLOCK, n, b"tick", encode_tick(on, cut))
        mark = b"mark %d %d"
        wanted = {mark % (n, on) for n in range(PARTITIONS)}
        for _ in range(100_000):
            if wanted <= {e[1] for e in self.log.entries["end", 0] if e is not None}:
                return
            self.step(self.chance.choice(self.nodes))
        raise AssertionError(f"day {on} was not passed within 100,000 steps")

    def step(self, node: Node) -> None:
        """Do one thing on one node."""
        chance = self.chance
        if chance.randrange(1000) < self.crash_per_mille:
            self.crashes += 1
            node.settle(committed=chance.random() < 0.5)
            node.recover()
            return
        match chance.randrange(4):
            case 0 | 1:
                node.deliver(chance.choice(node.topics), 1 + chance.randrange(6))
            case 2:
                node.partition.advance(1 + chance.randrange(5))
            case _ if node.flush is None:
                node.flush = node.partition.take()
            case _:
                node.settle(committed=True)

    def rows(self) -> dict[tuple[str, bytes], bytes]:
        """Return every row as the log has it."""
        found = {}
        for routes in (FIRST, SECOND):
            for n in range(PARTITIONS):
                for entry in self.log.entries[routes.rows, n]:
                    if entry is not None and entry[0] != positions.POSITION_KEY:
                        found[routes.name, entry[0]] = entry[1] or b""
        return found

    def said(self, topic: str) -> dict[bytes, list[bytes]]:
        """Return what was said about each key, in order."""
        found: defaultdict[bytes, list[bytes]] = defaultdict(list)
        for n in range(PARTITIONS):
            for entry in self.log.entries[topic, n]:
                if entry is not None:
                    found[entry[0]].append(entry[1] or b"")
        return dict(found)
