"""What one walk of a stage gives back: the new row, what is to be said, and when to look again.

A stage is a pure function `(row, fact, policy, as_of) -> Step`, and the same for a turn of the
day. It never raises for what a fact says: a fact that breaks a rule comes back as a `Reject`
named by that rule, and the row is then the one that went in.
"""

from typing import Generic, TypeVar

from msgspec import Struct

from streams.terms.days import Day

Row = TypeVar("Row")
Notice = TypeVar("Notice")


class Reject(Struct, frozen=True):
    """A refused fact: the rule it broke, in snake case, and one sentence with the values seen."""

    rule: str
    detail: str


class Step(Struct, Generic[Row, Notice], frozen=True):
    """The result of one walk.

    `wake_on` is the first day on which a tick could change or say anything although no fact
    arrives; None means that only a fact can. A tick before that day skips the row.
    """

    row: Row
    notices: tuple[Notice, ...] = ()
    reject: Reject | None = None
    wake_on: Day | None = None
