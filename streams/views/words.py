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

_RULES = {
    "policy_not_in_force": "no ladder or house hours are in force on that day",
    "account_incomplete": (
        "a record of the account waits in the dead letters or for a person (arrears dlq list,"
        " arrears work list), or the policy does not know its currency"
    ),
    "cured": "the past due amount was paid",
    "ground_held": "what was owed is held: it is disputed or said to be fraud",
    "nothing_owed": "nothing was owed any more",
    "role_not_contacted": "only who is first liable for the account is contacted about it",
    "no_longer_liable": "the customer is liable for the account no longer",
    "anchor_moved": "the oldest unpaid due date moved, and the step with it",
    "contact_cap_of_the_day": "the contacts allowed a day are used up",
    "house_hours": "the house was closed already",
    "window_over": "its window was over",
    "outage": "its window passed while no tick came",
    "outcome_forbids": "the outcome of the visit before forbids it",
    "rung_withdrawn": "the ladder has no such step any more",
    "beyond_late_horizon": "it reaches back beyond the late horizon",
    "re_age_beyond_limits": "it breaks the limits on re-ages",
}
_HOLDS = {
    "bankruptcy": "a bankruptcy holds the account",
    "breathing_space": "a breathing space holds the account",
    "charged_off": "the account is charged off",
    "deceased": "a customer who is liable has died",
    "dispute": "all that is owed is disputed",
    "pause": "collection is paused",
    "plan": "a hardship plan is performed",
    "promise": "a promise to pay is open",
    "sold": "the debt is sold",
    "stale_calendar": "the calendar of business days has no table of this year",
}


def rule_in_words(rule: str) -> str:
    """Return a rule as a clause; a rule without words of its own is spelled out."""
    if rule in _RULES:
        return _RULES[rule]
    if rule.startswith("account_hold_"):
        name = rule.removeprefix("account_hold_")
        return _HOLDS.get(name, f"the account is held ({name.replace('_', ' ')})")
    if rule.startswith("stop_"):
        return f"a stop holds ({rule.removeprefix('stop_').replace('_', ' ')})"
    if rule.startswith("waits_for_"):
        return f"the {rule.removeprefix('waits_for_').replace('_', ' ')} it refers to never came"
    if rule.startswith("no_outcome_of_"):
        visit = rule.removeprefix("no_outcome_of_").replace("_", " ")
        return f"no outcome of {visit} was recorded"
    return rule.replace("_", " ")


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
