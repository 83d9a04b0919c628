"""What holds for home visits, as frozen values of one day: the fifteen rules, and how to plan.

Each rule carries the id of the entry it comes from, and that is the rule a refusal names.
`FieldRules` is whole or it is not there: where one rule is missing nobody visits.

>>> Daylight(rule="x", opens_minutes=(480,) * 12, closes_minutes=(1_020,) * 12).of_month(1)
(480, 1020)
"""

from msgspec import Struct

from streams.terms.agent_facts import Certificate
from streams.terms.days import Day

MONTHS = 12


class LastResort(Struct, frozen=True, kw_only=True):
    """A visit comes after a letter, and after so many calls on so many days (V.last_resort)."""

    rule: str
    tries_min: int
    tries_days_min: int


class TwoAgents(Struct, frozen=True, kw_only=True):
    """How many agents go together, at the door and not only in the plan (V.two_agents)."""

    rule: str
    agents_min: int


class Certified(Struct, frozen=True, kw_only=True):
    """What each agent is certified in on the day of the visit (V.certified).

    A certificate counts for at most `days_max` days; `training_days` ahead of its end training is
    due.
    """

    rule: str
    certificates: tuple[Certificate, ...]
    days_max: int
    training_days: int


class VisitHours(Struct, frozen=True, kw_only=True):
    """The house's hours for visits, in minutes of the local day of the address (V.legal_hours)."""

    rule: str
    opens_minute: int
    closes_minute: int


class Daylight(Struct, frozen=True, kw_only=True):
    """For each month, from when to when it is light, in minutes of the local day."""

    rule: str
    opens_minutes: tuple[int, ...]
    closes_minutes: tuple[int, ...]

    def of_month(self, month: int) -> tuple[int, int]:
        """Return the light hours of a month, 1 to 12."""
        return self.opens_minutes[month - 1], self.closes_minutes[month - 1]


class VisitNoticeDays(Struct, frozen=True, kw_only=True):
    """How many calendar days before the visit the customer is told of it (V.notice).

    >>> VisitNoticeDays(rule="x", days=3).by_on(Day(20))
    17
    """

    rule: str
    days: int

    def by_on(self, visit_on: Day) -> Day:
        """Return the last day on which the customer can be told of a visit."""
        return Day(visit_on - self.days)


class OnSite(Struct, frozen=True, kw_only=True):
    """What holds at the door: V.identify, V.no_entry, V.recording, V.third_party and V.leave.

    A recording's gaps are at most `gap_seconds_max`, the crew leaves within `leave_minutes_max` of
    being asked to, and a visit takes at most `visit_minutes_max`.
    """

    identify_rule: str
    no_entry_rule: str
    recording_rule: str
    third_party_rule: str
    leave_rule: str
    gap_seconds_max: int
    keep_years: int
    leave_minutes_max: int
    visit_minutes_max: int


class Safety(Struct, frozen=True, kw_only=True):
    """What keeps crews safe (V.safety).

    A check-out is missed `check_out_minutes` after the visit was to end. An agent makes at most so
    many visits a day and a week; an incident freezes its address until one of `clearing_roles`
    clears it.
    """

    rule: str
    check_out_minutes: int
    visits_per_day_max: int
    visits_per_week_max: int
    clearing_roles: tuple[str, ...]


class SecondVisit(Struct, frozen=True, kw_only=True):
    """What a second visit asks for: approval by one of `approving_roles`, another lead.

    It comes at least `apart_days` behind the outcome of the first. Where nobody tells the outcome
    of a visit within `outcome_days`, a supervisor is asked; where nobody approves within
    `approval_days`, the visit is given back.
    """

    rule: str
    approving_roles: tuple[str, ...]
    approval_days: int
    outcome_days: int
    apart_days: int
    other_lead: bool


class Planning(Struct, frozen=True, kw_only=True):
    """How a day is planned: an answer within `answer_hours`, nobody faster than `speed_kmh_max`."""

    rule: str
    answer_hours: int
    speed_kmh_max: int


class HeldOut(Struct, frozen=True, kw_only=True):
    """A share of second visits, in per cent, is put off for so many days to measure the effect."""

    rule: str
    percent: int
    days: int


class FieldRules(Struct, frozen=True, kw_only=True):
    """Everything that holds for visits on one day.

    `fit_rule`, `holiday_rule`, `address_rule` and `vulnerable_rule` name the entries of
    V.fit_agent, V.no_holiday, V.address and V.vulnerable, which need no number.
    """

    last_resort: LastResort
    two_agents: TwoAgents
    certified: Certified
    fit_rule: str
    hours: VisitHours
    daylight: Daylight
    holiday_rule: str
    notice: VisitNoticeDays
    address_rule: str
    on_site: OnSite
    vulnerable_rule: str
    safety: Safety
    second_visit: SecondVisit
    planning: Planning
    held_out: HeldOut | None = None
