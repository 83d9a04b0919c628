"""Recording a fact in a customer's row, or naming the rule that it breaks; nothing is said here."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from streams.policy.rules import Rules
from streams.terms.contact_facts import (
    AgencyContacted,
    AgencyPlaced,
    ComplaintClosed,
    ComplaintReceived,
    ContactMade,
    ObjectionAnswered,
    ObjectionRaised,
    QuotaReturned,
    SatisfactionScored,
    VisitOutcome,
)
from streams.terms.customer_facts import (
    AccountWithdrawn,
    AnyCustomerFact,
    CustomerRecordRefused,
    CustomerRefusalResolved,
    StandingChanged,
)
from streams.terms.days import DAY_MICROSECONDS, AsOf, Instant
from streams.terms.handback_facts import (
    SafetyCleared,
    SafetyFlagged,
    VisitPlanned,
    VisitReturned,
    VisitUnplanned,
)
from streams.terms.profile_facts import (
    ConsentChanged,
    ContactPointSet,
    CustomerMoved,
    CustomersMerged,
    QuietTimeEnded,
    QuietTimeSet,
    StopLifted,
    StopPlaced,
    ZoneTold,
    ZoneWithdrawn,
)
from streams.terms.standing import Standing
from streams.terms.step import Reject
from streams.treatment import stops
from streams.treatment.closes import marked, with_change
from streams.treatment.contacts import with_agency_contact, with_contact, with_quota
from streams.treatment.flags import with_cleared, with_flagged
from streams.treatment.journal import with_account, with_closing
from streams.treatment.ladder import grounds
from streams.treatment.matters import MatterFact, with_matter
from streams.treatment.merging import with_merge, with_move
from streams.treatment.outcomes import with_outcome
from streams.treatment.passing_on import misfit_of
from streams.treatment.past import BLANK, lived
from streams.treatment.profile import with_detail
from streams.treatment.rows import AccountRecord, CustomerRow, account_of, ledgers_of
from streams.treatment.visits import PlanFact, with_handback

Recorded = CustomerRow | Reject

# A product choice, as for the facts of accounts: the clock may stand still for a week.
DAYS_AHEAD_MAX = 7


def recorded(
    row: CustomerRow, fact: AnyCustomerFact, rules: Rules | None, as_of: AsOf | None
) -> Recorded:
    """Return the row with the fact, the very row where it says nothing new, or the broken rule."""
    if isinstance(fact, StandingChanged):
        return _with_standing(row, fact.standing, as_of)
    if isinstance(fact, AccountWithdrawn):
        return _without_account(row, fact, as_of)
    if isinstance(fact, CustomerMoved):
        return with_move(row, fact, as_of)
    misfit = misfit_of(fact) if isinstance(fact, (ContactMade, VisitOutcome)) else None
    if misfit is not None:
        return misfit
    if isinstance(fact, (ContactMade, VisitOutcome, AgencyContacted)):
        return _with_contact(row, fact, rules, as_of)
    return _ALONE[type(fact)](row, fact)


def _with_contact(
    row: CustomerRow,
    fact: ContactMade | VisitOutcome | AgencyContacted,
    rules: Rules | None,
    as_of: AsOf | None,
) -> Recorded:
    """Record what became of a contact, unless it is told of a day that has not come."""
    if as_of is None:
        return _OF_CONTACT[type(fact)](row, fact, rules)
    if not isinstance(fact, AgencyContacted):
        # Our own was authorised by a tick: on a later day it would free the caps of its own.
        fact = replace(fact, at=Instant(min(fact.at, as_of.at + DAY_MICROSECONDS)))
    told = _OF_CONTACT[type(fact)](row, fact, rules)
    ahead = fact.effective_on - as_of.on
    if isinstance(told, Reject) or ahead <= DAYS_AHEAD_MAX:
        return told
    detail = f"it is told for {ahead} days ahead, at most {DAYS_AHEAD_MAX} are taken"
    return Reject("contact_lies_ahead", detail)


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
        past=lived(BLANK if known is None else known.history, standing),
        life=standing.life,
    )
    return with_change(row, _with_account(row, account, as_of), standing.account_id)


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
    if known is None and len(row.stops) >= stops.STOPS_MAX:
        return Reject("customer_has_too_many_details", f"{len(row.stops)} stops are on record")
    placed = stops.with_stop(row.stops, fact.stop_id, fact.kind, fact.effective_on, fact.until_on)
    return row if placed is row.stops else replace(row, stops=placed)


def _with_matter(row: CustomerRow, fact: MatterFact) -> Recorded:
    matters = with_matter(row.matters, fact)
    if isinstance(matters, Reject):
        return matters
    if matters is row.matters:
        return row
    changed = replace(row, matters=matters)
    return marked(changed) if isinstance(fact, ObjectionRaised | ObjectionAnswered) else changed


def _with_plan(row: CustomerRow, fact: PlanFact) -> CustomerRow:
    visits = with_handback(row.visits, fact)
    return row if visits is row.visits else replace(row, visits=visits)


def _with_flag(row: CustomerRow, fact: SafetyFlagged | SafetyCleared) -> Recorded:
    if isinstance(fact, SafetyFlagged):
        flags = with_flagged(row.flags, fact.incident_id, fact.point_id)
    else:
        flags = with_cleared(row.flags, fact.incident_id)
    if isinstance(flags, Reject):
        return flags
    return row if flags is row.flags else replace(row, flags=flags)


_OF_CONTACT: Mapping[type, Callable[[CustomerRow, Any, Rules | None], Recorded]] = {
    VisitOutcome: with_outcome,
    ContactMade: with_contact,
    AgencyContacted: with_agency_contact,
}
_ALONE: Mapping[type, Callable[[CustomerRow, Any], Recorded]] = {
    ComplaintReceived: _with_matter,
    ComplaintClosed: _with_matter,
    ObjectionRaised: _with_matter,
    ObjectionAnswered: _with_matter,
    SatisfactionScored: _with_matter,
    AgencyPlaced: with_quota,
    QuotaReturned: with_quota,
    StopPlaced: _with_stop,
    StopLifted: _with_stop,
    ConsentChanged: with_detail,
    ZoneTold: with_detail,
    ZoneWithdrawn: with_detail,
    QuietTimeSet: with_detail,
    QuietTimeEnded: with_detail,
    ContactPointSet: with_detail,
    CustomersMerged: with_merge,
    VisitPlanned: _with_plan,
    VisitUnplanned: _with_plan,
    VisitReturned: _with_plan,
    SafetyFlagged: _with_flag,
    SafetyCleared: _with_flag,
    CustomerRecordRefused: lambda row, fact: stops.with_refusal(row, fact.origin),
    CustomerRefusalResolved: lambda row, fact: stops.with_resolution(row, fact.origin),
}
