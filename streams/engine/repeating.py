"""A writer without transactions: cheaper for the broker, and after a crash outputs may repeat.

A flush is written in four steps, each acknowledged before the next begins: its plan, its outputs,
its rows, its position. All of it is packed before any of it is sent: one that cannot be written has
then said nothing. A worker that ends between two of them leaves a plan, by which the next one
handles the same records in the same order: the same outputs come again, under the same ids, and
rows that were written already are left as they are. Rows name their flush, so that those of two
owners are told apart; but nobody is fenced, and a worker that was taken for dead may still write
what it had on its way.
"""

import asyncio
import time
from collections.abc import Iterable
from typing import Any, Literal

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from streams.engine import position as positions
from streams.engine.batches import BATCH_BYTES_MAX, Record, by_place, packed, packed_by_row
from streams.engine.errors import EngineStopped, Fenced, FlushFailed
from streams.engine.inputs import SESSION_SECONDS
from streams.engine.names import Names
from streams.engine.position import Plan
from streams.engine.working import Flush

Delivery = Literal["exactly-once", "at-least-once"]

_OPEN_SECONDS_MAX = 60


class RepeatingWriter:
    """Writes the flushes of one partition, at least once."""

    def __init__(self, bootstrap: str, names: Names, stage: str, rows: str, partition: int) -> None:
        self._names, self._rows, self._partition = names, rows, partition
        self._id = names.transaction(stage, partition)
        self._producer = AIOKafkaProducer(
            bootstrap_servers=bootstrap,
            client_id=self._id,
            enable_idempotence=True,
            request_timeout_ms=30_000,
            max_batch_size=BATCH_BYTES_MAX,
            max_request_size=BATCH_BYTES_MAX + 100_000,
            linger_ms=0,
        )
        self._began = 0.0

    async def open(self) -> None:
        """Connect; raises EngineStopped where nobody answers in time. Nobody is fenced."""
        try:
            await asyncio.wait_for(self._producer.start(), _OPEN_SECONDS_MAX)
        except (TimeoutError, KafkaError) as broken:
            await self.close()
            raise EngineStopped(f"no broker answers {self._id}: {broken!r}; is it up?") from broken

    async def write(self, flush: Flush) -> int:
        """Write a flush; returns the offset behind its position in the rows topic.

        Raises Fenced or FlushFailed, and must not be used again then.
        """
        self._began = time.monotonic()
        number = b"%d" % flush.position.flush
        plan = positions.pack(Plan(list(flush.steps), flush.position))
        rows: list[Record] = [
            (key, value, [(positions.FLUSH, number)]) for key, value in flush.rows
        ]
        rows.append((positions.POSITION_KEY, positions.pack(flush.position), []))
        try:
            planned = self._packed(self._rows, [(positions.PLAN_KEY, plan, [])])
            outputs = [
                (place, self._packed(place[0], some))
                for place, some in by_place(flush.outputs).items()
            ]
            # The last batch is there or not at all, and holds the position.
            *before, last = self._packed_rows(rows)
            await self._sent(self._rows, self._partition, planned)
            await asyncio.gather(*(self._sent(*place, some) for place, some in outputs))
            await self._sent(self._rows, self._partition, before)
            (at,) = await self._sent(self._rows, self._partition, [last])
            return int(at.offset + last.record_count())
        except (KafkaError, AssertionError, ValueError) as broken:
            raise FlushFailed(
                f"a flush of {self._id} was not written for certain ({broken!r}):"
                " restart the worker, it goes on from its plan"
            ) from broken

    async def close(self) -> None:
        """Let the producer go."""
        await self._producer.stop()

    def _packed(self, topic: str, records: Iterable[Record]) -> list[Any]:
        return list(packed(self._producer, topic, records))

    def _packed_rows(self, records: list[Record]) -> list[Any]:
        """Pack rows and position; a row that is kept in parts is halved by no crash."""
        *rows, _ = records
        is_parted = any(positions.PART in key for key, _, _ in rows)
        pack = packed_by_row if is_parted else packed
        return list(pack(self._producer, self._rows, records))

    async def _sent(self, topic: str, number: int, batches: Iterable[Any]) -> list[Any]:
        seconds = time.monotonic() - self._began
        if seconds > SESSION_SECONDS:
            raise Fenced(
                f"a flush of {self._id} is {seconds:.0f} s old, and another worker may own the"
                " partition: this one stops; start it again, it goes on from its plan"
            )
        name = self._names.full(topic)
        sent = [await self._producer.send_batch(batch, name, partition=number) for batch in batches]
        return list(await asyncio.gather(*sent))
