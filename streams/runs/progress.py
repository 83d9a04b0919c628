"""The progress of a run's days, for a terminal and, sparingly, for a log."""

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from streams.runs.followers import Results
from streams.runs.play import Played
from streams.runs.view import DaysView
from streams.terms.days import Day, iso

_LINES_IN_A_LOG = 10


class DayBar(DaysView):
    """A bar over the days in a terminal; elsewhere about ten plain lines."""

    def __init__(self, console: Console, first_day: Day, days: int) -> None:
        self._console = console
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
        super().__init__(self._bar, first_day, days)

    def show(self, played: Played, results: Results, sent: int, seconds: float) -> None:
        """Move the bar to a day."""
        del results
        place = self.place(played)
        rate = f"{sent / seconds:,.0f} facts/s"
        day = iso(played.as_of.on)
        self._bar.update(self._task, completed=place, description=day, rate=rate)
        if not self._console.is_terminal and place % (self.days // _LINES_IN_A_LOG + 1) == 0:
            self._console.print(f"{day}: {sent:,} facts sent, {rate}", highlight=False)
