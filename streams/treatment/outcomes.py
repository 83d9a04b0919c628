"""What became of a visit: taken only for a visit that was authorised, and only once.

But one that was recalled may turn out to have been made: an area calls a crew back that may stand
at the door already, and what the crew then tells holds.
"""

from typing import get_args

from msgspec.structs import replace

from streams.policy.rules import Rules
from streams.terms.contact_facts import Outcome, VisitOutcome
from streams.terms.days import Day
from streams.terms.step import Reject
from streams.treatment.contacts import day_made, settled
from streams.treatment.journal import with_noted
from streams.treatment.ladder import RECALLED
from streams.treatment.points import with_failure
from streams.treatment.rows import CustomerRow, OriginJournal, RungRecord, account_of

VISIT_NUMBERS = (1, 2)
OUTCOMES = frozenset(get_args(Outcome))
_MET_NOBODY = frozenset({"NOT_HOME", "ADDRESS_WRONG", "RECALLED"})
_TALKED = frozenset(
    {"MET_PAID", "MET_PROMISE", "MET_PLAN_ASKED", "MET_DISPUTE", "REFUSED_TO_PAY", "REFUSED_VISIT"}
)


def with_outcome(row: CustomerRow, fact: VisitOutcome, rules: Rules | None) -> CustomerRow | Reject:
    """Return the row with the outcome noted, the same row for a repeat, or the rule it breaks.

    An outcome of a visit this customer was never authorised for is refused: where the row does not
    know, it does not guess. So is a second, different outcome of one visit that was made.
    """
    if fact.outcome not in OUTCOMES:
        return Reject("visit_outcome_unknown", f"the outcome is {fact.outcome!r}")
    if fact.visit_number not in VISIT_NUMBERS:
        return Reject("visit_number_unknown", f"the visit number is {fact.visit_number}")
    found = _visit(row, fact)
    if found is None:
        detail = f"visit {fact.visit_number} of {fact.escalation_id} was not authorised"
        return Reject("outcome_for_no_authorised_visit", detail)
    journal, record = found
    is_taken = record.outcome != RECALLED or fact.outcome == RECALLED
    if record.outcome is not None and is_taken:
        return _again(row, record, fact)
    return _settled(_noted(row, journal, record, fact), fact, rules)


def _visit(row: CustomerRow, fact: VisitOutcome) -> tuple[OriginJournal, RungRecord] | None:
    account = account_of(row, fact.account_id)
    for journal in () if account is None else account.journals:
        for record in journal.rungs:
            if (
                record.escalation_id == fact.escalation_id
                and record.visit_number == fact.visit_number
                and record.not_after is not None
            ):
                return journal, record
    return None


def _again(row: CustomerRow, record: RungRecord, fact: VisitOutcome) -> CustomerRow | Reject:
    if (record.outcome, record.outcome_on) == (fact.outcome, _on(record, fact)):
        return row
    # The recall that the crew's own word took the place of is on record no more: told once more,
    # as any record may be, it changes nothing.
    if fact.outcome == RECALLED and record.outcome != RECALLED:
        return row
    detail = f"{record.outcome} is on record, now {fact.outcome} is said"
    return Reject("visit_has_another_outcome", detail)


def _on(record: RungRecord, fact: VisitOutcome) -> Day:
    """Return the day of an outcome, which is never before that for which it was authorised."""
    return max(fact.effective_on, record.acted_on or fact.effective_on)


def _settled(row: CustomerRow, fact: VisitOutcome, rules: Rules | None) -> CustomerRow:
    """Turn the reservation of the visit into what it was; a wrong address reaches nobody."""
    changed = settled(
        row,
        fact.escalation_id,
        connected=fact.outcome not in _MET_NOBODY,
        talked=fact.outcome in _TALKED,
        result=fact.outcome,
        on=day_made(fact.at, fact.effective_on, rules),
    )
    spent = next((s for s in changed.ledger.spent if s.contact_id == fact.escalation_id), None)
    if fact.outcome != "ADDRESS_WRONG" or spent is None or not spent.point_id:
        return changed
    failed = with_failure(changed.profile, spent.point_id, "VISIT", fact.effective_on)
    return replace(changed, profile=failed)


def _noted(
    row: CustomerRow, journal: OriginJournal, record: RungRecord, fact: VisitOutcome
) -> CustomerRow:
    account = account_of(row, fact.account_id)
    if account is None:
        return row
    noted = replace(record, outcome=fact.outcome, outcome_on=_on(record, fact), proof=fact.proof)
    return with_noted(row, account, journal.origin, journal.currency, noted)
