"""What every fact about one service area carries: the base of all of them."""

from msgspec import Struct

from streams.terms.days import Day


class FieldFact(Struct, frozen=True, kw_only=True):
    """One fact about one service area (see `account_fact` for the fields)."""

    event_id: str
    area: str
    effective_on: Day
    source_seq: int = 0
