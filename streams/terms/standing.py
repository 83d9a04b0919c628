"""How an account stands as of a day: what delinquency tells treatment and the public table.

A standing carries *anchors*, not counters: `days_past_due` is true on `as_of`, and `advanced`
gives it for any later day on which nothing else has changed.

>>> from streams.terms.days import Day
>>> late = LedgerStanding(currency="CNY", oldest_due_on=Day(100), days_past_due=5)
>>> advanced(late, Day(120))
20
"""

from msgspec import Struct

from streams.terms.days import Day


class LedgerStanding(Struct, frozen=True, kw_only=True):
    """One currency of an account.

    `past_due_minor` sums the open obligations whose due date has passed; `oldest_due_on` is the
    due date of the oldest of them while the account is past due above tolerance, else None.
    `episode_origin` is the statement that first opened the running episode. `upcoming_*` name the
    first open obligation that is not late yet.
    """

    currency: str
    balance_minor: int = 0
    past_due_minor: int = 0
    oldest_due_on: Day | None = None
    days_past_due: int = 0
    bucket: str = "current"
    episode_origin: str | None = None
    upcoming_statement_id: str | None = None
    upcoming_due_on: Day | None = None
    upcoming_minor: int = 0


class Standing(Struct, frozen=True, kw_only=True):
    """An account as of a day; `version` counts up by one with every standing of the account.

    `days_past_due` and `bucket` are those of the worst ledger. `incomplete` is true while a record
    of the account waits in the dead letters or an amount lies in a currency without a ledger:
    nobody is contacted about it then. `next_change_on` is the first day on which the calendar
    alone changes more than the day count.
    """

    account_id: str
    customer_id: str
    version: int
    as_of: Day
    days_past_due: int
    bucket: str
    ledgers: tuple[LedgerStanding, ...]
    incomplete: bool = False
    next_change_on: Day | None = None


def advanced(ledger: LedgerStanding, on: Day) -> int:
    """Return days past due on a later day, none of the anchors having moved since."""
    return 0 if ledger.oldest_due_on is None else max(0, on - ledger.oldest_due_on)
