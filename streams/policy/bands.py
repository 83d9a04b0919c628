"""A band of days past due, and one of the past-due amount."""

from msgspec import Struct


class DayBand(Struct, frozen=True, kw_only=True):
    """A band of days past due; it ends where the next one begins."""

    id: str
    from_days: int


class AmountBand(Struct, frozen=True, kw_only=True):
    """A band of the past-due amount in one currency; it ends where the next one begins."""

    id: str
    from_minor: int
