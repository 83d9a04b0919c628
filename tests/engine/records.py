"""Records and partitions for the engine's pure tests."""

from typing import Any

from msgspec import Struct

from streams.engine.murmur2 import partition_of
from streams.engine.partition import Partition
from streams.engine.position import Position
from streams.engine.store import Store
from streams.engine.working import Flush
from streams.terms.routes import CLOCK, POLICY, StageRoutes
from tests.engine.counting import FIRST, encode_tick, plain, spec
from tests.engine.sums import Sum

PARTITIONS = 4


class Record(Struct, frozen=True):
    """One record as a consumer hands it over."""

    offset: int
    key: bytes | None
    value: bytes | None
    timestamp: int = 1_000
    headers: tuple[tuple[str, bytes], ...] = ()


def key_in(partition: int, nth: int = 0) -> bytes:
    """Return the nth key that belongs to a partition."""
    found = [
        k for k in (b"k%d" % n for n in range(200)) if partition_of(k, PARTITIONS) == partition
    ]
    return found[nth]


def new_store() -> Store[Sum]:
    """Return an empty store of the counting stage."""
    made = spec()
    return Store(blank=made.blank, pack=made.pack, unpack=made.unpack, label=made.label)


def new_partition(
    routes: StageRoutes = FIRST, store: Store[Sum] | None = None, position: Position | None = None
) -> Partition[Any, Any, Any, Any]:
    """Return partition 0 of a stage, as it stands after an assignment."""
    return Partition(spec(routes), 0, PARTITIONS, store or new_store(), position or Position())


def feed(part: Partition[Any, Any, Any, Any], topic: str, *records: Record) -> None:
    """Hand records over, the consumer standing right behind them."""
    part.feed(topic, records, records[-1].offset + 1)


def publish_policy(part: Partition[Any, Any, Any, Any], text: bytes = b"d1 2") -> None:
    """Let the partition read a policy."""
    feed(part, POLICY, Record(0, text.split()[0], text))


def publish_tick(
    part: Partition[Any, Any, Any, Any], on: int, cut: dict[str, int], offset: int = 0
) -> None:
    """Let the partition read a tick."""
    feed(part, CLOCK, Record(offset, b"tick", encode_tick(on, cut)))


def drain(part: Partition[Any, Any, Any, Any]) -> Flush | None:
    """Do all that can be done, and take it."""
    while part.advance(1_000):
        pass
    return part.take()


def said(flush: Flush | None, topic: str = "out") -> list[bytes]:
    """Return the values written to a topic."""
    outputs = [] if flush is None else flush.outputs
    return [plain(value or b"") for t, _, _, value, _ in outputs if t == topic]
