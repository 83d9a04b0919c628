"""What is said: an event where an episode moves, and a standing where it differs from the last one.

The path of every fact runs through here, so a standing is compared as what was said of it, and
built as a `Standing` only where that differs.
"""

from msgspec import Struct

from streams.delinquency.aging import Aged, earliest
from streams.delinquency.episodes import Turn, running_origin
from streams.delinquency.rows import AccountRow, LedgerJournal, Opening, SaidLedger, SaidStanding
from streams.policy.rules import Buckets, Rules
from streams.terms.days import Day
from streams.terms.delinquency_notices import DelinquencyEvent
from streams.terms.identity import stable_id
from streams.terms.standing import LedgerStanding, Standing


class Moment(Struct, frozen=True, gc=False):
    """When and by which rules an account is judged, and which fact made it so (None: the day)."""

    on: Day
    rules: Rules
    cause: str | None


class Judged(Struct, frozen=True, gc=False):
    """One ledger's judgement: what its journal said before, and how it stands now."""

    was: LedgerJournal
    turn: Turn
    now: Aged


def event_of(
    account_id: str, customer_id: str, seq: int, one: Judged, at: Moment
) -> DelinquencyEvent | None:
    """Return the event that the judgement calls for, under the id of account and `seq`, or None."""
    if one.turn.kind is None:
        return None
    return DelinquencyEvent(
        event_id=stable_id("delinquency_event", account_id, seq),
        kind=one.turn.kind,
        account_id=account_id,
        customer_id=customer_id,
        seq=seq,
        as_of=at.on,
        currency=one.now.currency,
        episode_origin=one.turn.journal.episodes[-1].origin,
        days_past_due=one.now.days_past_due,
        bucket=one.turn.journal.bucket,
        previous_bucket=one.was.bucket,
        past_due_minor=one.now.past_due_minor,
        oldest_due_on=one.now.oldest_due_on,
        policy_digest=at.rules.digest,
        cause=at.cause,
    )


def said_of(row: AccountRow, opening: Opening, judged: list[Judged], at: Moment) -> SaidStanding:
    """Return what there is to say of the account, in the form in which it is compared."""
    return SaidStanding(
        opening.customer_id,
        _leading_bucket(judged, at.rules.buckets),
        _incomplete(row, opening, judged),
        earliest(*(one.now.next_change_on for one in judged)),
        tuple(map(_said_ledger, judged)),
    )


def standing_of(account_id: str, version: int, said: SaidStanding, on: Day) -> Standing:
    """Return the standing in full, true on that day."""
    ledgers = tuple(_ledger_standing(one, on) for one in said.ledgers)
    return Standing(
        account_id=account_id,
        customer_id=said.customer_id,
        version=version,
        as_of=on,
        days_past_due=max(one.days_past_due for one in ledgers),
        bucket=said.bucket,
        ledgers=ledgers,
        incomplete=said.incomplete,
        next_change_on=said.next_change_on,
    )


def _said_ledger(one: Judged) -> SaidLedger:
    now = one.now
    upcoming = now.upcoming
    return SaidLedger(
        now.currency,
        now.ledger.balance_minor,
        now.past_due_minor,
        now.oldest_due_on,
        now.bucket,
        running_origin(one.turn.journal),
        None if upcoming is None else upcoming.statement_id,
        None if upcoming is None else upcoming.due_on,
        0 if upcoming is None else upcoming.left_minor,
    )


def _ledger_standing(said: SaidLedger, on: Day) -> LedgerStanding:
    anchor = said.oldest_due_on
    return LedgerStanding(
        currency=said.currency,
        balance_minor=said.balance_minor,
        past_due_minor=said.past_due_minor,
        oldest_due_on=anchor,
        days_past_due=0 if anchor is None else on - anchor,
        bucket=said.bucket,
        episode_origin=said.episode_origin,
        upcoming_statement_id=said.upcoming_statement_id,
        upcoming_due_on=said.upcoming_due_on,
        upcoming_minor=said.upcoming_minor,
    )


def _leading_bucket(judged: list[Judged], buckets: Buckets | None) -> str:
    """Return the bucket of the ledger that is late the longest; of equals, the gravest."""
    if len(judged) == 1 or buckets is None:
        # Without buckets in force every ledger is unclassified alike.
        return judged[0].now.bucket
    leading = max(
        (one.now for one in judged),
        key=lambda now: (now.days_past_due, buckets.rank_of(now.bucket)),
    )
    return leading.bucket


def _incomplete(row: AccountRow, opening: Opening, judged: list[Judged]) -> bool:
    """Whether anything is missing that could change the answer: nobody is contacted then."""
    holds = row.holds
    return (
        holds.overflowed
        or bool(holds.refused and not set(holds.refused).issubset(holds.resolved))
        or any(one.now.ledger.unfounded or not one.now.classified for one in judged)
        or _strays(row, opening.currencies)
    )


def _strays(row: AccountRow, declared: tuple[str, ...]) -> bool:
    """Whether an amount lies in a currency for which the account keeps no ledger."""
    seen = {bill.currency for bill in row.statements}
    seen.update(payment.currency for payment in row.payments)
    seen.update(reversal.currency for reversal in row.reversals)
    return not seen.issubset(declared)
