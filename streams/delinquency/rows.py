"""The account's row: accepted facts, the ledgers they add up to, and the journal of what was said.

The facts are a *set*: their order of arrival leaves no trace in it. What is old enough is folded
into `past`, one chapter a month with the ledgers as they stood before it, and read again only
where a late fact reaches into it; chapters behind the late horizon are dropped. The journal is a
*history*: it keeps what only order can tell. All values are packed as arrays and compared field
by field, so the order of the fields is the order of the tuples.

>>> blank = AccountRow(account_id="a1")
>>> blank.recent.statements, blank.journal.version
((), 0)
"""

from msgspec import Struct

from streams.delinquency.journal import Journal
from streams.delinquency.ledger_state import Bookmark, Chapter, LedgerState
from streams.terms.days import Day, Instant

NEVER = Day(2**31 - 1)
"""The day that does not come; it stands where an end is not known."""


class Opening(Struct, frozen=True, array_like=True, order=True, gc=False):
    """Who owes, and which currencies have a ledger."""

    customer_id: str
    currencies: tuple[str, ...]
    zone: str
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
    cost_minor: int
    effective_on: Day
    source_seq: int
    event_id: str


class Paid(Struct, frozen=True, array_like=True, order=True, gc=False):
    """A payment; it counts from `value_on`, or from the day that policy makes of `paid_at`."""

    value_on: Day
    payment_id: str
    currency: str
    amount_minor: int
    channel: str
    paid_at: Instant | None
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
    mode: str
    effective_on: Day
    source_seq: int
    event_id: str


class Noted(Struct, frozen=True, array_like=True, order=True, gc=False):
    """Any other fact, by `kind` (see `noting`): it counts from `on`, up to `until`, that excluded.

    `target` is the id of what it is about. `amount_minor` is None where the whole is meant.
    `numbers` holds instalments (day, amount, day, amount) or the amounts of a corrected bill.
    """

    on: Day
    kind: str
    id: str
    currency: str = ""
    amount_minor: int | None = 0
    target: str = ""
    text: str = ""
    until: Day = NEVER
    numbers: tuple[int, ...] = ()
    source_seq: int = 0
    event_id: str = ""


class Facts(Struct, frozen=True, array_like=True, gc=False):
    """Facts about money; statements in order of `(closed_on, statement_id)`, the others alike.

    Payments go by `(value_on, payment_id)`, reversals by `(payment_id, reversal_id)`, entries by
    `(on, kind, id)`; each business id stands there once.
    """

    statements: tuple[Billed, ...] = ()
    payments: tuple[Paid, ...] = ()
    reversals: tuple[Reversed, ...] = ()
    entries: tuple[Noted, ...] = ()


class Contested(Struct, frozen=True, array_like=True, gc=False):
    """Contents that lost against another claim to the same business id."""

    openings: tuple[Opening, ...] = ()
    statements: tuple[Billed, ...] = ()
    payments: tuple[Paid, ...] = ()
    reversals: tuple[Reversed, ...] = ()
    notes: tuple[Noted, ...] = ()


class Holds(Struct, frozen=True, array_like=True, gc=False):
    """Origins of refused records, those that a person resolved, and whether there were too many."""

    refused: tuple[str, ...] = ()
    resolved: tuple[str, ...] = ()
    overflowed: bool = False


class Waiting(Struct, frozen=True, array_like=True, gc=False):
    """A fact that waits for a person; `fact` is empty where it stands in the row already."""

    item_id: str
    rule: str
    kind: str
    business_id: str
    effective_on: Day
    deadline_on: Day
    overdue: bool = False
    decided: str = ""
    decided_by: str = ""
    fact: bytes = b""


NO_FACTS = Facts()
_NO_HOLDS = Holds()
_NOTHING_CONTESTED = Contested()
_NOTHING_SAID = Journal()


class AccountRow(Struct, frozen=True, array_like=True, gc=False):
    """One account.

    `recent` are the facts that count after `head_on`, `head` the ledgers at the end of that day
    (None: from the beginning), reckoned by the rules named `rules_key`. `cases` are facts that
    speak of a stretch of time. `past_ids` holds four bytes for each business id in a chapter. On
    `retro_on` a fact that is known already rewrites the past.
    """

    account_id: str
    opening: Opening | None = None
    recent: Facts = NO_FACTS
    cases: tuple[Noted, ...] = ()
    head_on: Day | None = None
    head: tuple[LedgerState, ...] = ()
    past: tuple[Chapter, ...] = ()
    past_ids: bytes = b""
    bookmark: Bookmark | None = None
    rules_key: str = ""
    retro_on: Day | None = None
    holds: Holds = _NO_HOLDS
    waiting: tuple[Waiting, ...] = ()
    contested: Contested = _NOTHING_CONTESTED
    journal: Journal = _NOTHING_SAID
