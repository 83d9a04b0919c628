"""`arrears import uci-card FILE`: seven months of real card accounts through the whole pipeline."""

from collections.abc import Iterable
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from streams.cli.agreed import agreed
from streams.cli.faults import UsageFault
from streams.portfolio.assumptions import Assumptions, month_ends
from streams.portfolio.uci_card import RefusedRow, UciRow, read_rows
from streams.portfolio.uci_facts import by_day
from streams.runs.console import run_console
from streams.runs.drive import Script, drive
from streams.runs.play import no_answers
from streams.runs.policies import policy_of, see_that_it_fits
from streams.runs.progress import DayBar
from streams.runs.session import open_session
from streams.runs.summary import RefusedLine, print_summary
from streams.runs.workspace import Workspace, said_when_cut_off

Option = typer.Option


def uci_card(
    file: Annotated[Path, typer.Argument(help="the CSV file of accounts, one row each")],
    pack: Annotated[str, Option(help="policy: a shipped pack, or a TOML file")] = "house",
    shift_to: Annotated[
        str, Option(help="the month (YYYY-MM) April 2005 is mapped to")
    ] = "2005-04",
    currency: Annotated[str, Option(help="ISO-4217 code of every amount")] = "TWD",
    statement_day: Annotated[int, Option(help="day of month a statement closes")] = 25,
    payment_day: Annotated[int, Option(help="day of month a payment is booked")] = 10,
    due_day: Annotated[int, Option(help="day of the next month a statement is due")] = 15,
    minimum_per_mille: Annotated[int, Option(help="minimum payment, per mille of the bill")] = 20,
    minimum_floor_minor: Annotated[int, Option(help="its floor, in minor units")] = 0,
    rows: Annotated[int | None, Option(min=1, help="take only so many rows")] = None,
    bootstrap: Annotated[
        str | None,
        Option(envvar="ARREARS_BOOTSTRAP", help="HOST:PORT; default: a broker of its own"),
    ] = None,
    data: Annotated[Path, Option(help="folder of the run")] = Path("var/uci-card"),
    worker: Annotated[bool, Option(help="start a worker; --no-worker leaves that to you")] = True,
    fresh: Annotated[bool, Option("--fresh", help="delete the run that is in the folder")] = False,
    as_json: Annotated[bool, Option("--json", help="print the summary as JSON")] = False,
) -> None:
    """Send the accounts of FILE, advance the clock over seven months, and sum up.

    FILE is the public data set "Default of Credit Card Clients" (UCI, DOI 10.24432/C55S3H) saved as
    CSV, with one line of names above the accounts: ID, BILL_AMT1 to BILL_AMT6 and PAY_AMT1 to
    PAY_AMT6 are read, in any order, and the twelve other columns of the set passed over.

    Each month's balance becomes a statement and each amount paid a payment on the days named by
    the options. A run that was cut off goes on where it stopped.

    Example: arrears import uci-card clients.csv --pack cn --shift-to 2026-04
    """
    assumptions = Assumptions(
        currency=currency,
        shift_to=shift_to,
        statement_day=statement_day,
        payment_day=payment_day,
        due_day=due_day,
        minimum_per_mille=minimum_per_mille,
        minimum_floor_minor=minimum_floor_minor,
    )
    _run(file, rows, assumptions, pack, bootstrap, data, worker, fresh, as_json)


def _run(
    file: Path,
    rows: int | None,
    assumptions: Assumptions,
    pack: str,
    bootstrap: str | None,
    data: Path,
    worker: bool,
    fresh: bool,
    as_json: bool,
) -> None:
    policy = policy_of(pack)
    days = range(assumptions.first_day, assumptions.last_day + 1)
    console = run_console(stderr=as_json)

    def say(text: str) -> None:
        console.print(text, highlight=False)

    made_by = f"uci-card {file.resolve()} {rows} {assumptions} {pack}"
    see_that_it_fits(policy, assumptions.currency, days, say)
    script = _script(file, rows, assumptions)
    with closing(
        Workspace(data, made_by, version=policy.published.digest, fresh=fresh, agrees=agreed)
    ) as place:
        say(place.said)
        with (
            said_when_cut_off(place, say),
            open_session(
                data, place.prefix, bootstrap=bootstrap, with_worker=worker, say=say
            ) as session,
        ):
            with DayBar(console, assumptions.first_day, len(days)) as bar:
                summary = drive(session, policy, script, bar, data)
            place.finish()
            way_back = session.way_back(data)
    if as_json:
        typer.echo(summary.as_json())
    else:
        print_summary(summary, console, way_back)


def _script(file: Path, rows: int | None, assumptions: Assumptions) -> Script:
    taken, refused = _read(file, rows)
    return Script(
        days=by_day(taken, assumptions),
        first_day=assumptions.first_day,
        keep_after=month_ends(assumptions),
        answers=no_answers,
        source="import.uci-card",
        currency=assumptions.currency,
        rows_read=len(taken) + len(refused),
        rows_refused=refused,
    )


def _read(file: Path, rows: int | None) -> tuple[list[UciRow], tuple[RefusedLine, ...]]:
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            found = list(islice(read_rows(lines), rows))
    except (OSError, UnicodeDecodeError) as broken:
        raise UsageFault(f"{file} cannot be read ({broken}): name a CSV file in UTF-8") from broken
    refused = tuple(_refused(row) for row in found if isinstance(row, RefusedRow))
    taken = [row for row in found if isinstance(row, UciRow)]
    _refuse_nothing(taken, refused, file)
    return taken, refused


def _refuse_nothing(taken: Iterable[UciRow], refused: tuple[RefusedLine, ...], file: Path) -> None:
    if not taken:
        why = f"{refused[0].rule}: {refused[0].detail}" if refused else "the file is empty"
        raise UsageFault(f"{file} holds no account that can be taken ({why})")


def _refused(row: RefusedRow) -> RefusedLine:
    return RefusedLine(row.line_number, row.rule, row.detail)
