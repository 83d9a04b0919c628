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


def _entry(entry: Entry) -> Iterator[str]:
    until = "" if entry.to is None else f" to {entry.to}"
    status = entry.status.replace("_", " ")
    yield wrapped(f"{entry.id}: from {entry.from_}{until}, {status}", 2)
    if isinstance(entry, LadderEntry):
        yield f"  {entry.ladder}"
        for rung in entry.rungs:
            yield from _rung(rung, entry)
    else:
        yield wrapped(f"  {value_of(entry)}", 4)
    clause = "" if entry.clause == "-" else f", {entry.clause}"
    sure = "" if entry.confidence == entry.force else f", confidence {entry.confidence}"
    yield _dim(f"  {entry.source}{clause} ({entry.force}{sure})", 4)


def _rung(rung: RungShape, ladder: LadderEntry) -> Iterator[str]:
    name, channel, days, waits, source = rung_of(rung, ladder)
    label = "" if waits.startswith("no more") else "waits for: "
    waited = "" if waits == "-" else f"; {label}{waits}"
    lead = f"  {name:<{_RUNG}} {channel:<6} "
    yield wrapped(f"{lead}days {days}{waited}", len(lead))
    if source != ladder.source:
        yield _dim(f"{' ' * len(lead)}{source}", len(lead))


def _dim(text: str, indent: int) -> str:
    return typer.style(wrapped(text, indent), dim=True)
