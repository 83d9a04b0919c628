"""`arrears policy check|show|list`: policy documents judged, and what they hold with its source."""

from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from streams.app.packs import PackMissing, pack_names, pack_text
from streams.cli.days import day_given
from streams.cli.faults import UsageFault
from streams.cli.policy_lines import policy_lines
from streams.cli.wrapping import terminal_width
from streams.policy.document import Policy, parse
from streams.policy.doubts import doubts
from streams.policy.fault import PolicyFault
from streams.policy.foresight import held_from, missing_tables, resting_from
from streams.policy.placed import Placed
from streams.policy.rules import Rules
from streams.policy.shapes import Entry, LadderEntry
from streams.policy.telling import rung_of, value_of
from streams.terms.days import Day, day_of, iso

app = typer.Typer(
    no_args_is_help=True, help="Check policy documents, and show what holds with its source."
)

AsJson = Annotated[bool, typer.Option("--json", help="print one JSON document instead of lines")]
Rows = list[tuple[str, Placed[Entry]]]

# A pipe has no width of its own; at this one a cell of a shipped pack takes a few lines at most.
_PIPE_WIDTH = 180
# On a narrower terminal the columns break in the middle of words.
_TABLE_WIDTH_MIN = 150
_COLUMNS = ("rule", "value", "source", "clause", "force", "confidence", "from - to", "status")
_RUNG_COLUMNS = ("rung", "channel", "days from due date", "waits for", "source")


