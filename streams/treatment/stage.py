"""What may we do? The treatment stage: facts and ticks in, verdicts on escalations out.

Only a tick authorises. A fact between ticks is recorded, and may withdraw what is pending; what it
gives new ground for waits for the next tick. What a stop does to the clocks of accounts is said at
once.

>>> from streams.terms.profile_facts import StopPlaced
>>> from streams.terms.days import Day
>>> stop = StopPlaced(event_id="e1", customer_id="c1", effective_on=Day(1), stop_id="st1",
...                   kind="DECEASED")
>>> step = apply(blank("c1"), stop, None, None)
>>> step.row.stops[0].kind, step.wake_on
('DECEASED', 0)
>>> apply(step.row, stop, None, None).row is step.row
True
"""

from collections.abc import Callable, Mapping
from typing import Any

from streams.policy.rules import Rules
from streams.terms.contact_facts import (
    AgencyContacted,
    ComplaintReceived,
    ContactMade,
    VisitOutcome,
)
from streams.terms.customer_facts import (
    AccountWithdrawn,
    AnyCustomerFact,
    CustomerRecordRefused,
    PastCorrected,
    StandingChanged,
)
from streams.terms.days import AsOf, Day
from streams.terms.handback_facts import SafetyFlagged, VisitReturned, VisitUnplanned
from streams.terms.profile_facts import (
    ConsentChanged,
    CustomerMoved,
    CustomersMerged,
    StopLifted,
    StopPlaced,
)
from streams.terms.step import Reject, Step
from streams.terms.treatment_notices import AnyTreatmentNotice
from streams.treatment.effects import settle_clocks
from streams.treatment.given_back import answer
from streams.treatment.journal import pruned
from streams.treatment.merging import done_elsewhere, say_moves, say_waiting
from streams.treatment.outcome_missing import say_missing
from streams.treatment.overdue import say_overdue, say_refused
from streams.treatment.passing_on import pass_on
from streams.treatment.proving import prove
from streams.treatment.recording import recorded
from streams.treatment.rows import CustomerRow
from streams.treatment.still_allowed import LIMITING, no_longer_allowed
from streams.treatment.telling_area import settle_area
from streams.treatment.telling_bureau import tell_bureau
from streams.treatment.turning import turn_day
from streams.treatment.unfounded import say_unfounded
from streams.treatment.uniting import ordered
from streams.treatment.waking import wake_on
from streams.treatment.walk import Walk
from streams.treatment.withdrawal import (
    Objection,
    complained,
    consent_refused,
    flagged,
    incomplete,
    just_told,
    lost_ground,
    made_already,
    merged,
    no_longer_liable,
    not_to_contact,
    stopped,
    withdraw,
)

TreatmentStep = Step[CustomerRow, AnyTreatmentNotice]


def blank(customer_id: str) -> CustomerRow:
    """Return the row of a customer of whom nothing is known."""
    return CustomerRow(customer_id=customer_id, forgotten=0)


def apply(
    row: CustomerRow, fact: AnyCustomerFact, rules: Rules | None, as_of: AsOf | None
) -> TreatmentStep:
    """Record a fact and withdraw what it takes the ground from; never authorises.

    A repeated fact, and a standing older than the one known, leave the very row that went in.
    """
    known = row if as_of is None else pruned(row, as_of.on)
    if isinstance(fact, PastCorrected):
        return _corrected(row, fact, rules, as_of)
    told = recorded(known, fact, rules, as_of)
    if isinstance(told, Reject):
        return Step(row, reject=told, wake_on=wake_on(row, rules, as_of))
    if told is known:
        return Step(row, wake_on=wake_on(row, rules, as_of))
    if as_of is None:
        return Step(ordered(told), wake_on=wake_on(told, rules, as_of))
    walk = Walk(told, rules, as_of)
    if isinstance(fact, CustomerMoved):
        _take_in(walk, known, fact)
    _answer(walk, fact)
    if type(fact) in _OBJECTIONS:
        for objection in _OBJECTIONS[type(fact)](walk.row, fact, as_of.on):
            withdraw(walk, objection)
    if type(fact) in LIMITING:
        withdraw(walk, no_longer_allowed(walk.row, rules, fact.effective_on))
    settle_clocks(walk, known.stops if isinstance(fact, (StopPlaced, StopLifted)) else None)
    return _step(walk)


