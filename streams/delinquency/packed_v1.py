"""Rows of the first format: facts of six kinds in the row itself, nothing folded.

They are read and turned into today's rows; what was never in them is empty.
"""

from msgspec import Struct

from streams.delinquency.journal import Episode, Journal, LedgerJournal
from streams.delinquency.rows import (
    AccountRow,
    Billed,
    Contested,
    Facts,
    Holds,
    Opening,
    Paid,
    Reversed,
)
from streams.terms.days import Day


class OpeningV1(Struct, frozen=True, array_like=True):
    """An opening without a zone."""

    customer_id: str
    currencies: tuple[str, ...]
    effective_on: Day
    source_seq: int
    event_id: str


class BilledV1(Struct, frozen=True, array_like=True):
    """A statement without costs of recovery."""

    closed_on: Day
    statement_id: str
    due_on: Day
    currency: str
    min_due_minor: int
    past_due_included_minor: int
    credit_applied_minor: int
    total_due_minor: int
    principal_minor: int
    interest_minor: int
    fee_minor: int
    penalty_minor: int
    effective_on: Day
    source_seq: int
    event_id: str


class PaidV1(Struct, frozen=True, array_like=True):
    """A payment without the instant at which it was made."""

    value_on: Day
    payment_id: str
    currency: str
    amount_minor: int
    channel: str
    effective_on: Day
    source_seq: int
    event_id: str


class ReversedV1(Struct, frozen=True, array_like=True):
    """A reversal without a mode: it restored the original age."""

    payment_id: str
    reversal_id: str
    currency: str
    amount_minor: int
    reason: str
    effective_on: Day
    source_seq: int
    event_id: str


class ContestedV1(Struct, frozen=True, array_like=True):
    """Contents that lost."""

    openings: tuple[OpeningV1, ...] = ()
    statements: tuple[BilledV1, ...] = ()
    payments: tuple[PaidV1, ...] = ()
    reversals: tuple[ReversedV1, ...] = ()


class EpisodesV1(Struct, frozen=True, array_like=True):
    """What was said about one currency."""

    currency: str
    bucket: str = "current"
    running: bool = False
    episodes: tuple[Episode, ...] = ()


class JournalV1(Struct, frozen=True, array_like=True):
    """The counters and episodes; the standing said is of another shape, and is said anew."""

    seq: int = 0
    version: int = 0
    said: object = None
    ledgers: tuple[EpisodesV1, ...] = ()


class AccountRowV1(Struct, frozen=True, array_like=True):
    """One account in the first format."""

    account_id: str
    opening: OpeningV1 | None = None
    statements: tuple[BilledV1, ...] = ()
    payments: tuple[PaidV1, ...] = ()
    reversals: tuple[ReversedV1, ...] = ()
    holds: Holds = Holds()
    contested: ContestedV1 = ContestedV1()
    journal: JournalV1 = JournalV1()


def turned(old: AccountRowV1) -> AccountRow:
    """Return the row of today that says the same."""
    lost = old.contested
    journal = Journal(
        old.journal.seq,
        old.journal.version,
        None,
        tuple(
            LedgerJournal(one.currency, one.bucket, one.running, one.episodes)
            for one in old.journal.ledgers
        ),
    )
    return AccountRow(
        old.account_id,
        None if old.opening is None else _opening(old.opening),
        Facts(
            tuple(map(_billed, old.statements)),
            tuple(map(_paid, old.payments)),
            tuple(map(_reversed, old.reversals)),
        ),
        holds=old.holds,
        contested=Contested(
            tuple(map(_opening, lost.openings)),
            tuple(map(_billed, lost.statements)),
            tuple(map(_paid, lost.payments)),
            tuple(map(_reversed, lost.reversals)),
        ),
        journal=journal,
    )


def _opening(old: OpeningV1) -> Opening:
    return Opening(
        old.customer_id, old.currencies, "", old.effective_on, old.source_seq, old.event_id
    )


def _billed(old: BilledV1) -> Billed:
    amounts = (
        old.min_due_minor,
        old.past_due_included_minor,
        old.credit_applied_minor,
        old.total_due_minor,
        old.principal_minor,
        old.interest_minor,
        old.fee_minor,
        old.penalty_minor,
    )
    head = (old.closed_on, old.statement_id, old.due_on, old.currency)
    return Billed(*head, *amounts, 0, old.effective_on, old.source_seq, old.event_id)


def _paid(old: PaidV1) -> Paid:
    head = (old.value_on, old.payment_id, old.currency, old.amount_minor, old.channel)
    return Paid(*head, None, old.effective_on, old.source_seq, old.event_id)


def _reversed(old: ReversedV1) -> Reversed:
    head = (old.payment_id, old.reversal_id, old.currency, old.amount_minor, old.reason)
    mode = "RESTORE_ORIGINAL"
    return Reversed(*head, mode, old.effective_on, old.source_seq, old.event_id)
