"""Is the world still the one in which a position was written? Its partitions, and its inputs.

A topic that was deleted and made anew begins at 0 again, so that its first records would be passed
over in silence; and with another number of partitions a key's facts come to where its row is not.
A topic that was restored from a copy, with its offsets, is as good as the one before: so the last
record that was handled is looked at, not the topic's id.

>>> from streams.engine.position import Position
>>> require_same_partitions("delinquency", Position(partitions=4), 4)
"""

from collections.abc import Mapping
from typing import Any
from zlib import crc32

from aiokafka import TopicPartition

from streams.engine.errors import InputsGone, PartitionsChanged
from streams.engine.names import Names
from streams.engine.position import Position
from streams.engine.reading import bounds, read_whole
from streams.engine.stage import Incoming


def mark_of(record: Incoming) -> int:
    """Return a short mark of a record's content."""
    return crc32(record.value or b"", crc32(record.key or b""))


def require_same_partitions(stage: str, position: Position, partitions: int) -> None:
    """Raise PartitionsChanged where the rows were written in another number of partitions."""
    if position.partitions not in {0, partitions}:
        raise PartitionsChanged(
            f"the rows of stage {stage} were written in {position.partitions} partitions, and its"
            f" topics have {partitions} now: keys would be split from their rows; replay the inputs"
            " into topics under another --prefix"
        )


async def require_same_inputs(
    bootstrap: str, names: Names, stage: str, positions: Mapping[int, Position]
) -> None:
    """Raise InputsGone where the record handled last is another one now.

    One that is not there any more, deleted by retention or taken by compaction, tells nothing.
    """
    wanted = {
        TopicPartition(names.full(topic), number): (position.offsets[topic] - 1, mark)
        for number, position in positions.items()
        for topic, mark in position.marks_read.items()
        if position.offsets.get(topic, 0) > 0
    }
    if not wanted:
        return
    begins, ends = await bounds(bootstrap, list(wanted))
    starts = {p: at for p, (at, _) in wanted.items() if begins[p] <= at < ends[p]}
    anew: list[str] = []

    def take(part: TopicPartition, record: Any) -> None:
        at, mark = wanted[part]
        if record.offset == at and mark_of(record) != mark:
            anew.append(f"{part.topic}/{part.partition}")

    if starts:
        behind = {part: at + 1 for part, at in starts.items()}
        await read_whole(bootstrap, list(starts), take, starts=starts, ends=behind)
    if anew:
        raise InputsGone(
            f"{', '.join(sorted(anew))} holds other records than stage {stage} has handled: the"
            " topic was made anew, and its first records would be passed over; restore it with its"
            " offsets, or replay the inputs into topics under another --prefix"
        )
