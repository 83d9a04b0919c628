"""A share of second visits is put off, so that one can tell what a second visit does.

Which of them follows from the escalation's id alone. Such a visit waits for so many days after it
came due, and its window lasts as much longer: nobody loses a step by being counted.
"""

from msgspec.structs import replace

from streams.policy.field import FieldRules
from streams.policy.rules import Rules
from streams.terms.days import Day
from streams.terms.identity import stable_id
from streams.treatment.ladder import Coming
from streams.treatment.rows import RungRecord

HELD_OUT_FOR_MEASUREMENT = "held_out_for_measurement"
SECOND = 2


def held_out_until(field: FieldRules, record: RungRecord) -> Day | None:
    """Return the day up to which a rung is put off, None where it is not in the share."""
    held = field.held_out
    if held is None or record.visit_number != SECOND or record.channel != "VISIT":
        return None
    place = int(stable_id("held out", record.escalation_id)[:8], 16) % 100
    return Day(record.due_on + held.days) if place < held.percent else None


def lengthened(rules: Rules | None, record: RungRecord, when: Coming) -> Coming:
    """Return when a rung comes due, its window as much longer as it is put off."""
    field = None if rules is None else rules.field
    # What is refused acts on the day on which its window is over, which is to stay so.
    if field is None or field.held_out is None or when.refusal is not None:
        return when
    if record.visit_number != SECOND or held_out_until(field, record) is None:
        return when
    return replace(when, expires_on=Day(when.expires_on + field.held_out.days))
