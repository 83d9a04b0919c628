"""What the gauges sort rows by, and what the counters of notices are kept by; never whom.

The label of a row is `bucket~hold~hold?waiting.overdue!`; whatever does not apply is left out.

>>> read_label("m1.small~dispute~pause?2.1!")
Label(bucket='m1.small', holds=('dispute', 'pause'), waiting=2, overdue=1, incomplete=True)
>>> read_label("current")
Label(bucket='current', holds=(), waiting=0, overdue=0, incomplete=False)
"""

from msgspec import Struct

from streams.delinquency.rows import AccountRow
from streams.field.rows import AreaRow
from streams.terms.delinquency_notices import (
    AnyDelinquencyNotice,
    Corrected,
    DelinquencyEvent,
    DueNotice,
    PromiseNotice,
    ReviewNotice,
)
from streams.terms.field_notices import AnyFieldNotice, FieldEvent, Handback, VisitNotice
from streams.terms.treatment_notices import (
    AccountEffect,
    AccountTold,
    AnyTreatmentNotice,
    BureauUpdate,
    CustomerEvent,
    Escalation,
)
from streams.treatment.rows import CustomerRow

_INCOMPLETE, _HOLD, _REVIEW = "!", "~", "?"


class Label(Struct, frozen=True):
    """The label of a row, read back.

    `waiting` counts the account's facts that wait for a person, `overdue` those past the deadline.
    """

    bucket: str
    holds: tuple[str, ...] = ()
    waiting: int = 0
    overdue: int = 0
    incomplete: bool = False


def read_label(label: str) -> Label:
    """Return what a label says."""
    text, _, review = label.removesuffix(_INCOMPLETE).partition(_REVIEW)
    bucket, *holds = text.split(_HOLD)
    waiting, _, overdue = review.partition(".")
    counts = (int(waiting or 0), int(overdue or 0))
    return Label(bucket, tuple(holds), *counts, incomplete=label.endswith(_INCOMPLETE))


def account_label(row: AccountRow) -> str:
    """Return the label of an account: how it was last said to stand, and what waits."""
    said = row.journal.said
    if said is None:
        return "unopened" + _review_label(row)
    holds = "".join(_HOLD + name for name in said.holds)
    incomplete = _INCOMPLETE if said.incomplete else ""
    return said.bucket + holds + _review_label(row) + incomplete


def _review_label(row: AccountRow) -> str:
    waiting = [item for item in row.waiting if not item.decided]
    overdue = sum(item.overdue for item in waiting)
    return f"{_REVIEW}{len(waiting)}.{overdue}" if waiting else ""


def customer_label(row: CustomerRow) -> str:
    """Return the label of a customer: whether a dead letter holds them."""
    return "held" + _INCOMPLETE if row.is_held else "free"


def area_label(row: AreaRow) -> str:
    """Return the label of an area: whether a dead letter that may tell of danger holds it."""
    return "held" + _INCOMPLETE if row.is_held else "free"


def describe_delinquency(notice: AnyDelinquencyNotice) -> str:
    """Name the notice, and behind it the words that its counter is kept by."""
    words: list[str] = []
    match notice:
        case DelinquencyEvent() | DueNotice():
            words = [notice.kind]
        case Corrected():
            words = [str(notice.days_changed)]
        case PromiseNotice():
            words = [notice.status]
        case ReviewNotice():
            words = [notice.rule, notice.status]
        case _:
            pass
    return "/".join([type(notice).__name__, *words])


def describe_treatment(notice: AnyTreatmentNotice) -> str:
    """Name the notice, and behind it the words that its counter is kept by."""
    words: list[str] = []
    match notice:
        case Escalation():
            words = [notice.rung, notice.verdict]
        case AccountEffect():
            words = [notice.kind, notice.change]
        case AccountTold() | CustomerEvent() | BureauUpdate():
            words = [notice.kind]
        case _:
            pass
    return "/".join([type(notice).__name__, *words])


def describe_field(notice: AnyFieldNotice) -> str:
    """Name the notice, and behind it the words that its counter is kept by."""
    words: list[str] = []
    match notice:
        case VisitNotice():
            words = [notice.change]
        case FieldEvent() | Handback():
            words = [notice.kind]
        case _:
            pass
    return "/".join([type(notice).__name__, *words])
