"""What every fact about one account carries: the base of all of them."""

from msgspec import Struct

from streams.terms.days import Day


class AccountFact(Struct, frozen=True, kw_only=True):
    """One fact about one account.

    `event_id` is the producer's and only traces; `effective_on` is the business day the fact
    counts for; `source_seq` is the producer's own order, 0 where it keeps none.
    """

    event_id: str
    account_id: str
    effective_on: Day
    source_seq: int = 0
