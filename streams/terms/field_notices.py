"""What the field stage says: to crews, to the planner, to treatment, and to people who look on."""

from typing import Literal

from msgspec import Struct

from streams.terms.days import Day, Instant
from streams.terms.visit_facts import MetRole

VisitChange = Literal[
    "VISIT_PLANNED",
    "VISIT_REPLANNED",
    "VISIT_UNPLANNED",
    "VISIT_GRANTED",
    "VISIT_CANCELLED",
    "VISIT_RETURNED",
    "VISIT_COMPLETED",
]
"""What becomes of a visit in its area."""

HandbackKind = Literal[
    "VISIT_PLANNED",
    "VISIT_UNPLANNED",
    "VISIT_RETURNED",
    "OUTCOME_HANDED_BACK",
    "SAFETY_FLAGGED",
    "SAFETY_CLEARED",
]
"""What the field tells treatment."""

FieldEventKind = Literal[
    "ADDRESS_REFUSED",
    "APPROVAL_WANTED",
    "AREA_WITHOUT_CREW",
    "ARRIVED_AFTER_CANCEL",
    "ARRIVED_FLAGGED",
    "ARRIVED_NOT_GRANTED",
    "ARRIVED_UNFIT",
    "CHECK_OUT_MISSED",
    "INCIDENT_OPEN",
    "OUTCOME_MISSING",
    "PLAN_OVERDUE",
    "RECORD_REFUSED",
    "RULE_BROKEN_ON_SITE",
    "STOP_REFUSED",
    "TRAINING_DUE",
]
"""What a person has to look at."""


class VisitNotice(Struct, frozen=True, kw_only=True):
    """One step of a visit; `seq` counts up by one per area over everything the stage says.

    VISIT_PLANNED and VISIT_REPLANNED: the crew, lead first, and the time; the customer is to be
    told by `notice_by_on`, that day included, else nobody goes. VISIT_UNPLANNED: that plan holds no
    more, another one may follow. VISIT_GRANTED: the crew may go, inside these hours.
    VISIT_CANCELLED: treatment wants it no more; `urgent` tells that it is for today, and a crew may
    be on its way. VISIT_RETURNED: the area gives it back. These three name the `rule`.
    VISIT_COMPLETED: the outcome, and in `findings` the rules that the sheet shows broken.

    VISIT_GRANTED also tells what is past due as of `past_due_on`, the day of treatment's tick that
    granted it; None where treatment did not tell. The area had then applied the ticks to `as_of`.
    """

    visit_id: str
    attempt: int
    change: VisitChange
    area: str
    customer_id: str
    account_id: str
    visit_number: int
    point_id: str
    purpose: str
    seq: int
    as_of: Day
    at: Instant
    agent_ids: tuple[str, ...] = ()
    visit_on: Day | None = None
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    notice_by_on: Day | None = None
    rule: str | None = None
    urgent: bool = False
    outcome: str = ""
    met: MetRole = ""
    findings: tuple[str, ...] = ()
    policy_digest: str = ""
    currency: str = ""
    past_due_minor: int | None = None
    days_past_due: int | None = None
    past_due_on: Day | None = None


class CrewOffered(Struct, frozen=True, kw_only=True, array_like=True):
    """Agents who may go together on the day, between two instants, from a place.

    `visits_left` is what caps of day and week leave of visits for the crew.
    """

    agent_ids: tuple[str, ...]
    shift_begins_at: Instant
    shift_ends_at: Instant
    latitude_microdegrees: int
    longitude_microdegrees: int
    visits_left: int


class VisitOffered(Struct, frozen=True, kw_only=True, array_like=True):
    """A visit to be placed: where, when, by whom not, and how much it matters (0 the most)."""

    visit_id: str
    attempt: int
    latitude_microdegrees: int
    longitude_microdegrees: int
    not_before: Instant
    not_after: Instant
    rank: int
    not_by: tuple[str, ...] = ()
    not_led_by: str = ""


class PlanAsked(Struct, frozen=True, kw_only=True):
    """The question to a planner for one day of one area; answered by `PlanProposed`.

    `input_digest` is over everything that the answer depends on. After `deadline_at` an answer
    counts no more. A stop lasts `visit_minutes`; nobody travels faster than `speed_kmh_max` in a
    straight line.
    """

    plan_id: str
    input_digest: str
    area: str
    seq: int
    as_of: Day
    at: Instant
    plan_on: Day
    deadline_at: Instant
    visit_minutes: int
    speed_kmh_max: int
    crews: tuple[CrewOffered, ...]
    visits: tuple[VisitOffered, ...]


class Handback(Struct, frozen=True, kw_only=True):
    """What the field tells treatment about a customer; `seq` counts these alone, per area.

    VISIT_PLANNED: the day, hours and lead. VISIT_UNPLANNED: that plan holds no more, the area looks
    for another day. VISIT_RETURNED: the area gives the visit back, under `rule`.
    OUTCOME_HANDED_BACK: what became of it. SAFETY_FLAGGED and SAFETY_CLEARED name the incident.
    """

    kind: HandbackKind
    customer_id: str
    area: str
    seq: int
    as_of: Day
    at: Instant
    visit_id: str | None = None
    attempt: int | None = None
    account_id: str | None = None
    visit_number: int | None = None
    visit_on: Day | None = None
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    lead: str = ""
    rule: str = ""
    outcome: str | None = None
    outcome_at: Instant | None = None
    currency: str = ""
    promised_minor: int | None = None
    promised_on: Day | None = None
    proof: str = ""
    incident_id: str | None = None
    point_id: str | None = None


class FieldEvent(Struct, frozen=True, kw_only=True):
    """Something in an area that a person has to look at, or that is counted.

    `subject_id` is the visit, agent, certificate, plan, incident, or the refused record's origin;
    `detail` says what was found, in words and without personal data.
    """

    kind: FieldEventKind
    area: str
    subject_id: str
    seq: int
    as_of: Day
    at: Instant
    rule: str = ""
    detail: str = ""


AnyFieldNotice = VisitNotice | PlanAsked | Handback | FieldEvent
