"""The entries on reports to the credit bureau and on effective collections, key by key.

What a value means is told by its namesake in `reporting`, which it resolves to.
"""

from typing import Annotated

from msgspec import Meta

from streams.policy.ledger_words import Code
from streams.policy.shapes import Entry
from streams.policy.words import Pause, Window, asks

Years = Annotated[
    int,
    Meta(ge=1, le=99, extra=asks("years_out_of_range", "write a whole number from 1 to 99")),
]


class ReportingEntry(Entry, frozen=True, kw_only=True):
    """Any of the entries of this file."""


class ReportsEntry(ReportingEntry, frozen=True, kw_only=True):
    """Which status codes and history marks are not adverse; where none is, all are."""

    not_adverse: tuple[Code, ...]


class NoticeEntry(ReportingEntry, frozen=True, kw_only=True):
    """The customer is told before something adverse is reported."""

    sent_days: Pause
    held_days: Window


class KeepingEntry(ReportingEntry, frozen=True, kw_only=True):
    """How many years the bureau keeps what is adverse, from the end of the default."""

    years: Years


class EffectiveEntry(ReportingEntry, frozen=True, kw_only=True):
    """How many days lie between two collections that count as effective."""

    apart_days: Window
