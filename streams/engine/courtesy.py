"""The stages of a worker share one loop: whoever is busy makes room for one that is opening.

To open partitions is a long row of questions to the broker, and an answer is looked at once in a
turn of the loop. A stage with much to catch up on turns it as slowly as it handles a slice, and
beside it another one would take minutes to open, while its facts wait.

>>> courtesy = Courtesy()
>>> courtesy.slice
500
>>> with courtesy.opening():
...     courtesy.slice
100
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

# So many records are handled without looking up: heartbeats and commits wait for as long.
_SLICE, _SLICE_BESIDE = 500, 100
_ASIDE_SECONDS = 0.005


class Courtesy:
    """How long slices are, and how long to step aside between them; shared by a worker's stages."""

    def __init__(self) -> None:
        """Begin with nobody opening."""
        self._opening = 0

    @contextmanager
    def opening(self) -> Iterator[None]:
        """Ask the others for room as long as this lasts."""
        self._opening += 1
        try:
            yield
        finally:
            self._opening -= 1

    @property
    def slice(self) -> int:
        """How many records may be handled in a row."""
        return _SLICE_BESIDE if self._opening else _SLICE

    async def step_aside(self) -> None:
        """Let everybody else have a turn, and for a moment more where somebody is opening."""
        await asyncio.sleep(_ASIDE_SECONDS if self._opening else 0)
