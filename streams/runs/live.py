"""The live view of a run in a terminal: progress, facts/s, accounts by bucket, escalations."""

from collections.abc import Iterable, Iterator

from rich.columns import Columns
from rich.console import Console, Group
from rich.live import Live
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from streams.policy.rules import CURRENT
from streams.runs.followers import Results
from streams.runs.play import Played
from streams.runs.view import DaysView
from streams.terms.days import Day, iso
from streams.terms.money import show
from streams.terms.treatment_notices import Escalation

_BAR_CELLS = 28
_SHOWN_TAIL = 4
_COLOURS = {
    "AUTHORISED": "green",
    "DUE": "cyan",
    "DEFERRED": "yellow",
    "SKIPPED": "magenta",
    "SUPPRESSED": "red",
    "CANCELLED": "dim",
}


class LiveView(DaysView):
    """Shows a run day by day; account ids are masked to their last characters."""

    def __init__(self, console: Console, first_day: Day, days: int, title: str) -> None:
        self._title = title
        self._live = Live(console=console, refresh_per_second=8, transient=False)
        super().__init__(self._live, first_day, days)

    def show(self, played: Played, results: Results, sent: int, seconds: float) -> None:
        """Draw a day that has been passed."""
        self._live.update(
            Group(
                self._head(played, sent, seconds),
                Columns([*_accounts(results), escalation_panel(results.latest)]),
            )
        )

    def _head(self, played: Played, sent: int, seconds: float) -> Panel:
        place, rate = self.place(played), sent / seconds
        line = Table.grid(expand=True)
        line.add_column(ratio=1)
        line.add_column(justify="right")
        line.add_row(
            ProgressBar(total=self.days, completed=place),
            Text(f"  day {place}/{self.days}  {sent:,} facts  {rate:,.0f} facts/s"),
        )
        return Panel(line, title=f"{self._title}: {iso(played.as_of.on)}", title_align="left")


def bucket_panel(results: Results) -> Panel:
    """Draw the accounts by bucket as bars; the current ones are a number, not a bar."""
    found = results.buckets()
    late = {bucket: counts for bucket, counts in sorted(found.items()) if bucket != CURRENT}
    most = max((count for count, _ in late.values()), default=1)
    table = Table.grid(padding=(0, 1))
    table.add_row(CURRENT, f"{found.get(CURRENT, (0, 0))[0]:,}", "")
    for bucket, (count, _) in late.items():
        bar = Text("█" * max(1, round(_BAR_CELLS * count / most)), style="red")
        table.add_row(bucket, f"{count:,}", bar)
    return Panel(table, title="accounts by bucket", title_align="left")


def hold_panel(holds: dict[str, int]) -> Panel:
    """Draw the accounts that nobody is contacted about, by what holds them."""
    table = Table.grid(padding=(0, 1))
    for name, count in holds.items():
        table.add_row(name.replace("_", " "), f"{count:,}")
    return Panel(table, title="held", title_align="left")


def _accounts(results: Results) -> Iterator[Panel]:
    yield bucket_panel(results)
    holds = results.holds()
    if holds:
        yield hold_panel(holds)


def escalation_panel(latest: Iterable[Escalation]) -> Panel:
    """Draw the latest escalations, newest last."""
    table = Table.grid(padding=(0, 1))
    for _ in range(6):
        table.add_column(no_wrap=True)
    for one in latest:
        table.add_row(
            iso(one.as_of),
            f"…{one.account_id[-_SHOWN_TAIL:]}",
            one.rung,
            Text(one.verdict, style=_COLOURS[one.verdict]),
            show(one.past_due_minor, one.currency),
            one.rule or "",
        )
    return Panel(table, title="latest escalations", title_align="left")
