"""Reading the rows topic back, from its start to its committed end.

The writer must be open before (see `reading`).
"""

from collections.abc import Mapping
from typing import Any, Generic

from aiokafka import TopicPartition

from streams.engine import position as positions
from streams.engine.position import Position
from streams.engine.reading import Progress, read_whole
from streams.engine.stage import R
from streams.engine.store import Store


class Restored(Generic[R]):
    """The partitions of a stage being filled from the log; one that never ran has no position.

    `torn` are those with rows behind their last position: a flush of which the end is missing.
    """

    def __init__(self, stores: Mapping[int, Store[R]]) -> None:
        self.stores = stores
        self.positions: dict[int, Position] = {}
        self.torn: set[int] = set()

    def take(self, number: int, key: bytes, value: bytes | None) -> None:
        """Take one record of the rows topic."""
        if key != positions.POSITION_KEY:
            self.stores[number].restore(key, value)
            self.torn.add(number)
        elif value is None:
            # Withdrawn by a rebuild that has not come to its end.
            self.positions.pop(number, None)
            self.torn.add(number)
        else:
            self.positions[number] = positions.unpack(value)
            self.torn.discard(number)


async def restore(
    bootstrap: str, topic: str, stores: Mapping[int, Store[R]], progress: Progress
) -> Restored[R]:
    """Fill the stores; returns where each partition stands. `progress` hears (done, total)."""
    restored = Restored(stores)

    def take(part: TopicPartition, record: Any) -> None:
        restored.take(part.partition, record.key, record.value)

    parts = [TopicPartition(topic, number) for number in stores]
    await read_whole(bootstrap, parts, take, progress)
    return restored
