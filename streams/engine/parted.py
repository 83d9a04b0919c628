r"""Rows too large to be written whole: a head, and beside it records of parts that were touched.

A part stands in the rows topic under `key NUL part`, framed as a row that wakes on no day; no key
of a row holds a NUL (`letters.stray`). The head stands under the key itself, with label and wake
day, and is written with whatever part has changed, in one transaction. What a row was when it was
last written or read stays open, so that only parts that are other objects by then are packed again.

All that is written of a row comes one behind the other, its head last: so who writes without a
transaction can keep it in one batch, which is there or not at all (`batches.packed_by_row`). A row
that was written whole, as once was done there, is read back, and kept in parts from then on.
"""

from collections.abc import Iterator

from streams.engine.position import PART
from streams.engine.stage import F, N, P, Parts, R, StageSpec
from streams.engine.store import Store, framed_part, require_version, unframed

Changed = list[tuple[bytes, bytes | None]]


def key_of(row: bytes, part: str) -> bytes:
    r"""Return the key of a part's record.

    >>> key_of(b"north", "v/1")
    b'north\x00v/1'
    """
    return row + PART + part.encode()


class PartedStore(Store[R]):
    """Rows by key, each kept in parts; `len` and `keys` are of records, not of rows."""

    def __init__(self, spec: StageSpec[R, F, N, P], parts: Parts[R]) -> None:
        super().__init__(blank=spec.blank, pack=parts.head, unpack=spec.unpack, label=spec.label)
        self._split = parts
        self._parts: dict[bytes, dict[str, bytes]] = {}
        # The rows as the log has them, part by part; a row that stands there whole is not among
        # them.
        self._stood: dict[bytes, R] = {}

    def __len__(self) -> int:
        return super().__len__() + sum(map(len, self._parts.values()))

    def copied(self) -> list[tuple[bytes, bytes]]:
        """Return key and frame of every record, but for changes not taken yet."""
        return [*super().copied(), *self._records()]

    def keys(self) -> set[bytes]:
        """Return the key of every record."""
        return {*super().keys(), *(key for key, _ in self._records())}

    def get(self, key: bytes) -> R:
        """Return the row of a key, a blank one where there is none yet."""
        if key in self._open or key not in self._framed:
            return super().get(key)
        stood = self._stood.get(key)
        return self._joined(key) if stood is None else stood

    def take_changed(self) -> list[tuple[bytes, bytes | None]]:
        """Pack heads of changed rows, and what changed of their parts; None takes a part away."""
        parts = [self._changed(key, row) for key, (row, _) in self._open.items()]
        heads = super().take_changed()
        return [one for some, head in zip(parts, heads, strict=True) for one in (*some, head)]

    def restore(self, key: bytes, framed: bytes | None) -> None:
        """Take a record back from the log; None removes it."""
        row, between, part = key.partition(PART)
        self._stood.pop(row, None)
        if not between:
            super().restore(key, framed)
        elif framed is None:
            self._put(row, part.decode(), None)
        else:
            require_version(framed)
            self._put(row, part.decode(), framed)

    def _joined(self, key: bytes) -> R:
        parts = {name: unframed(part) for name, part in self._parts.get(key, {}).items()}
        head = unframed(self._framed[key])
        row = self._split.join(head, parts)
        if not self._split.is_whole(head):
            self._stood[key] = row
        return row

    def _records(self) -> Iterator[tuple[bytes, bytes]]:
        for row, parts in self._parts.items():
            for part, framed in parts.items():
                yield key_of(row, part), framed

    def _changed(self, key: bytes, row: R) -> Changed:
        stood = self._stood.get(key)
        packed = dict(self._split.changed(row, stood))
        if stood is None:
            # What the log has beside a row that is whole in it is no part of this one.
            packed |= dict.fromkeys(sorted(self._parts.get(key, {}).keys() - packed.keys()))
        self._stood[key] = row
        changed: Changed = []
        for part, value in packed.items():
            framed = None if value is None else framed_part(value)
            self._put(key, part, framed)
            changed.append((key_of(key, part), framed))
        return changed

    def _put(self, row: bytes, part: str, framed: bytes | None) -> None:
        if framed is not None:
            self._parts.setdefault(row, {})[part] = framed
        elif row in self._parts:
            self._parts[row].pop(part, None)
            if not self._parts[row]:
                del self._parts[row]


def store_of(spec: StageSpec[R, F, N, P]) -> Store[R]:
    """Return an empty store of a stage's rows."""
    if spec.parts is not None:
        return PartedStore(spec, spec.parts)
    return Store(blank=spec.blank, pack=spec.pack, unpack=spec.unpack, label=spec.label)
