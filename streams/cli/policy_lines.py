"""A policy as lines, for a terminal too narrow for a table: one rule below the other."""

from collections.abc import Iterator
from itertools import groupby

import typer

from streams.cli.wrapping import wrapped
from streams.policy.placed import Placed
from streams.policy.shapes import Entry, LadderEntry, RungShape
from streams.policy.telling import rung_of, value_of

_RUNG = 14


def policy_lines(title: str, rows: list[tuple[str, Placed[Entry]]]) -> Iterator[str]:
    """Yield the rules by section, each with value, source, force and dates below its name."""
    yield typer.style(title, bold=True)
    for section, placed in groupby(rows, key=lambda row: row[0]):
        yield ""
        yield typer.style(f"[[{section}]]", bold=True)
        for _, one in placed:
            yield from _entry(one.entry)


def dates_of(entry: Entry) -> str:
    """Return the days on which an entry holds."""
    return f"{entry.from_} to {entry.to or '-'}"


def _entry(entry: Entry) -> Iterator[str]:
    yield wrapped(f"{entry.id}  {dates_of(entry)}, {entry.status}", 2)
    if isinstance(entry, LadderEntry):
        yield f"  {entry.ladder}"
        for rung in entry.rungs:
            yield from _rung(rung, entry)
    else:
        yield wrapped(f"  {value_of(entry)}", 4)
    clause = "" if entry.clause == "-" else f", {entry.clause}"
    yield _dim(f"  {entry.source}{clause} ({entry.force}, confidence {entry.confidence})", 4)


def _rung(rung: RungShape, ladder: LadderEntry) -> Iterator[str]:
    name, channel, days, waits, source = rung_of(rung, ladder)
    waited = "" if waits == "-" else f"; waits for: {waits}"
    lead = f"  {name:<{_RUNG}} {channel:<6} "
    yield wrapped(f"{lead}days {days}{waited}", len(lead))
    if source != ladder.source:
        yield _dim(f"{' ' * len(lead)}{source}", len(lead))


def _dim(text: str, indent: int) -> str:
    return typer.style(wrapped(text, indent), dim=True)
