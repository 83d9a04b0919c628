"""Whether two rows of a key are the same but for shortcuts, and the shortcuts right.

Between two ticks the log does not tell in which order facts of several topics came, and where that
changes nothing that is said, a row may have been led to by another order than the one computed. It
then holds the same, and may have kept another shortcut to it.
"""

import struct
from typing import Any

from msgspec.structs import replace

from streams.engine.stage import StageSpec
from streams.terms.days import AsOf, Day, Instant
from streams.terms.packing import RowCorrupt
from streams.verify.cuts import Applied

Spec = StageSpec[Any, Any, Any, Any]

_HEAD = struct.Struct(">BiB")
# Later ticks walk from a shortcut on; a wrong one says something else by then.
_LATER_DAYS = (0, 1, 10, 40)
_DAY = 86_400_000_000


def alike(spec: Spec, last: Applied | None, should: bytes, stands: bytes) -> bool:
    """Tell whether two framed rows are the same, and stay so on some days behind the last tick."""
    if should == stands:
        return True
    try:
        (head, row), (other_head, other) = _taken_apart(spec, should), _taken_apart(spec, stands)
    except (RowCorrupt, struct.error):
        return False
    if head != other_head or _bare(spec, row) != _bare(spec, other):
        return False
    return last is None or all(_turns_alike(spec, row, other, last, d) for d in _LATER_DAYS)


def _turns_alike(spec: Spec, row: Any, other: Any, last: Applied, days: int) -> bool:
    as_of = last.tick.as_of
    later = AsOf(Day(as_of.on + days), Instant(as_of.at + days * _DAY))
    turned, again = (spec.turn(each, last.rules, later, later) for each in (row, other))
    same = (turned.notices, turned.wake_on) == (again.notices, again.wake_on)
    return same and _bare(spec, turned.row) == _bare(spec, again.row)


def _bare(spec: Spec, row: Any) -> bytes:
    return spec.pack(replace(row, **dict.fromkeys(spec.shortcuts)))


def _taken_apart(spec: Spec, framed: bytes) -> tuple[bytes, Any]:
    """Return version, wake day and label of a framed row as they stand, and the row."""
    _, _, length = _HEAD.unpack_from(framed)
    begin = _HEAD.size + length
    return framed[:begin], spec.unpack(framed[begin:])
