"""Reading topics as any consumer would: committed records only, no group, nothing committed."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any

from kafka import KafkaConsumer, TopicPartition

Record = Any
"""A kafka-python ConsumerRecord; the library carries no types."""

Place = tuple[str, int]
"""A topic's full name and a partition of it."""


class Reader:
    """Reads some partitions of one topic from the start.

    `waits_ms` is how long the broker may hold a fetch back for more, `records_max` how many records
    one fetch hands over.
    """

    def __init__(
        self,
        bootstrap: str,
        name: str,
        partitions: Sequence[int] = (),
        *,
        waits_ms: int = 500,
        records_max: int = 500,
    ) -> None:
        self._consumer = KafkaConsumer(
            bootstrap_servers=bootstrap,
            group_id=None,
            enable_auto_commit=False,
            isolation_level="read_committed",
            auto_offset_reset="earliest",
            fetch_max_wait_ms=waits_ms,
            max_poll_records=records_max,
        )
        self._name = name
        self._parts: list[TopicPartition] = []
        self.take(partitions)

    def take(self, partitions: Sequence[int]) -> None:
        """Read these partitions, from the start."""
        self._parts = [TopicPartition(self._name, number) for number in partitions]
        self._consumer.assign(self._parts)

    def topics(self) -> set[str]:
        """Return the names of all topics of the cluster."""
        return set(self._consumer.topics())

    def count(self) -> int:
        """Return how many partitions the topic has."""
        return len(self._consumer.partitions_for_topic(self._name) or ())

    def ends(self, places: Iterable[Place]) -> dict[Place, int]:
        """Return where partitions end now, of whichever topic."""
        parts = {place: TopicPartition(*place) for place in places}
        found = self._consumer.end_offsets(list(parts.values()))
        return {place: found[part] for place, part in parts.items()}

    def begins(self) -> dict[int, int]:
        """Return where each partition begins now; what was before is deleted."""
        found = self._consumer.beginning_offsets(self._parts)
        return {part.partition: offset for part, offset in found.items()}

    def skip(self, keep: int = 0) -> None:
        """Go to the end of each partition, or up to so many offsets before it."""
        ends = self._consumer.end_offsets(self._parts)
        starts = self._consumer.beginning_offsets(self._parts)
        for part in self._parts:
            self._consumer.seek(part, max(starts[part], ends[part] - keep))

    def seek(self, timestamp_ms: int) -> None:
        """Go to the first record of each partition that is not older than a moment."""
        found = self._consumer.offsets_for_times(dict.fromkeys(self._parts, timestamp_ms))
        ends = self._consumer.end_offsets(self._parts)
        for part in self._parts:
            at = found.get(part)
            self._consumer.seek(part, ends[part] if at is None else at.offset)

    def poll(self, milliseconds: int) -> Iterator[Record]:
        """Yield what comes within that time, in order within each partition."""
        for records in self._consumer.poll(timeout_ms=milliseconds).values():
            yield from records

    def news(self) -> Iterator[Record]:
        """Yield what is committed now and was not read yet, in order within each partition."""
        ends = self._consumer.end_offsets(self._parts)
        while any(self._consumer.position(part) < ends[part] for part in self._parts):
            yield from self.poll(200)

    def close(self) -> None:
        """Let the broker go."""
        self._consumer.close()


def read_all(bootstrap: str, name: str, partitions: Sequence[int]) -> Iterator[Record]:
    """Yield every record of some partitions of a topic that is committed now."""
    with closing(Reader(bootstrap, name, partitions)) as reader:
        yield from reader.news()
