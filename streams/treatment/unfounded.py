"""What was carried out on a day that is known now to have given no ground for it.

A contact cannot be unmade, so each is said once and marked; where a later fact restores the ground
(the payment bounces) nothing is said any more. Reminders before the due date are never said: a
correction tells of days past due, and takes nothing from what was not late yet.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from streams.policy.rules import Rules, Rung
from streams.terms.customer_facts import PastCorrected
from streams.terms.days import AsOf, Day, iso
from streams.terms.delinquency_notices import CorrectedSpan
from streams.treatment.journal import is_own
from streams.treatment.overdue import say_event
from streams.treatment.rows import OriginJournal, RungRecord, account_of
from streams.treatment.walk import Place, Walk

# Without these a contact may be taken as made once its window is over: unknown counts as made.
_NOT_MADE = frozenset({"FAILED", "RECALLED"})


def say_unfounded(walk: Walk, fact: PastCorrected) -> None:
    """Say each contact that a correction takes the ground from, and mark it as said."""
    account = account_of(walk.row, fact.account_id)
    for journal in () if account is None else account.journals:
        if journal.currency == fact.currency:
            place = Place(fact.account_id, journal.origin, journal.currency)
            for record, span, on in _lost(journal, fact, walk):
                walk.write(place, replace(record, unfounded=True))
                detail = _detail(span, on, fact.cause)
                say_event(walk, "CONTACT_UNFOUNDED", fact.account_id, record.escalation_id, detail)


def _lost(
    journal: OriginJournal, fact: PastCorrected, walk: Walk
) -> Iterator[tuple[RungRecord, CorrectedSpan, Day]]:
    """Yield what was made on a corrected day without ground, with the span and the day."""
    for record in journal.rungs:
        on = _made_on(record, walk.as_of)
        if on is None or record.unfounded or record.before_due:
            continue
        # Of what a merge moved in, the other one is told too.
        if not is_own(walk.row.customer_id, fact.account_id, journal.origin, record):
            continue
        span = next((s for s in fact.spans if s.first_on <= on <= s.last_on), None)
        rung = _rung(walk.rules, record)
        if span is not None and not _has_ground(span, rung, on):
            yield record, span, on


def _made_on(record: RungRecord, as_of: AsOf) -> Day | None:
    """Return the day on which a contact was made, as far as is known.

    It was where its result says so, or where nobody cancelled it before its window was over.
    """
    if record.not_after is None or record.outcome in _NOT_MADE:
        return None
    is_over = record.verdict == "AUTHORISED" and record.not_after <= as_of.at
    return record.acted_on if is_over or record.outcome is not None else None


def _has_ground(span: CorrectedSpan, rung: Rung | None, on: Day) -> bool:
    """Tell whether the account was late enough; of a rung nobody knows any more, late at all."""
    if span.is_oldest_due_on is None:
        return False
    return rung is None or on - span.is_oldest_due_on >= rung.at_days


def _rung(rules: Rules | None, record: RungRecord) -> Rung | None:
    """Return the rung as its own ladder has it, None where the document knows it no more."""
    ladder = None if rules is None else rules.ladders.get(record.ladder, rules.ladder)
    rungs = () if ladder is None else ladder.rungs
    return next((rung for rung in rungs if rung.id == record.rung), None)


def _detail(span: CorrectedSpan, on: Day, cause: str) -> str:
    was = _stood(span.was_oldest_due_on, span.was_bucket)
    now = _stood(span.is_oldest_due_on, span.is_bucket)
    return f"made on {iso(on)}, {was} as was said, {now} as is known now, by {cause}"


def _stood(oldest_due_on: Day | None, bucket: str) -> str:
    return "not late" if oldest_due_on is None else f"late since {iso(oldest_due_on)} in {bucket}"
