"""What was said of an account: what only order can tell, and what the next word is held against.

All values are packed as arrays and compared field by field, so the order of the fields counts.

>>> Journal().version
0
"""

from msgspec import Struct

from streams.policy.rules import CURRENT
from streams.terms.days import Day
from streams.terms.delinquency_notices import DueKind, PromiseStatus


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
    """A `LedgerStanding` without its day counts, which follow from their anchors.

    `unchanging` is what of the delinquent days stays the same from day to day: by how many the days
    past due are more while both run, and the complement of their number while it stands still.
    """

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
    unchanging: int
    held_minor: int
    parts_minor: dict[str, int]
    first_delinquency_on: Day | None
    material_since: Day | None
    defaulted_on: Day | None
    classes: dict[str, str]
    bureau_status: str
    payment_history: str
    recovered_minor: int
    closes: tuple[Day, ...] = ()


class SaidStanding(Struct, frozen=True, array_like=True, gc=False):
    """A `Standing` without day, day counts and version: where this changes, a new one is said.

    Behind `stopped_on` the counts no longer follow from their anchors and the day alone.
    """

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
    stopped_on: Day | None = None


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
