"""A plot of ours beside each peer, as SVG drawn by hand: bars need no library.

>>> from tests.bench.peers.rows import Asked, compared
>>> row = compared(Asked("throughput", "faust", "facts/s"), [100.0], [2.0])
>>> bars([row]).count("<rect")
2
"""

from collections.abc import Sequence
from html import escape

from tests.bench.peers.rows import Row

_WIDTH, _LEFT, _RIGHT = 760, 210, 130
_LINE, _TOP = 26, 34
_OURS, _THEIRS = "#1f6f8b", "#b0b7bc"
_OPEN = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
    'viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="13">'
)


def bars(rows: Sequence[Row]) -> str:
    """Return a bar for ours, by its median over all rows, and one for each peer."""
    ours = sorted(row.ours for row in rows)[len(rows) // 2]
    drawn = [("arrears", ours, _OURS), *((row.peer, row.theirs, _THEIRS) for row in rows)]
    most = max(value for _, value, _ in drawn)
    height = _TOP + _LINE * len(drawn) + 8
    lines = [
        _OPEN.format(width=_WIDTH, height=height),
        f'<text x="{_LEFT}" y="20">{escape(rows[0].workload)}, {escape(rows[0].unit)}</text>',
    ]
    for place, (name, value, colour) in enumerate(drawn):
        lines += _bar(_TOP + _LINE * place, name, value, most, colour)
    return "\n".join([*lines, "</svg>", ""])


def _bar(top: int, name: str, value: float, most: float, colour: str) -> list[str]:
    width = max(1.0, (_WIDTH - _LEFT - _RIGHT) * value / most)
    base = top + _LINE - 12
    return [
        f'<text x="{_LEFT - 8}" y="{base}" text-anchor="end">{escape(name)}</text>',
        f'<rect x="{_LEFT}" y="{top}" width="{width:.1f}" height="{_LINE - 8}" fill="{colour}"/>',
        f'<text x="{_LEFT + width + 6:.1f}" y="{base}">{value:,.0f}</text>',
    ]
