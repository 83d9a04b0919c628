"""Who goes, and when? The field stage: requests, people, plans and reports in, visits out.

Only a tick plans and gives back; a fact in between may take a plan back, call a crew home or alert
people at once.

>>> from streams.terms.agent_facts import AgentAbsent
>>> from streams.terms.days import Day
>>> ill = AgentAbsent(event_id="e1", area="north", effective_on=Day(3), agent_id="ag1")
>>> step = apply(blank("north"), ill, None, None)
>>> step.row.agents["ag1"].absent
(3,)
>>> apply(step.row, ill, None, None).row is step.row
True
"""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from streams.field import (
    answering,
    asked,
    danger,
    deciding,
    ending,
    flagging,
    granting,
    holding,
    noticing,
    on_site,
    people,
)
from streams.field.hearing import heard_at
from streams.field.looking import look_again, touched_by
from streams.field.missing import say_others_out
from streams.field.rows import AreaRow
from streams.field.turning import turn_area
from streams.field.waking import wake_on
from streams.field.walk import FieldWalk
from streams.policy.rules import Rules
from streams.terms.agent_facts import IncidentReported
from streams.terms.days import DAY_MICROSECONDS, AsOf, Instant
from streams.terms.field_facts import (
    AnyFieldFact,
    AreaRecordRefused,
    AreaRefusalResolved,
    IncidentCleared,
    VisitApproved,
    VisitRefused,
)
from streams.terms.field_notices import AnyFieldNotice
from streams.terms.step import Reject, Step
from streams.terms.visit_facts import (
    CheckedIn,
    CheckedOut,
    CustomerCleared,
    CustomerFlagged,
    NoticeSent,
    PlanProposed,
    VisitAsked,
    VisitEnded,
    VisitGranted,
    VisitWithdrawn,
)

FieldStep = Step[AreaRow, AnyFieldNotice]


def blank(area: str) -> AreaRow:
    """Return the row of an area of which nothing is known."""
    return AreaRow(area=area)


def apply(row: AreaRow, fact: AnyFieldFact, rules: Rules | None, as_of: AsOf | None) -> FieldStep:
    """Record a fact, say what it changes at once, and take back plans that it took the ground from.

    A repeated fact leaves the very row that went in. Before the first tick the moment is that of
    the fact, and no rule is known by which a plan could be judged.
    """
    kind = type(fact)
    told = _RECORDED[kind](row, fact, rules, as_of) if kind in _RECORDED else row
    if isinstance(told, Reject):
        return Step(row, reject=told, wake_on=wake_on(row, rules, as_of))
    if told is row and kind in _RECORDED:
        return Step(row, wake_on=wake_on(row, rules, as_of))
    now = as_of or AsOf(fact.effective_on, Instant(fact.effective_on * DAY_MICROSECONDS))
    walk = FieldWalk(told, rules, now, heard_at(fact, as_of))
    if kind in _SAID:
        _SAID[kind](walk, fact)
    if isinstance(fact, CheckedIn | VisitEnded | CheckedOut):
        say_others_out(walk, fact)
    look_again(walk, touched_by(row, fact))
    return Step(walk.row, notices=tuple(walk.notices), wake_on=wake_on(walk.row, rules, as_of))


def turn(row: AreaRow, rules: Rules, as_of: AsOf, _newest: AsOf) -> FieldStep:
    """Let everything that waits for a day come due, and ask for the plan of a day ahead."""
    walk = FieldWalk(row, rules, as_of)
    turn_area(walk)
    return Step(walk.row, notices=tuple(walk.notices), wake_on=wake_on(walk.row, rules, as_of))


def _with_answer(
    row: AreaRow, fact: PlanProposed, _rules: Rules | None, as_of: AsOf | None
) -> AreaRow | Reject:
    if answering.is_taken(row, fact) or answering.is_too_late(row, fact, as_of):
        return row
    # What it changes is written as it is said, stop by stop.
    return answering.misfit_of(row, fact) or replace(row)


def _take(walk: FieldWalk, fact: PlanProposed) -> None:
    if walk.field is not None:
        answering.take_answer(walk, fact, walk.field)


def _with_clearing(
    row: AreaRow, fact: IncidentCleared, rules: Rules | None, _: AsOf | None
) -> AreaRow | Reject:
    return deciding.may_clear(fact, rules) or flagging.with_clearing(row, fact)


_RECORDED: Mapping[type, Callable[[AreaRow, Any, Rules | None, AsOf | None], AreaRow | Reject]] = {
    VisitAsked: lambda row, fact, _rules, as_of: asked.with_ask(row, fact, as_of),
    PlanProposed: _with_answer,
    NoticeSent: lambda row, fact, _rules, _as_of: noticing.noticed(row, fact),
    CheckedIn: lambda row, fact, _rules, _as_of: on_site.arrived(row, fact),
    VisitEnded: lambda row, fact, _rules, _as_of: ending.ended(row, fact),
    CheckedOut: lambda row, fact, _rules, _as_of: on_site.checked_out(row, fact),
    VisitApproved: lambda row, fact, rules, _as_of: deciding.with_decision(row, fact, rules),
    VisitRefused: lambda row, fact, rules, _as_of: deciding.with_decision(row, fact, rules),
    IncidentReported: lambda row, fact, _rules, as_of: danger.with_incident_told(row, fact, as_of),
    IncidentCleared: _with_clearing,
    CustomerFlagged: lambda row, fact, _rules, _as_of: flagging.with_flag(row, fact),
    CustomerCleared: lambda row, fact, _rules, _as_of: flagging.with_customer_cleared(row, fact),
    AreaRefusalResolved: lambda row, fact, _rules, _as_of: holding.with_resolution(row, fact),
    **{
        kind: lambda row, fact, _rules, as_of: people.with_person(row, fact, as_of)
        for kind in people.PERSONAL
    },
}
"""What a fact changes in the row by itself; it says nothing where the row stays the same."""

_SAID: Mapping[type, Callable[[FieldWalk, Any], None]] = {
    VisitWithdrawn: asked.say_withdrawn,
    VisitGranted: granting.say_granted,
    PlanProposed: _take,
    CheckedIn: on_site.say_arrival,
    VisitEnded: ending.say_ended,
    CheckedOut: on_site.say_checked_out,
    VisitRefused: deciding.say_refused,
    IncidentReported: danger.say_incident,
    IncidentCleared: danger.say_cleared,
    AreaRecordRefused: holding.refuse,
}
"""What is said of a fact at once, and written with it."""
