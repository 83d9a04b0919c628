"""What the delinquency stage says."""

from typing import Literal

from msgspec import Struct

from streams.terms.days import Day
from streams.terms.standing import Standing

EventKind = Literal[
    "BECAME_DELINQUENT",
    "BUCKET_CHANGED",
    "CURED",
    "CHARGE_OFF_DUE",
    "DEFAULT_ENTERED",
    "DEFAULT_EXITED",
]

PromiseStatus = Literal["OPEN", "KEPT", "PARTLY_KEPT", "BROKEN", "CANCELLED", "SUPERSEDED"]
"""What became of a promise; one made while another is open takes its place (SUPERSEDED)."""

DueKind = Literal["LATE_FEE", "PENALTY_INTEREST", "WAIVER_OFFERED", "WAIVER_EARNED"]
"""What billing is asked to book or to know."""

ReviewStatus = Literal["OPEN", "OVERDUE", "APPLIED", "DISCARDED"]
"""Where an item of work for a person stands."""


class DelinquencyEvent(Struct, frozen=True, kw_only=True):
    """An account's ledger became delinquent, moved between buckets, or was cured.

    `seq` counts up by one per account without a gap. `event_id` follows from account and seq.
    `cause` is the `event_id` of the fact, or None where the turn of a day is the cause.
    """

    event_id: str
    kind: EventKind
    account_id: str
    customer_id: str
    seq: int
    as_of: Day
    currency: str
    episode_origin: str
    days_past_due: int
    bucket: str
    previous_bucket: str
    past_due_minor: int
    oldest_due_on: Day | None
    policy_digest: str
    cause: str | None


class CorrectedSpan(Struct, frozen=True, kw_only=True, array_like=True):
    """Days that were said to stand one way and are known now to have stood another way.

    Both days are included. An anchor of None means not late.
    """

    first_on: Day
    last_on: Day
    was_oldest_due_on: Day | None
    is_oldest_due_on: Day | None
    was_bucket: str
    is_bucket: str


class Corrected(Struct, frozen=True, kw_only=True):
    """A fact changed the past of a ledger; `seq` runs with that of the events.

    `spans` are in order, do not touch where they are equal, and lie before `as_of`.
    """

    event_id: str
    account_id: str
    customer_id: str
    seq: int
    as_of: Day
    currency: str
    days_changed: int
    spans: tuple[CorrectedSpan, ...]
    policy_digest: str
    cause: str


class CorrectionNotice(Struct, frozen=True, kw_only=True):
    """The same correction, sent to one customer who was liable on one of its days, or is now."""

    event_id: str
    account_id: str
    customer_id: str
    seq: int
    as_of: Day
    currency: str
    spans: tuple[CorrectedSpan, ...]
    cause: str


class PromiseNotice(Struct, frozen=True, kw_only=True):
    """A promise changed its status; `paid_minor` counts towards it, `short_minor` is missing."""

    event_id: str
    account_id: str
    customer_id: str
    seq: int
    as_of: Day
    promise_id: str
    currency: str
    status: PromiseStatus
    paid_minor: int
    short_minor: int
    cause: str | None


class DueNotice(Struct, frozen=True, kw_only=True):
    """Something is due that billing books, or an offer stands; nothing is booked here.

    `due_id` follows from account, kind and `origin` (the statement it rests on). A later notice
    with the same `due_id` replaces the amount; 0 takes it back. `valid_until` ends an offer.
    """

    event_id: str
    due_id: str
    kind: DueKind
    account_id: str
    customer_id: str
    seq: int
    as_of: Day
    currency: str
    amount_minor: int
    origin: str
    valid_until: Day | None
    policy_digest: str
    cause: str | None


class ReviewNotice(Struct, frozen=True, kw_only=True):
    """A fact waits for a person, or one decided about it.

    `rule` says why it waits, `fact_kind` and `business_id` what waits; `deadline_on` is the day
    after which the item is overdue.
    """

    event_id: str
    item_id: str
    status: ReviewStatus
    account_id: str
    seq: int
    as_of: Day
    rule: str
    fact_kind: str
    business_id: str
    effective_on: Day
    deadline_on: Day
    decided_by: str | None
    cause: str | None


class AccountTableRow(Struct, frozen=True, kw_only=True):
    """The account's row of the public table (`delinquency.accounts`)."""

    standing: Standing


class AccountTableGone(Struct, frozen=True, kw_only=True):
    """The account left the public table: closed, settled, and kept long enough."""

    account_id: str


class StandingNotice(Struct, frozen=True, kw_only=True):
    """The same standing, sent to one liable customer for the next stage."""

    standing: Standing


class StandingWithdrawn(Struct, frozen=True, kw_only=True):
    """The customer is liable for the account no longer: nothing about it goes to them again."""

    account_id: str
    customer_id: str
    version: int
    as_of: Day


AnyDelinquencyNotice = (
    DelinquencyEvent
    | Corrected
    | PromiseNotice
    | DueNotice
    | ReviewNotice
    | AccountTableRow
    | AccountTableGone
    | StandingNotice
    | StandingWithdrawn
    | CorrectionNotice
)
