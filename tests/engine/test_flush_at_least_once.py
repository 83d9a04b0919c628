"""What a flush without a transaction sends, and in which batches: each is there or not at all."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from aiokafka.record.memory_records import MemoryRecords

from streams.engine import position as positions
from streams.engine.errors import FlushFailed
from streams.engine.names import Names
from streams.engine.position import Position
from streams.engine.repeating import RepeatingWriter
from streams.engine.working import Flush, Output

Rows = Sequence[tuple[bytes, bytes | None]]
HALF = b"." * 400_000
ROW_A: Rows = [(b"a\x00v/1", HALF), (b"a\x00v/2", None), (b"a", b"head")]
ROW_B: Rows = [(b"b\x00v/1", HALF), (b"b\x00v/2", HALF), (b"b", b"head")]
ROW_C: Rows = [(b"c\x00v/%d" % nth, HALF) for nth in range(4)] + [(b"c", b"head")]


class Told(RepeatingWriter):
    """A writer that keeps what it would send."""

    def __init__(self) -> None:
        super().__init__("localhost:1", Names(""), "first", "first.rows", 0)
        self.sent: list[tuple[str, list[bytes]]] = []

    async def _sent(self, topic: str, number: int, batches: Any) -> list[Any]:
        del number  # the one partition there is
        self.sent += [(topic, keys_in(batch)) for batch in batches]
        return [_Sent()]


class _Sent:
    offset = 7


def keys_in(batch: Any) -> list[bytes]:
    """Return the keys of a closed batch."""
    (read,) = _batches(MemoryRecords(bytes(batch._build())))  # noqa: SLF001 - as it would be sent
    return [record.key for record in read]


def _batches(records: MemoryRecords) -> list[Any]:
    found = []
    while records.has_next():
        found.append(records.next_batch())
    return found


async def sent(rows: Rows, outputs: Sequence[Output] = ()) -> list[list[bytes]]:
    """Return the keys of each batch of rows."""
    writer = Told()
    await writer.write(Flush(list(outputs), rows, Position(flush=3), Counter()))
    await writer.close()
    assert [keys for _, keys in writer.sent[:1]] == [[positions.PLAN_KEY]]
    return [keys for topic, keys in writer.sent[1:] if topic == "first.rows"]


async def test_all_of_a_row_is_in_one_batch() -> None:
    a, b = ([key for key, _ in row] for row in (ROW_A, ROW_B))
    assert await sent([*ROW_A, *ROW_B]) == [a, [*b, positions.POSITION_KEY]]
    assert await sent([*ROW_B, *ROW_A]) == [b, [*a, positions.POSITION_KEY]]


async def test_a_row_larger_than_a_batch_ends_with_its_head() -> None:
    batches = await sent([*ROW_A, *ROW_C, *ROW_A])
    assert [len(keys) for keys in batches] == [3, 2, 3, 4]
    assert [keys[-1] for keys in batches[1:3]] == [b"c\x00v/1", b"c"]


async def test_rows_that_are_written_whole_fill_their_batches() -> None:
    rows = [(b"k%d" % nth, HALF) for nth in range(5)]
    assert [len(keys) for keys in await sent(rows)] == [2, 2, 2]


@pytest.mark.parametrize("large", ["row", "output"])
async def test_of_a_flush_that_cannot_be_written_nothing_is_sent(large: str) -> None:
    writer, value = Told(), b"." * 1_200_000
    outputs: list[Output] = [("out", 0, b"a", b"seen", "x"), ("out", 1, b"b", HALF, "x")]
    outputs += [("out", 1, b"b", value, "x")] if large == "output" else []
    rows = [*ROW_A, (b"d", value if large == "row" else b"head")]
    with pytest.raises(FlushFailed, match="is larger than 1000000 bytes: its row has outgrown"):
        await writer.write(Flush(outputs, rows, Position(flush=3), Counter()))
    await writer.close()
    assert writer.sent == []
