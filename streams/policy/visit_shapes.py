"""The rules about home visits, key by key: every entry is one rule of one kind."""

from typing import Annotated, Any

from msgspec import Meta, Struct

from streams.policy.ladder_words import Tries
from streams.policy.shapes import Entry
from streams.policy.visit_words import (
    Agents,
    Ahead,
    AnswerHours,
    Apart,
    Certificates,
    GapSeconds,
    Kind,
    Minutes,
    Percent,
    Roles,
    Speed,
    Validity,
    VisitRule,
    Visits,
    Years,
)
from streams.policy.words import Clock, Flag, asks

_MONTHS = Meta(min_length=1, extra=asks("months_are_twelve", "list twelve rows, January first"))

ASKED: dict[VisitRule, tuple[str, ...]] = {
    "LAST_RESORT": ("tries_min", "tries_days_min"),
    "TWO_AGENTS": ("agents_min",),
    "CERTIFIED": ("certificates", "days_max", "training_days"),
    "FIT_AGENT": (),
    "VISIT_HOURS": ("opens", "closes"),
    "NO_HOLIDAY": (),
    "NOTICE": ("days",),
    "ADDRESS": (),
    "IDENTIFY": (),
    "NO_ENTRY": (),
    "RECORDING": ("gap_seconds_max", "keep_years"),
    "THIRD_PARTY": (),
    "LEAVE": ("leave_minutes_max", "visit_minutes_max"),
    "VULNERABLE": (),
    "SAFETY": (
        "check_out_minutes",
        "visits_per_day_max",
        "visits_per_week_max",
        "clearing_roles",
    ),
    "SECOND_VISIT": (
        "approving_roles",
        "approval_days",
        "outcome_days",
        "apart_days",
        "other_lead",
    ),
    "DAYLIGHT": ("months",),
    "PLANNING": ("answer_hours", "speed_kmh_max"),
    "HELD_OUT": ("percent", "days"),
}
"""Which keys each kind of rule needs; it takes no others."""

_SOME = tuple(dict.fromkeys(name for names in ASKED.values() for name in names))


class MonthShape(Struct, frozen=True, kw_only=True):
    """Between which times of a month it is light."""

    opens: Clock
    closes: Clock


class VisitRuleEntry(Entry, frozen=True, kw_only=True):
    """A rule about home visits; what its keys mean is told by its namesake in `field`."""

    visit_rule: Kind
    tries_min: Tries | None = None
    tries_days_min: Tries | None = None
    agents_min: Agents | None = None
    certificates: Certificates | None = None
    days_max: Validity | None = None
    training_days: Ahead | None = None
    opens: Clock | None = None
    closes: Clock | None = None
    days: Ahead | None = None
    gap_seconds_max: GapSeconds | None = None
    keep_years: Years | None = None
    leave_minutes_max: Minutes | None = None
    visit_minutes_max: Minutes | None = None
    check_out_minutes: Minutes | None = None
    visits_per_day_max: Visits | None = None
    visits_per_week_max: Visits | None = None
    clearing_roles: Roles | None = None
    approving_roles: Roles | None = None
    approval_days: Ahead | None = None
    outcome_days: Ahead | None = None
    apart_days: Apart | None = None
    other_lead: Flag | None = None
    months: Annotated[tuple[MonthShape, ...], _MONTHS] = ()
    answer_hours: AnswerHours | None = None
    speed_kmh_max: Speed | None = None
    percent: Percent | None = None

    @property
    def series(self) -> str:
        """One series a kind of rule."""
        return self.visit_rule

    @property
    def given(self) -> dict[str, Any]:
        """Return the keys of its own that the entry gives, with their values."""
        found = {name: getattr(self, name) for name in _SOME}
        return {name: value for name, value in found.items() if value not in {None, ()}}
