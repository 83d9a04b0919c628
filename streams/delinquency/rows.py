"""The account's row: the facts that were accepted, and the journal of what was said about them.

The facts are a *set*: their order of arrival leaves no trace in it. The journal is a *history*: it
keeps what only order can tell (episodes, counters, the last standing said). All values are packed
as arrays and are compared field by field, so the order of the fields is the order of the tuples.

>>> blank = AccountRow(account_id="a1")
>>> blank.statements, blank.journal.version
((), 0)
"""

from msgspec import Struct

from streams.policy.rules import CURRENT
from streams.terms.days import Day


class Opening(Struct, frozen=True, array_like=True, order=True, gc=False):
    """Who owes, and which currencies have a ledger."""

    customer_id: str
    currencies: tuple[str, ...]
    effective_on: Day
    source_seq: int
    event_id: str


class Billed(Struct, frozen=True, array_like=True, order=True, gc=False):
    """A statement as billed; amounts in minor units, read as `StatementIssued` says."""

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


class Paid(Struct, frozen=True, array_like=True, order=True, gc=False):
    """A payment; it counts from `value_on`."""

    value_on: Day
    payment_id: str
    currency: str
    amount_minor: int
    channel: str
    effective_on: Day
    source_seq: int
    event_id: str


class Reversed(Struct, frozen=True, array_like=True, order=True, gc=False):
    """A reversal; it counts from `effective_on`, if its payment is known by then."""

    payment_id: str
    reversal_id: str
    currency: str
    amount_minor: int
    reason: str
    effective_on: Day
    source_seq: int
    event_id: str


class Contested(Struct, frozen=True, array_like=True, gc=False):
    """Contents that lost against a lower `(source_seq, event_id)` under the same business id."""

    openings: tuple[Opening, ...] = ()
    statements: tuple[Billed, ...] = ()
    payments: tuple[Paid, ...] = ()
    reversals: tuple[Reversed, ...] = ()


class Holds(Struct, frozen=True, array_like=True, gc=False):
    """Origins of refused records, those that a person resolved, and whether there were too many."""

    refused: tuple[str, ...] = ()
    resolved: tuple[str, ...] = ()
    overflowed: bool = False


class Episode(Struct, frozen=True, array_like=True, gc=False):
    """One stretch of delinquency.

    `origin` is the statement that first opened it; it covers the obligations whose due dates lie
    from `first_due_on` to `last_due_on`, both included.
    """

    origin: str
    first_due_on: Day
    last_due_on: Day


class LedgerJournal(Struct, frozen=True, array_like=True, gc=False):
    """What was said about one currency; the last episode is the running one while `running`."""

    currency: str
    bucket: str = CURRENT
    running: bool = False
    episodes: tuple[Episode, ...] = ()


class SaidLedger(Struct, frozen=True, array_like=True, gc=False):
    """A `LedgerStanding` without its day count, which follows from `oldest_due_on`."""

    currency: str
    balance_minor: int
    past_due_minor: int
    oldest_due_on: Day | None
    bucket: str
    episode_origin: str | None
    upcoming_statement_id: str | None
    upcoming_due_on: Day | None
    upcoming_minor: int


class SaidStanding(Struct, frozen=True, array_like=True, gc=False):
    """A `Standing` without day, day count and version: where this changes, a new one is said."""

    customer_id: str
    bucket: str
    incomplete: bool
    next_change_on: Day | None
    ledgers: tuple[SaidLedger, ...]


class Journal(Struct, frozen=True, array_like=True, gc=False):
    """`seq` counts the events said, `version` the standings; `said` is the last of those."""

    seq: int = 0
    version: int = 0
    said: SaidStanding | None = None
    ledgers: tuple[LedgerJournal, ...] = ()


_NO_HOLDS = Holds()
_NOTHING_CONTESTED = Contested()
_NOTHING_SAID = Journal()


class AccountRow(Struct, frozen=True, array_like=True, gc=False):
    """One account.

    Statements are in order of `(closed_on, statement_id)`, payments of `(value_on, payment_id)`,
    reversals of `(payment_id, reversal_id)`; each business id stands there once.
    """

    account_id: str
    opening: Opening | None = None
    statements: tuple[Billed, ...] = ()
    payments: tuple[Paid, ...] = ()
    reversals: tuple[Reversed, ...] = ()
    holds: Holds = _NO_HOLDS
    contested: Contested = _NOTHING_CONTESTED
    journal: Journal = _NOTHING_SAID
