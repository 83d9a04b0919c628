"""What became of a visit: taken only for a visit that was authorised, and only once."""

from typing import get_args

from msgspec.structs import replace

from streams.terms.customer_facts import Outcome, VisitOutcome
from streams.terms.step import Reject
from streams.treatment.journal import with_account, with_record
from streams.treatment.rows import CustomerRow, OriginJournal, RungRecord, account_of

VISIT_NUMBERS = (1, 2)
OUTCOMES = frozenset(get_args(Outcome))


def with_outcome(row: CustomerRow, fact: VisitOutcome) -> CustomerRow | Reject:
    """Return the row with the outcome noted, the same row for a repeat, or the rule it breaks.

    An outcome of a visit this customer was never authorised for is refused: where the row does not
    know, it does not guess. So is a second, different outcome of one visit.
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
    if record.outcome is not None:
        return _again(row, record, fact)
    return _noted(row, journal, record, fact)


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
    if (record.outcome, record.outcome_on) == (fact.outcome, fact.effective_on):
        return row
    detail = f"{record.outcome} is on record, now {fact.outcome} is said"
    return Reject("visit_has_another_outcome", detail)


def _noted(
    row: CustomerRow, journal: OriginJournal, record: RungRecord, fact: VisitOutcome
) -> CustomerRow:
    account = account_of(row, fact.account_id)
    if account is None:
        return row
    noted = replace(record, outcome=fact.outcome, outcome_on=fact.effective_on)
    return with_account(row, with_record(account, journal.origin, journal.currency, noted))
