"""What a rule about home visits may say, each looked at on its own."""

from streams.policy.fault import Faults
from streams.policy.placed import Placed
from streams.policy.sections import Sections
from streams.policy.values import minute_of
from streams.policy.visit_shapes import ASKED, VisitRuleEntry
from streams.policy.visit_words import MONTHS


def check_visit_rules(sections: Sections, faults: Faults) -> None:
    """Note keys that a rule needs and lacks or that belong to another, and what contradicts."""
    for placed in sections.visit_rules:
        _check_keys(placed, faults)
        _check_hours(placed, faults)
        _check_months(placed, faults)
        _check_pair(placed, "tries_days_min", "tries_min", "tries_contradict", faults)
        _check_pair(
            placed, "visits_per_day_max", "visits_per_week_max", "visits_contradict", faults
        )
        _check_pair(placed, "training_days", "days_max", "training_outlives_certificate", faults)
        _check_named_once(placed, faults)


def _check_keys(placed: Placed[VisitRuleEntry], faults: Faults) -> None:
    kind, given = placed.entry.visit_rule, placed.entry.given
    asked = ASKED[kind]
    for name in asked:
        if name not in given:
            cure = f"write {name}: {kind} says nothing without it"
            faults.add(f"{placed.key}.{name}", "visit_rule_lacks_a_key", cure)
    for name in given:
        if name not in asked:
            owners = " or ".join(other for other, names in ASKED.items() if name in names)
            cure = f"remove it, it belongs to {owners}; {kind} takes {', '.join(asked) or 'no key'}"
            faults.add(f"{placed.key}.{name}", "key_of_another_visit_rule", cure)


def _check_hours(placed: Placed[VisitRuleEntry], faults: Faults) -> None:
    opens, closes = placed.entry.opens, placed.entry.closes
    if opens is not None and closes is not None and minute_of(closes) <= minute_of(opens):
        cure = f"close after {opens}; hours over midnight are not one window"
        faults.add(f"{placed.key}.closes", "hours_are_empty", cure)


def _check_months(placed: Placed[VisitRuleEntry], faults: Faults) -> None:
    months = placed.entry.months
    if months and len(months) != len(MONTHS):
        cure = f"list twelve rows, January first; there are {len(months)}"
        faults.add(f"{placed.key}.months", "months_are_twelve", cure)
    for i, month in enumerate(months):
        if minute_of(month.closes) <= minute_of(month.opens):
            cure = f"write an hour after {month.opens}"
            faults.add(f"{placed.key}.months[{i}].closes", "hours_are_empty", cure)


def _check_pair(
    placed: Placed[VisitRuleEntry], small: str, large: str, rule: str, faults: Faults
) -> None:
    given = placed.entry.given
    if small in given and large in given and given[small] > given[large]:
        cure = f"write {given[large]} at most, as {large} has it"
        faults.add(f"{placed.key}.{small}", rule, cure)


def _check_named_once(placed: Placed[VisitRuleEntry], faults: Faults) -> None:
    for name in ("certificates", "clearing_roles", "approving_roles"):
        listed = placed.entry.given.get(name, ())
        twice = sorted({word for word in listed if listed.count(word) > 1})
        if twice:
            cure = f"list {', '.join(twice)} once"
            faults.add(f"{placed.key}.{name}", "listed_twice", cure)