@app.command()
def check(
    files: Annotated[list[str], typer.Argument(help="TOML files, or names of shipped packs")],
    on: Annotated[
        str | None, typer.Option(help="warn as of YYYY-MM-DD instead of today, in UTC")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Judge each FILE; every fault is a line (file, key, rule, cure) and the exit code then is 2.

    What a sound document will soon lack, or leaves to chance, is a warning, on standard error, and
    no fault.

    Example: arrears policy check house my-bank.toml
    """
    day = day_of(datetime.now(UTC).date()) if on is None else day_given("--on", on)
    read = [(file, _read(file)) for file in files]
    for file, policy in read:
        for warning in _warnings(file, policy, day):
            typer.echo(warning, err=True)
    faults = [fault for _, found in read if not isinstance(found, Policy) for fault in found]
    if as_json:
        typer.echo(msgspec.json.encode(faults).decode())
    else:
        typer.echo("\n".join(map(str, faults)) or f"sound: {', '.join(files)}")
    if faults:
        raise typer.Exit(2)


@app.command()
def show(
    pack: Annotated[str, typer.Argument(help="a shipped pack, or a TOML file")],
    on: Annotated[str | None, typer.Option(help="only what is in force on YYYY-MM-DD")] = None,
    as_json: AsJson = False,
) -> None:
    """Show each rule of PACK with its value, source, clause, force, confidence and dates.

    A table, or in a terminal narrower than 150 columns a paragraph for each rule.

    Example: arrears policy show cn --on 2026-04-01
    """
    policy = _policy(pack)
    day = None if on is None else day_given("--on", on)
    rows = [
        (name, placed)
        for name, section in policy.sections.each()
        for placed in section
        if day is None or placed.holds(day)
    ]
    if as_json:
        typer.echo(msgspec.json.encode([_plain(*row) for row in rows]).decode())
        return
    _print(_title(policy, day), rows)
    if day is not None:
        for line in _closed(policy.on(day), day):
            typer.secho(line, fg="yellow")


@app.command("list")
def list_packs() -> None:
    """List the shipped packs: name, version, first digits of the digest, since when they contact.

    A pack whose ladder, hours or daily cap are drafts says how late accounts are, and no more.
    """
    for name in pack_names():
        policy = _policy(name)
        digits = policy.digest[:12]
        typer.echo(f"{name:<5}  version {policy.version}  digest {digits}  {contacts(policy)}")


def contacts(policy: Policy) -> str:
    """Say from which day on a policy lets anybody be contacted."""
    for day in policy.turns:
        rules = policy.on(day)
        if rules.house is not None and rules.ladder is not None:
            return f"contacts from {iso(day)} on"
    return "contacts nobody"


def _read(file: str) -> Policy | tuple[PolicyFault, ...]:
    try:
        return parse(pack_text(file), file)
    except PackMissing as missing:
        return (PolicyFault(file=file, key="-", rule="file_unreadable", cure=str(missing)),)


def _warnings(file: str, read: Policy | tuple[PolicyFault, ...], day: Day) -> list[str]:
    if not isinstance(read, Policy):
        return []
    doubtful = [f"warning: {file}: {d.key}: {d.rule}: {d.cure}" for d in doubts(read, day)]
    return doubtful + [
        f"warning: {file}: calendars: calendar_has_no_table:"
        f" {_effect(read, day, year)};"
        f" add the days off of {year}, as a [[calendars.years]] of its own"
        for year in missing_tables(read, day)
    ]


def _effect(policy: Policy, today: Day, year: int) -> str:
    held = held_from(policy, today, year)
    if held is not None:
        return f"from {iso(held)} on nobody is contacted (hold stale_calendar)"
    resting = resting_from(policy, today, year)
    if resting is not None:
        channels = " and no ".join(resting.channels)
        return f"from {iso(resting.day)} on no {channels} is made (calendar_missing)"
    return f"in {year} weekends alone are closed"


def _policy(name: str) -> Policy:
    read = parse(pack_text(name), name)
    if isinstance(read, Policy):
        return read
    raise UsageFault(f"the policy {name} has faults:\n  " + "\n  ".join(map(str, read)))


def _title(policy: Policy, day: Day | None) -> str:
    title = f"{policy.policy_id} {policy.version} ({policy.digest[:12]})"
    return title if day is None else f"{title}, in force on {iso(day)}"


def _print(title: str, rows: Rows) -> None:
    """Print a table and one for each ladder, or lines where a table would be too narrow."""
    width = terminal_width()
    if width is not None and width < _TABLE_WIDTH_MIN:
        for line in policy_lines(title, rows):
            typer.echo(line)
        return
    # What a document says is shown as it stands, square brackets and colons included.
    console = Console(width=width or _PIPE_WIDTH, markup=False, emoji=False)
    console.print(_table(title, rows))
    for _, placed in rows:
        if isinstance(placed.entry, LadderEntry):
            console.print(_ladder(placed.entry))


def _table(title: str, rows: Rows) -> Table:
    table = _titled(title, _COLUMNS)
    for _, placed in rows:
        entry = placed.entry
        table.add_row(
            entry.id,
            value_of(entry),
            entry.source,
            entry.clause,
            entry.force,
            entry.confidence,
            f"{entry.from_} to {entry.to or '-'}",
            entry.status,
        )
    return table


def _ladder(entry: LadderEntry) -> Table:
    table = _titled(f"ladder {entry.ladder}, from {entry.from_} ({entry.status})", _RUNG_COLUMNS)
    for rung in entry.rungs:
        table.add_row(*rung_of(rung, entry))
    return table


def _titled(title: str, columns: tuple[str, ...]) -> Table:
    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _plain(section: str, placed: Placed[Entry]) -> dict[str, Any]:
    return {"section": section, **msgspec.to_builtins(placed.entry)}


def _closed(rules: Rules, day: Day) -> list[str]:
    """Return what is not in force on a day, and what follows from that."""
    missing = {
        "day and amount bands": ("no account is classified", rules.buckets is None),
        "tolerance": ("no currency is known", not rules.tolerance_minor),
        "ladder": ("no rung comes due", rules.ladder is None),
        "house hours and daily cap": ("nobody is contacted", rules.house is None),
    }
    return [
        f"{what} not in force on {iso(day)}: {effect}"
        for what, (effect, closed) in missing.items()
        if closed
    ]
