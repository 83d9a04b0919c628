"""The stage and the slow recomputation from the file agree on every month end."""

from itertools import islice

from streams.app.packs import pack_text
from streams.delinquency.stage import apply, blank, turn
from streams.policy.document import Policy, parse
from streams.portfolio.assumptions import Assumptions, month_ends
from streams.portfolio.uci_card import UciRow, read_rows
from streams.portfolio.uci_facts import account_of, facts_of
from streams.terms.days import AsOf, Day, Instant, date_of
from streams.terms.delinquency_notices import AccountTableRow
from streams.terms.standing import Standing, advanced
from tests.portfolio.recompute_uci import table
from tests.system.imports import SHIFTED, TOLERANCE_MINOR, card_file

ROWS = 400


def judged(row: UciRow, on: Day, policy: Policy, assumptions: Assumptions) -> Standing:
    """Return how the stage sees an account on a day, told all facts up to then at once."""
    kept = blank(account_of(row))
    for arrives, fact in facts_of(row, assumptions):
        if arrives <= on:
            kept = apply(kept, fact, None, None).row
    notices = turn(kept, policy.on(on), AsOf(on, Instant(0))).notices
    (found,) = [n.standing for n in notices if isinstance(n, AccountTableRow)]
    return found


def test_the_stage_agrees_with_a_recomputation_from_the_file() -> None:
    policy = parse(pack_text("cn"), "cn")
    assert isinstance(policy, Policy)
    with card_file().open(encoding="utf-8") as lines:
        rows = [row for row in islice(read_rows(lines), ROWS) if isinstance(row, UciRow)]
    late = 0
    for on in (*month_ends(SHIFTED), SHIFTED.last_day):
        wanted = table(
            card_file(), ROWS, date_of(on), shift_to="2026-04", tolerance_minor=TOLERANCE_MINOR
        )
        for row in rows:
            (ledger,) = judged(row, on, policy, SHIFTED).ledgers
            found = (advanced(ledger, on), ledger.past_due_minor, ledger.balance_minor)
            assert found == wanted[account_of(row)], (account_of(row), date_of(on))
            late += found[0] > 0
    assert late > ROWS // 10
