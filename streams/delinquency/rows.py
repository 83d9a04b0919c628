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

from streams.policy.rules import CURRENT
from streams.terms.days import Day, Instant
from streams.terms.delinquency_notices import DueKind, PromiseStatus

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


class Part(Struct, frozen=True, array_like=True, gc=False):
    """What is left of one component of an obligation; `component` indexes `ledger.COMPONENTS`."""

    component: int
    counts: bool
    minor: int


class Held(Struct, frozen=True, array_like=True, gc=False):
    """What one dispute or fraud report keeps out of an obligation."""

    case_id: str
    minor: int


class Slot(Struct, frozen=True, array_like=True, order=True, gc=False):
    """What is left of an obligation, in the order in which payments settle them."""

    due_on: Day
    closed_on: Day
    id: str
    left_minor: int
    counting_minor: int
    parts: tuple[Part, ...]
    held: tuple[Held, ...] = ()


class OpenCase(Struct, frozen=True, array_like=True, gc=False):
    """A dispute or report that may still take hold of obligations to come (None: all of them)."""

    case_id: str
    statement_id: str
    left_minor: int | None


class CreditUsed(Struct, frozen=True, array_like=True, gc=False):
    """A statement's obligation was lower by an applied credit, of which some may be reopened."""

    statement_id: str
    due_on: Day
    closed_on: Day
    left_minor: int


class Tally(Struct, frozen=True, array_like=True, gc=False):
    """Payments that count towards a promise or plan: (day, amount) in order."""

    case_id: str
    sums: tuple[tuple[Day, int], ...]


class LedgerState(Struct, frozen=True, array_like=True, gc=False):
    """One currency at the end of a day: what is open, and what the clocks remember of the past."""

    currency: str
    slots: tuple[Slot, ...] = ()
    balance_minor: int = 0
    last_close_on: Day | None = None
    first_delinquency_on: Day | None = None
    reaged_minor: int = 0
    material_since: Day | None = None
    clear_since: Day | None = None
    defaulted_on: Day | None = None
    bureau_status: str = ""
    payment_history: str = ""
    recovered_minor: int = 0
    accrued: int = 0
    looked_on: Day | None = None
    unfounded: bool = False
    cases: tuple[OpenCase, ...] = ()
    credits: tuple[CreditUsed, ...] = ()
    tallies: tuple[Tally, ...] = ()


class Chapter(Struct, frozen=True, array_like=True, gc=False):
    """The facts of one stretch of days up to `until_on`, packed, and the ledgers before it.

    `after_on` is the last day that is not in it (None: it goes back to the beginning).
    """

    after_on: Day | None
    until_on: Day
    facts: bytes
    before: bytes


class Bookmark(Struct, frozen=True, array_like=True, gc=False):
    """The ledgers at the end of a day in the open chapter: a shortcut, see `bookmarks`."""

    on: Day
    ledgers: tuple[LedgerState, ...]


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


class Episode(Struct, frozen=True, array_like=True, gc=False):
    """One stretch of delinquency.

    `origin` is the statement that first opened it; it covers the obligations whose due dates lie
    from `first_due_on` to `last_due_on`, both included.
    """

    origin: str
    first_due_on: Day
    last_due_on: Day


class Offer(Struct, frozen=True, array_like=True, gc=False):
    """A waiver that was offered in an episode."""

    origin: str
    amount_minor: int
    valid_until: Day
    earned: bool = False


class LedgerJournal(Struct, frozen=True, array_like=True, gc=False):
    """What was said about one currency; the last episode is the running one while `running`.

    `charge_off_said` is the origin of the episode whose charge-off was called due.
    """

    currency: str
    bucket: str = CURRENT
    running: bool = False
    episodes: tuple[Episode, ...] = ()
    defaulted: bool = False
    charge_off_said: str = ""
    offer: Offer | None = None


class SaidLedger(Struct, frozen=True, array_like=True, gc=False):
    """A `LedgerStanding` without its day counts, which follow from their anchors."""

    currency: str
    balance_minor: int
    past_due_minor: int
    oldest_due_on: Day | None
    bucket: str
    episode_origin: str | None
    upcoming_statement_id: str | None
    upcoming_due_on: Day | None
    upcoming_minor: int
    contractual_due_on: Day | None
    is_delinquent: bool
    frozen_before: int
    held_minor: int
    parts_minor: dict[str, int]
    first_delinquency_on: Day | None
    material_since: Day | None
    defaulted_on: Day | None
    classes: dict[str, str]
    bureau_status: str
    payment_history: str
    recovered_minor: int


class SaidStanding(Struct, frozen=True, array_like=True, gc=False):
    """A `Standing` without day, day counts and version: where this changes, a new one is said."""

    customer_id: str
    bucket: str
    incomplete: bool
    next_change_on: Day | None
    ledgers: tuple[SaidLedger, ...]
    collection_policy: str = ""
    holds: tuple[str, ...] = ()
    life: str = "open"
    cause: str = ""
    parties: tuple[tuple[str, str], ...] = ()
    is_gone: bool = False


class SaidPromise(Struct, frozen=True, array_like=True, gc=False):
    """What was last said of a promise."""

    promise_id: str
    status: PromiseStatus
    paid_minor: int


class SaidDue(Struct, frozen=True, array_like=True, gc=False):
    """What billing was told to be due, and the day it rests on."""

    kind: DueKind
    currency: str
    origin: str
    on: Day
    amount_minor: int


class Journal(Struct, frozen=True, array_like=True, gc=False):
    """`seq` counts what was said, `version` the standings; `said` is the last of those.

    `since_on` is the first day of which anything was said.
    """

    seq: int = 0
    version: int = 0
    said: SaidStanding | None = None
    ledgers: tuple[LedgerJournal, ...] = ()
    since_on: Day | None = None
    promises: tuple[SaidPromise, ...] = ()
    dues: tuple[SaidDue, ...] = ()


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
