"""What came of a run, as a value that is printed for people or for machines."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from shlex import quote

import msgspec
from msgspec import Struct
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from streams.policy.rules import CURRENT
from streams.runs.casework import Casework
from streams.runs.month_ends import BucketLine
from streams.terms.money import show
from streams.views.counted import counted

_REFUSED_SHOWN = 10


class RefusedLine(Struct, frozen=True):
    """A line of the input that was not taken, and the rule it broke."""

    line: int
    rule: str
    detail: str


class Summary(Struct, frozen=True, kw_only=True):
    """The closing account of a run.

    `facts_accepted` is what was sent less what the stages refused; a repeat counts as accepted. Of
    a run that went on (`went_on`), facts and days are those after the cut; dead letters, month ends
    and steps those of the whole run. `steps` counts verdicts by rung; `casework` is how things
    stand in the end.
    """

    rows_read: int
    rows_refused: tuple[RefusedLine, ...]
    went_on: bool = False
    facts_sent: int
    facts_accepted: int
    dead_letters: dict[str, int]
    month_ends: tuple[BucketLine, ...]
    steps: dict[str, dict[str, int]]
    casework: Casework
    currency: str
    days: int
    elapsed_seconds: float
    facts_per_second: float

    def as_json(self) -> str:
        """Return one JSON object on one line."""
        return msgspec.json.encode(self).decode()


def steps_of(counted: Counter[tuple[str, str]]) -> dict[str, dict[str, int]]:
    """Return the verdicts by rung."""
    steps: dict[str, dict[str, int]] = {}
    for (rung, verdict), count in sorted(counted.items()):
        steps.setdefault(rung, {})[verdict] = count
    return steps


def print_summary(summary: Summary, console: Console, way_back: str) -> None:
    """Print the summary for people.

    `way_back` says how the commands that it names find the run; empty where they do by themselves.
    """
    _print_counts(summary, console)
    if summary.month_ends:
        console.print(_buckets(summary))
    if summary.steps:
        console.print(_steps(summary.steps))
    for line in _casework(summary.casework):
        console.print(line, highlight=False)
    left = summary.casework
    if way_back and (summary.dead_letters or left.waiting or left.visits):
        console.print(way_back, highlight=False)


def _print_counts(summary: Summary, console: Console) -> None:
    refused = summary.rows_refused
    if summary.rows_read or refused:
        console.print(f"Rows read [b]{summary.rows_read:,}[/b], refused [b]{len(refused):,}[/b]")
    for line in refused[:_REFUSED_SHOWN]:
        console.print(f"  line {line.line}: {line.rule}: {line.detail}", highlight=False)
    if len(refused) > _REFUSED_SHOWN:
        console.print(f"  ... and {len(refused) - _REFUSED_SHOWN:,} more (--json lists all)")
    look = " (arrears dlq list)" if summary.dead_letters else ""
    since, whole = (" since the cut", ", in the whole run") if summary.went_on else ("", ",")
    console.print(
        f"Facts sent{since} [b]{summary.facts_sent:,}[/b], accepted"
        f" [b]{summary.facts_accepted:,}[/b]{whole} dead-lettered"
        f" [b]{sum(summary.dead_letters.values()):,}[/b]{look}"
    )
    for rule, count in sorted(summary.dead_letters.items()):
        console.print(f"  {rule}: {count:,}")
    elapsed = timedelta(seconds=round(summary.elapsed_seconds))
    days, rate = counted(summary.days, "day"), f"{summary.facts_per_second:,.0f} facts/s"
    console.print(f"{days} in {elapsed}, {rate} end to end")


def _buckets(summary: Summary) -> Table:
    days = sorted({line.on for line in summary.month_ends})
    table = Table(
        title=f"Accounts, and their balance in {summary.currency}, by bucket at each month end",
        title_justify="left",
        box=SIMPLE,
    )
    table.add_column("bucket")
    for day in days:
        table.add_column(day, justify="right", no_wrap=True)
    cells = {(line.bucket, line.on): line for line in summary.month_ends}
    buckets = {line.bucket for line in summary.month_ends}
    for bucket in sorted(buckets, key=lambda name: (name != CURRENT, name)):
        lines = [cells.get((bucket, day)) for day in days]
        table.add_row(bucket, *("" if line is None else _cell(line, summary) for line in lines))
    return table


def _cell(line: BucketLine, summary: Summary) -> str:
    # Whole units are enough for the eye; --json has every minor unit.
    whole = show(line.balance_minor, summary.currency).split()[0].partition(".")[0]
    return f"{line.accounts:,}\n{whole}"


def _steps(steps: dict[str, dict[str, int]]) -> Table:
    verdicts = sorted({verdict for counts in steps.values() for verdict in counts})
    table = Table(title="Escalations by step and verdict", title_justify="left", box=SIMPLE)
    table.add_column("step")
    for verdict in verdicts:
        table.add_column(verdict, justify="right")
    for rung, counts in steps.items():
        table.add_row(rung, *(f"{counts.get(verdict, 0):,}" for verdict in verdicts))
    return table


def _casework(found: Casework) -> Iterator[str]:
    """Yield a line for each thing that there is, in the order of who has to act on it."""
    if found.waiting:
        overdue = f", {found.overdue:,} of them overdue" if found.overdue else ""
        yield f"Waiting for a person: {found.waiting:,}{overdue} (arrears work list)"
    if found.promises:
        counts = [f"{_plain(status)} {n:,}" for status, n in found.promises.items()]
        yield f"Promises: {', '.join(counts)}"
    if found.dues:
        yield "For billing:"
    for line in found.dues:
        amount = show(line.amount_minor, line.currency)
        yield f"  {_plain(line.kind)}: {line.count:,} ({amount})"
    if found.corrections:
        days, times = counted(found.days_corrected, "day"), counted(found.corrections, "time")
        yield f"Corrected: {days} of the past, {times}"
    if found.visits:
        # A day on which crews may go already shows more than one that is only planned.
        shown = next((each for each in found.visits if each.released), found.visits[0])
        ahead = sum(each.planned + each.released for each in found.visits)
        released = sum(each.released for each in found.visits)
        yield f"Visits to be made: {ahead:,}, {released:,} of them released (arrears sheet)"
        yield f"  the pages of a day: arrears sheet --area {quote(shown.area)} --on {shown.on}"


def _plain(word: str) -> str:
    return word.replace("_", " ").lower()
