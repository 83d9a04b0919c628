"""One transactional producer for one partition of one stage: a flush is all there or not at all.

The transactional id is stable, so opening a writer fences whoever held the partition before and
aborts what it left open. aiokafka reports a commit as done although a batch in it was refused, so
every batch is awaited before the commit. A commit that was not answered may still be on its way,
and aiokafka would ask once more as the same producer: were both to arrive, the late one would
commit half of the next flush. So a commit is asked for once. After any doubt the writer is useless:
memory is ahead of the log, and only a recovery, which fences what is late, tells what was
committed.
"""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import IllegalOperation, KafkaError, NodeNotReadyError, ProducerFenced
from aiokafka.protocol.transaction import EndTxnRequest

from streams.engine import position as positions
from streams.engine.batches import BATCH_BYTES_MAX, Record, by_place, packed
from streams.engine.errors import EngineStopped, Fenced, FlushFailed
from streams.engine.names import Names
from streams.engine.working import Flush

_OPEN_SECONDS_MAX = 60
# How long an answer may take: a lost one is noticed, and its partition recovered, within the half
# minute after which a partition that stands still is given up.
ANSWER_MS_MAX = 10_000
# A batch that was refused says so at once; one whose answer is lost is not waited for.
_LAST_WORDS_SECONDS = 1.0


class _CommitUnanswered(Exception):
    """No error of Kafka's, for those are answered by asking again."""


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
            request_timeout_ms=ANSWER_MS_MAX,
            max_batch_size=BATCH_BYTES_MAX,
            max_request_size=BATCH_BYTES_MAX + 100_000,
            linger_ms=0,
        )
        _ask_once_to_commit(self._producer)

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

    async def write(self, flush: Flush) -> int:
        """Commit a flush; returns the offset behind its position in the rows topic.

        Raises Fenced or FlushFailed, and must not be used again then.
        """
        sent: list[asyncio.Future[Any]] = []
        try:
            await self._producer.begin_transaction()
            batches = list(self._batches(flush))
            for topic, number, batch in batches:
                name = self._names.full(topic)
                sent.append(await self._producer.send_batch(batch, name, partition=number))
            *_, last = await asyncio.gather(*sent)
            await self._producer.commit_transaction()
            return int(last.offset + batches[-1][2].record_count())
        except (KafkaError, IllegalOperation, AssertionError, ValueError) as broken:
            raise self._named([broken, *await _errors_of(sent)]) from broken

    def _named(self, errors: Sequence[BaseException]) -> EngineStopped:
        """Return what is to be said of a flush that failed, the first error being what ended it.

        Whoever was fenced while it had nothing to write hears of it from a batch on its way, and
        meanwhile is told that it cannot send.
        """
        if any(isinstance(error, ProducerFenced) for error in errors):
            return Fenced(
                f"{self._id} was taken over by another worker: this one stops, nothing is lost"
            )
        return FlushFailed(
            f"a flush of {self._id} did not commit for certain ({errors[0]!r}):"
            " restart the worker, it goes on from the last commit"
        )

    async def close(self) -> None:
        """Let the producer go; a transaction still open is aborted by the next owner."""
        await self._producer.stop()

    def _batches(self, flush: Flush) -> Iterator[tuple[str, int, Any]]:
        grouped = dict(by_place(flush.outputs))
        rows: list[Record] = [(key, value, []) for key, value in flush.rows]
        position = None if flush.withdraws else positions.pack(flush.position)
        # Last of all, so that the position is the very last record.
        grouped[self._rows, self._partition] = [*rows, (positions.POSITION_KEY, position, [])]
        for (topic, number), records in grouped.items():
            for batch in packed(self._producer, topic, records):
                yield topic, number, batch


async def _errors_of(sent: Sequence["asyncio.Future[Any]"]) -> list[BaseException]:
    """Return what became of the batches on their way, of those that have come to grief."""
    if not sent:
        return []
    done, _ = await asyncio.wait(sent, timeout=_LAST_WORDS_SECONDS)
    errors = [one.exception() for one in done if not one.cancelled()]
    return [error for error in errors if error is not None]


def _ask_once_to_commit(producer: Any) -> None:
    """Let a producer fail for good where a commit was sent and no answer came."""
    inner = producer.client.send

    async def send(node: Any, request: Any, **named: Any) -> Any:
        try:
            return await inner(node, request, **named)
        except NodeNotReadyError:  # nothing has left this process
            raise
        except KafkaError as lost:
            if isinstance(request, EndTxnRequest):
                raise _CommitUnanswered(repr(lost)) from lost
            raise

    producer.client.send = send
