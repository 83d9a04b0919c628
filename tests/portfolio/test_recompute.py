"""The stage and the slow recomputation from the file agree on every month end."""

from itertools import islice

import pytest

from streams.app.packs import pack_text
from streams.delinquency.rows import AccountRow
from streams.delinquency.stage import apply, blank, turn
from streams.policy.document import Policy, parse
from streams.policy.rules import Rules
from streams.portfolio.assumptions import Assumptions, month_ends
from streams.portfolio.uci_card import UciRow, read_rows
from streams.portfolio.uci_facts import account_of, facts_of
from streams.terms.days import AsOf, Day, Instant, date_of
from streams.terms.delinquency_notices import AccountTableRow, AnyDelinquencyNotice
from streams.terms.standing import Standing, advanced
from streams.terms.step import Step
from tests.portfolio.real_accounts import SHIFTED, TOLERANCE_MINOR, card_file
from tests.portfolio.recompute_uci import table

# Days on which nearly everybody pays late, a minimum that needs rounding, and one with a floor.
LATE_PAYERS = Assumptions(
    shift_to="2026-11", statement_day=28, payment_day=20, due_day=6, minimum_per_mille=33
)
FLOORED = Assumptions(
    shift_to="2027-09",
    statement_day=2,
    payment_day=1,
    due_day=1,
    minimum_per_mille=7,
    minimum_floor_minor=123_456,
)

Kept = Step[AccountRow, AnyDelinquencyNotice]


class Lived:
    """One account day by day: the day's facts, then its tick where the row asks to be woken."""

    def __init__(self, row: UciRow, policy: Policy, assumed: Assumptions) -> None:
        self.policy, self.account = policy, blank(account_of(row))
        self.facts = list(facts_of(row, assumed))
        self.standing: Standing | None = None
        self.wake_on: Day | None = None
        self.told: tuple[Rules, AsOf] | tuple[None, None] = (None, None)

    def keep(self, step: Kept) -> None:
        """Keep what a walk gave back; a real account sends nothing that is refused."""
        assert step.reject is None
        self.account, self.wake_on = step.row, step.wake_on
        for notice in step.notices:
            if isinstance(notice, AccountTableRow):
                self.standing = notice.standing

    def live(self, on: Day) -> None:
        """Live one day."""
        while self.facts and self.facts[0][0] == on:
            self.keep(apply(self.account, self.facts.pop(0)[1], *self.told))
        rules, as_of = self.policy.on(on), AsOf(on, Instant(0))
        if self.wake_on is not None and self.wake_on <= on:
            self.keep(turn(self.account, rules, as_of))
        self.told = (rules, as_of)

    def line(self, on: Day) -> tuple[int, int, int]:
        """Return days past due, past due and balance as of the end of a day."""
        assert self.standing is not None
        (ledger,) = self.standing.ledgers
        return advanced(ledger, on), ledger.past_due_minor, ledger.balance_minor


def real_rows(count: int) -> list[UciRow]:
    """Return the first rows of the file."""
    with card_file().open(encoding="utf-8") as lines:
        return [row for row in islice(read_rows(lines), count) if isinstance(row, UciRow)]


def found_day_by_day(
    rows: list[UciRow], policy: Policy, assumed: Assumptions
) -> dict[Day, dict[str, tuple[int, int, int]]]:
    """Return each account's line on every month end and on the last day."""
    asked_on = (*month_ends(assumed), assumed.last_day)
    found: dict[Day, dict[str, tuple[int, int, int]]] = {on: {} for on in asked_on}
    for row in rows:
        lived = Lived(row, policy, assumed)
        for number in range(assumed.first_day, assumed.last_day + 1):
            on = Day(number)
            lived.live(on)
            if on in found:
                found[on][account_of(row)] = lived.line(on)
    return found


@pytest.mark.parametrize(("count", "assumed"), [(500, SHIFTED), (120, LATE_PAYERS), (120, FLOORED)])
def test_the_stage_agrees_with_a_recomputation_from_the_file(
    count: int, assumed: Assumptions
) -> None:
    policy = parse(pack_text("cn"), "cn")
    assert isinstance(policy, Policy)
    late = 0
    for on, lines in found_day_by_day(real_rows(count), policy, assumed).items():
        wanted = table(
            card_file(),
            count,
            date_of(on),
            shift_to=assumed.shift_to,
            statement_day=assumed.statement_day,
            payment_day=assumed.payment_day,
            due_day=assumed.due_day,
            minimum_per_mille=assumed.minimum_per_mille,
            minimum_floor_minor=assumed.minimum_floor_minor,
            tolerance_minor=TOLERANCE_MINOR,
        )
        assert lines == wanted, date_of(on)
        late += sum(days > 0 for days, _, _ in lines.values())
    assert late > count // 10
