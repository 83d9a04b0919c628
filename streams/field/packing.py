r"""The area's row as bytes, in the format of `terms.packing`, whole or in parts.

In parts an agent stands under `agent/` and its id, a visit under `visit/`, an incident under
`incident/`; the head is a row without any, in a format of its own.

>>> unpack(pack(AreaRow(area="north"))).area
'north'
>>> from streams.terms.days import Day
>>> ill = AreaRow(area="north", agents={"ag1": Agent("ag1", absent=(Day(3),))})
>>> dict(changed(ill, None))
{'agent/ag1': b'\x01\x97\xa3ag1\x90\x90\x91\x03\x90\x90\x90'}
>>> list(changed(ill, ill)), join(head(ill), dict(changed(ill, None))) == ill
([], True)
"""

from collections.abc import Iterator, Mapping
from typing import Any

from streams.field.rows import Agent, AreaRow, Incident, Visit
from streams.terms.packing import Packing, RowCorrupt

FORMAT = b"\x01"
HEAD_FORMAT = b"\x02"

_ROWS = Packing(AreaRow, FORMAT)
_HEADS = Packing(AreaRow, HEAD_FORMAT)
_KINDS: Mapping[str, tuple[str, Packing[Any]]] = {
    "agent": ("agents", Packing(Agent, FORMAT)),
    "visit": ("visits", Packing(Visit, FORMAT)),
    "incident": ("incidents", Packing(Incident, FORMAT)),
}

pack = _ROWS.pack
unpack = _ROWS.unpack


def head(row: AreaRow) -> bytes:
    """Return what is about the area as a whole."""
    return _HEADS.pack(AreaRow(row.area, row.head))


def is_whole(packed: bytes) -> bool:
    """Tell whether a row was written whole, so that nothing stands beside it."""
    return packed[:1] == FORMAT


def changed(row: AreaRow, before: AreaRow | None) -> Iterator[tuple[str, bytes | None]]:
    """Yield each part that is not the very one of the row before, None for one that is gone."""
    for kind, (name, packing) in _KINDS.items():
        parts: dict[str, Any] = getattr(row, name)
        stood: dict[str, Any] = {} if before is None else getattr(before, name)
        if parts is stood:
            continue
        for part_id, part in parts.items():
            if stood.get(part_id) is not part:
                yield f"{kind}/{part_id}", packing.pack(part)
        for part_id in sorted(stood.keys() - parts.keys()):
            yield f"{kind}/{part_id}", None


def join(packed: bytes, parts: Mapping[str, bytes]) -> AreaRow:
    """Return the row of a head and its parts; raises RowCorrupt for what is none of them."""
    if is_whole(packed):
        return unpack(packed)
    row = _HEADS.unpack(packed)
    found: dict[str, dict[str, Any]] = {name: {} for name, _ in _KINDS.values()}
    for part in sorted(parts):
        kind, _, part_id = part.partition("/")
        if kind not in _KINDS:
            raise RowCorrupt(f"an area has no part of the kind {kind!r}")
        name, packing = _KINDS[kind]
        found[name][part_id] = packing.unpack(parts[part])
    return AreaRow(row.area, row.head, **found)
