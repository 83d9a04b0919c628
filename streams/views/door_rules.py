"""The fifteen rules of a visit as a crew reads them, in the order in which they come up."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from streams.policy.field import FieldRules
from streams.terms.days import Day, date_of

Group = str
"""When a rule comes up: a key of the sheet's words."""


class DoorRule(Struct, frozen=True):
    """One line to tick: the entry of the policy, and what it asks of the crew."""

    rule: str
    text: str


def door_rules(
    rules: FieldRules, on: Day, words: Mapping[str, str]
) -> dict[Group, tuple[DoorRule, ...]]:
    """Return what law and house ask of a crew on a day, before it goes, at the door and after."""
    numbers = _numbers(rules, on)
    return {
        group: tuple(DoorRule(rule, words[key].format_map(numbers)) for key, rule in lines)
        for group, lines in (
            ("before_you_go", _before(rules)),
            ("at_the_door", _at_the_door(rules)),
            ("until_you_are_back", _after(rules)),
        )
    }


def _before(rules: FieldRules) -> Iterator[tuple[str, str]]:
    yield "rule_certified", rules.certified.rule
    yield "rule_fit", rules.fit_rule
    yield "rule_last_resort", rules.last_resort.rule
    yield "rule_notice", rules.notice.rule
    yield "rule_address", rules.address_rule
    yield "rule_hours", rules.hours.rule
    yield "rule_holiday", rules.holiday_rule


def _at_the_door(rules: FieldRules) -> Iterator[tuple[str, str]]:
    site = rules.on_site
    yield "rule_two_agents", rules.two_agents.rule
    yield "rule_recording", site.recording_rule
    yield "rule_identify", site.identify_rule
    yield "rule_third_party", site.third_party_rule
    yield "rule_no_entry", site.no_entry_rule
    yield "rule_vulnerable", rules.vulnerable_rule
    yield "rule_leave", site.leave_rule


def _after(rules: FieldRules) -> Iterator[tuple[str, str]]:
    yield "rule_safety", rules.safety.rule


def _numbers(rules: FieldRules, on: Day) -> dict[str, object]:
    """Return the numbers that the lines name, of the month that the day lies in."""
    light_from, light_to = rules.daylight.of_month(date_of(on).month)
    site = rules.on_site
    return {
        "agents_min": rules.two_agents.agents_min,
        "notice_days": rules.notice.days,
        "tries_min": rules.last_resort.tries_min,
        "tries_days_min": rules.last_resort.tries_days_min,
        "opens": _clock(max(rules.hours.opens_minute, light_from)),
        "closes": _clock(min(rules.hours.closes_minute, light_to)),
        "gap_seconds_max": site.gap_seconds_max,
        "leave_minutes_max": site.leave_minutes_max,
        "visit_minutes_max": site.visit_minutes_max,
        "check_out_minutes": rules.safety.check_out_minutes,
    }


def _clock(minute: int) -> str:
    """Write a minute of the day.

    >>> _clock(545), _clock(1_440)
    ('09:05', '24:00')
    """
    return f"{minute // 60:02d}:{minute % 60:02d}"
