"""What the treatment stage says."""

from typing import Literal

from msgspec import Struct

from streams.terms.case_facts import EffectKind
from streams.terms.days import Day, Instant
from streams.terms.visit_facts import (
    CustomerCleared,
    CustomerFlagged,
    VisitAsked,
    VisitGranted,
    VisitWithdrawn,
)

Verdict = Literal["DUE", "AUTHORISED", "DEFERRED", "SUPPRESSED", "SKIPPED", "CANCELLED"]

Tone = Literal["plain", "kind", "firm"]
"""How the house speaks."""

EffectChange = Literal["CLOCK_HELD", "CLOCK_RELEASED"]
"""What a stop does to the clocks of an account."""

ToldKind = Literal["PROMISE", "DISPUTE"]
"""What a customer may tell in a contact that changes how the account stands."""

CustomerEventKind = Literal[
    "OBJECTION_OVERDUE",
    "PROTECTION_BROKEN",
    "BUREAU_REPORT_HELD",
    "EFFECTIVE_COLLECTION",
    "CONTACT_UNFOUNDED",
    "MERGE_WAITS",
    "RECORD_REFUSED",
    "VISIT_OUTCOME_MISSING",
    "VISIT_AREA_UNKNOWN",
]
"""What a person has to look at."""


BureauUpdateKind = Literal["BUREAU_SNAPSHOT", "BUREAU_CORRECTION"]
"""The first word on a cycle close, or a change of it."""


class Escalation(Struct, frozen=True, kw_only=True):
    """One verdict on one escalation.

    DUE: the rung has come due. AUTHORISED: it may be carried out between `not_before` and
    `not_after`, and only this verdict may be acted on. DEFERRED: looked at again on `until_on`.
    SUPPRESSED, SKIPPED and CANCELLED are final, but for one case: where the ground of a CANCELLED
    escalation returns before it was ever authorised, it is DUE again under the same id. Every
    verdict but DUE and AUTHORISED names its `rule`. `seq` counts up by one per customer without a
    gap; `escalation_id` stays the same over all verdicts. `origin` is the statement that opened
    the episode, or, before the due date, the statement itself. `point_id` names the number or
    address that an AUTHORISED contact goes to, None where none is on record. `rules` are all
    rules that object, `rule` first: where two laws apply, both stand there.

    `purpose` is REMINDER before the due date, else that of the rung (COLLECTION, BUREAU_NOTICE or
    PRE_LEGAL); `tone` is how the strategy has the house speak, and `traits`, in order, are what it
    knows of how the customer pays. All three are empty in records from before they were told.
    """

    escalation_id: str
    verdict: Verdict
    customer_id: str
    account_id: str
    seq: int
    ladder: str
    rung: str
    channel: str
    occurrence: int
    origin: str
    as_of: Day
    at: Instant
    due_on: Day
    currency: str
    past_due_minor: int
    days_past_due: int
    bucket: str
    zone: str
    policy_digest: str
    rule: str | None = None
    detail: str = ""
    not_before: Instant | None = None
    not_after: Instant | None = None
    until_on: Day | None = None
    point_id: str | None = None
    rules: tuple[str, ...] = ()
    purpose: str = ""
    tone: str = ""
    traits: tuple[str, ...] = ()


class AccountEffect(Struct, frozen=True, kw_only=True):
    """A customer's stop reaches the clocks of one account the customer is liable for.

    `effect_id` follows from customer, stop and account and is the same for the hold and for its
    release; each is said once. A hold counts from `effective_on`, that day included; a release
    ends it from there on. `kind` is that of the stop. `seq` counts up by one per customer, apart
    from that of the escalations.
    """

    effect_id: str
    change: EffectChange
    kind: EffectKind
    account_id: str
    customer_id: str
    stop_id: str
    seq: int
    effective_on: Day
    as_of: Day
    at: Instant


class AccountTold(Struct, frozen=True, kw_only=True):
    """A promise or dispute that a customer told in a contact goes to the account it is about.

    `case_id` follows from the escalation, so that it is one case however often it is told. A
    promise has an amount and a day; a dispute without an amount is of all that is billed. `seq`
    counts with that of the effects.
    """

    case_id: str
    kind: ToldKind
    account_id: str
    customer_id: str
    seq: int
    effective_on: Day
    as_of: Day
    at: Instant
    currency: str
    amount_minor: int | None = None
    due_on: Day | None = None


class CustomerEvent(Struct, frozen=True, kw_only=True):
    """Something about a customer that a person has to look at.

    OBJECTION_OVERDUE: nobody answered in time. PROTECTION_BROKEN: the gate allowed what a second
    look forbids; the contact was not authorised. BUREAU_REPORT_HELD: nobody has told the customer
    of what is to be reported. EFFECTIVE_COLLECTION: two collections are proven, so many days apart
    as the law asks; `detail` names both.
    CONTACT_UNFOUNDED: what was made lost its ground through a fact about the past. MERGE_WAITS:
    only one side of a merge came in time; it is about no account. RECORD_REFUSED: a record under
    the customer's key broke the rule that `detail` names; it waits in the dead letters, and nobody
    is contacted meanwhile. VISIT_OUTCOME_MISSING: nobody told in time what became of a visit.
    VISIT_AREA_UNKNOWN: a visit is due, and nobody has told which service area the address is in.
    `subject_id` is the objection, escalation, report or merge, or the refused record's topic,
    partition and offset.
    `seq` counts up by one per customer, apart from that of the escalations.
    """

    kind: CustomerEventKind
    customer_id: str
    account_id: str
    subject_id: str
    seq: int
    as_of: Day
    at: Instant
    detail: str = ""


class BureauUpdate(Struct, frozen=True, kw_only=True):
    """What is reported to the credit bureau of one cycle close of one currency.

    `report_id` follows from account, currency and period; a BUREAU_SNAPSHOT is said once for each,
    and a BUREAU_CORRECTION where that was wrong, the `number` of them counting from 1. Status and
    mark are those of the close, whenever it is reported; both are empty where nothing is to be on
    record. The `was_*` are what was reported before. The amounts are true on `amounts_on`.
    `seq` counts up by one per customer, apart from that of the escalations.
    """

    report_id: str
    kind: BureauUpdateKind
    number: int
    account_id: str
    customer_id: str
    seq: int
    as_of: Day
    at: Instant
    currency: str
    period_on: Day
    status: str
    mark: str
    disputed: bool
    payment_history: str
    first_delinquency_on: Day | None
    past_due_minor: int
    balance_minor: int
    amounts_on: Day
    policy_digest: str
    was_status: str = ""
    was_mark: str = ""
    was_disputed: bool = False
    cause: str = ""
    notice_escalation_id: str | None = None


class ContentsMoved(Struct, frozen=True, kw_only=True):
    """What an absorbed customer's row holds goes to the survivor (see `CustomerMoved`).

    `customer_id` is the survivor; `seq` counts up by one for each merge.
    """

    merge_id: str
    customer_id: str
    other_id: str
    seq: int
    as_of: Day
    at: Instant
    whole_since_on: Day | None
    contents: bytes


class AreaTold(Struct, frozen=True, kw_only=True):
    """What an area is asked, or told, about a visit; it goes out as the fact that it holds."""

    told: VisitAsked | VisitGranted | VisitWithdrawn | CustomerFlagged | CustomerCleared
    at: Instant


AnyTreatmentNotice = (
    Escalation
    | AccountEffect
    | AccountTold
    | CustomerEvent
    | BureauUpdate
    | ContentsMoved
    | AreaTold
)
