"""Sends facts, policies and ticks as any producer of a bank would: keyed, murmur2, acknowledged.

A send that failed surfaces at the next `flush`, so a day's tick is never published behind facts
that did not arrive.
"""

from collections.abc import Iterable
from types import TracebackType
from typing import Self

from kafka import KafkaProducer
from kafka.errors import KafkaError

from streams.engine.names import Names
from streams.feed.errors import FeedBroken
from streams.terms.records import Outgoing


class Publisher:
    """A producer under a run's prefix; with `transactional`, each `together` is all or nothing.

    A send waits `blocks_seconds` at most for a topic to be known.
    """

    def __init__(
        self,
        bootstrap: str,
        names: Names,
        transactional: str | None = None,
        *,
        blocks_seconds: float = 30.0,
    ) -> None:
        self._names = names
        self._pending: list[object] = []
        self._producer = KafkaProducer(
            bootstrap_servers=bootstrap,
            acks="all",
            enable_idempotence=True,
            transactional_id=transactional,
            linger_ms=5,
            batch_size=256 * 1024,
            max_block_ms=int(blocks_seconds * 1000),
        )
        if transactional is not None:
            self._producer.init_transactions()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def send(self, record: Outgoing) -> None:
        """Hand one record over; `flush` tells whether it arrived."""
        try:
            sent = self._producer.send(
                self._names.full(record.topic),
                key=record.key,
                value=record.value,
                partition=record.partition,
            )
        except KafkaError as broken:
            raise _refused(broken) from broken
        self._pending.append(sent)

    def flush(self) -> int:
        """Wait until everything has arrived and return how much; raises FeedBroken otherwise."""
        pending, self._pending = self._pending, []
        try:
            self._producer.flush(timeout=60)
            for sent in pending:
                sent.get(timeout=60)  # type: ignore[attr-defined]  # kafka-python carries no types
        except KafkaError as broken:
            raise _refused(broken) from broken
        return len(pending)

    def together(self, records: Iterable[Outgoing]) -> None:
        """Send records in one transaction, so that every partition gets its tick or none does."""
        try:
            self._producer.begin_transaction()
            for record in records:
                self.send(record)
            self.flush()
            self._producer.commit_transaction()
        except KafkaError as broken:
            raise FeedBroken(f"a tick could not be published: {broken!r}") from broken

    def close(self) -> None:
        """Let the broker go."""
        self._producer.close(timeout=10)


def _refused(broken: KafkaError) -> FeedBroken:
    return FeedBroken(
        f"the broker did not take what was sent ({broken!r}): see that it is up and the topics"
        " exist (`arrears topics check`)"
    )
