"""`arrears topics plan|apply|check`: a run's topics, as wanted and as they are on the broker."""

from typing import Annotated, Any

import msgspec
import typer

from streams.broker import topics
from streams.broker.drift import line_of
from streams.cli.where import Bootstrap, Prefix, reached

app = typer.Typer(
    no_args_is_help=True, help="Create a run's topics, and compare them with the contracts."
)

Partitions = Annotated[
    int | None, typer.Option(min=1, max=1024, help="instead of the counts in the contracts")
]
Everything = Annotated[bool, typer.Option("--all", help="topics of stages to come as well")]
AsJson = Annotated[bool, typer.Option("--json", help="print one JSON document instead of lines")]


@app.command()
def plan(
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
    partitions: Partitions = None,
    everything: Everything = False,
    as_json: AsJson = False,
) -> None:
    """Show what `apply` would do, and change nothing."""
    address, chosen = reached(bootstrap, prefix)
    found = topics.plan(address, chosen, partitions, everything=everything)
    lines = [
        f"create {t.name}: {t.partitions} partitions, {_shown(t.config)}" for t in found.create
    ]
    lines += [line_of(drift) for drift in found.drifts]
    lines += [f"{name}: waits for its stage, created with --all" for name in found.waiting]
    _print(lines or ["nothing to do"], found, as_json=as_json)


@app.command()
def apply(
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
    partitions: Partitions = None,
    everything: Everything = False,
    as_json: AsJson = False,
) -> None:
    """Create what is missing and set what differs; partition counts stay as they are."""
    address, chosen = reached(bootstrap, prefix)
    done = topics.apply(address, chosen, partitions, everything=everything)
    lines = [f"created {name}" for name in done.created]
    lines += [f"set {d.what} of {d.topic} to {d.wanted} (was {d.found})" for d in done.changed]
    lines += [line_of(drift) for drift in done.left]
    _print(lines or ["nothing to do"], done, as_json=as_json)


@app.command()
def check(
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
    partitions: Partitions = None,
    as_json: AsJson = False,
) -> None:
    """Compare line by line; ends with code 1 where anything is not as the contracts want it."""
    address, chosen = reached(bootstrap, prefix)
    drifts = topics.check(address, chosen, partitions)
    _print([line_of(drift) for drift in drifts] or ["as wanted"], drifts, as_json=as_json)
    if drifts:
        raise typer.Exit(1)


def _print(lines: list[str], value: Any, *, as_json: bool) -> None:
    typer.echo(msgspec.json.encode(value).decode() if as_json else "\n".join(lines))


def _shown(config: dict[str, str]) -> str:
    return ", ".join(f"{key}={value}" for key, value in config.items())
