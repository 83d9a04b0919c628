"""One transactional producer for one partition of one stage: a flush is all there or not at all.

The transactional id is stable, so opening a writer fences whoever held the partition before and
aborts what it left open. aiokafka reports a commit as done although a batch in it was refused, so
every batch is awaited before the commit. After any doubt the writer is useless: memory is ahead
of the log, and only a recovery tells what was committed.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, ProducerFenced

from streams.engine import position as positions
from streams.engine.errors import EngineStopped, Fenced, FlushFailed
from streams.engine.names import Names
from streams.engine.spoken import SOURCE
from streams.engine.working import Flush

Record = tuple[bytes, bytes | None, list[tuple[str, bytes]]]

BATCH_BYTES_MAX = 1_000_000
_OPEN_SECONDS_MAX = 60


class Writer:
    """Writes the flushes of one partition, each in one transaction."""

    def __init__(self, bootstrap: str, names: Names, stage: str, rows: str, partition: int) -> None:
        self._names, self._rows, self._partition = names, rows, partition
        self._id = names.transaction(stage, partition)
        self._producer = AIOKafkaProducer(
            bootstrap_servers=bootstrap,
            client_id=self._id,
            transactional_id=self._id,
            transaction_timeout_ms=60_000,
            request_timeout_ms=30_000,
            max_batch_size=BATCH_BYTES_MAX,
            max_request_size=BATCH_BYTES_MAX + 100_000,
            linger_ms=0,
        )

    async def open(self) -> None:
        """Fence every earlier owner; raises EngineStopped where no coordinator answers in time."""
        try:
            await asyncio.wait_for(self._producer.start(), _OPEN_SECONDS_MAX)
        except (TimeoutError, KafkaError) as broken:
            await self.close()
            raise EngineStopped(
                f"no transaction could be opened as {self._id}: {broken!r}; is the broker up,"
                " and does it allow transactions?"
            ) from broken

    async def write(self, flush: Flush) -> None:
        """Commit a flush; raises Fenced or FlushFailed, and must not be used again then."""
        try:
            await self._producer.begin_transaction()
            sent = [
                await self._producer.send_batch(batch, self._names.full(topic), partition=number)
                for topic, number, batch in self._batches(flush)
            ]
            await asyncio.gather(*sent)
            await self._producer.commit_transaction()
        except ProducerFenced as fenced:
            raise Fenced(
                f"{self._id} was taken over by another worker: this one stops, nothing is lost"
            ) from fenced
        except (KafkaError, AssertionError, ValueError) as broken:
            raise FlushFailed(
                f"a flush of {self._id} did not commit for certain ({broken!r}):"
                " restart the worker, it goes on from the last commit"
            ) from broken

    async def close(self) -> None:
        """Let the producer go; a transaction still open is aborted by the next owner."""
        await self._producer.stop()

    def _batches(self, flush: Flush) -> Iterator[tuple[str, int, Any]]:
        grouped: dict[tuple[str, int], list[Record]] = defaultdict(list)
        for topic, number, key, value, origin in flush.outputs:
            grouped[topic, number].append((key, value, [(SOURCE, origin.encode())]))
        rows = grouped[self._rows, self._partition]
        rows.extend((key, value, []) for key, value in flush.rows)
        position = None if flush.withdraws else positions.pack(flush.position)
        rows.append((positions.POSITION_KEY, position, []))
        for (topic, number), records in grouped.items():
            for batch in self._packed(records):
                yield topic, number, batch

    def _packed(self, records: list[Record]) -> Iterator[Any]:
        batch = self._producer.create_batch()
        for key, value, headers in records:
            # An empty batch takes a record of any size, and only the broker would refuse it.
            if len(key) + len(value or b"") > BATCH_BYTES_MAX:
                raise FlushFailed(
                    f"one record is larger than {BATCH_BYTES_MAX} bytes; its row has outgrown"
                    " the store: see the row's facts with `arrears explain`"
                )
            if not self._append(batch, key, value, headers):
                batch.close()
                yield batch
                batch = self._producer.create_batch()
                self._append(batch, key, value, headers)
        batch.close()
        yield batch

    @staticmethod
    def _append(
        batch: Any, key: bytes, value: bytes | None, headers: list[tuple[str, bytes]]
    ) -> bool:
        done = batch.append(key=key, value=value, timestamp=None, headers=headers)
        return done is not None
