"""A run that is cut off goes on with its month ends, and says at its start where it lives."""

from pathlib import Path
from secrets import token_hex

import pytest

from streams.portfolio.simulated import Simulation
from streams.runs.drive import Script, drive
from streams.runs.followers import Results
from streams.runs.month_ends import days_that_end_a_month
from streams.runs.play import Played, no_answers
from streams.runs.policies import policy_of
from streams.runs.session import Session, open_session
from streams.runs.summary import Summary
from streams.terms.days import Day, parse_day

pytestmark = pytest.mark.broker

FIRST, DAYS = parse_day("2026-03-30"), 34
MARCH, APRIL = "2026-03-31", "2026-04-30"
WORLD = Simulation(seed=1, accounts=3, start=FIRST, days=DAYS, currency="CNY")


class Cut(Exception):
    """The run ends here, as if killed."""


class CutAfter:
    """A view that ends the run on a day."""

    def __init__(self, on: Day | None) -> None:
        self._on = on

    def show(self, played: Played, results: Results, sent: int, seconds: float) -> None:
        """End, or let pass."""
        del results, sent, seconds
        if played.as_of.on == self._on:
            raise Cut


def played(session: Session, folder: Path, on: Day | None) -> Summary:
    script = Script(
        days=WORLD.by_day(),
        first_day=FIRST,
        keep_after=days_that_end_a_month(FIRST, DAYS),
        answers=no_answers,
        source="test",
        currency="CNY",
    )
    return drive(session, policy_of("cn"), script, CutAfter(on), folder)


@pytest.mark.parametrize("is_kept", [True, False], ids=["kept before the cut", "cut before kept"])
def test_no_month_end_is_lost_by_a_cut(broker: str, tmp_path: Path, *, is_kept: bool) -> None:
    said: list[str] = []
    with open_session(
        tmp_path, f"cut-{token_hex(3)}", bootstrap=broker, with_worker=True, say=said.append
    ) as session:
        with pytest.raises(Cut):
            played(session, tmp_path, parse_day(MARCH))
        if not is_kept:
            (tmp_path / "month-ends.json").unlink()
        summary = played(session, tmp_path, None)
        assert session.worker is not None
        assert said[0] == f"Broker {broker}, topics {session.names.prefix}.*"
        assert said[-1].endswith(f"metrics http://127.0.0.1:{session.worker.port}/metrics")
    assert summary.days == DAYS - 2
    assert sorted({line.on for line in summary.month_ends}) == [MARCH, APRIL]
    assert sum(line.accounts for line in summary.month_ends if line.on == MARCH) > 0
