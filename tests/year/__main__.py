"""`python -m tests.year`: a made-up year of many customers on a real broker, then its audit.

The audit reads topics and knows limits that were written by hand; it ends with 1 where a limit was
broken, or where the year did not see what it has to see.
"""

import argparse
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import monotonic

from rich.console import Console

from streams.cli.field_heard import heard_of
from streams.cli.where import Where
from streams.insight.period import Period
from streams.insight.report import field_report
from streams.portfolio.simulated import Simulation
from streams.runs.drive import Script, drive
from streams.runs.policies import policy_of
from streams.runs.progress import DayBar
from streams.runs.session import Session, open_session
from streams.runs.workspace import Workspace
from streams.terms.days import parse_day
from streams.views.field_report_told import report_told
from streams.wire.readable import last_four
from tests.audit import __main__ as auditing
from tests.audit import visits
from tests.audit.audit import Audit
from tests.year import coverage
from tests.year.coverage import Coverage
from tests.year.people import YEAR

# The day from which the youngest rules of the Chinese pack hold.
_START = "2026-01-30"
_ACCOUNTS_PER_CUSTOMER = (20, 19)
_SECONDS_MAX = 20 * 60


def main() -> int:
    """Play, audit and report; 1 where anything is wrong."""
    asked = _asked()
    began = monotonic()
    console = Console()
    times, of = _ACCOUNTS_PER_CUSTOMER
    first = parse_day(_START)
    world = Simulation(
        seed=asked.seed,
        accounts=-(-asked.customers * times // of),
        start=first,
        days=asked.days,
        currency="CNY",
        people=YEAR,
    )
    script = Script(
        days=world.by_day(),
        first_day=first,
        keep_after=(),
        answers=world.answers,
        reports=world.reports,
        source="simulation",
        currency="CNY",
    )
    made_by = f"year {asked.customers} {asked.days} {asked.seed}"
    with closing(Workspace(asked.data, made_by, fresh=True)) as place:
        with open_session(
            asked.data, place.prefix, bootstrap=asked.bootstrap, with_worker=True, say=console.print
        ) as session:
            view = DayBar(console, first, asked.days)
            with view:
                summary = drive(session, policy_of("cn"), script, view, asked.data)
            played = monotonic() - began
            console.print(
                f"{summary.facts_sent:,} facts on {summary.days} days in {played:,.0f} s",
                highlight=False,
            )
            wrong = _told(session)
        place.finish()
    seconds = monotonic() - began
    sys.stdout.write(f"{seconds:,.0f} s in all, {_SECONDS_MAX:,} at most\n")
    return 1 if wrong else 0


def _told(session: Session) -> bool:
    """Print audit and report; tell whether anything is wrong."""
    prefix = session.names.prefix
    audit, seen, gone = Audit(), Coverage(), visits.VisitAudit()
    audit.look(auditing.records_of(session.bootstrap, prefix))
    seen.look(auditing.records_of(session.bootstrap, prefix, coverage.TOPICS))
    gone.look(auditing.records_of(session.bootstrap, prefix, visits.TOPICS))
    told = (
        *auditing.report(audit),
        *visits.report(gone),
        *_of_the_field(session),
        *_covered(seen),
    )
    sys.stdout.write("\n".join(told) + "\n")
    return bool(audit.violations or gone.violations) or any(
        bar.found < bar.least for bar in seen.bars()
    )


def _of_the_field(session: Session) -> Iterator[str]:
    """Yield what came of the visits, as whoever runs the field would read it."""
    at = Where(session.bootstrap, session.names, session.partitions)
    heard, known_on = heard_of(at, lambda _: None)
    yield from report_told(field_report(heard, known_on, Period()), last_four)


def _covered(seen: Coverage) -> Iterator[str]:
    yield f"{seen.customers:,} customers; what the year has to have seen:"
    yield from (bar.line() for bar in seen.bars())


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.year", description=__doc__)
    parser.add_argument("--customers", type=int, default=10_000, help="customers (10,000)")
    parser.add_argument("--days", type=int, default=365, help="days (365)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same year")
    parser.add_argument("--data", type=Path, default=Path("var/year"), help="folder of the run")
    parser.add_argument("--bootstrap", help="HOST:PORT; default: a broker of its own")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
