"""When on a day a visit may be made: what treatment allows, less the house's hours and the dark."""

from streams.field.rows import Visit
from streams.policy.field import FieldRules
from streams.policy.values import zone_of
from streams.terms.days import Day, Instant, date_of
from streams.terms.local_times import begins, ends

Span = tuple[int, int]
"""From an instant on, before another."""


def span_on(visit: Visit, on: Day, rules: FieldRules) -> Span | str:
    """Return the hours of a day in which the visit may take place, or the rule that took them."""
    window, zone = visit.ask.window_on(on), zone_of(visit.ask.zone)
    if window is None or zone is None:
        return rules.hours.rule
    span = (int(window.not_before), int(window.not_after))
    light = rules.daylight.of_month(date_of(on).month)
    for rule, hours in (
        (rules.hours.rule, (rules.hours.opens_minute, rules.hours.closes_minute)),
        (rules.daylight.rule, light),
    ):
        opens, closes = hours
        span = max(span[0], begins(on, opens, zone)), min(span[1], ends(on, closes, zone))
        if span[0] >= span[1]:
            return rule
    return span


def rule_at(visit: Visit, at: Instant, on: Day, rules: FieldRules) -> str | None:
    """Return the rule that a crew breaks by being there at an instant of a day, or None."""
    span = span_on(visit, on, rules)
    if isinstance(span, str):
        return span
    if span[0] <= at < span[1]:
        return None
    zone = zone_of(visit.ask.zone)
    opens, closes = rules.daylight.of_month(date_of(on).month)
    is_light = zone is None or begins(on, opens, zone) <= at < ends(on, closes, zone)
    return rules.hours.rule if is_light else rules.daylight.rule


def has_room(span: Span | str, minutes: int) -> bool:
    """Tell whether a visit of so many minutes fits into a span."""
    return not isinstance(span, str) and span[1] - span[0] >= minutes * 60_000_000
