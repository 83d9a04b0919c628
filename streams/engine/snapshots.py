"""Rows of a partition kept on the worker's own disk, so that a restart reads only what came since.

A snapshot is a shortcut and never the truth: one that is damaged, of another topic, too old, or of
an end that the log does not have, is passed over by name, and the rows are read back whole.
"""

import os
import struct
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import islice
from pathlib import Path

import msgspec
from msgspec import Struct

from streams.engine import position as positions
from streams.engine.errors import RowsUnreadable
from streams.engine.position import Position
from streams.engine.store import FRAME_VERSION

Rows = Sequence[tuple[bytes, bytes]]

# A broker drops the record that removes a row after a day; an older snapshot would bring it back.
AGE_SECONDS_MAX = 12 * 3_600
_MAGIC = b"arrears rows 1\n"
_LENGTHS = struct.Struct(">II")
_DIGEST_BYTES = 32
_ROWS_AT_ONCE = 10_000


class Snapshot(Struct, frozen=True):
    """Rows as they stood at a position, which is the last record before `offset`."""

    offset: int
    position: Position
    rows: Rows


class _Head(Struct, frozen=True, array_like=True):
    topic: str
    identity: str
    number: int
    frame: int
    offset: int
    position: bytes
    count: int
    saved_at: float


class Snapshots:
    """The snapshots of one rows topic in a folder; `identity` is the broker's own id of the topic.

    A topic that was deleted and made again has another, although the name is the same.
    """

    def __init__(self, folder: Path, topic: str, identity: str) -> None:
        self._folder, self._topic, self._identity = folder, topic, identity

    def path(self, number: int) -> Path:
        """Return the file of a partition."""
        return self._folder / f"{self._topic}-{number}.rows"

    def save(self, number: int, snapshot: Snapshot, now: float) -> None:
        """Write a snapshot, all of it or none; an OSError says that the disk would not have it."""
        head = _Head(
            self._topic,
            self._identity,
            number,
            FRAME_VERSION,
            snapshot.offset,
            positions.pack(snapshot.position),
            len(snapshot.rows),
            now,
        )
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self.path(number)
        beside = path.with_suffix(".part")
        digest = blake2b(digest_size=_DIGEST_BYTES)
        with beside.open("wb") as file:
            for part in _parts(head, snapshot.rows):
                digest.update(part)
                file.write(part)
            file.write(digest.digest())
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        _sync_folder(self._folder)

    def load(self, number: int, now: float) -> Snapshot | str | None:
        """Return a snapshot, why the one there is of no use, or None where there is none."""
        path = self.path(number)
        if not path.exists():
            return None
        try:
            found = path.read_bytes()
        except OSError as broken:
            return f"it cannot be read ({broken.strerror})"
        body, digest = found[:-_DIGEST_BYTES], found[-_DIGEST_BYTES:]
        if blake2b(body, digest_size=_DIGEST_BYTES).digest() != digest:
            return "it is damaged"
        try:
            head, rows = _read(body)
            position = positions.unpack(head.position)
        except (ValueError, struct.error, msgspec.DecodeError, RowsUnreadable):
            return "it is of another version"
        why = self._why_not(head, number, now)
        return Snapshot(head.offset, position, rows) if why is None else why

    def _why_not(self, head: _Head, number: int, now: float) -> str | None:
        if head.frame != FRAME_VERSION:
            return "it is of another version"
        if (head.topic, head.identity, head.number) != (self._topic, self._identity, number):
            return "it is of another topic"
        return None if 0 <= now - head.saved_at <= AGE_SECONDS_MAX else "it is too old"


def _parts(head: _Head, rows: Rows) -> Iterator[bytes]:
    packed = msgspec.msgpack.encode(head)
    yield _MAGIC + _LENGTHS.pack(len(packed), 0) + packed
    left = iter(rows)
    while some := list(islice(left, _ROWS_AT_ONCE)):
        yield b"".join(_LENGTHS.pack(len(key), len(row)) + key + row for key, row in some)


def _read(body: bytes) -> tuple[_Head, Rows]:
    if not body.startswith(_MAGIC):
        raise ValueError("no snapshot")
    at = len(_MAGIC)
    length, _ = _LENGTHS.unpack_from(body, at)
    at += _LENGTHS.size
    head = msgspec.msgpack.decode(body[at : at + length], type=_Head)
    at += length
    rows = []
    for _ in range(head.count):
        key_length, row_length = _LENGTHS.unpack_from(body, at)
        key_at = at + _LENGTHS.size
        row_at = key_at + key_length
        at = row_at + row_length
        rows.append((body[key_at:row_at], body[row_at:at]))
    return head, rows


def _sync_folder(folder: Path) -> None:
    """Make the new name last: a rename is kept only with the folder."""
    entry = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(entry)
    finally:
        os.close(entry)
