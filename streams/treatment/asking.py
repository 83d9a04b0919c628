"""A visit is asked for, and authorised only on the day and in the hours that an area has planned.

Where the gate would let a crew go, the rung waits until the area named a day. On that day the gate
is asked once more, for those hours alone. Where policy has no rules for visits, nobody is asked.
"""

from msgspec import Struct
from msgspec.structs import replace

from streams.policy.field import FieldRules
from streams.policy.rules import Rules
from streams.terms.days import AsOf, Day, Instant
from streams.terms.visit_facts import DayWindow, VisitGranted
from streams.treatment.gate import Judgement
from streams.treatment.held_out import HELD_OUT_FOR_MEASUREMENT, held_out_until
from streams.treatment.hours import contact_day
from streams.treatment.known import KnownPoint, found
from streams.treatment.ladder import days_past_due
from streams.treatment.overdue import say_event
from streams.treatment.request import request_of, windows_of
from streams.treatment.rows import RungRecord
from streams.treatment.telling_area import (
    ADDRESS_CHANGED,
    VISIT_TO_BE_PLANNED,
    head_of,
    put_visit,
    take_back,
    tell,
)
from streams.treatment.visits import AskedVisit, visit_of
from streams.treatment.walk import Place, Walk

VISIT_AREA_UNKNOWN = "visit_area_unknown"
VISIT_DAY_MISSED = "visit_day_missed"
VISIT_HAS_NO_DAY_LEFT = "visit_has_no_day_left"

# A product choice: who was asked so often in vain is not asked for that visit any more.
ATTEMPTS_MAX = 8


class Wish(Struct, frozen=True):
    """A visit that an area is to be asked for: to which address, and on which days."""

    point: KnownPoint
    windows: tuple[DayWindow, ...]


def hours_planned(
    walk: Walk, rules: Rules, record: RungRecord, as_of: AsOf
) -> tuple[Instant, Instant] | None:
    """Return the hours for which a visit is planned on the day itself, None where it is not."""
    if not walk.row.visits:
        return None
    ask = visit_of(walk.row.visits, record.escalation_id)
    if ask is None or rules.field is None or rules.house is None:
        return None
    if not ask.is_for(contact_day(as_of, rules.house)):
        return None
    if ask.starts_at is None or ask.ends_at is None:
        return None
    return ask.starts_at, ask.ends_at


def with_plan(
    walk: Walk, rules: Rules, place: Place, record: RungRecord, judged: Judgement
) -> tuple[Judgement, Wish | None]:
    """Return what the gate said, or that the visit waits for a plan; and whether to ask for one.

    What speaks against today alone does not take back what is planned for another day.
    """
    if rules.field is None or record.channel != "VISIT":
        return judged, None
    ask = visit_of(walk.row.visits, record.escalation_id)
    if judged.verdict != "AUTHORISED" or judged.contact_on is None:
        return _still_held(walk, rules, ask, judged), None
    until_on = None if ask is not None else held_out_until(rules.field, record)
    if until_on is not None and walk.as_of.on < until_on:
        return _held_out(rules, until_on), None
    point = found(walk.row.profile.points, judged.point_id)
    if point is None or not point.area:
        return _deferred(walk, VISIT_AREA_UNKNOWN), None
    if ask is not None and _holds(ask, point, judged.contact_on):
        return _as_planned(walk, rules.field, ask, judged), None
    return _wished(walk, rules, place, record, judged.contact_on, point)


def _as_planned(walk: Walk, field: FieldRules, ask: AskedVisit, judged: Judgement) -> Judgement:
    """Return that the visit may be made on the day it is planned for, and waits on any other."""
    if judged.contact_on is None or not ask.is_for(judged.contact_on):
        return _waiting(walk)
    # A plan for sooner than was asked leaves no time to tell the customer.
    is_told = judged.contact_on >= ask.asked_on + field.notice.days
    return judged if is_told else _deferred(walk, field.notice.rule)


def _still_held(walk: Walk, rules: Rules, ask: AskedVisit | None, judged: Judgement) -> Judgement:
    """Return that the visit waits where only today objects, and it is planned for another day."""
    if ask is None or not ask.is_outstanding or not judged.passes or rules.house is None:
        return judged
    return judged if ask.is_for(contact_day(walk.as_of, rules.house)) else _waiting(walk)


