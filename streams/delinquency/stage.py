"""How late is an account? The delinquency stage: a fact or a turn of the day walks in, a Step out.

`as_of` is always the last tick applied. A fact is recorded and then judged as of that tick; before
the first tick it is only recorded. Nothing is said of an account before its opening is known.

>>> from streams.policy.bands import AmountBand, DayBand
>>> from streams.policy.rules import Buckets
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
>>> step.notices[0].kind
'BECAME_DELINQUENT'
"""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from streams.delinquency import review
from streams.delinquency.aging import Aged
from streams.delinquency.commitments import NONE_COUNTED, promise_counts
from streams.delinquency.correcting import corrected_spans
from streams.delinquency.episodes import follow
from streams.delinquency.journal import Journal, LedgerJournal, SaidStanding
from streams.delinquency.judging import Judgement, judged, looks_since, seen_by
from streams.delinquency.leaving import may_leave
from streams.delinquency.passing_on import corrections_told
from streams.delinquency.posting import record
from streams.delinquency.refusals import refusal_of
from streams.delinquency.rows import AccountRow
from streams.delinquency.saying import Saying
from streams.delinquency.settling import forgetting
from streams.delinquency.telling import Judged, Moment, said_of, standing_of
from streams.policy.rules import Rules
from streams.terms.account_facts import AnyAccountFact
from streams.terms.case_facts import ReviewDecided
from streams.terms.days import AsOf, Day
from streams.terms.delinquency_notices import (
    AccountTableGone,
    AccountTableRow,
    AnyDelinquencyNotice,
    CorrectedSpan,
    StandingNotice,
    StandingWithdrawn,
)
from streams.terms.step import Step

# Before the first tick there is no day to judge by: the row asks for the next tick, whichever.
AT_NEXT_TICK = Day(0)


class _Before(Struct, frozen=True, gc=False):
    """The row before a fact, and the first day that the fact may have changed."""

    row: AccountRow
    since: Day


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
    reject = refusal_of(row, fact, rules, as_of)
    if reject is not None:
        return Step(row, (), reject, _wake_on(row, as_of))
    if rules is None or as_of is None:
        return Step(record(row, fact), wake_on=AT_NEXT_TICK)
    counts_on = review.counts_on(fact)
    recorded = _recorded(row, fact, counts_on, rules, as_of.on)
    if recorded is row and row.journal.said is not None:
        return Step(row, wake_on=_wake_on(row, as_of))
    is_contested = recorded.contested != row.contested
    before = _before(row, fact, counts_on, as_of.on, is_contested=is_contested)
    near = as_of.on if counts_on is None else Day(min(counts_on, as_of.on))
    return _judged(recorded, Moment(as_of.on, rules, fact.event_id), row, before, near=near)


def turn(row: AccountRow, rules: Rules, as_of: AsOf) -> Step[AccountRow, AnyDelinquencyNotice]:
    """Judge the account on a new day although no fact arrived."""
    return _judged(row, Moment(as_of.on, rules, None), row, None, near=None)


def _recorded(
    row: AccountRow, fact: AnyAccountFact, counts_on: Day | None, rules: Rules, on: Day
) -> AccountRow:
    """Return the row with the fact in it, or waiting in it where it reaches back too far."""
    if isinstance(fact, ReviewDecided):
        row, due = review.decided(row, fact)
        return row if due is None else record(row, due)
    if review.is_discarded(row, fact):
        return row
    horizon = rules.ledger.horizon
    row = forgetting(row, on - horizon.late_days, rules)
    recorded, reaches = record(row, fact), review.reach_of(row, fact, counts_on)
    if recorded is not row and reaches is not None and reaches < on - horizon.late_days:
        return review.held_back(row, fact, on, horizon)
    return recorded


def _before(
    row: AccountRow, fact: AnyAccountFact, counts_on: Day | None, on: Day, *, is_contested: bool
) -> _Before | None:
    """Return what is needed to tell which days the fact changed, None where it changes none.

    A fact that is contested may take another's place, and so change days before its own.
    """
    since = row.journal.since_on
    if since is None or since >= on:
        return None
    if is_contested or isinstance(fact, ReviewDecided) or review.rewrites(fact):
        return _Before(row, since)
    if counts_on is None or counts_on >= on:
        return None
    return _Before(row, Day(max(since, counts_on)))


def _wake_on(row: AccountRow, as_of: AsOf | None) -> Day | None:
    if as_of is None:
        return AT_NEXT_TICK
    return None if row.journal.said is None else row.journal.said.next_change_on


