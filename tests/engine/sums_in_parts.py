"""The sums of the second stage kept in parts: total and ticks beside the head.

A number that is nought has no part, so parts come and go as sums do.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from streams.engine.stage import Parts, StageSpec
from tests.engine.sums import Sum, pack, unpack

_FRAME = 6


def _head(row: Sum) -> bytes:
    return b"head" + msgspec.json.encode([row.key, row.held])


def _changed(row: Sum, before: Sum | None) -> Iterator[tuple[str, bytes | None]]:
    for name in ("total", "ticks"):
        value: int = getattr(row, name)
        stood: int = 0 if before is None else getattr(before, name)
        if value != stood:
            yield name, msgspec.json.encode(value) if value else None


def _join(head: bytes, parts: Mapping[str, bytes]) -> Sum:
    if not head.startswith(b"head"):
        return unpack(head)
    key, held = msgspec.json.decode(head[len(b"head") :])
    found = {name: msgspec.json.decode(part) for name, part in parts.items()}
    return Sum(key, found.get("total", 0), found.get("ticks", 0), held)


PARTS: Parts[Sum] = Parts(
    head=_head,
    changed=_changed,
    join=_join,
    is_whole=lambda head: not head.startswith(b"head"),
)


def whole(
    records: Mapping[bytes, bytes], spec: StageSpec[Any, Any, Any, Any]
) -> dict[bytes, bytes]:
    """Return framed rows, each put together from its records."""
    if spec.parts is None:
        return dict(records)
    found: dict[bytes, bytes] = {}
    for key, framed in records.items():
        if b"\x00" in key:
            assert key.partition(b"\x00")[0] in records, "a part of no row"
            continue
        parts = {
            other[len(key) + 1 :].decode(): part[_FRAME:]
            for other, part in records.items()
            if other.startswith(key + b"\x00")
        }
        begin = _FRAME + framed[_FRAME - 1]
        found[key] = framed[:begin] + pack(spec.parts.join(framed[begin:], parts))
    return found
