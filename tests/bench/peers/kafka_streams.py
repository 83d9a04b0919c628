"""The Kafka Streams peer: a Java program of two threads, built with Maven."""

import os
import struct
from collections.abc import Iterator
from typing import ClassVar

from schemas.catalog import id_of
from streams.broker.reading import read_all
from streams.terms.routes import PAYMENTS, STATEMENTS
from tests.bench.peers.built import CACHE, ROOT, carried_out, kept_up
from tests.bench.peers.output import OUTPUT, make_topics
from tests.bench.peers.peer import Command, Run, Say
from tests.bench.peers.standing import Standing
from tests.bench.peers.workload import AS_OF

_PROJECT = ROOT / "tests" / "bench" / "peers" / "kafka-streams"
_BUILT = CACHE / "kafka-streams"
_CURE = "install a JDK of 17 or newer and Maven, or leave this peer out with --peers"
_THREADS = 2


class KafkaStreams:
    """One of its four ways: a store (memory, rocksdb) and a guarantee."""

    inputs: tuple[str, ...] = (STATEMENTS, PAYMENTS)
    one_in = 1
    members = _THREADS
    reads_uncommitted = False
    _guarantees: ClassVar = {"eos": "exactly_once_v2", "alos": "at_least_once"}

    def __init__(self, store: str, guarantee: str) -> None:
        self.name = f"kafka-streams-{store}-{guarantee}"
        self._store, self._guarantee = store, self._guarantees[guarantee]

    def ready(self, say: Say) -> None:
        """Build the program where its sources have changed."""

        def make() -> None:
            say("building the Kafka Streams peer with Maven ...")
            goals = ("compile", "dependency:copy-dependencies")
            carried_out(("mvn", "-q", "-B", *goals), _CURE, _PROJECT)

        kept_up("kafka-streams", (p for p in _PROJECT.rglob("*") if p.is_file()), make)

    def topics(self, run: Run) -> None:
        """Make inputs and output; Kafka Streams makes its changelog."""
        make_topics(run, self.inputs)

    def commands(self, run: Run) -> tuple[Command, ...]:
        """Return the one process."""
        told = {
            "bootstrap": run.bootstrap,
            "application": self.group(run),
            "statements": run.names.full(STATEMENTS),
            "payments": run.names.full(PAYMENTS),
            "output": run.names.full(OUTPUT),
            "statement-schema": id_of(STATEMENTS),
            "payment-schema": id_of(PAYMENTS),
            "as-of": AS_OF,
            "store": self._store,
            "guarantee": self._guarantee,
            "threads": _THREADS,
            "state": run.folder / "state",
        }
        class_path = os.pathsep.join((str(_BUILT / "classes"), str(_BUILT / "lib" / "*")))
        quiet = "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"
        arguments = ("java", quiet, "-cp", class_path, "org.arrears.bench.Main")
        return (Command(arguments=(*arguments, *(f"{k}={v}" for k, v in told.items()))),)

    def group(self, run: Run) -> str:
        """Return the application id, which is the group's name too."""
        return run.names.full("kafka-streams")

    def notices(self, run: Run) -> str:
        """Return the topic of moves between buckets."""
        return run.names.full(OUTPUT)

    def state_topic(self, run: Run) -> str:
        """Return the changelog of its store."""
        return f"{self.group(run)}-accounts-changelog"

    def standings(self, run: Run) -> dict[str, Standing]:
        """Read the last row of every account."""
        every = range(run.partitions)
        records = read_all(run.bootstrap, self.state_topic(run), every)
        rows = {record.key.decode(): record.value for record in records}
        return {account: standing_of(row) for account, row in rows.items()}


def standing_of(row: bytes) -> Standing:
    """Read a row as `Account.toBytes` writes it."""
    read = _Row(row)
    bucket = read.text()
    paid_minor, _late = read.numbers(">qq")
    bills = []
    for _ in range(read.number(">h")):
        read.numbers(">iiq")
        bills.append(read.text())
    for _ in range(read.number(">h")):
        read.numbers(">iq")
        read.text()
    for _ in range(read.number(">h")):
        read.numbers(">q")
        read.text()
        read.text()
    return Standing(tuple(_open(read, bills)), bucket, paid_minor)


def _open(read: "_Row", bills: list[str]) -> Iterator[tuple[str, int]]:
    for _ in range(read.number(">B")):
        place, minor = read.numbers(">Bq")
        yield bills[place], minor


class _Row:
    def __init__(self, row: bytes) -> None:
        self._row, self._at = row, 0

    def numbers(self, shape: str) -> tuple[int, ...]:
        found: tuple[int, ...] = struct.unpack_from(shape, self._row, self._at)
        self._at += struct.calcsize(shape)
        return found

    def number(self, shape: str) -> int:
        return self.numbers(shape)[0]

    def text(self) -> str:
        length = self.number(">B")
        self._at += length
        return self._row[self._at - length : self._at].decode()
