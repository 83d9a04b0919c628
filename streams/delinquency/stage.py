"""How late is an account? The delinquency stage: a fact or a turn of the day walks in, a Step out.

`as_of` is always the last tick applied. A fact is recorded and then judged as of that tick; before
the first tick it is only recorded. Nothing is said of an account before its opening is known.

>>> from streams.policy.rules import AmountBand, Buckets, DayBand
>>> from streams.terms.account_facts import AccountOpened, StatementIssued
>>> from streams.terms.days import Instant
>>> rules = Rules(policy_id="house", digest="d1", ladder=None, house=None,
...               tolerance_minor={"CNY": 1000},
...               buckets=Buckets(days=(DayBand(id="m1", from_days=1),),
...                               amounts={"CNY": (AmountBand(id="any", from_minor=0),)}))
>>> opened = AccountOpened(event_id="e1", account_id="a1", effective_on=Day(0), customer_id="c1",
...                        currencies=("CNY",))
>>> bill = StatementIssued(event_id="e2", account_id="a1", effective_on=Day(10), statement_id="s1",
...                        currency="CNY", closed_on=Day(10), due_on=Day(30),
...                        min_due_minor=30_000, total_due_minor=300_000)
>>> step = apply(blank("a1"), opened, None, None)
>>> step = apply(step.row, bill, rules, AsOf(on=Day(10), at=Instant(0)))
>>> step.wake_on
31
>>> step = turn(step.row, rules, AsOf(on=Day(31), at=Instant(0)))
>>> [notice.kind for notice in step.notices if isinstance(notice, DelinquencyEvent)]
['BECAME_DELINQUENT']
"""

from msgspec.structs import replace

from streams.delinquency.aging import aged
from streams.delinquency.episodes import follow
from streams.delinquency.obligations import ledger_of
from streams.delinquency.posting import record
from streams.delinquency.refusals import refusal_of
from streams.delinquency.rows import AccountRow, Journal, LedgerJournal, Opening
from streams.delinquency.telling import Judged, Moment, event_of, said_of, standing_of
from streams.policy.rules import Rules
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import AsOf, Day
from streams.terms.delinquency_notices import (
    AccountTableRow,
    AnyDelinquencyNotice,
    DelinquencyEvent,
    StandingNotice,
)
from streams.terms.step import Step

# Before the first tick there is no day to judge by: the row asks for the next tick, whichever.
AT_NEXT_TICK = Day(0)


def blank(account_id: str) -> AccountRow:
    """Return the row of an account of which nothing is known."""
    return AccountRow(account_id=account_id)


def apply(
    row: AccountRow, fact: AnyAccountFact, rules: Rules | None, as_of: AsOf | None
) -> Step[AccountRow, AnyDelinquencyNotice]:
    """Record one fact and judge the account as of the last tick.

    `rules` and `as_of` are None until the first tick; the fact is then only recorded, and the row
    asks for the next tick. A repeat changes and says nothing.
    """
    reject = refusal_of(row, fact, as_of)
    if reject is not None:
        return Step(row, (), reject, _wake_on(row, as_of))
    recorded = record(row, fact)
    if rules is None or as_of is None:
        return Step(recorded, wake_on=AT_NEXT_TICK)
    if recorded is row and row.journal.said is not None:
        return Step(row, wake_on=_wake_on(row, as_of))
    return _judged(recorded, Moment(as_of.on, rules, fact.event_id))


def turn(row: AccountRow, rules: Rules, as_of: AsOf) -> Step[AccountRow, AnyDelinquencyNotice]:
    """Judge the account on a new day although no fact arrived."""
    return _judged(row, Moment(as_of.on, rules, None))


def _wake_on(row: AccountRow, as_of: AsOf | None) -> Day | None:
    if as_of is None:
        return AT_NEXT_TICK
    return None if row.journal.said is None else row.journal.said.next_change_on


def _judged(row: AccountRow, at: Moment) -> Step[AccountRow, AnyDelinquencyNotice]:
    opening = row.opening
    if opening is None:
        return Step(row)
    ledgers = [_ledger_judged(row, currency, at) for currency in opening.currencies]
    events = _events(row, opening, ledgers, at)
    said = said_of(row, opening, ledgers, at)
    journal = row.journal
    notices: tuple[AnyDelinquencyNotice, ...] = events
    version = journal.version
    if said != journal.said:
        version += 1
        standing = standing_of(row.account_id, version, said, at.on)
        table, sent = AccountTableRow(standing=standing), StandingNotice(standing=standing)
        notices = (*events, table, sent)
    kept = _journals(journal, ledgers)
    if notices or kept is not journal.ledgers:
        journal = Journal(journal.seq + len(events), version, said, kept)
        row = replace(row, journal=journal)
    return Step(row, notices, None, said.next_change_on)


def _ledger_judged(row: AccountRow, currency: str, at: Moment) -> Judged:
    was = next((one for one in row.journal.ledgers if one.currency == currency), None)
    was = LedgerJournal(currency) if was is None else was
    now = aged(ledger_of(row, currency, at.on), currency, at.rules, at.on)
    return Judged(was, follow(was, now), now)


def _events(
    row: AccountRow, opening: Opening, ledgers: list[Judged], at: Moment
) -> tuple[DelinquencyEvent, ...]:
    told: list[DelinquencyEvent] = []
    for one in ledgers:
        seq = row.journal.seq + len(told) + 1
        event = event_of(row.account_id, opening.customer_id, seq, one, at)
        if event is not None:
            told.append(event)
    return tuple(told)


def _journals(journal: Journal, ledgers: list[Judged]) -> tuple[LedgerJournal, ...]:
    """Return the ledgers' journals; the same tuple where none of them moved."""
    moved = {
        one.now.currency: one.turn.journal for one in ledgers if one.turn.journal is not one.was
    }
    if not moved:
        return journal.ledgers
    others = (one for one in journal.ledgers if one.currency not in moved)
    return (*others, *moved.values())
