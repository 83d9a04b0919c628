"""The rows of one partition: packed bytes, opened when touched, packed again at the flush.

A changed row is framed as `version, wake day, label, packed row`, so that the calendar and the
gauge by label come back from the log without opening a row. A store belongs to one assignment of
one partition and is dropped with it.
"""

import struct
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Generic

from streams.engine.errors import RowsUnreadable
from streams.engine.position import CURE
from streams.engine.stage import R
from streams.terms.days import Day

_HEAD = struct.Struct(">BiB")
FRAME_VERSION = 1
_NEVER = -1


class Store(Generic[R]):
    """Rows by key, with the days on which they want to be looked at."""

    def __init__(
        self,
        *,
        blank: Callable[[str], R],
        pack: Callable[[R], bytes],
        unpack: Callable[[bytes], R],
        label: Callable[[R], str],
    ) -> None:
        self._blank, self._pack, self._unpack, self._label = blank, pack, unpack, label
        self._framed: dict[bytes, bytes] = {}
        # With the day on which each wants to be looked at; for all others the frame tells it.
        self._open: dict[bytes, tuple[R, int]] = {}
        self._calendar: dict[int, set[bytes]] = {}
        self.labels: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._framed) + sum(1 for key in self._open if key not in self._framed)

    def copied(self) -> list[tuple[bytes, bytes]]:
        """Return key and frame of every row, but for changes not taken yet."""
        return list(self._framed.items())

    def keys(self) -> set[bytes]:
        """Return the key of every record."""
        return {*self._framed, *self._open}

    def __contains__(self, key: bytes) -> bool:
        return key in self._framed or key in self._open

    def get(self, key: bytes) -> R:
        """Return the row of a key, a blank one where there is none yet."""
        opened = self._open.get(key)
        if opened is not None:
            return opened[0]
        framed = self._framed.get(key)
        if framed is None:
            return self._blank(key.decode())
        return self._unpack(unframed(framed))

    def put(self, key: bytes, row: R, wake_on: Day | None) -> None:
        """Keep a changed row until the next flush, and note when it wants to be looked at."""
        wake = _NEVER if wake_on is None else wake_on
        self._note(key, self._wake_of(key), wake)
        self._open[key] = row, wake

    def due(self, on: Day) -> list[bytes]:
        """Return the keys that want to be looked at on or before a day, in order.

        They stay in the calendar until they are put back with another day: what is written
        before that still says that they are due.
        """
        days = [day for day in self._calendar if day <= on]
        return sorted(key for day in days for key in self._calendar[day])

    def every(self) -> list[bytes]:
        """Return the key of every row, in order: other rules make every row worth a look."""
        return sorted({*self._framed, *self._open})

    def take_changed(self) -> Sequence[tuple[bytes, bytes | None]]:
        """Pack the rows changed since the last call; they are the records of the rows topic."""
        changed = [(key, self._frame(row, wake)) for key, (row, wake) in self._open.items()]
        for key, framed in changed:
            self._count(key, framed)
        self._framed.update(changed)
        self._open = {}
        return changed

    def restore(self, key: bytes, framed: bytes | None) -> None:
        """Take a row back from the log; None removes it."""
        if framed is None:
            self._count(key, b"")
            self._note(key, self._wake_of(key), _NEVER)
            self._framed.pop(key, None)
            return
        wake = require_version(framed)
        self._count(key, framed)
        self._note(key, self._wake_of(key), wake)
        self._framed[key] = framed

    def _frame(self, row: R, wake: int) -> bytes:
        label = self._label(row).encode()
        head = _HEAD.pack(FRAME_VERSION, wake, len(label))
        return head + label + self._pack(row)

    def _count(self, key: bytes, framed: bytes) -> None:
        old = self._framed.get(key)
        if old is not None:
            self.labels[_label_of(old)] -= 1
        if framed:
            self.labels[_label_of(framed)] += 1

    def _wake_of(self, key: bytes) -> int:
        opened = self._open.get(key)
        if opened is not None:
            return opened[1]
        framed = self._framed.get(key)
        return _NEVER if framed is None else _read_head(framed)[1]

    def _note(self, key: bytes, old: int, wake: int) -> None:
        """Move a key in the calendar."""
        if old == wake:
            return
        if old != _NEVER:
            same_day = self._calendar[old]
            same_day.discard(key)
            if not same_day:
                del self._calendar[old]
        if wake != _NEVER:
            self._calendar.setdefault(wake, set()).add(key)


def unframed(framed: bytes) -> bytes:
    """Return what stands in a frame."""
    return framed[_HEAD.size + framed[_HEAD.size - 1] :]


def framed_part(packed: bytes) -> bytes:
    """Return a record beside a row in its frame: it wakes on no day, and has no label."""
    return _HEAD.pack(FRAME_VERSION, _NEVER, 0) + packed


def require_version(framed: bytes) -> int:
    """Return the wake day of a frame; raises RowsUnreadable where it is none of this version."""
    version, wake = _read_head(framed)
    if version != FRAME_VERSION:
        raise RowsUnreadable(
            f"a row has frame version {version}, this worker reads {FRAME_VERSION}: start the"
            f" version that wrote it, or {CURE}"
        )
    return wake


def _read_head(framed: bytes) -> tuple[int, int]:
    try:
        version, wake, _ = _HEAD.unpack_from(framed)
    except struct.error as short:
        raise RowsUnreadable(f"a row is shorter than its frame: {CURE}") from short
    return version, wake


def _label_of(framed: bytes) -> str:
    try:
        return framed[_HEAD.size : _HEAD.size + framed[_HEAD.size - 1]].decode()
    except UnicodeDecodeError as broken:
        raise RowsUnreadable(f"the label of a row is no text: {CURE}") from broken
