"""An area's row: its people, the visits asked of it, and what happened to crews.

The row is kept in parts, each by its id and in order of ids, so that equal rows are equal bytes and
what a fact does not touch stays the same object. All values are packed as arrays, so a field may be
added at the end of a struct and nowhere else.

>>> row = AreaRow(area="north")
>>> with_visit(row, Visit("v1", 1, Ask())).visits["v1"].state
'ASKED'
"""

from collections.abc import Mapping
from typing import Literal, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from streams.terms.days import Day, Instant
from streams.terms.visit_facts import DayWindow

Told = tuple[Day, int, str]
"""When something was told: business day, the source's order, event id; the later one holds."""

State = Literal[
    "ASKED",
    "OFFERED",
    "PLANNED",
    "GRANTED",
    "ARRIVED",
    "COMPLETED",
    "WITHDRAWN",
    "RETURNED",
]
"""Where a visit stands: OFFERED is with the planner; the last three are over."""

OVER = frozenset({"COMPLETED", "WITHDRAWN", "RETURNED"})
BEFORE_PLAN = frozenset({"ASKED", "OFFERED"})
STANDING = frozenset({"PLANNED", "GRANTED"})
RECALLED = "RECALLED"
"""The outcome of a visit that was called off on its way."""


class Held(Struct, frozen=True, array_like=True, gc=False):
    """A certificate; `withdrawn_on` is the day from which it holds no more."""

    id: str
    certificate: str
    from_on: Day
    until_on: Day
    told: Told
    withdrawn_on: Day | None = None

    def holds(self, on: Day, days_max: int) -> bool:
        """Tell whether it holds on a day, and is not older than so many days."""
        is_withdrawn = self.withdrawn_on is not None and on >= self.withdrawn_on
        return (
            self.from_on <= on <= min(self.until_on, self.from_on + days_max) and not is_withdrawn
        )


class Shift(Struct, frozen=True, array_like=True, gc=False):
    """An agent's hours on a day, and where they set out; without hours the day was taken back."""

    on: Day
    begins_at: Instant
    ends_at: Instant
    latitude_microdegrees: int
    longitude_microdegrees: int
    visits_elsewhere: int
    told: Told


class Bar(Struct, frozen=True, array_like=True, gc=False):
    """What speaks against an agent; `kind` is None while only its end is known.

    `lifted_on` is the day on which its end was heard.
    """

    id: str
    kind: str | None
    lifted: bool = False
    lifted_on: Day | None = None

    @property
    def holds(self) -> bool:
        """Whether it speaks against the agent now."""
        return self.kind is not None and not self.lifted


class Rest(Struct, frozen=True, array_like=True, gc=False):
    """An incident after which the agent rests until somebody has talked with them about it.

    `since_at` is when it happened; None rests at any time. `counselled_on` is the day on which that
    talk was heard of.
    """

    incident_id: str
    counselled: bool = False
    since_at: Instant | None = None
    counselled_on: Day | None = None

    def holds(self, at: Instant) -> bool:
        """Tell whether the agent is to rest at a moment: what began before was begun in order."""
        return not self.counselled and (self.since_at is None or self.since_at <= at)


class Agent(Struct, frozen=True, array_like=True, gc=False):
    """One agent; `training_told` are certificates of whose end somebody was told."""

    id: str
    held: tuple[Held, ...] = ()
    shifts: tuple[Shift, ...] = ()
    absent: tuple[Day, ...] = ()
    bars: tuple[Bar, ...] = ()
    rests: tuple[Rest, ...] = ()
    training_told: tuple[str, ...] = ()

    def shift_on(self, on: Day) -> Shift | None:
        """Return the hours of a day, None where there are none."""
        found = next((s for s in self.shifts if s.on == on), None)
        return found if found is not None and found.begins_at < found.ends_at else None


class Ask(Struct, frozen=True, array_like=True, gc=False):
    """What treatment asked for (see `visit_facts.VisitAsked`)."""

    customer_id: str = ""
    account_id: str = ""
    number: int = 1
    purpose: str = ""
    point_id: str = ""
    zone: str = ""
    windows: tuple[DayWindow, ...] = ()
    expires_on: Day = Day(0)
    currency: str = ""
    past_due_minor: int = 0
    days_past_due: int = 0
    verified: bool = False
    latitude_microdegrees: int | None = None
    longitude_microdegrees: int | None = None
    lead_before: str = ""
    not_by: tuple[str, ...] = ()
    history: tuple[str, ...] = ()

    def window_on(self, on: Day) -> DayWindow | None:
        """Return the hours in which the visit is allowed on a day."""
        return next((w for w in self.windows if w.window_on == on), None)


class Plan(Struct, frozen=True, array_like=True, gc=False):
    """Who goes when; `noticed_at` is when the customer was told of it, first."""

    agent_ids: tuple[str, ...]
    on: Day
    starts_at: Instant
    ends_at: Instant
    noticed_at: Instant | None = None

    @property
    def lead(self) -> str:
        """The agent who leads."""
        return self.agent_ids[0]


class Site(Struct, frozen=True, array_like=True, gc=False):
    """What happened at the door; `missed` tells of one aside that its missed check-out was said.

    `unfit` names the rules that the crew broke by who it was, `untimely` those by when it arrived.
    `agent_ids` are all who came; `there` those whom the last of several check-ins names, which was
    told for `there_at`.
    """

    arrived_at: Instant | None = None
    agent_ids: tuple[str, ...] = ()
    outcome: str = ""
    ended_at: Instant | None = None
    checked_out_at: Instant | None = None
    missed: bool = False
    unfit: tuple[str, ...] = ()
    untimely: tuple[str, ...] = ()
    there: tuple[str, ...] = ()
    there_at: Instant | None = None

    @property
    def is_out(self) -> bool:
        """Whether a crew is at the door, or on its way from there, as far as anybody knows."""
        return self.arrived_at is not None and self.checked_out_at is None

    @property
    def is_unsaid(self) -> bool:
        """Whether a crew is out, aside of the plan, and nobody was told that it is missed."""
        return self.is_out and not self.missed


