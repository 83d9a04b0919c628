"""The value of a rule about home visits in one line, for people."""

from typing import Any

from streams.policy.shapes import Entry
from streams.policy.visit_shapes import VisitRuleEntry
from streams.policy.visit_words import MONTHS, VisitRule

# What a kind says; a number stands where the entry's own stands in braces.
_SAYS: dict[VisitRule, str] = {
    "LAST_RESORT": "a visit comes after a letter, and {tries_min} calls tried on {tries_days_min}"
    " days",
    "TWO_AGENTS": "at least {agents_min} agents together, at the door and not only in the plan",
    "CERTIFIED": "each agent certified in {certificates}, for {days_max} days at most; training is"
    " due {training_days} days ahead of the end",
    "FIT_AGENT": "no agent with a record of violence or of bad credit, with an open serious"
    " complaint, or with an open complaint of this customer",
    "VISIT_HOURS": "visits begin and end between {opens} and {closes} at the address",
    "NO_HOLIDAY": "no visit on a public holiday, nor when a bereavement, calamity, wedding or"
    " festival is known of",
    "NOTICE": "the customer is told purpose, day and time {days} days before; a new date starts"
    " it again",
    "ADDRESS": "only to a verified private home of debtor or guarantor; to a place of work with"
    " express consent alone",
    "IDENTIFY": "identification shown, institution named, the other one's identity verified: all"
    " before any word of a debt",
    "NO_ENTRY": "nobody enters; the crew stays at the door",
    "RECORDING": "recorded in sound and picture from approach to leaving, with gaps of"
    " {gap_seconds_max} seconds at most; kept {keep_years} years",
    "THIRD_PARTY": "nobody else is told of a debt; nothing is posted, and only a plain closed"
    " envelope is left",
    "LEAVE": "the crew leaves within {leave_minutes_max} minutes of being asked to; a visit takes"
    " {visit_minutes_max} minutes at most",
    "VULNERABLE": "no visit in illness, death, distress or bankruptcy, to a minor alone, during a"
    " dispute or a plan that is kept: a person takes the case",
    "SAFETY": "a check-out is missed {check_out_minutes} minutes behind its time; at most"
    " {visits_per_day_max} visits an agent a day and {visits_per_week_max} a week; an incident"
    " closes its address until {clearing_roles} clears it",
    "SECOND_VISIT": "approved by {approving_roles} within {approval_days} days, {apart_days} days"
    " behind the first{other_lead}; a supervisor is asked where nobody tells the outcome within"
    " {outcome_days} days",
    "DAYLIGHT": "only while it is light: {months}",
    "PLANNING": "a plan is answered within {answer_hours} hours, and nobody travels faster than"
    " {speed_kmh_max} km/h",
    "HELD_OUT": "{percent} per cent of second visits are put off for {days} days, to measure what"
    " they do",
}


def visit_value_of(entry: Entry) -> str:
    """Return the value of a rule about visits, and "-" of any other entry."""
    if not isinstance(entry, VisitRuleEntry):
        return "-"
    words = {name: _word(name, value) for name, value in entry.given.items()}
    return f"{entry.visit_rule}: {_SAYS[entry.visit_rule].format(**words)}"


def _word(name: str, value: Any) -> str:
    if name == "other_lead":
        return ", under another lead" if value else ""
    if name == "months":
        lit = (f"{row.opens}-{row.closes}" for row in value)
        return ", ".join(f"{month} {hours}" for month, hours in zip(MONTHS, lit, strict=True))
    if name.endswith("_roles"):
        return " or ".join(value)
    return ", ".join(value) if isinstance(value, tuple) else str(value)
