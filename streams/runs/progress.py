"""The progress of a run's days, for a terminal and, sparingly, for a log."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from streams.runs.followers import Results
from streams.runs.play import Played
from streams.terms.days import iso

_LINES_IN_A_LOG = 10


class DayBar:
    """A bar over the days in a terminal; elsewhere about ten plain lines."""

    def __init__(self, console: Console, days: int) -> None:
        self._console, self._days, self._done = console, days, 0
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("days, {task.fields[rate]}"),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task("playing", total=days, rate="")

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def show(self, played: Played, results: Results, sent: int, seconds: float) -> None:
        """Move the bar to a day."""
        del results
        self._done += 1
        rate = f"{sent / seconds:,.0f} facts/s"
        day = iso(played.as_of.on)
        self._bar.update(self._task, completed=self._done, description=day, rate=rate)
        if not self._console.is_terminal and self._done % (self._days // _LINES_IN_A_LOG + 1) == 0:
            self._console.print(f"{day}: {sent:,} facts sent, {rate}", highlight=False)
