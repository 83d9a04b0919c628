"""Places of a crew's day as a sketch: north is up, a bar tells the scale, and no map is asked for.

>>> found = sketch([(0, 0), (9_000, 0)], width=100, height=100, margin=10)
>>> [(dot.x, dot.y) for dot in found.dots], found.bar_metres, found.bar_width
([(50, 90), (50, 10)], 500, 40)
"""

from collections.abc import Sequence
from math import cos, radians

from msgspec import Struct

# The mean radius of the earth (IUGG) makes a degree of latitude so many metres long.
_METRES_A_MICRODEGREE = 0.111195
_BARS = tuple(step * 10**power for power in range(1, 7) for step in (1, 2, 5))
# Places nearer to each other than this look alike on paper anyway.
_METRES_MIN = 200.0


class Dot(Struct, frozen=True):
    """Where the visit with that number in the day's order is drawn, from the upper left corner."""

    number: int
    x: int
    y: int


class Sketch(Struct, frozen=True, kw_only=True):
    """The dots of a drawing, and a bar that is so many metres long."""

    width: int
    height: int
    dots: tuple[Dot, ...]
    bar_width: int
    bar_metres: int


def sketch(
    places: Sequence[tuple[int, int] | None], width: int = 360, height: int = 220, margin: int = 24
) -> Sketch | None:
    """Draw places (microdegrees, north and east), in order from number 1; None where none is known.

    A place that is not known keeps its number and has no dot.
    """
    known = [(number, *place) for number, place in enumerate(places, 1) if place is not None]
    if not known:
        return None
    middle = radians(sum(north for _, north, _ in known) / len(known) / 1_000_000)
    first = known[0][2]
    metres = [
        (
            number,
            _turned(east - first) * cos(middle) * _METRES_A_MICRODEGREE,
            north * _METRES_A_MICRODEGREE,
        )
        for number, north, east in known
    ]
    xs, ys = [x for _, x, _ in metres], [y for _, _, y in metres]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    scale = min(
        (width - 2 * margin) / max(wide, _METRES_MIN),
        (height - 2 * margin) / max(high, _METRES_MIN),
    )
    left, top = (width - wide * scale) / 2, (height - high * scale) / 2
    dots = tuple(
        Dot(n, round(left + (x - min(xs)) * scale), round(top + (max(ys) - y) * scale))
        for n, x, y in metres
    )
    bar = max((b for b in _BARS if b * scale <= width / 2), default=_BARS[0])
    return Sketch(
        width=width, height=height, dots=dots, bar_width=round(bar * scale), bar_metres=bar
    )


def _turned(east: int) -> int:
    """Return a difference of longitudes the short way round."""
    return (east + 180_000_000) % 360_000_000 - 180_000_000
