"""Ours over a month without a broker: the stage under the benchmark's policy, and its reader."""

from datetime import UTC

import pytest

from streams.delinquency.rows import AccountRow
from streams.delinquency.stage import apply, blank
from streams.feed.moments import moment
from streams.terms.delinquency_notices import AccountTableRow, AnyDelinquencyNotice
from streams.terms.routes import ACCOUNTS
from streams.wire.notices_out import encode_delinquency
from streams.wire.plain import Record, must_read
from tests.bench.peers.ours import policy, standing_of
from tests.bench.peers.peer import WrongResult
from tests.bench.peers.reference import standings
from tests.bench.peers.workload import AS_OF, Workload

RULES, NOW = policy().on(AS_OF), moment(AS_OF, UTC)


class Stage:
    """The stage as the worker runs it: one tick, the history, the month."""

    def __init__(self) -> None:
        self.rows: dict[str, AccountRow] = {}
        self.said: dict[str, Record] = {}

    def over(self, sizes: Workload) -> None:
        """Take everything, and keep what is said of each account last."""
        for fact in [*sizes.history(), *sizes.month()]:
            row = self.rows.get(fact.account_id) or blank(fact.account_id)
            moved = apply(row, fact, RULES, NOW)
            assert moved.reject is None
            self._keep(fact.account_id, moved.row, moved.notices)

    def _keep(
        self, account: str, row: AccountRow, notices: tuple[AnyDelinquencyNotice, ...]
    ) -> None:
        self.rows[account] = row
        for notice in notices:
            if isinstance(notice, AccountTableRow):
                self.said[account] = must_read(ACCOUNTS, encode_delinquency(notice).value)


def test_ours_comes_to_the_reference() -> None:
    sizes, stage = Workload(facts=2_000, accounts=400), Stage()
    stage.over(sizes)
    found = {key: standing_of(row, RULES, stage.said[key]) for key, row in stage.rows.items()}
    assert found == standings([*sizes.history(), *sizes.month()])


def test_a_table_that_says_otherwise_than_the_row_is_a_wrong_result() -> None:
    stage = Stage()
    stage.over(Workload(facts=20, accounts=5))
    account, row = next(iter(stage.rows.items()))
    said = stage.said[account]
    said["ledgers"][0]["past_due_minor"] += 1
    with pytest.raises(WrongResult, match="row and public table of account-00000000 differ"):
        standing_of(row, RULES, said)


def test_the_policy_of_the_benchmark_asks_for_no_clock() -> None:
    ledger = RULES.ledger
    asked = (ledger.clocks, ledger.bureau, ledger.materiality, ledger.late_fees, ledger.penalties)
    assert not any(asked)
    days = (ledger.calendar, ledger.cut_off, ledger.waiver, ledger.charge_off_days)
    assert days == (None, None, None, None)
