"""A made-up log that keeps what a broker keeps of transactions.

A record of a transaction lies in the log from the moment it is sent. Readers of what is committed
stop at the first record whose transaction is still open, pass over those of an aborted one, and
find a marker, which takes an offset, behind each transaction in every partition it touched.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum

from tests.engine.records import Record

Place = tuple[str, int]
Headers = tuple[tuple[str, bytes], ...]
Written = tuple[Place, bytes, bytes | None, Headers]


class Fate(Enum):
    """What has become of a transaction."""

    OPEN = "open"
    COMMITTED = "committed"
    ABORTED = "aborted"


@dataclass(slots=True)
class Transaction:
    """Records that become visible together or never."""

    fate: Fate = Fate.OPEN
    touched: set[Place] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Slot:
    """One offset of one partition: a record, or a marker that nobody sees."""

    key: bytes
    value: bytes | None
    transaction: Transaction | None
    is_marker: bool = False
    headers: Headers = ()

    @property
    def is_visible(self) -> bool:
        """Whether such a reader is given this record."""
        committed = self.transaction is None or self.transaction.fate is Fate.COMMITTED
        return committed and not self.is_marker


class Log:
    """Topics of some partitions, each a list of slots."""

    def __init__(self) -> None:
        self._slots: defaultdict[Place, list[Slot]] = defaultdict(list)

    def append(self, place: Place, key: bytes, value: bytes | None) -> None:
        """Write one record outside any transaction."""
        self._slots[place].append(Slot(key, value, None))

    def send(self, transaction: Transaction, written: Iterable[Written]) -> None:
        """Write records of an open transaction; nobody may read them yet."""
        assert transaction.fate is Fate.OPEN
        for place, key, value, headers in written:
            self._slots[place].append(Slot(key, value, transaction, headers=headers))
            transaction.touched.add(place)

    def end(self, transaction: Transaction, fate: Fate) -> None:
        """Commit or abort, with a marker in every partition that was touched."""
        assert transaction.fate is Fate.OPEN
        transaction.fate = fate
        for place in sorted(transaction.touched):
            self._slots[place].append(Slot(b"", None, transaction, is_marker=True))

    def lose(self, place: Place, keep: int = 0) -> None:
        """Forget a partition, all but its first records, as if a broker had lost its end."""
        del self._slots[place][keep:]

    def slots(self, place: Place) -> Sequence[Slot]:
        """Return what a partition holds; it grows with the partition."""
        return self._slots[place]

    def end_of(self, place: Place) -> int:
        """Return the offset that the next record will take."""
        return len(self._slots[place])

    def read(
        self, place: Place, start: int, count: int, *, past_open: bool = False
    ) -> tuple[list[Record], int]:
        """Return what is committed of so many offsets, and the position behind them.

        Who reads `past_open` transactions has waited until others ended theirs.
        """
        found, offset = [], start
        for slot in self._slots[place][start : start + count]:
            # Asked once for each slot of each recovery, so in as few steps as can be.
            fate = Fate.COMMITTED if slot.transaction is None else slot.transaction.fate
            if fate is Fate.OPEN and not past_open:
                break
            if fate is Fate.COMMITTED and not slot.is_marker:
                found.append(Record(offset, slot.key, slot.value, headers=slot.headers))
            offset += 1
        return found, offset

    def visible(self, place: Place) -> Iterator[tuple[bytes, bytes]]:
        """Yield key and value of all that is committed, in order."""
        records, _ = self.read(place, 0, self.end_of(place))
        for record in records:
            yield record.key or b"", record.value or b""

    def hidden(self) -> int:
        """Return how many records were sent and never committed."""
        slots = (slot for place in self._slots.values() for slot in place)
        return sum(not slot.is_marker and not slot.is_visible for slot in slots)
