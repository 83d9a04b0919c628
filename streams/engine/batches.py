"""The records of a flush in batches as a broker takes them: each is there or not at all."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from aiokafka import AIOKafkaProducer

from streams.engine.errors import FlushFailed
from streams.engine.position import row_of
from streams.engine.spoken import SOURCE
from streams.engine.working import Output
from streams.terms.routes import DEAD_LETTERS

Record = tuple[bytes, bytes | None, list[tuple[str, bytes]]]
Place = tuple[str, int]

BATCH_BYTES_MAX = 1_000_000
# The topic of letters takes 4 MiB: whatever a producer may send elsewhere fits in one.
LETTER_BYTES_MAX = 4_000_000
# The most that a batch has of its own, and a record beside its key, value and headers.
_BATCH_OWN_BYTES, _RECORD_OWN_BYTES, _HEADER_OWN_BYTES = 100, 35, 10


def by_place(outputs: Iterable[Output]) -> Mapping[Place, list[Record]]:
    """Return outputs by topic and partition, in order, each with its source in a header."""
    grouped: defaultdict[Place, list[Record]] = defaultdict(list)
    for topic, number, key, value, origin in outputs:
        grouped[topic, number].append((key, value, [(SOURCE, origin.encode())]))
    return grouped


def packed(producer: AIOKafkaProducer, topic: str, records: Iterable[Record]) -> Iterator[Any]:
    """Yield records of a topic in closed batches; raises FlushFailed for one that fits in none.

    `topic` is the plain name. A letter may be larger than a batch, and has one of its own.
    """
    bytes_max = LETTER_BYTES_MAX if topic == DEAD_LETTERS else BATCH_BYTES_MAX
    batch = producer.create_batch()
    for key, value, headers in records:
        # An empty batch takes a record of any size, and only the broker would refuse it.
        if len(key) + len(value or b"") > bytes_max:
            raise FlushFailed(
                f"a record of key {key[:128]!r} for {topic} is larger than {bytes_max} bytes: its"
                " row has outgrown the store; see the row's facts with `arrears explain`"
            )
        if not _append(batch, key, value, headers):
            batch.close()
            yield batch
            batch = producer.create_batch()
            _append(batch, key, value, headers)
    batch.close()
    yield batch


def packed_by_row(
    producer: AIOKafkaProducer, topic: str, records: Iterable[Record]
) -> Iterator[Any]:
    """Yield the same, but all that comes of one row in one batch, where there is room in one."""
    some: list[Record] = []
    room = left = BATCH_BYTES_MAX - _BATCH_OWN_BYTES
    for _, of_row in groupby(records, key=lambda record: row_of(record[0])):
        row = list(of_row)
        size = sum(map(_bytes_of, row))
        if some and size > left:
            yield from packed(producer, topic, some)
            some, left = [], room
        some += row
        left -= size
    yield from packed(producer, topic, some)


def _bytes_of(record: Record) -> int:
    key, value, headers = record
    own = sum(len(name) + len(named) + _HEADER_OWN_BYTES for name, named in headers)
    return len(key) + len(value or b"") + own + _RECORD_OWN_BYTES


def _append(batch: Any, key: bytes, value: bytes | None, headers: list[tuple[str, bytes]]) -> bool:
    done = batch.append(key=key, value=value, timestamp=None, headers=headers)
    return done is not None
