"""The records of a flush in batches as a broker takes them: outputs first, rows, position last."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from aiokafka import AIOKafkaProducer

from streams.engine.errors import FlushFailed
from streams.engine.spoken import SOURCE
from streams.engine.working import Output

Record = tuple[bytes, bytes | None, list[tuple[str, bytes]]]
Place = tuple[str, int]

BATCH_BYTES_MAX = 1_000_000


def by_place(outputs: Iterable[Output]) -> Mapping[Place, list[Record]]:
    """Return outputs by topic and partition, in order, each with its source in a header."""
    grouped: defaultdict[Place, list[Record]] = defaultdict(list)
    for topic, number, key, value, origin in outputs:
        grouped[topic, number].append((key, value, [(SOURCE, origin.encode())]))
    return grouped


def packed(producer: AIOKafkaProducer, records: Iterable[Record]) -> Iterator[Any]:
    """Yield records in batches that are closed; raises FlushFailed for one that fits in none."""
    batch = producer.create_batch()
    for key, value, headers in records:
        # An empty batch takes a record of any size, and only the broker would refuse it.
        if len(key) + len(value or b"") > BATCH_BYTES_MAX:
            raise FlushFailed(
                f"one record is larger than {BATCH_BYTES_MAX} bytes; its row has outgrown"
                " the store: see the row's facts with `arrears explain`"
            )
        if not _append(batch, key, value, headers):
            batch.close()
            yield batch
            batch = producer.create_batch()
            _append(batch, key, value, headers)
    batch.close()
    yield batch


def _append(batch: Any, key: bytes, value: bytes | None, headers: list[tuple[str, bytes]]) -> bool:
    done = batch.append(key=key, value=value, timestamp=None, headers=headers)
    return done is not None
