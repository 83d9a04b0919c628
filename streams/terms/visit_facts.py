"""Visits: what treatment asks of an area, what a planner answers, and how the crews report.

A visit's id is that of the escalation it carries out; each time it is asked for again, `attempt`
counts up, and what is said about an earlier attempt counts no more. Places are in microdegrees:
whole numbers, so that no crew's way depends on how a machine rounds.
"""

from typing import Literal

from msgspec import Struct

from streams.terms.contact_facts import Proof
from streams.terms.days import Day, Instant
from streams.terms.field_fact import FieldFact

MetRole = Literal["", "DEBTOR", "GUARANTOR", "THIRD_PARTY", "NONE"]
"""Whom the crew met; empty where it does not say."""


class DayWindow(Struct, frozen=True, kw_only=True, array_like=True, order=True):
    """The hours in which law, house and customer allow a visit on one day."""

    window_on: Day
    not_before: Instant
    not_after: Instant


class Stop(Struct, frozen=True, kw_only=True, array_like=True):
    """One visit of a crew's day as a planner proposes it; the first of `agent_ids` leads."""

    visit_id: str
    attempt: int
    agent_ids: tuple[str, ...]
    starts_at: Instant
    ends_at: Instant


class VisitAsked(FieldFact, frozen=True, kw_only=True):
    """Treatment asks the area for a visit on one of the days in `windows`, before `expires_on`.

    `point_id` is the address; its place is None where nobody has placed it. `purpose` is what the
    visit is for. `lead_before` led the visit before (empty for the first one), `not_by` are agents
    of whom the customer complained, `history` names results so far, oldest first. `calls` and
    `letters` are the tries and the letters of the episode.
    """

    visit_id: str
    attempt: int
    customer_id: str
    account_id: str
    visit_number: int
    purpose: str
    point_id: str
    zone: str
    windows: tuple[DayWindow, ...]
    expires_on: Day
    currency: str
    past_due_minor: int
    days_past_due: int
    verified: bool = False
    latitude_microdegrees: int | None = None
    longitude_microdegrees: int | None = None
    lead_before: str = ""
    not_by: tuple[str, ...] = ()
    history: tuple[str, ...] = ()


class VisitGranted(FieldFact, frozen=True, kw_only=True):
    """Treatment authorises the visit for its day, inside these hours: the crew may go.

    What is past due stands beside it as of `effective_on`; None where an older record lacks it.
    """

    visit_id: str
    attempt: int
    not_before: Instant
    not_after: Instant
    currency: str | None = None
    past_due_minor: int | None = None
    days_past_due: int | None = None


class VisitWithdrawn(FieldFact, frozen=True, kw_only=True):
    """Treatment wants the visit no more, under `rule`, since `at`; a crew on its way turns back."""

    visit_id: str
    attempt: int
    rule: str
    at: Instant


class CustomerFlagged(FieldFact, frozen=True, kw_only=True):
    """Somebody could have come to harm: nobody goes to the customer, nor to the address."""

    incident_id: str
    customer_id: str
    point_id: str = ""


class CustomerCleared(FieldFact, frozen=True, kw_only=True):
    """A person in charge has lifted the flag of that incident."""

    incident_id: str
    customer_id: str


class PlanProposed(FieldFact, frozen=True, kw_only=True):
    """A planner's answer to one `PlanAsked`: which crew goes where and when.

    `input_digest` is that of the question it answers; visits it could not place are left out.
    `solver` names the program and version, `ended_by` why it stopped looking.
    """

    plan_id: str
    input_digest: str
    solver: str
    ended_by: str
    stops: tuple[Stop, ...] = ()


class NoticeSent(FieldFact, frozen=True, kw_only=True):
    """The customer was told of purpose, day and time window; `channel` says how.

    `starts_at` is when the visit begins of which was told, and so names the plan that it speaks of.
    None is what was written before notices named it.
    """

    visit_id: str
    attempt: int
    channel: str
    at: Instant
    starts_at: Instant | None = None


class CheckedIn(FieldFact, frozen=True, kw_only=True):
    """The crew has arrived; `agent_ids` are those who are really there, the lead first."""

    visit_id: str
    agent_ids: tuple[str, ...]
    at: Instant


class VisitEnded(FieldFact, frozen=True, kw_only=True):
    """What became of the visit, as the sheet says; `outcome` is one of `contact_facts.Outcome`.

    Instants are None where the step was not taken. `recording_gap_seconds` is the longest gap of
    the recording, None where nothing was recorded. `entered` tells that the crew went inside,
    `entry_consented` that it had been asked in; `debt_told_to_third_party` that somebody else heard
    of the debt.
    """

    visit_id: str
    outcome: str
    at: Instant
    met: MetRole = ""
    currency: str = ""
    promised_minor: int | None = None
    promised_on: Day | None = None
    proof: Proof = ""
    identified_at: Instant | None = None
    debt_told_at: Instant | None = None
    asked_to_leave_at: Instant | None = None
    left_at: Instant | None = None
    recording_gap_seconds: int | None = None
    entered: bool = False
    entry_consented: bool = False
    debt_told_to_third_party: bool = False


class CheckedOut(FieldFact, frozen=True, kw_only=True):
    """The crew is back on its way, and says that it is safe."""

    visit_id: str
    at: Instant
    safe: bool = True


AnyVisitFact = (
    VisitAsked
    | VisitGranted
    | VisitWithdrawn
    | CustomerFlagged
    | CustomerCleared
    | PlanProposed
    | NoticeSent
    | CheckedIn
    | VisitEnded
    | CheckedOut
)