def _holds(ask: AskedVisit, point: KnownPoint, on: Day) -> bool:
    """Tell whether the area has been asked for just that visit, and its day has not gone by."""
    is_there = (ask.point_id, ask.area) == (point.id, point.area)
    return ask.is_outstanding and is_there and (ask.visit_on is None or ask.visit_on >= on)


def _wished(  # noqa: PLR0917 - the visit, and the day and address it is asked from and for
    walk: Walk, rules: Rules, place: Place, record: RungRecord, on: Day, point: KnownPoint
) -> tuple[Judgement, Wish | None]:
    ask = visit_of(walk.row.visits, record.escalation_id)
    if ask is not None and ask.attempt >= ATTEMPTS_MAX:
        return _waiting(walk), None
    windows = windows_of(walk, rules, place, record, on, point)
    if not windows:
        return _deferred(walk, VISIT_HAS_NO_DAY_LEFT), None
    return _waiting(walk), Wish(point, windows)


def say_visit(
    walk: Walk, place: Place, record: RungRecord, judged: Judgement, wish: Wish | None
) -> None:
    """Tell the area what the verdict on a visit is for it: that it may go, or is asked.

    Where no area is known people hear of it, as often as it becomes the reason to wait; `record` is
    the rung as it stood before the verdict.
    """
    if judged.rule == VISIT_AREA_UNKNOWN and record.rule != VISIT_AREA_UNKNOWN:
        detail = "no service area is on record for the address: nobody is asked to go there"
        say_event(walk, "VISIT_AREA_UNKNOWN", place.account_id, record.escalation_id, detail)
    if wish is None and not walk.row.visits:
        return
    ask = visit_of(walk.row.visits, record.escalation_id)
    if wish is not None:
        _ask(walk, place, record, wish, ask)
    elif ask is not None and ask.state == "PLANNED" and judged.verdict == "AUTHORISED":
        _grant(walk, place, ask, judged)


def _ask(
    walk: Walk, place: Place, record: RungRecord, wish: Wish, before: AskedVisit | None
) -> None:
    if before is not None and before.is_outstanding:
        is_elsewhere = (before.point_id, before.area) != (wish.point.id, wish.point.area)
        take_back(walk, before, ADDRESS_CHANGED if is_elsewhere else VISIT_DAY_MISSED)
    new = AskedVisit(
        record.escalation_id,
        place.account_id,
        place.origin,
        1 if before is None else before.attempt + 1,
        wish.point.area,
        wish.point.id,
        walk.as_of.on,
        "ASKED",
    )
    put_visit(walk, new)
    tell(walk, request_of(walk, place, record, new, wish.point, wish.windows))


def _grant(walk: Walk, place: Place, ask: AskedVisit, judged: Judgement) -> None:
    if judged.not_before is None or judged.not_after is None:
        return
    put_visit(walk, replace(ask, state="GRANTED"))
    head = head_of(walk, ask.area, "visit granted", ask.escalation_id, ask.attempt)
    # Days lie between the question and the visit: what is paid by now the crew must not ask for.
    ledger = walk.ledger(place)
    told = VisitGranted(
        **head,
        visit_id=ask.escalation_id,
        attempt=ask.attempt,
        not_before=judged.not_before,
        not_after=judged.not_after,
        currency=place.currency,
        past_due_minor=ledger.past_due_minor,
        days_past_due=days_past_due(ledger, walk.as_of.on),
    )
    tell(walk, told)


def _waiting(walk: Walk) -> Judgement:
    return _deferred(walk, VISIT_TO_BE_PLANNED)


def _deferred(walk: Walk, rule: str) -> Judgement:
    until_on = Day(walk.as_of.on + 1)
    return Judgement(verdict="DEFERRED", rule=rule, until_on=until_on, rules=(rule,))


def _held_out(rules: Rules, until_on: Day) -> Judgement:
    held = None if rules.field is None else rules.field.held_out
    entry = () if held is None else (held.rule,)
    return Judgement(
        verdict="DEFERRED",
        rule=HELD_OUT_FOR_MEASUREMENT,
        until_on=until_on,
        rules=(HELD_OUT_FOR_MEASUREMENT, *entry),
    )
