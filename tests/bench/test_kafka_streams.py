"""The reader of the Java program's rows, on bytes laid out by hand."""

import struct

from tests.bench.peers.kafka_streams import standing_of
from tests.bench.peers.standing import Standing


def text(value: str) -> bytes:
    return struct.pack(">B", len(value)) + value.encode()


def test_a_row_is_read_whatever_facts_it_holds() -> None:
    row = text("d31.large") + struct.pack(">qq", 7_000, 50_000)
    row += struct.pack(">hiiq", 2, 0, 20, 20_000) + text("s1")
    row += struct.pack(">iiq", 30, 50, 31_000) + text("s2")
    row += struct.pack(">hiq", 1, 1, 9_000) + text("p1")
    row += struct.pack(">hq", 1, 2_000) + text("r1") + text("p1")
    row += struct.pack(">BBqBq", 2, 0, 13_000, 1, 31_000)
    assert standing_of(row) == Standing((("s1", 13_000), ("s2", 31_000)), "d31.large", 7_000)


def test_a_row_with_nothing_open() -> None:
    row = text("current") + struct.pack(">qqhhhB", 0, 0, 0, 0, 0, 0)
    assert standing_of(row) == Standing((), "current", 0)