def _judged(
    row: AccountRow, at: Moment, was: AccountRow, before: _Before | None, *, near: Day | None
) -> Step[AccountRow, AnyDelinquencyNotice]:
    opening = row.opening
    if opening is None:
        return Step(row)
    now = judged(row, at.rules, at.on, near)
    row = now.row
    saying = Saying(row.account_id, opening.customer_id, row.journal, at)
    if before is not None:
        for currency, spans in _corrections(now, before, at):
            saying.corrections(currency, spans)
    ledgers = [_turned(row.journal, one) for one in now.ledgers]
    journals = [saying.ledger(one) for one in ledgers]
    if row.journal.dues or now.dues:
        saying.dues(now)
        journals = [saying.offers(*each) for each in zip(ledgers, journals, strict=True)]
    if now.promises or row.journal.promises:
        saying.promises(now.promises)
    horizon = at.rules.ledger.horizon
    waiting = review.turned(row, now.known, at.on, horizon)
    if waiting or was.waiting:
        saying.reviews(was.waiting, waiting)
    said = may_leave(said_of(now, opening, ledgers, waiting, at), row.cases, horizon, at.on)
    kept = saying.ends(_journals(row.journal, ledgers, journals))
    counts = promise_counts(kept.promises) if kept.promises else NONE_COUNTED
    was_counted = promise_counts(row.journal.promises) if row.journal.promises else NONE_COUNTED
    is_new = said != kept.said or counts != was_counted
    told = corrections_told(saying.notices, opening.customer_id, row.cases)
    standings = _standings(now, kept, said, counts) if is_new else ()
    notices = (*saying.notices, *told, *standings)
    if notices or kept is not row.journal or waiting is not row.waiting:
        version = kept.version + is_new
        since = at.on if kept.since_on is None else kept.since_on
        kept = replace(kept, version=version, said=said, since_on=since)
        row = replace(row, journal=kept, waiting=waiting)
    return Step(row, notices, None, said.next_change_on)


def _turned(journal: Journal, now: Aged) -> Judged:
    was = next((one for one in journal.ledgers if one.currency == now.currency), None)
    was = LedgerJournal(now.currency) if was is None else was
    return Judged(was, follow(was, now), now)


def _corrections(
    judgement: Judgement, before: _Before, at: Moment
) -> Iterator[tuple[str, tuple[CorrectedSpan, ...]]]:
    """Yield, per ledger, the days that stand otherwise than before the fact."""
    was = looks_since(before.row, before.since, at.rules, at.on)
    now = seen_by(judgement, before.since, at.rules)
    days, stops = (before.since, Day(at.on - 1)), (was.stopped_on, now.stopped_on)
    for currency, looks in now.looks.items():
        seen = was.looks.get(currency, [])
        yield currency, corrected_spans(seen, looks, currency, at.rules, days, stops)


def _journals(
    journal: Journal, ledgers: list[Judged], now: list[LedgerJournal]
) -> tuple[LedgerJournal, ...]:
    """Return the ledgers' journals; the same tuple where none of them moved."""
    moved = {
        one.now.currency: after
        for one, after in zip(ledgers, now, strict=True)
        if after is not one.was
    }
    if not moved:
        return journal.ledgers
    others = (one for one in journal.ledgers if one.currency not in moved)
    return (*others, *moved.values())


def _standings(
    now: Judgement, journal: Journal, said: SaidStanding, counts: tuple[int, int]
) -> tuple[AnyDelinquencyNotice, ...]:
    """Return the standing for the table and for each party; `counts` are those of its promises."""
    was = journal.said
    account_id, version = now.row.account_id, journal.version + 1
    standing = standing_of(account_id, version, said, now)
    if counts != NONE_COUNTED:
        standing = replace(standing, promises_kept=counts[0], promises_broken=counts[1])
    table = (
        AccountTableGone(account_id=account_id)
        if said.is_gone
        else AccountTableRow(standing=standing)
    )
    sent = (
        StandingNotice(standing=replace(standing, customer_id=party, role=role))
        for party, role in said.parties
    )
    former = () if was is None else {party for party, _ in was.parties}
    gone = (
        StandingWithdrawn(account_id=account_id, customer_id=party, version=version, as_of=now.on)
        for party in sorted(former - {party for party, _ in said.parties} if former else ())
    )
    return (table, *sent, *gone)
