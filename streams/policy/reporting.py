"""What holds for reports to the credit bureau, and for collections that count as effective.

>>> Reporting(rule="x", not_adverse=frozenset({"N"})).notice is None
True
"""

from msgspec import Struct


class Notice(Struct, frozen=True, kw_only=True):
    """The customer is told before something adverse is reported.

    A notice that was only SENT counts `sent_days` later, unless it came back; a report that has
    waited for `held_days` is brought before a person.
    """

    rule: str
    sent_days: int
    held_days: int


class Reporting(Struct, frozen=True, kw_only=True):
    """Which status codes and marks are not adverse; any other is.

    Where `notice` is None, nobody has to be told. `keep_years` is how long the bureau keeps what is
    adverse, from the end of the default; it is told to whoever asks, and gates nothing here.
    """

    rule: str
    not_adverse: frozenset[str]
    notice: Notice | None = None
    keep_years: int | None = None


class Effective(Struct, frozen=True, kw_only=True):
    """Two collections, at least `apart_days` apart, each with proof that it was received."""

    rule: str
    apart_days: int
