"""Facts, changes and verdicts in plain words.

>>> rule_in_words("no_outcome_of_visit_1")
'no outcome of visit 1 was recorded'
>>> rule_in_words("stop_attorney"), rule_in_words("account_hold_plan")
('a stop holds (attorney)', 'a hardship plan is performed')
"""

from zoneinfo import ZoneInfo

from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Instant, datetime_of, day_of, iso
from streams.terms.delinquency_notices import DelinquencyEvent
from streams.terms.money import show
from streams.terms.standing import Standing
from streams.terms.treatment_notices import Escalation
from streams.views.counted import counted
from streams.views.facts_told import told
from streams.views.house_rules import house_rule

# Why a fact waits: delinquency's own rules. Those of a verdict stand in `house_rules`.
_REVIEWS = {
    "beyond_late_horizon": "it reaches back beyond the late horizon",
    "re_age_beyond_limits": "it breaks the limits on re-ages",
}


def rule_in_words(rule: str) -> str:
    """Return a rule as a clause; a rule without words of its own is spelled out."""
    known = house_rule(rule)
    if known is not None:
        return known.says
    if rule.startswith("waits_for_"):
        return f"the {rule.removeprefix('waits_for_').replace('_', ' ')} it refers to never came"
    return _REVIEWS.get(rule, rule.replace("_", " "))


def fact_in_words(fact: AnyAccountFact) -> str:
    """Return one fact as a sentence."""
    return told(fact)


def standing_in_words(standing: Standing | None) -> str:
    """Return how an account stands, in one clause."""
    if standing is None:
        return "not in the public table"
    owed = ", ".join(
        show(ledger.past_due_minor, ledger.currency)
        for ledger in standing.ledgers
        if ledger.past_due_minor
    )
    is_told = standing.life == "open" or standing.life in standing.holds
    held = "" if is_told else f", {standing.life.replace('_', ' ')}"
    held += ", incomplete" if standing.incomplete else ""
    if standing.holds:
        held += f", held by {', '.join(standing.holds).replace('_', ' ')}"
    days = standing.days_past_due
    late = f"{counted(days, 'day')} past due" if days else "not late"
    return f"{standing.bucket}, {late}{', ' + owed if owed else ''}{held}"


def event_in_words(event: DelinquencyEvent) -> str:
    """Return a delinquency event as a clause."""
    kind = event.kind.replace("_", " ").lower()
    late = f"{counted(event.days_past_due, 'day')} past due"
    return f"{kind}: {event.previous_bucket} -> {event.bucket}, {late}"


def escalation_in_words(one: Escalation) -> str:
    """Return a verdict and the rule that led to it."""
    said = f"{one.rung} ({one.channel}) {one.verdict}"
    if one.rule is not None:
        until = f" until {iso(one.until_on)}" if one.until_on is not None else ""
        why = f"{rule_in_words(one.rule)} (rule {one.rule})"
        return f"{said}{until}: {why}{', ' + one.detail if one.detail else ''}"
    if one.not_before is not None and one.not_after is not None:
        return f"{said}: may be carried out {_window(one.not_before, one.not_after, one)}"
    if one.days_past_due:
        return f"{said}: {counted(one.days_past_due, 'day')} past due, due {iso(one.due_on)}"
    return f"{said}: before the due date, due {iso(one.due_on)}"


def _window(opens: Instant, closes: Instant, one: Escalation) -> str:
    """Return a window on the clock of the house; its day is named where it is not the tick's."""
    zone = ZoneInfo(one.zone)
    begins, ends = datetime_of(opens).astimezone(zone), datetime_of(closes).astimezone(zone)
    day = "" if day_of(begins.date()) == one.as_of else f"on {begins:%Y-%m-%d} "
    return f"{day}{begins:%H:%M} to {ends:%H:%M} {one.zone}"