def _answer(walk: Walk, fact: AnyCustomerFact) -> None:
    """Say what follows at once from what a fact tells, beside what it forbids."""
    if isinstance(fact, CustomerRecordRefused):
        say_refused(walk, fact)
    if isinstance(fact, (VisitUnplanned, VisitReturned)):
        answer(walk, fact)
    pass_on(walk, fact)


def _take_in(walk: Walk, known: CustomerRow, fact: CustomerMoved) -> None:
    """Withdraw what the other customer's journal takes the place of, and then take that in."""
    told, walk.row = walk.row, known
    withdraw(walk, done_elsewhere(told))
    settle_area(walk)
    moved = recorded(walk.row, fact, walk.rules, walk.as_of)
    walk.row = told if isinstance(moved, Reject) else moved


def turn(row: CustomerRow, rules: Rules, as_of: AsOf, newest: AsOf) -> TreatmentStep:
    """Let rungs come due as of a tick, and authorise what the gate allows."""
    walk = Walk(pruned(row, as_of.on), rules, as_of)
    # Only here can what was known before the first tick be said.
    settle_clocks(walk)
    say_overdue(walk)
    say_waiting(walk)
    say_missing(walk)
    turn_day(walk, rules, newest)
    tell_bureau(walk)
    prove(walk)
    return _step(walk)


def _corrected(
    row: CustomerRow, fact: PastCorrected, rules: Rules | None, as_of: AsOf | None
) -> TreatmentStep:
    """Answer a correction; before the first tick nobody was contacted, so it says nothing."""
    if as_of is None:
        return Step(row, wake_on=wake_on(row, rules, as_of))
    walk = Walk(row, rules, as_of)
    say_unfounded(walk, fact)
    return _step(walk)


def _step(walk: Walk) -> TreatmentStep:
    settle_area(walk)
    walk.row = ordered(walk.row)
    say_moves(walk)
    wake = wake_on(walk.row, walk.rules, walk.as_of)
    return Step(walk.row, notices=tuple(walk.notices), wake_on=wake)


def _of_account(row: CustomerRow, fact: StandingChanged, _: Day) -> tuple[Objection, ...]:
    return lost_ground(fact.standing), not_to_contact(), incomplete(row)


def _of_move(row: CustomerRow, _: CustomerMoved, on: Day) -> tuple[Objection, ...]:
    objections = stopped(row, on), consent_refused(row), complained(row), incomplete(row)
    return (merged(row, on), *objections, flagged(row), made_already())


# What speaks against pending contacts, now that a fact of that type is recorded.
_OBJECTIONS: Mapping[type, Callable[[CustomerRow, Any, Day], tuple[Objection, ...]]] = {
    StandingChanged: _of_account,
    AccountWithdrawn: lambda _row, _fact, _on: (no_longer_liable(),),
    StopPlaced: lambda row, _fact, on: (stopped(row, on),),
    CustomersMerged: lambda row, _fact, on: (merged(row, on),),
    CustomerMoved: _of_move,
    ConsentChanged: lambda row, _fact, _on: (consent_refused(row),),
    ContactMade: lambda row, _fact, on: (just_told(row, on),),
    VisitOutcome: lambda row, _fact, on: (just_told(row, on), made_already()),
    AgencyContacted: lambda row, _fact, on: (just_told(row, on),),
    ComplaintReceived: lambda row, _fact, _on: (complained(row),),
    CustomerRecordRefused: lambda row, _fact, _on: (incomplete(row),),
    SafetyFlagged: lambda row, _fact, _on: (flagged(row),),
}
