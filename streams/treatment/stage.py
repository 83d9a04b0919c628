"""What may we do? The treatment stage: facts and ticks in, verdicts on escalations out.

Only a tick authorises. A fact between ticks is recorded, and may withdraw what is pending; what it
gives new ground for waits for the next tick. What a stop does to the clocks of accounts is said at
once.

>>> from streams.terms.customer_facts import StopPlaced
>>> from streams.terms.days import Day
>>> stop = StopPlaced(event_id="e1", customer_id="c1", effective_on=Day(1), stop_id="st1",
...                   kind="DECEASED")
>>> step = apply(blank("c1"), stop, None, None)
>>> step.row.stops[0].kind, step.wake_on
('DECEASED', 0)
>>> apply(step.row, stop, None, None).row is step.row
True
"""

from msgspec.structs import replace

from streams.policy.rules import Rules
from streams.terms.customer_facts import (
    AccountWithdrawn,
    AnyCustomerFact,
    CustomerRecordRefused,
    CustomerRefusalResolved,
    StandingChanged,
    StopLifted,
    StopPlaced,
    VisitOutcome,
)
from streams.terms.days import AsOf
from streams.terms.standing import Standing
from streams.terms.step import Reject, Step
from streams.terms.treatment_notices import AnyTreatmentNotice
from streams.treatment import stops
from streams.treatment.effects import settle_clocks
from streams.treatment.journal import pruned, with_account, with_closing
from streams.treatment.ladder import grounds
from streams.treatment.outcomes import with_outcome
from streams.treatment.rows import AccountRecord, CustomerRow, account_of, ledgers_of
from streams.treatment.turning import turn_day
from streams.treatment.waking import wake_on
from streams.treatment.walk import Walk
from streams.treatment.withdrawal import (
    Objection,
    incomplete,
    lost_ground,
    no_longer_liable,
    not_to_contact,
    stopped_by,
    withdraw,
)

TreatmentStep = Step[CustomerRow, AnyTreatmentNotice]


def blank(customer_id: str) -> CustomerRow:
    """Return the row of a customer of whom nothing is known."""
    return CustomerRow(customer_id=customer_id)


def apply(
    row: CustomerRow, fact: AnyCustomerFact, rules: Rules | None, as_of: AsOf | None
) -> TreatmentStep:
    """Record a fact and withdraw what it takes the ground from; never authorises.

    A repeated fact, and a standing older than the one known, leave the very row that went in.
    """
    known = row if as_of is None else pruned(row, as_of.on)
    recorded = _recorded(known, fact, as_of)
    if isinstance(recorded, Reject):
        return Step(row, reject=recorded, wake_on=wake_on(row, rules, as_of))
    if recorded is known:
        return Step(row, wake_on=wake_on(row, rules, as_of))
    if as_of is None:
        return Step(recorded, wake_on=wake_on(recorded, rules, as_of))
    walk = Walk(recorded, rules, as_of)
    for objection in _objections(recorded, fact):
        withdraw(walk, objection)
    settle_clocks(walk)
    return _step(walk)


def turn(row: CustomerRow, rules: Rules, as_of: AsOf, newest: AsOf) -> TreatmentStep:
    """Let rungs come due as of a tick, and authorise what the gate allows."""
    walk = Walk(pruned(row, as_of.on), rules, as_of)
    # Only here can what was known before the first tick be said.
    settle_clocks(walk)
    turn_day(walk, rules, newest)
    return _step(walk)


def _step(walk: Walk) -> TreatmentStep:
    wake = wake_on(walk.row, walk.rules, walk.as_of)
    return Step(walk.row, notices=tuple(walk.notices), wake_on=wake)


def _recorded(row: CustomerRow, fact: AnyCustomerFact, as_of: AsOf | None) -> CustomerRow | Reject:
    match fact:
        case StandingChanged():
            return _with_standing(row, fact.standing, as_of)
        case AccountWithdrawn():
            return _without_account(row, fact, as_of)
        case StopPlaced() | StopLifted():
            return _with_stop(row, fact)
        case VisitOutcome():
            return with_outcome(row, fact)
        case CustomerRecordRefused():
            return stops.with_refusal(row, fact.origin)
        case CustomerRefusalResolved():
            return stops.with_resolution(row, fact.origin)


def _with_standing(row: CustomerRow, standing: Standing, as_of: AsOf | None) -> CustomerRow:
    known = account_of(row, standing.account_id)
    if known is not None and standing.version <= known.version:
        return row
    account = AccountRecord(
        standing.account_id,
        standing.version,
        standing.as_of,
        standing.incomplete,
        ledgers_of(standing),
        () if known is None else known.journals,
        standing.holds,
        standing.role,
        standing.as_of if known is None or known.withdrawn else known.liable_on,
    )
    return _with_account(row, account, as_of)


def _without_account(row: CustomerRow, fact: AccountWithdrawn, as_of: AsOf | None) -> CustomerRow:
    """Forget how an account stands, but not what was said about it, nor the version."""
    known = account_of(row, fact.account_id)
    if known is not None and fact.version <= known.version:
        return row
    journals = () if known is None else known.journals
    gone = AccountRecord(
        fact.account_id, fact.version, fact.effective_on, False, (), journals, withdrawn=True
    )
    return _with_account(row, gone, as_of)


def _with_account(row: CustomerRow, account: AccountRecord, as_of: AsOf | None) -> CustomerRow:
    if as_of is not None:
        account = with_closing(account, {g.origin for g in grounds(account)}, as_of.on)
    return with_account(row, account)


def _with_stop(row: CustomerRow, fact: StopPlaced | StopLifted) -> CustomerRow | Reject:
    """Record a stop; one of an unknown kind is refused, and its refusal holds the customer."""
    if isinstance(fact, StopLifted):
        lifted = stops.with_lift(row.stops, fact.stop_id, fact.effective_on)
        return row if lifted is row.stops else replace(row, stops=lifted)
    if fact.kind not in stops.STOP_KINDS:
        return Reject("stop_kind_unknown", f"the kind is {fact.kind!r}")
    known = stops.stop_of(row.stops, fact.stop_id)
    if known is not None and known.kind not in {None, fact.kind}:
        return Reject("stop_has_another_kind", f"{known.kind} is on record, now {fact.kind}")
    placed = stops.with_stop(row.stops, fact.stop_id, fact.kind, fact.effective_on)
    return row if placed is row.stops else replace(row, stops=placed)


def _objections(row: CustomerRow, fact: AnyCustomerFact) -> tuple[Objection, ...]:
    """Return what speaks against pending contacts, now that the fact is recorded."""
    match fact:
        case StandingChanged():
            return lost_ground(fact.standing), not_to_contact(), incomplete(row)
        case AccountWithdrawn():
            return (no_longer_liable(),)
        case StopPlaced():
            rule = stops.stop_rule(row.stops)
            return () if rule is None else (stopped_by(rule),)
        case CustomerRecordRefused():
            return (incomplete(row),)
        case _:
            return ()
