"""What every fact about one customer carries: the base of all of them."""

from msgspec import Struct

from streams.terms.days import Day


class CustomerFact(Struct, frozen=True, kw_only=True):
    """One fact about one customer (see `account_fact` for the fields)."""

    event_id: str
    customer_id: str
    effective_on: Day
    source_seq: int = 0
