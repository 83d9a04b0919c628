"""Reading topics once, from start to end, as any consumer would: committed records only."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from kafka import KafkaConsumer, TopicPartition

Record = Any
"""A kafka-python ConsumerRecord; the library carries no types."""


@contextmanager
def consumer(bootstrap: str) -> Iterator[Any]:
    """Open a consumer of no group; it commits nothing."""
    opened = KafkaConsumer(
        bootstrap_servers=bootstrap,
        group_id=None,
        enable_auto_commit=False,
        isolation_level="read_committed",
        auto_offset_reset="earliest",
    )
    try:
        yield opened
    finally:
        opened.close()


def read_all(bootstrap: str, name: str, partitions: Sequence[int]) -> Iterator[Record]:
    """Yield every record of some partitions of a topic that is committed now, in offset order."""
    with consumer(bootstrap) as opened:
        parts = [TopicPartition(name, number) for number in partitions]
        opened.assign(parts)
        ends = opened.end_offsets(parts)
        while any(opened.position(part) < ends[part] for part in parts):
            for records in opened.poll(timeout_ms=200).values():
                yield from records
