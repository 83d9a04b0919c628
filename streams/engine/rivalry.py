"""Two workers under one name, told from one that slept: the group forgets them again and again.

>>> rivalry = Rivalry()
>>> [rivalry.is_shown_by_another(now) for now in (0.0, 4.0, 9.0)]
[False, False, True]
>>> slept = Rivalry()
>>> [slept.is_shown_by_another(now) for now in (0.0, 100.0, 200.0)]
[False, False, False]
"""

from collections import deque

# A worker that was stopped past its session is forgotten once; nobody is stopped so often.
_TIMES = 3
_WITHIN_SECONDS = 60.0


class Rivalry:
    """How often the group said lately that it does not know this member."""

    def __init__(self) -> None:
        self._at: deque[float] = deque(maxlen=_TIMES)

    def is_shown_by_another(self, now: float) -> bool:
        """Take note of one more time; returns whether that can only be a rival's doing."""
        self._at.append(now)
        return len(self._at) == _TIMES and now - self._at[0] <= _WITHIN_SECONDS
