"""Shares as small bars of plain characters, which every terminal shows at the same width.

>>> bar(0.5), bar(0.001), bar(0.0), bar(None)
('#####.....', '#.........', '..........', '          ')
"""

BAR = 10


def bar(value: float | None, width: int = BAR) -> str:
    """Return a share, 0 to 1, as a bar; any share above none shows, and no share at all is blank.

    >>> bar(0.999), bar(1.0)
    ('#########.', '##########')
    """
    if value is None:
        return " " * width
    full = width if value >= 1 else min(width - 1, max(int(value * width + 0.5), int(value > 0)))
    return "#" * full + "." * (width - full)
