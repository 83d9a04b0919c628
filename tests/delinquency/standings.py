"""How an account stands on a day by its facts alone, and lives through a walk as the engine has it.

What was said before decides episodes and items of work; a standing of a row without a journal is
free of both, so that two rows with the same facts stand alike to the last field.
"""

from msgspec.structs import replace

from streams.delinquency.journal import Journal, SaidStanding
from streams.delinquency.rows import AccountRow
from streams.delinquency.stage import turn
from streams.policy.rules import Rules
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day
from streams.terms.delinquency_notices import (
    AccountTableRow,
    AnyDelinquencyNotice,
    Corrected,
    DelinquencyEvent,
    DueNotice,
    PromiseNotice,
    ReviewNotice,
)
from streams.terms.standing import Standing
from tests.delinquency.facts import Account, at
from tests.delinquency.histories_walks import Walk

_Placed = DelinquencyEvent | Corrected | PromiseNotice | DueNotice | ReviewNotice


def row_with(facts: list[AnyAccountFact]) -> AccountRow:
    """Return the row that holds the facts and was never judged; what is refused stays out."""
    return Account().take(*facts).row


def standing_on(row: AccountRow, rules: Rules, on: Day) -> Standing:
    """Return the standing of a day as if nothing had been said of the account before."""
    return tables(turn(replace(row, journal=Journal()), rules, at(on)).notices)[-1]


def tables(said: list[AnyDelinquencyNotice] | tuple[AnyDelinquencyNotice, ...]) -> list[Standing]:
    """Return the rows of the public table among what was said."""
    return [notice.standing for notice in said if isinstance(notice, AccountTableRow)]


def timeless(*accounts: Account) -> list[SaidStanding]:
    """Return what was last said of each, less what arrival decides: origins, and items of work.

    An item of work has a day on which it is overdue: where one of the accounts has an item that is
    not decided, the days on which they wake are not compared.
    """
    waits = any(not item.decided for one in accounts for item in one.row.waiting)
    return [_timeless(one.row.journal.said, wakes=not waits) for one in accounts]


def _timeless(said: SaidStanding | None, *, wakes: bool) -> SaidStanding:
    assert said is not None
    ledgers = tuple(replace(one, episode_origin=None) for one in said.ledgers)
    return replace(said, ledgers=ledgers, next_change_on=said.next_change_on if wakes else None)


def lived(walk: Walk, rules: Rules, until: Day) -> Account:
    """Return the account after its walk and every day that its row asked for, up to a day."""
    account = Account(Day(walk[0][0] - 1), rules)
    for arrives, fact in walk:
        come_to(account, arrives).take(fact)
    return come_to(account, until)


def come_to(account: Account, day: Day) -> Account:
    """Bring the account to a day, one day after the other, turning it where its row asked."""
    assert account.as_of is not None
    for number in range(account.as_of.on + 1, day + 1):
        account.skip_to(Day(number))
    return account


def is_numbered(said: list[AnyDelinquencyNotice]) -> bool:
    """Tell whether what is said counts up by one, standings apart, and no id is there twice."""
    placed = [one for one in said if isinstance(one, _Placed)]
    versions = [standing.version for standing in tables(said)]
    return (
        [one.seq for one in placed] == list(range(1, len(placed) + 1))
        and versions == list(range(1, len(versions) + 1))
        and len({one.event_id for one in placed}) == len(placed)
    )
