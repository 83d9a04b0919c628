"""A ledger at the end of a day, as the row keeps it: what is open, and what clocks remember.

All values are packed as arrays and compared field by field, so the order of the fields counts.

>>> LedgerState("CNY").balance_minor
0
"""

from msgspec import Struct

from streams.terms.days import Day


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
    """What is left of an obligation, in the order in which payments settle them.

    One that a correction owes more is named by the correction; `corrects` is then its statement.
    """

    due_on: Day
    closed_on: Day
    id: str
    left_minor: int
    counting_minor: int
    parts: tuple[Part, ...]
    held: tuple[Held, ...] = ()
    corrects: str = ""


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
    """One currency at the end of a day: what is open, and what the clocks remember of the past.

    `closes` are the cycle closes of the marks in `payment_history`, newest first.
    """

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
    closes: tuple[Day, ...] = ()


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
