"""Stretches of time on a line: what is left of them inside others, or without them.

>>> inside(((0, 10), (20, 30)), ((5, 25),))
((5, 10), (20, 25))
>>> without(((0, 10),), (4, 6))
((0, 4), (6, 10))
"""

Spans = tuple[tuple[int, int], ...]
"""Stretches from the first number up to the second, that one excluded; in order, and apart."""


def inside(spans: Spans, allowed: Spans) -> Spans:
    """Return what of the spans lies inside allowed ones."""
    cut = ((max(a, c), min(b, d)) for a, b in spans for c, d in allowed)
    return tuple(span for span in cut if span[0] < span[1])


def without(spans: Spans, barred: tuple[int, int]) -> Spans:
    """Return what of the spans lies outside a barred one."""
    first, last = barred
    if first >= last:
        return spans
    cut = (piece for a, b in spans for piece in ((a, min(b, first)), (max(a, last), b)))
    return tuple(span for span in cut if span[0] < span[1])
