"""Facts as real bytes on the real topics, many batches at once.

A gated load is one transaction: who reads committed records only sees nothing of it, and then all
of it in the moment of the commit, where the clock starts.
"""

import asyncio
import time
from collections.abc import Iterable, Sequence

from aiokafka import AIOKafkaProducer
from msgspec import Struct

from streams.engine.murmur2 import partition_of
from streams.engine.names import Names
from streams.terms.days import Instant
from streams.wire.facts_out import Stamp, encode_fact
from tests.bench.peers.workload import AS_OF, Fact

_BATCH_BYTES = 512 * 1024
_BATCHES_ON_THEIR_WAY = 8
_TRANSACTION_MS = 600_000
_STAMP = Stamp(occurred_at=Instant(AS_OF * 86_400_000_000), source="bench")

Place = tuple[str, int]
"""A topic by its plain name, and a partition of it."""

Records = dict[Place, list[tuple[bytes, bytes]]]
"""Keys and values, in order, by where they go."""


class Loaded(Struct, frozen=True):
    """When the first record could be read (monotonic seconds), and the offsets behind the last."""

    available_at: float
    ends: dict[Place, int]


def encoded(facts: Iterable[Fact], partitions: int) -> Records:
    """Return the facts as records, each in the partition of its account."""
    records: Records = {}
    for fact in facts:
        out = encode_fact(fact, _STAMP)
        place = out.topic, partition_of(out.key, partitions)
        records.setdefault(place, []).append((out.key, out.value or b""))
    return records


def load(bootstrap: str, names: Names, records: Records, *, gated: bool) -> Loaded:
    """Write all records; returns when every one of them can be read."""
    return asyncio.run(_load(bootstrap, names, records, gated=gated))


async def _load(bootstrap: str, names: Names, records: Records, *, gated: bool) -> Loaded:
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap,
        enable_idempotence=True,
        max_batch_size=_BATCH_BYTES,
        transactional_id=names.full("bench-load") if gated else None,
        transaction_timeout_ms=_TRANSACTION_MS,
    )
    await producer.start()
    try:
        if gated:
            await producer.begin_transaction()
        available_at = time.monotonic()
        ends = await _sent(producer, names, records)
        if gated:
            available_at = time.monotonic()
            await producer.commit_transaction()
    finally:
        await producer.stop()
    return Loaded(available_at, ends)


async def _sent(producer: AIOKafkaProducer, names: Names, records: Records) -> dict[Place, int]:
    ends: dict[Place, int] = {}

    async def one(place: Place, at: Sequence[tuple[bytes, bytes]]) -> None:
        on_their_way: list[asyncio.Future[object]] = []
        left = list(reversed(at))
        while left:
            batch = producer.create_batch()
            while left and batch.append(key=left[-1][0], value=left[-1][1], timestamp=None):
                left.pop()
            count = batch.record_count()
            batch.close()
            topic, number = names.full(place[0]), place[1]
            on_their_way.append(await producer.send_batch(batch, topic, partition=number))
            if len(on_their_way) >= _BATCHES_ON_THEIR_WAY or not left:
                for sent in await asyncio.gather(*on_their_way):
                    ends[place] = sent.offset  # type: ignore[attr-defined]  # no types there
                ends[place] += count
                on_their_way.clear()

    await asyncio.gather(*(one(place, at) for place, at in records.items()))
    return ends
