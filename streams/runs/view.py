"""Whoever shows a run while it goes on: counting its days, drawn while a block lasts."""

from types import TracebackType
from typing import Protocol, Self

from streams.runs.followers import Results
from streams.runs.play import Played
from streams.terms.days import Day


class View(Protocol):
    """Takes each day that has been passed."""

    def show(self, played: Played, results: Results, sent: int, seconds: float) -> None:
        """Show a day that has been passed; `sent` facts in `seconds` so far."""
        ...


class Drawn(Protocol):
    """Something of rich's that is drawn between its start and its stop."""

    def start(self) -> None:
        """Begin to draw."""
        ...

    def stop(self) -> None:
        """Leave the terminal as it is."""
        ...


class DaysView:
    """What every view has: the run's days, and a drawing that lasts as long as a block."""

    def __init__(self, drawn: Drawn, first_day: Day, days: int) -> None:
        self._drawn, self._first_day = drawn, first_day
        self.days = days

    def __enter__(self) -> Self:
        self._drawn.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._drawn.stop()

    def place(self, played: Played) -> int:
        """Return which day of the run it is, the first is 1; a run that goes on begins later."""
        return played.as_of.on - self._first_day + 1