class Visit(Struct, frozen=True, array_like=True, gc=False):
    """One visit; `asked_on` is the day of the last ask, `plans` counts those of the attempt.

    `offered_in` is the planner's question it is part of. `rule` and `closed_on` say why and since
    when it is over, `withdrawn_at` since when treatment wants it no more. `approved_by` is the role
    that approved it; `told` are the alerts that were said about it. `granted` tells that the crew
    was let go. `aside` are arrivals on other days than that of the plan, or to one that is gone.
    `unsafe` is when crews said that they are not safe.
    """

    id: str
    attempt: int
    ask: Ask
    state: State = "ASKED"
    asked_on: Day = Day(0)
    offered_in: str = ""
    plan: Plan | None = None
    plans: int = 0
    approved_by: str = ""
    refused: bool = False
    site: Site = Site()
    rule: str = ""
    withdrawn_at: Instant | None = None
    closed_on: Day | None = None
    told: tuple[str, ...] = ()
    granted: bool = False
    aside: tuple[Site, ...] = ()
    unsafe: tuple[Instant, ...] = ()

    @property
    def is_called_back(self) -> bool:
        """Whether the area itself called it off, and no crew has told another outcome."""
        is_told = self.withdrawn_at is not None or not self.rule
        return self.site.outcome == RECALLED and not is_told

    @property
    def is_out(self) -> bool:
        """Whether any crew is at the door, or on its way from there, as far as anybody knows."""
        return self.site.is_out or any(site.is_out for site in self.aside)

    @property
    def is_over(self) -> bool:
        """Whether nothing more comes of it."""
        return self.state in OVER


class Flagged(Struct, frozen=True, array_like=True, gc=False):
    """A customer, and an address where one is known, of whom treatment or a report tells danger.

    `is_own` tells that a crew here named the customer; `cleared_here` that a person here cleared
    the one customer who was known then. One of whom only the end is known is `cleared` too.
    """

    customer_id: str
    point_id: str = ""
    cleared: bool = False
    is_own: bool = False
    cleared_here: bool = False


class Incident(Struct, frozen=True, array_like=True, gc=False):
    """Danger met by a crew, or told of by treatment; nobody goes there until it is cleared.

    `visit_id` is the visit at which it was met, `met_at` when, of several reports the earliest.
    `others` are whom treatment tells of under the same id, address by address, and whom a report
    names beside the customer, in order. `cleared_here` tells that a person here cleared what was
    met here, which may be heard first.
    """

    id: str
    kind: str = ""
    customer_id: str = ""
    point_id: str = ""
    cleared: bool = False
    is_own: bool = False
    cleared_on: Day | None = None
    visit_id: str = ""
    met_at: Instant | None = None
    others: tuple[Flagged, ...] = ()
    cleared_here: bool = False

    @property
    def open_to(self) -> tuple["Incident | Flagged", ...]:
        """Whom and which address it keeps everybody from: what was met here first."""
        is_of_somebody = self.is_own or bool(self.customer_id)
        own = (self,) if is_of_somebody and not self.cleared else ()
        return own + tuple(other for other in self.others if not other.cleared)


class Question(Struct, frozen=True, array_like=True, gc=False):
    """A question to the planner; `answer_id` is the event that answered it, empty while open."""

    plan_id: str
    digest: str
    on: Day
    deadline_at: Instant
    answer_id: str = ""
    overdue: bool = False


class Head(Struct, frozen=True, array_like=True, gc=False):
    """What is about the area as a whole.

    `seq` counts what was said in the area, `handed_back` what treatment was told. `asked_to` is the
    last day for which a plan was asked; `crewless_on` the last one for which there was no crew.
    `holds` are origins of refused records that may have told of danger, `resolved` those a person
    has settled.
    """

    seq: int = 0
    asked_to: Day = Day(0)
    crewless_on: Day = Day(0)
    questions: tuple[Question, ...] = ()
    holds: tuple[str, ...] = ()
    resolved: tuple[str, ...] = ()
    overflowed: bool = False
    handed_back: int = 0


class AreaRow(Struct, frozen=True, array_like=True):
    """One area, part by part."""

    area: str
    head: Head = Head()
    agents: dict[str, Agent] = {}
    visits: dict[str, Visit] = {}
    incidents: dict[str, Incident] = {}

    @property
    def is_held(self) -> bool:
        """Whether a record that may have told of danger waits in the dead letters."""
        return self.head.overflowed or bool(self.head.holds)


P = TypeVar("P")


def placed(parts: Mapping[str, P], name: str, part: P) -> dict[str, P]:
    """Return parts with one replaced or added, in order of their ids."""
    if name in parts:
        return {**parts, name: part}
    return dict(sorted({**parts, name: part}.items()))


def with_agent(row: AreaRow, agent: Agent) -> AreaRow:
    """Return the row with one agent replaced or added."""
    return replace(row, agents=placed(row.agents, agent.id, agent))


def with_visit(row: AreaRow, visit: Visit) -> AreaRow:
    """Return the row with one visit replaced or added."""
    return replace(row, visits=placed(row.visits, visit.id, visit))


def with_incident(row: AreaRow, incident: Incident) -> AreaRow:
    """Return the row with one incident replaced or added."""
    return replace(row, incidents=placed(row.incidents, incident.id, incident))


def with_head(row: AreaRow, **changes: object) -> AreaRow:
    """Return the row with changes in its head."""
    return replace(row, head=replace(row.head, **changes))
