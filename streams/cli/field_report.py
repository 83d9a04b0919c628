"""`arrears field report`: what came of the visits, and how sure that is."""

from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from streams.cli.faults import UsageFault
from streams.cli.field_heard import TOPICS, heard_of
from streams.cli.where import Bootstrap, Json, Prefix, Where, where
from streams.insight.heard import Heard
from streams.insight.period import Period, month_given
from streams.insight.report import field_report
from streams.terms.days import Day
from streams.terms.visit_facts import VisitAsked
from streams.views.field_report_told import report_plain, report_told
from streams.wire.readable import told_apart


def report(
    month: Annotated[
        str | None, typer.Option(help="one month alone, YYYY-MM; default: the whole run")
    ] = None,
    area: Annotated[str | None, typer.Option(help="one service area alone")] = None,
    unmasked: Annotated[
        bool, typer.Option("--unmasked", help="show the ids of agents in full")
    ] = False,
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
    as_json: Json = False,
) -> None:
    """Tell what came of the visits, and how sure that is.

    **Effect.** Policy may put a share of second visits off by chance. Shown is who had repaid what
    was past due 7, 14 and 30 days later, of those to be visited and of those held out, and how many
    points lie between them; in brackets stands where the true difference lies, with 95 %
    confidence. Where the brackets hold 0 it may be chance. A customer stays in the group into which
    chance put them, and is counted once. Only those count whose days are over.

    **Visits.** Outcomes; whether two certified agents stood at each door, whether customers were
    told as early as has to be, whether crews were called back in time; incidents and complaints on
    1,000 visits; rules broken, alerts, and what was given back or taken back, by rule.

    **People**, of one month: how visits were made, told and ended, complaints, how content
    customers were, promises kept, and an incentive that rests on money by a third at most. Who
    broke a rule at a door gets none, whatever was collected.

    Days that are not over are left out. Of agents the last four characters are shown; those whose
    ids end alike are numbered.

    Examples: `arrears field report`, `arrears field report --month 2026-06 --area north --json`
    """
    period = _period(month, area)
    heard, known_on = _read(where(bootstrap, prefix))
    _require_area(heard, area)
    found = field_report(heard, known_on, period)
    named = str if unmasked else told_apart(agent.agent_id for agent in found.people)
    if as_json:
        for one in report_plain(found, named):
            typer.echo(msgspec.json.encode(one).decode())
    else:
        for line in report_told(found, named):
            typer.echo(line)


def _period(month: str | None, area: str | None) -> Period:
    if month is None:
        return Period(area=area)
    try:
        chosen = month_given(month)
    except ValueError as wrong:
        raise UsageFault(f"--month {month!r} is no month: write it as YYYY-MM") from wrong
    return msgspec.structs.replace(chosen, area=area)


def _require_area(heard: Heard, area: str | None) -> None:
    """Raise UsageFault for an area that was never asked for a visit, naming those that were."""
    areas = sorted({told.area for told in heard.of(VisitAsked)})
    if area is not None and areas and area not in areas:
        raise UsageFault(f"--area {area!r}: no visit was asked of it; there are {', '.join(areas)}")


def _read(at: Where) -> tuple[Heard, Day]:
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description:32}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )
    with bar:
        task = bar.add_task("reading", total=len(TOPICS))

        def reading(topic: str) -> None:
            done = TOPICS.index(topic)
            bar.update(task, completed=done, description=f"reading {topic}")

        return heard_of(at, reading)
