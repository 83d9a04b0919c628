"""`arrears up`: a broker, a worker and a simulated portfolio, live in the terminal."""

import os
import sys
from contextlib import closing
from functools import partial
from pathlib import Path
from time import sleep
from typing import Annotated

import typer
from msgspec import Struct
from msgspec.structs import replace
from rich.console import Console

from streams.cli.agreed import agreed
from streams.cli.days import day_given
from streams.portfolio.people import EVERYDAY
from streams.portfolio.simulated import Simulation
from streams.runs.console import run_console
from streams.runs.drive import Script, drive
from streams.runs.live import LiveView
from streams.runs.month_ends import days_that_end_a_month
from streams.runs.parent import end_with_parent
from streams.runs.policies import RunPolicy, policy_of, see_that_it_fits
from streams.runs.progress import DayBar
from streams.runs.session import Session, open_session
from streams.runs.summary import Summary, print_summary
from streams.runs.workspace import Workspace, said_when_cut_off
from streams.terms.days import Day

Option = typer.Option

_ACCOUNTS_LIVE, _ACCOUNTS_BOUNDED = 2_000, 400
# Goes up when the made-up facts change: a run begun with other facts is not gone on with.
_WORLD = 7
# Two crews an area.
_WORLD_OF = partial(Simulation, people=replace(EVERYDAY, agents_an_area=4))


def up(
    accounts: Annotated[
        int | None,
        Option(min=1, max=200_000, help="accounts (2,000 in a terminal, else 400)"),
    ] = None,
    days: Annotated[int, Option(min=1, max=3_650, help="days to simulate")] = 150,
    seed: Annotated[int, Option(help="the same seed gives the same portfolio")] = 1,
    start: Annotated[str, Option(help="the first day, YYYY-MM-DD")] = "2026-03-01",
    pack: Annotated[str, Option(help="policy: a shipped pack, or a TOML file")] = "cn",
    currency: Annotated[str, Option(help="ISO-4217 code of every amount")] = "CNY",
    bootstrap: Annotated[
        str | None,
        Option(envvar="ARREARS_BOOTSTRAP", help="HOST:PORT; default: a broker of its own"),
    ] = None,
    data: Annotated[Path, Option(help="folder of the run")] = Path("var/up"),
    fresh: Annotated[bool, Option("--fresh", help="delete the run that is in the folder")] = False,
    as_json: Annotated[bool, Option("--json", help="print the summary as JSON")] = False,
) -> None:
    """Watch a portfolio grow late and be collected, on a real Kafka and a fast clock.

    In a terminal the view is live, and broker and worker stay up at the end until Ctrl-C, so that
    you can look around (`arrears tail escalations`). Elsewhere a bounded portfolio is played, its
    summary is printed, and the command ends.

    Ctrl-C before the last day cuts the run off; the same command goes on with it, and makes one
    that is complete anew. A run that had other options is deleted only with --fresh, or where you
    say so. Home visits are planned without an `arrears plan` beside it.
    """
    if "MAKELEVEL" in os.environ:
        end_with_parent()
    live = sys.stdout.isatty() and not as_json
    count = accounts or (_ACCOUNTS_LIVE if live else _ACCOUNTS_BOUNDED)
    first = day_given("--start", start)
    portfolio = _WORLD_OF(seed=seed, accounts=count, start=first, days=days, currency=currency)
    policy = policy_of(pack)
    console = run_console(stderr=as_json)

    def say(text: str) -> None:
        console.print(text, highlight=False)

    see_that_it_fits(policy, currency, range(first, first + days), say)
    script = Script(
        days=portfolio.by_day(),
        first_day=first,
        keep_after=days_that_end_a_month(first, days),
        answers=portfolio.answers,
        reports=portfolio.reports,
        source="simulation",
        currency=currency,
    )
    made_by = f"up {count} {days} {seed} {start} {currency} {pack}"
    version = f"{_WORLD} {policy.published.digest}"
    with closing(Workspace(data, made_by, version=version, fresh=fresh, agrees=agreed)) as place:
        say(place.said)
        with (
            said_when_cut_off(place, say),
            open_session(data, place.prefix, bootstrap=bootstrap, with_worker=True, say=say) as on,
        ):
            run = _Run(place, on, console, live, as_json)
            _play(run, policy, script, _view(console, first, days, live=live))


class _Run(Struct, frozen=True):
    """What a run stands on, and whom it tells."""

    place: Workspace
    session: Session
    console: Console
    live: bool
    as_json: bool


def _play(run: _Run, policy: RunPolicy, script: Script, view: LiveView | DayBar) -> None:
    """Play to the end and tell what came of it; in a terminal all stays up until Ctrl-C."""
    with view:
        summary = drive(run.session, policy, script, view, run.place.path)
    run.place.finish()
    # While the run stays, commands find it by themselves.
    way_back = "" if run.live else run.session.way_back(run.place.path)
    _tell(summary, run.console, way_back, as_json=run.as_json)
    if run.live:
        _stay(run.session, run.console)


def _view(console: Console, first_day: Day, days: int, *, live: bool) -> LiveView | DayBar:
    if live:
        return LiveView(console, first_day, days, "Arrears")
    return DayBar(console, first_day, days)


def _tell(summary: Summary, console: Console, way_back: str, *, as_json: bool) -> None:
    if as_json:
        typer.echo(summary.as_json())
    else:
        print_summary(summary, console, way_back)


def _stay(session: Session, console: Console) -> None:
    worker = session.worker
    console.print(
        f"Broker [b]{session.bootstrap}[/b], topics [b]{session.names.prefix}.*[/b]"
        + (f", metrics [b]http://127.0.0.1:{worker.port}/metrics[/b]" if worker else "")
    )
    console.print("Look around in another terminal:  .venv/bin/arrears tail escalations")
    console.print("Ctrl-C ends worker and broker.")
    while True:
        session.look()
        sleep(0.5)
