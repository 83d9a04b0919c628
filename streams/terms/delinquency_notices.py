"""What the delinquency stage says."""

from typing import Literal

from msgspec import Struct

from streams.terms.days import Day
from streams.terms.standing import Standing

EventKind = Literal["BECAME_DELINQUENT", "BUCKET_CHANGED", "CURED"]


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


class AccountTableRow(Struct, frozen=True, kw_only=True):
    """The account's row of the public table (`delinquency.accounts`)."""

    standing: Standing


class StandingNotice(Struct, frozen=True, kw_only=True):
    """The same standing, sent to one liable customer for the next stage."""

    standing: Standing


AnyDelinquencyNotice = DelinquencyEvent | AccountTableRow | StandingNotice
