"""Rules for visits, complete, with numbers that are easy to follow."""

from streams.policy.field import (
    Certified,
    Daylight,
    FieldRules,
    LastResort,
    OnSite,
    Planning,
    Safety,
    SecondVisit,
    TwoAgents,
    VisitHours,
    VisitNoticeDays,
)
from streams.policy.rules import Rules

FIELD = FieldRules(
    last_resort=LastResort(rule="V.last_resort", tries_min=3, tries_days_min=3),
    two_agents=TwoAgents(rule="V.two_agents", agents_min=2),
    certified=Certified(
        rule="V.certified", certificates=("LAW", "SAFETY"), days_max=365, training_days=30
    ),
    fit_rule="V.fit_agent",
    hours=VisitHours(rule="V.legal_hours", opens_minute=540, closes_minute=1_080),
    daylight=Daylight(rule="V.daylight", opens_minutes=(480,) * 12, closes_minutes=(1_020,) * 12),
    holiday_rule="V.no_holiday",
    notice=VisitNoticeDays(rule="V.notice", days=3),
    address_rule="V.address",
    on_site=OnSite(
        identify_rule="V.identify",
        no_entry_rule="V.no_entry",
        recording_rule="V.recording",
        third_party_rule="V.third_party",
        leave_rule="V.leave",
        gap_seconds_max=30,
        keep_years=5,
        leave_minutes_max=1,
        visit_minutes_max=30,
    ),
    vulnerable_rule="V.vulnerable",
    safety=Safety(
        rule="V.safety",
        check_out_minutes=60,
        visits_per_day_max=6,
        visits_per_week_max=25,
        clearing_roles=("safety_officer",),
    ),
    second_visit=SecondVisit(
        rule="V.second_visit",
        approving_roles=("manager",),
        approval_days=5,
        outcome_days=3,
        other_lead=True,
        apart_days=14,
    ),
    planning=Planning(rule="V.planning", answer_hours=12, speed_kmh_max=40),
)
RULES = Rules(
    policy_id="test",
    digest="d",
    buckets=None,
    tolerance_minor={},
    ladder=None,
    house=None,
    field=FIELD,
)
