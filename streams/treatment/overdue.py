"""What a person has to look at is said once: objections not answered in time, refused records."""

from collections.abc import Iterator

from msgspec.structs import replace

from streams.policy.rules import Rules
from streams.terms.customer_facts import CustomerRecordRefused
from streams.terms.days import Day
from streams.terms.treatment_notices import CustomerEvent, CustomerEventKind
from streams.treatment.matters import KnownObjection
from streams.treatment.rows import CustomerRow
from streams.treatment.walk import Walk


def say_overdue(walk: Walk) -> None:
    """Say each objection whose answer is overdue by now, and that it was said."""
    days = None if walk.rules is None else walk.rules.contact.objection_days
    for objection in walk.row.matters.objections:
        overdue_on = _overdue_on(objection, days)
        if overdue_on is None or walk.as_of.on < overdue_on:
            continue
        said = replace(objection, overdue_said=True)
        objections = walk.row.matters.objections
        changed = tuple(said if o.id == said.id else o for o in objections)
        walk.row = replace(walk.row, matters=replace(walk.row.matters, objections=changed))
        detail = f"raised {walk.as_of.on - (objection.raised_on or 0)} days ago, due in {days}"
        say_event(walk, "OBJECTION_OVERDUE", objection.account_id, objection.id, detail)


def say_refused(walk: Walk, fact: CustomerRecordRefused) -> None:
    """Say that a record was refused, by which rule, and that its customer is held for it."""
    detail = f"{fact.rule}; nobody is contacted until it is resolved"
    say_event(walk, "RECORD_REFUSED", "", fact.origin, detail)


def overdue_days(row: CustomerRow, rules: Rules) -> Iterator[Day]:
    """Yield the days on which an objection becomes overdue."""
    for objection in row.matters.objections:
        overdue_on = _overdue_on(objection, rules.contact.objection_days)
        if overdue_on is not None:
            yield overdue_on


def say_event(
    walk: Walk, kind: CustomerEventKind, account_id: str, subject_id: str, detail: str
) -> None:
    """Say something that a person has to look at."""
    matters = replace(walk.row.matters, events=walk.row.matters.events + 1)
    walk.row = replace(walk.row, matters=matters)
    walk.notices.append(
        CustomerEvent(
            kind=kind,
            customer_id=walk.row.customer_id,
            account_id=account_id,
            subject_id=subject_id,
            seq=matters.events,
            as_of=walk.as_of.on,
            at=walk.as_of.at,
            detail=detail,
        )
    )


def _overdue_on(objection: KnownObjection, days: int | None) -> Day | None:
    if days is None or objection.answered or objection.overdue_said:
        return None
    return None if objection.raised_on is None else Day(objection.raised_on + days + 1)
