"""Facts at a steady pace, and when each notice about them could be read.

A fact's time is when it was due, whether or not it went out then, so a pause of the sender counts
against whoever is measured and hides nothing.
"""

import asyncio
import contextlib
import gc
import time
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from msgspec import Struct

from streams.engine.names import Names
from tests.bench.peers.loading import Place, Records

_BEAT_SECONDS = 0.01
_TAIL_SECONDS = 3.0
_ON_THEIR_WAY_MAX = 200
_SOURCE = "arrears-source"

Turn = tuple[Place, tuple[bytes, bytes]]
"""A record, and where it goes."""

_Read = tuple[float, Any]


class Heard(Struct, frozen=True):
    """A notice: when its fact was due, and when the notice was read, in seconds since 1970."""

    due_at: float
    read_at: float


class Paced(Struct, frozen=True):
    """What was heard, and the offsets behind the last fact."""

    heard: list[Heard]
    ends: dict[Place, int]


def in_turns(records: Records) -> list[Turn]:
    """Return the records one after the other, partitions drained evenly, each in its order.

    >>> [place[1] for place, _ in in_turns({("a", 0): [(b"", b"")] * 2, ("a", 1): [(b"", b"")]})]
    [0, 1, 0]
    """
    spread = [
        ((number + 0.5) / len(some), place, record)
        for place, some in records.items()
        for number, record in enumerate(some)
    ]
    spread.sort(key=lambda one: (one[0], one[1]))
    return [(place, record) for _, place, record in spread]


def paced(bootstrap: str, names: Names, records: Records, a_second: int, notices: str) -> Paced:
    """Send the records at a pace while listening to a topic as a read-committed consumer.

    The sender holds millions of records: looking through them for circles would be pauses of its
    own, of a second each, that have nothing to do with whoever is measured.
    """
    turns = in_turns(records)
    gc.collect()
    gc.disable()
    try:
        return asyncio.run(_paced(bootstrap, names, turns, a_second, notices))
    finally:
        gc.enable()


async def _paced(
    bootstrap: str, names: Names, turns: Sequence[Turn], a_second: int, notices: str
) -> Paced:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, enable_idempotence=True)
    consumer = AIOKafkaConsumer(
        notices, bootstrap_servers=bootstrap, isolation_level="read_committed", fetch_max_wait_ms=5
    )
    await producer.start()
    await consumer.start()
    await consumer.seek_to_end()
    sender, read = _Sender(producer, names), list[_Read]()
    listening = asyncio.create_task(_listen(consumer, read))
    try:
        await sender.send(turns, a_second)
        await asyncio.sleep(_TAIL_SECONDS)
    finally:
        listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listening
        await consumer.stop()
        await producer.stop()
    heard = [Heard(due_at, at) for at, one in read if (due_at := sender.due_at(one)) is not None]
    return Paced(heard, sender.ends)


async def _listen(consumer: AIOKafkaConsumer, read: list[_Read]) -> None:
    while True:
        for records in (await consumer.getmany(timeout_ms=100)).values():
            at = time.time()
            read += [(at, record) for record in records]


class _Sender:
    """Sends what is due, and remembers when each offset was due."""

    def __init__(self, producer: AIOKafkaProducer, names: Names) -> None:
        self.ends: dict[Place, int] = {}
        self._producer, self._names = producer, names
        # The first offset of each batch, in order, and when its facts were due.
        self._due: dict[Place, tuple[list[int], list[float]]] = {}
        self._on_their_way: list[tuple[Place, float, int, Any]] = []

    async def send(self, turns: Sequence[Turn], a_second: int) -> None:
        """Send all of it, a beat at a time; a beat that is late is caught up with at once."""
        a_beat = max(1, round(a_second * _BEAT_SECONDS))
        due_at = time.time()
        for at in range(0, len(turns), a_beat):
            due_at += a_beat / a_second
            await asyncio.sleep(max(0.0, due_at - time.time()))
            await self._beat(turns[at : at + a_beat], due_at)
            if len(self._on_their_way) > _ON_THEIR_WAY_MAX:
                await self._settle()
        await self._settle()

    def due_at(self, notice: Any) -> float | None:
        """Return when the fact of a notice was due; None for one of the history.

        Ours names the fact's place in a header; Kafka Streams gives a record the time of the one
        that caused it.
        """
        source = dict(notice.headers).get(_SOURCE)
        if source is None:
            return float(notice.timestamp) / 1000
        topic, number, offset = source.decode().rsplit("/", 2)
        firsts, due = self._due.get((topic, int(number)), ([], []))
        at = bisect_right(firsts, int(offset))
        return due[at - 1] if at else None

    async def _beat(self, turns: Sequence[Turn], due_at: float) -> None:
        by_place: dict[Place, list[tuple[bytes, bytes]]] = {}
        for place, record in turns:
            by_place.setdefault(place, []).append(record)
        for place, records in by_place.items():
            batch = self._producer.create_batch()
            for key, value in records:
                batch.append(key=key, value=value, timestamp=int(due_at * 1000))
            batch.close()
            name = self._names.full(place[0])
            sent = await self._producer.send_batch(batch, name, partition=place[1])
            self._on_their_way.append((place, due_at, len(records), sent))

    async def _settle(self) -> None:
        for place, due_at, count, sent in self._on_their_way:
            first = (await sent).offset
            self.ends[place] = first + count
            firsts, due = self._due.setdefault(place, ([], []))
            firsts.append(first)
            due.append(due_at)
        self._on_their_way.clear()
