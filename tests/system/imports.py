"""Running the real import against the real broker, and what it left behind."""

import os
import signal
from collections import Counter
from contextlib import closing
from datetime import date
from pathlib import Path

from msgspec import Struct

from streams.engine.names import Names
from streams.portfolio.assumptions import month_ends
from streams.portfolio.uci_card import UciRow, read_rows
from streams.portfolio.uci_facts import by_day
from streams.runs.drive import Script, drive
from streams.runs.followers import Follower, Results
from streams.runs.play import Played, no_answers
from streams.runs.policies import policy_of
from streams.runs.session import Session, open_session
from streams.runs.summary import Summary
from streams.terms.days import date_of
from streams.terms.routes import ESCALATIONS
from streams.terms.standing import Standing
from streams.terms.treatment_notices import Escalation
from streams.wire.notices_in import decode_escalation
from tests.portfolio.real_accounts import SHIFTED, card_file
from tests.system.checking import checked_run


class Left(Struct, frozen=True):
    """What a run left: its table, all its verdicts in order, its summary, what the check finds."""

    table: dict[str, Standing]
    escalations: tuple[Escalation, ...]
    summary: Summary
    findings: tuple[str, ...]

    def decided(self) -> Counter[tuple[str, str]]:
        """Return every escalation id with its verdict, and how often it was said."""
        return Counter((one.escalation_id, one.verdict) for one in self.escalations)


class Killer:
    """A view that kills the worker with -9 after the days given, in the middle of the run."""

    def __init__(self, session: Session, after_days: set[int]) -> None:
        self._session, self._after = session, after_days
        self._days = self.killed = 0

    def show(self, played: Played, results: Results, sent: int, seconds: float) -> None:
        """Kill, or let pass."""
        del played, results, sent, seconds
        self._days += 1
        if self._days in self._after and self._session.worker is not None:
            os.kill(self._session.worker.pid, signal.SIGKILL)
            self.killed += 1


def run_import(broker: str, folder: Path, rows: int, kill_after: set[int]) -> Left:
    """Import so many real accounts, killing the worker after the days given."""
    with card_file().open(encoding="utf-8") as lines:
        taken = [row for row, _ in zip(read_rows(lines), range(rows), strict=False)]
    accounts = [row for row in taken if isinstance(row, UciRow)]
    script = Script(
        days=by_day(accounts, SHIFTED),
        first_day=SHIFTED.first_day,
        keep_after=month_ends(SHIFTED),
        answers=no_answers,
        source="test",
        currency=SHIFTED.currency,
        rows_read=len(taken),
    )
    folder.mkdir(parents=True)
    with open_session(
        folder, folder.name, bootstrap=broker, with_worker=True, say=lambda _: None
    ) as session:
        killer = Killer(session, kill_after)
        summary = drive(session, policy_of("cn"), script, killer)
        assert killer.killed == len(kill_after)
        return _left(session, summary)


def _left(session: Session, summary: Summary) -> Left:
    bootstrap, names, partitions = session.bootstrap, session.names, session.partitions
    with closing(Results(bootstrap, names, partitions)) as results:
        results.read()
        table = dict(results.standings)
    said = all_escalations(bootstrap, names, partitions)
    found = checked_run(bootstrap, names.prefix, partitions)
    return Left(table, said, summary, found.findings)


def all_escalations(bootstrap: str, names: Names, partitions: int) -> tuple[Escalation, ...]:
    """Return every committed verdict of a run."""
    with closing(
        Follower(bootstrap, names, partitions, ESCALATIONS, decode_escalation)
    ) as follower:
        return tuple(follower.news())


def last_day() -> date:
    """Return the last day of the shifted import."""
    return date_of(SHIFTED.last_day)
